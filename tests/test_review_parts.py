"""Parts of the desk that need no browser: texts made visible, rates with bounds, rules tried, WordPress's lists."""

import time
from collections import OrderedDict
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import NOON, outcome, read

from pipeline import store
from pipeline.classifiers import own
from pipeline.errors import UsageError
from pipeline.locale.reasons import REASONS
from pipeline.policy import HOLDS
from pipeline.review import recent, showing
from pipeline.review.config import Desk
from pipeline.review.differing import differing
from pipeline.review.errors_seen import Rate, errors
from pipeline.review.reaching import is_reachable
from pipeline.review.recent import recently
from pipeline.review.trying import tried
from pipeline.review.wordpress_lists import taken_over
from pipeline.settings import Settings
from pipeline.store.agreement import Agreed


def test_hidden_characters_are_told_by_number_the_same_in_a_row_as_one() -> None:
    pieces = showing.shown("a\u200b\u200b\u200bb\u202ec").pieces
    assert [(piece.text, piece.kind) for piece in pieces] == [
        ("a", "plain"), ("U+200B ×3", "hidden"), ("b", "plain"), ("U+202E", "hidden"), ("c", "plain"),
    ]  # fmt: skip


def test_what_scripts_and_emoji_need_is_not_called_hidden() -> None:
    for text in ("👩\u200d👩\u200d👧", "می\u200cخواهم", "line\nline\ttab"):
        assert [piece.kind for piece in showing.shown(text).pieces] == ["plain"], text


def test_marks_may_overlap_and_run_over_links() -> None:
    text = "see https://x.example now"
    pieces = showing.shown(text, [(0, 6, 1), (4, len(text), 2)]).pieces
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.kind, piece.marks) for piece in pieces] == [
        ("see ", "plain", (1,)), ("ht", "link", (1, 2)), ("tps://x.example", "link", (2,)), (" now", "plain", (2,)),
    ]  # fmt: skip
    assert [piece.ends for piece in pieces] == [(), (1,), (), (2,)]


@pytest.mark.usefixtures("opened")
def test_every_reason_of_the_policy_has_a_name() -> None:
    from pipeline.review import reasons

    raised = {*HOLDS, "language", "repeated", "rule spam", "rule pass"}
    assert raised == set(REASONS)
    assert raised == set(reasons._ORDER)


@pytest.mark.usefixtures("opened")
def test_what_was_decided_meanwhile_is_told_by_the_sites_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import translation

    from pipeline.review.words import stale_words

    desk = SimpleNamespace(DESK=Desk(Settings(timezone="Europe/Paris")))
    monkeypatch.setattr("pipeline.review.words.settings", desk)
    with translation.override("en"):
        said = stale_words("bob decided meanwhile: spam (2026-03-01 23:30 UTC)", "blog")
    assert said == "bob decided meanwhile: Spam (2 Mar 2026, 00:30)"
    assert stale_words("decision 7 on blog:5 was taken back already") == "it was taken back already"


@given(st.text(), st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60), st.integers(1, 3)), max_size=4))
def test_no_text_and_no_span_is_too_strange_to_be_shown(text: str, spans: list[tuple[int, int, int]]) -> None:
    found = showing.shown(text, [(max(a, 0), b, mark) for a, b, mark in spans])
    plain = "".join(piece.text for piece in found.pieces if piece.kind != "hidden")
    assert not any(showing.is_hidden(sign) for sign in plain if sign not in "\u200c\u200d")


@pytest.mark.parametrize(
    "text",
    [
        "call us on +44 (0)20 7946 0018 today", "appelez le 06 39 98 12 34", "write to loans.fast@mail.example",
        "write to loans [at] mail [dot] example", "add me on WhatsApp", "joignable sur Telegram", "signal: 55",
        "@win_big24",
    ],
)  # fmt: skip
def test_a_number_a_mailbox_or_a_messenger_is_a_way_to_be_reached(text: str) -> None:
    assert is_reachable(text)


@pytest.mark.parametrize(
    "text",
    [
        "@Marie merci pour la recette", "a good signal in the hills", "in 1998 and 2004, 12 eggs and 350 g of flour",
        "it cost 12 000 000 € in all", "meet me at noon. point taken", "",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_no_way_to_be_reached(text: str) -> None:
    assert not is_reachable(text)


def test_names_show_no_address_and_stay_on_a_line() -> None:
    assert showing.name("Bo <bo@mail.example>\n\nx") == "Bo …@… x"
    assert showing.name("Bo\u202e") == "Bo[U+202E]"
    assert len(showing.name("W" * 9_000)) == 80


@pytest.mark.usefixtures("opened")
def test_a_list_of_wordpress_becomes_rules_without_peoples_addresses() -> None:
    lines = [
        "  casino ", "casino", "spam.example.com", "https://www.bad.example/", "bad.example", "a@b.example",
        "192.168.0.1", "10.0.", "::1:2", "x", "", "y" * 201, "two words.",
    ]  # fmt: skip
    store.add_rules([{"site": "blog", "action": "spam", "field": "text", "pattern": "casino"}], "ann", NOON)
    found = taken_over("blog", lines, "spam")
    assert [(one["field"], one["pattern"]) for one in found.known] == [("text", "casino")]
    assert [(one["field"], one["pattern"]) for one in found.new] == [
        ("domain", "spam.example.com"), ("domain", "bad.example"), ("text", "two words."),
    ]  # fmt: skip
    assert found.refused == [
        ("a@b.example", "mail"), ("192.168.0.1", "ip"), ("10.0.", "ip"), ("::1:2", "ip"), ("x", "short"),
        ("y" * 201, "long"),
    ]  # fmt: skip
    assert len(taken_over("blog", lines, "hold").known) == 0
    with pytest.raises(UsageError, match="'pass'"):
        taken_over("blog", [], "pass")


TYPED: list[tuple[dict[str, str], set[str]]] = [
    ({"field": "domain", "pattern": "not a domain"}, {"pattern"}),
    ({"field": "domain", "pattern": "spam.example/path"}, {"pattern"}),
    ({"field": "domain", "pattern": "https://www.Spam.example/"}, set()),
    ({"pattern": "a"}, {"pattern"}),
    ({"pattern": ""}, {"pattern"}),
    ({"field": "author", "pattern": "Bo*"}, {"pattern"}),
    ({"field": "score", "pattern": "word"}, {"field"}),
    ({"pattern": "word", "language": "xx"}, {"language"}),
    ({"pattern": "word", "language": " FR "}, set()),
    ({"pattern": "word", "value": "0.5"}, {"value"}),
    ({"pattern": "word", "value": "7"}, {"value"}),
    ({"action": "threshold", "pattern": "spam", "value": "7"}, {"value"}),
    ({"action": "threshold", "pattern": "spam", "value": "nan"}, {"value"}),
    ({"action": "threshold", "pattern": "spam", "value": "much"}, {"value"}),
    ({"action": "threshold", "pattern": "spam"}, {"value"}),
    ({"action": "threshold", "pattern": "mood", "value": "0,8"}, {"pattern"}),
    ({"action": "threshold", "pattern": "abuse", "value": "0,8"}, set()),
]
"""What is typed into the form of a rule, and the fields in which something is wrong then."""


@pytest.mark.usefixtures("opened")
def test_what_a_rule_cannot_be_is_told_beside_its_field() -> None:
    from pipeline.review.rule_form import RuleForm

    for typed, wrong in TYPED:
        form = RuleForm({"action": "hold", "field": "text", "language": "", "value": "", **typed})
        assert set(form.errors) == wrong, typed
        if not wrong:
            rule = form.rule("blog")
            assert rule["pattern"] in ("spam.example", "word", "abuse")
            assert (rule["language"], rule["value"]) in ((None, None), ("fr", None), (None, 0.8))


@pytest.mark.usefixtures("opened")
def test_a_rule_is_tried_on_what_was_and_nothing_is_saved() -> None:
    read(
        {"id": 1, "text": "buy a casino"},
        {"id": 2, "text": "casinos"},
        {"id": 3, "text": "casino too", "source_status": "spam"},
        {"id": 4, "text": "that casino", "source_status": "pending"},
    )
    outcome("publish")
    rule = {"site": "blog", "action": "hold", "field": "text", "pattern": "casino"}
    found = tried("blog", rule, ("en",))
    assert (found.more, found.more_approved, found.less, found.is_all) == (3, 1, 0, True)
    assert {one["text"]: one["status"] for one in found.examples} == {
        "buy a casino": "approved", "casino too": "spam", "that casino": "pending",
    }  # fmt: skip
    spam = tried("blog", {**rule, "action": "spam"}, ("en",))
    assert (spam.spam, spam.spam_approved, spam.more) == (3, 1, 3)
    assert {one["will"] for one in spam.examples} == {"spam"}
    assert store.active_rules("blog") == ()
    store.add_rules([rule], "ann", NOON)
    again = tried("blog", rule, ("en",))
    without = tried("blog", {**rule, "active": False}, ("en",))
    assert (again.more, again.less) == (0, 0)
    assert (without.less, without.less_refused) == (3, 1)


@pytest.mark.usefixtures("opened")
def test_a_threshold_is_tried_in_both_directions() -> None:
    read({"id": 1, "source_status": "approved"}, spam=0.85)
    read({"id": 2, "source_status": "spam"}, spam=0.6)
    outcome("publish")
    lower = tried(
        "blog", {"site": "blog", "action": "threshold", "field": "score", "pattern": "spam", "value": 0.5}, ("en",)
    )
    higher = tried(
        "blog", {"site": "blog", "action": "threshold", "field": "score", "pattern": "spam", "value": 0.95}, ("en",)
    )
    assert (lower.more, lower.more_approved) == (1, 0)
    assert (higher.less, higher.less_refused) == (1, 0)


def test_rates_have_bounds() -> None:
    assert Rate().share is None
    assert Rate().bounds is None
    low, high = Rate(5, 50).bounds or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.043, 0.214)
    low, high = Rate(0, 20).bounds or (1, 1)
    assert (low, round(high, 3)) == (0.0, 0.161)


def test_errors_are_counted_per_language_and_by_lot_apart() -> None:
    every, first, second = errors([
        Agreed("fr", "hold", "approve", None, 3), Agreed("fr", "spam", "spam", None, 7),
        Agreed("en", "publish", "abuse", "approved", 1), Agreed("en", "publish", "approve", "approved", 8),
        Agreed("en", "spam", "approve", "spam", 2), Agreed(None, "hold", "hold", None, 5),
        Agreed("fr", "publish", "abuse", None, 6, doubted=True), Agreed("fr", "publish", "spam", None, 1),
    ])  # fmt: skip
    assert (first.language, second.language) == ("fr", "en")
    assert (every.wrongly_held, every.missed) == (Rate(3, 10), Rate(1, 1))
    assert (every.drawn_missed, every.drawn_wrong) == (Rate(1, 9), Rate(2, 2))


def test_slow_counts_are_told_again_for_a_while_and_quick_ones_never() -> None:
    times = iter([0.0, 0.2, 1.0, 40.0, 40.01, 50.0, 50.01])
    asked: list[int] = []

    def count() -> int:
        asked.append(1)
        return len(asked)

    def ask() -> int:
        return recently("a key of this test", count, lambda _: 5_000, lambda: next(times))

    assert [ask(), ask()] == [1, 1]  # slow, so told again a second later
    assert ask() == 2  # too old, and quick this time
    assert ask() == 3


def test_slow_counts_of_a_short_list_are_made_anew() -> None:
    times = iter([0.0, 0.5, 1.0, 2.5, 3.0, 3.1])
    asked = iter([1, 2, 3])

    def ask() -> int:
        return recently("another key", lambda: next(asked), lambda found: found, lambda: next(times))

    assert [ask(), ask(), ask()] == [1, 2, 2]  # the second was very slow


def test_what_was_told_too_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "_answers", OrderedDict())
    times = iter([0.0, 1.0, 40.0, 41.0])
    for key in ("an old key", "a new key"):
        recently(key, lambda: 5_000, lambda found: found, lambda: next(times))
    assert list(recent._answers) == ["a new key"]


def card(folder: Path, task: str, **more: Any) -> None:
    """Put the site's own correction of the classifier that is shipped now, as the training writes it."""
    made = {
        "name": task, "version": "1 own", "answers": [], "languages": [], "corrects": own.corrects(task),
        "labels": {"ham": 70, "spam": 30},
        "measured": {"shipped": {"rows": 100, "recall": 0.8, "log_loss": 0.4}, "own": {"rows": 100, "recall": 0.9}},
    }  # fmt: skip
    own.put(folder, {**made, **more}, {"own.bias": np.zeros(1)})


@pytest.mark.usefixtures("opened")
def test_the_sites_own_classifier_is_shown_beside_the_shipped_one(tmp_path: Path) -> None:
    from pipeline.review.own_models import Compared, in_use

    assert [(one.task, one.state) for one in in_use(tmp_path)] == [("spam", "shipped"), ("abuse", "shipped")]
    card(tmp_path, "spam")
    card(tmp_path, "abuse", corrects={"version": "0", "sha256": "0"})
    spam, abuse = in_use(tmp_path)
    assert (spam.state, spam.labels) == ("own", (("ham", 70), ("spam", 30)))
    assert spam.measures == (
        Compared("rows", 100, 100, False), Compared("recall", 0.8, 0.9, True), Compared("log_loss", 0.4, None, False),
    )  # fmt: skip
    assert (abuse.state, abuse.measures) == ("aside", ())
    (tmp_path / "spam.json").write_text("{", encoding="utf-8")
    assert in_use(tmp_path)[0].state == "broken"


def test_what_changed_is_told_word_by_word_and_both_texts_stay_whole() -> None:
    before, after = differing("call me at noon, please", "call them at noon,  please")
    assert [one.text for one in before if one.changed] == ["me "]
    assert [one.text for one in after if one.changed] == ["them "]
    assert "".join(one.text for one in after) == "call them at noon,  please"


@given(st.text("ab \n", max_size=12), st.text("ab \n", max_size=12))
def test_both_texts_stay_whole_and_what_is_not_marked_is_in_both(old: str, new: str) -> None:
    before, after = differing(old, new)
    assert ("".join(one.text for one in before), "".join(one.text for one in after)) == (old, new)
    kept = [" ".join(one.text for one in side if not one.changed).split() for side in (before, after)]
    assert kept[0] == kept[1]


def test_what_changed_in_a_long_text_of_few_words_is_told_at_once() -> None:
    chosen = Random(1)
    old, new = ("".join(chosen.choice(_FEW_WORDS) for _ in range(30_000)) for _ in range(2))
    started = time.process_time()
    before, after = differing(f"so it begins {old}ends", f"so it begins {new}ends")
    assert time.process_time() - started < 2
    assert [[one.changed for one in side] for side in (before, after)] == [[False, True, False]] * 2


_FEW_WORDS = [f"{one}{other} " for one in "abcdefghij" for other in "abcdefghij"]
