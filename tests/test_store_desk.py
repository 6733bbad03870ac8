"""What the desk asks of the store: walking through lists, what stands around a comment, the log, agreement, history."""

import time
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import NOON, kept, outcome, read

from pipeline.errors import UnknownName
from pipeline.store import search, sql
from pipeline.store.decide import Shown, decide, decide_one, undo

pytestmark = pytest.mark.usefixtures("opened")
MINUTE = timedelta(minutes=1)


def asked(**more: Any) -> Any:
    from pipeline.store.lists import Asked

    return Asked("blog", "ann", NOON, **more)


def say(number: int, decision: str, who: str = "ann", minute: int = 0) -> int:
    judged_hash, made = kept(number, "judged_hash", "decisions")
    last = made[-1]["decision_id"] if made else None
    return decide_one(f"blog:{number}", Shown(judged_hash, last), decision, who, NOON + minute * MINUTE)


def walked(way: int, start: int, **more: Any) -> list[int]:
    """Return the comments met from one on, by asking each time for the one beside."""
    from pipeline.store import around, walk

    met: list[int] = []
    place: str | None = f"blog:{start}"
    while place is not None:
        number = place.partition(":")[2]
        met.append(int(number))
        comment = around.comment("blog", number)
        assert comment is not None
        place = walk.beside("to_decide", asked(**more), comment)[way]
    return met


def seven() -> None:
    """Two that readers see, four that wait (one without a date, two of the same minute), one of another list."""
    read(
        {"id": 1, "source_status": "approved", "created_at": NOON - 2 * MINUTE},
        {"id": 2, "source_status": "approved", "created_at": NOON - MINUTE},
        {"id": 3, "source_status": "pending", "created_at": None},
        {"id": 4, "source_status": "pending", "created_at": NOON - 9 * MINUTE, "text": "a word"},
        {"id": 5, "source_status": "pending", "created_at": NOON - 9 * MINUTE, "author": "Bo"},
        {"id": 6, "source_status": "pending", "created_at": NOON - 8 * MINUTE},
    )
    sql.execute("UPDATE comments SET first_look = %s", [False])
    outcome("hold", "spam")
    read({"id": 7, "source_status": "pending"})
    outcome("publish")


def test_walking_goes_through_a_list_as_its_pages_do() -> None:
    from pipeline.store import lists, walk

    seven()
    listed = [int(one.comment_id[5:]) for one in lists.page("to_decide", asked())]
    assert set(listed) == {1, 2, 3, 4, 5, 6}
    assert listed[:2] == [1, 2]
    assert walked(1, listed[0]) == listed
    assert walked(0, listed[-1]) == listed[::-1]
    assert walk.first("to_decide", asked()) == "blog:1"
    assert walk.size("to_decide", asked()) == 6


def test_a_decided_comment_keeps_its_place() -> None:
    seven()
    before = walked(1, 4)
    say(4, "spam")
    assert walked(1, 4) == before
    assert 4 not in walked(1, 1)


def test_what_was_passed_on_and_what_is_narrowed_away_is_passed_over() -> None:
    seven()
    assert 5 not in walked(1, 1, without=("blog:5",))
    assert walked(1, 4, text="a word") == [4]


SAID = {
    1: "Une crème brûlée, c’est l’été !", 2: "creme", 3: "BRÛLÉE et CRÈME", 4: "Crème anglaise, pas brulée",
    5: "cœur d'ŒUF 😀", 6: "100% of (it) [all]_",
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("creme", {1, 2, 3, 4}),
        ("CRÈME brulee", {1, 3, 4}),
        ("brûlée creme", {1, 3, 4}),
        ('"crème brulee"', {1}),
        ("«brulee et creme»", {3}),
        ('"anglaise pas"', {4}),
        ("été", {1}),
        ("c'est", {1}),
        ("coeur oeuf", {5}),
        ("co euf", {5}),
        ("CŒUR", {5}),
        ("😀", {5}),
        ("100% (it)", {6}),
        ("[all]_", {6}),
        ("%", {6}),
        ("rem", {1, 2, 3, 4}),
        ("crème lampe", set()),
        ('"', {1, 2, 3, 4, 5, 6}),
    ],
)
def test_a_search_finds_all_words_however_they_are_written(given: str, found: set[int]) -> None:
    from pipeline.store import lists

    read(*({"id": number, "source_status": "pending", "text": text} for number, text in SAID.items()))
    outcome("hold", "spam")
    assert {int(one.comment_id[5:]) for one in lists.page("to_decide", asked(text=given))} == found


STYLED = {
    1: "Всё ещё жду ответа", 2: "Й И", 3: "а\u0301дрес", 4: "𝐁𝐨𝐥𝐝 𝓌𝑜𝓇𝒹𝓈", 5: "ＦＵＬＬ ｗｉｄｔｈ", 6: "Ⓒircled ①",
    7: "oﬃce e\u0301te\u0301", 8: "№ 5 ½ ™", 9: "wait… more", 10: "ΆΓΙΟΣ ἀρχή", 11: "ᏣᎳᎩ", 12: "l‘eau ‘ici’",
    13: "Großer ẞ",
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("все", {1}), ("ВСЁ", {1}), ("ещe", set()), ("и", {2}), ("адрес", {3}), ("а́дрес", {3}), ("bold", {4}),
        ("Bold words", {4}), ("full WIDTH", {5}), ("circled", {6}), ("1", {6, 8}), ("office", {7}), ("offi", {7}),
        ("fice", {7}), ("ete", {7}), ("no", {8}), ("tm", {8}), ("wait...", {9}), ("αγιος", {10}), ("αρχη", {10}),
        ("Ꮳꮃ", {11}), ("l'eau 'ici'", {12}), ("grosser ss", {13}),
    ],
)  # fmt: skip
def test_a_search_minds_no_accents_and_no_style_of_letters(given: str, found: set[int]) -> None:
    from pipeline.store import lists

    read(*({"id": number, "source_status": "pending", "text": text} for number, text in STYLED.items()))
    outcome("hold", "spam")
    assert {int(one.comment_id[5:]) for one in lists.page("to_decide", asked(text=given))} == found


_SIGNS = st.sampled_from("aéEßœŒſﬁﬃ½…’й́И́ΆςΣ𝐁𝓌Ａ①№ǅŉ🙂 -_.%[]\u200b")


@given(st.lists(st.text(_SIGNS, max_size=8), min_size=1, max_size=6), st.text(_SIGNS, min_size=1, max_size=3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_both_databases_find_what_python_finds(texts: list[str], given: str) -> None:
    from pipeline.store.models import Comment

    sql.execute("DELETE FROM comments")
    told = dict(enumerate(texts))
    for number, text in told.items():
        Comment.objects.create(site="blog", comment_id=f"blog:{number}", post_id="p", text=text)
    found = Comment.objects.filter(search.condition("text", given)).values_list("comment_id", flat=True)
    wanted = {f"blog:{number}" for number, text in told.items() if search.holds(text, given)}
    assert set(found) == wanted


def test_an_author_is_searched_as_a_text_is() -> None:
    from pipeline.store import lists

    read(*(
        {"id": number, "source_status": "pending", "author": name}
        for number, name in enumerate(("Zoé Bernard", "zoe", None, "Bo"), 1)
    ))  # fmt: skip
    outcome("hold", "spam")
    assert {one.author for one in lists.page("to_decide", asked(author="ZOE"))} == {"Zoé Bernard", "zoe"}
    assert {one.author for one in lists.page("to_decide", asked(author='"'))} == {"Zoé Bernard", "zoe", None, "Bo"}


def test_signs_in_a_phrase_are_nothing_to_look_for() -> None:
    assert search.wanted('"oui – non !" ! "?"') == (("oui", "non"), ("!",), ("?",))
    started = time.process_time()
    assert not search.holds("!" * 20_000, '"! ! a"')
    assert time.process_time() - started < 2


@given(st.text(max_size=60))
def test_latin_letters_fold_the_short_way_as_the_long_way(text: str) -> None:
    assert search.plain(text) == search._plain(text)


def test_a_count_is_what_one_gets_by_choosing_it() -> None:
    from pipeline.store import facets, lists

    seven()
    sql.execute("UPDATE comments SET language = 'fr' WHERE comment_id IN ('blog:1', 'blog:4')")
    sql.execute("UPDATE comments SET language = 'en' WHERE comment_id = 'blog:5'")
    sql.execute("INSERT INTO flags (comment_id, reason) VALUES ('blog:4', 'abuse'), ('blog:1', 'abuse')")
    for chosen in ({}, {"language": "fr"}, {"reason": "abuse"}, {"status": "held", "reason": "spam"}, {"text": "word"}):
        now = asked(**chosen)
        found = facets.facets("to_decide", now)
        for name in facets.BY:
            for value, count in found.by(name, now).items():
                narrowed = asked(**{**chosen, name: value})
                assert len(lists.page("to_decide", narrowed)) == count == found.size(narrowed), (chosen, name, value)
    found = facets.facets("to_decide", asked())
    assert found.by("status", asked(status="held")) == {"held": 4, "approved": 2}
    assert found.by("reason", asked(language="fr", status="held")) == {"spam": 1, "abuse": 1}
    assert found.by("language", asked(reason="abuse")) == {"fr": 2}


def test_the_weeks_check_tells_how_far_it_is() -> None:
    from pipeline.store.draw import Progress, draw, progress

    read(*({"id": number, "source_status": "approved"} for number in range(1, 4)), {"id": 4, "source_status": "spam"})
    outcome("publish")
    assert progress("blog", NOON) == []
    draw("blog", NOON)
    say(1, "approve")
    undo([say(2, "spam")], "ann", NOON)
    assert set(progress("blog", NOON)) == {Progress(None, "approved", 3, 1), Progress(None, "spam", 1, 0)}
    assert progress("blog", NOON + timedelta(days=7)) == []


def test_what_lies_in_the_spam_folder_since_the_first_run_can_be_rescued() -> None:
    from pipeline.store import lists, walk

    read({"id": 1, "source_status": "spam"}, {"id": 2, "source_status": "spam"})
    sql.execute("UPDATE comments SET first_look = (comment_id = 'blog:1')")
    outcome("publish")
    assert [one.comment_id for one in lists.page("rescue", asked())] == ["blog:2"]
    assert [one.comment_id for one in lists.page("first_rescue", asked())] == ["blog:1"]
    assert walk.size("first_look", asked()) == 0


def test_answers_that_go_out_of_sight_are_counted_to_the_bottom() -> None:
    from pipeline.store import around

    read(
        {"id": 1}, {"id": 2, "parent_id": "blog:1"}, {"id": 3, "parent_id": "blog:2"},
        {"id": 4, "parent_id": "blog:3", "source_status": "pending"}, {"id": 5},
    )  # fmt: skip
    outcome("publish")
    assert around.hidden_with(["blog:1", "blog:3", "blog:5"]) == {"blog:1": 2}


def test_answers_in_a_circle_come_to_an_end() -> None:
    from pipeline.store import around

    read({"id": 1, "parent_id": "blog:2"}, {"id": 2, "parent_id": "blog:1"})
    outcome("publish")
    assert around.hidden_with(["blog:1"])["blog:1"] >= 1


def test_the_past_of_an_author_and_who_looks_like_them() -> None:
    from pipeline.store import around

    read(
        {"id": 1, "author": "Bo", "email": "bo@example.org", "text": "one"},
        {"id": 2, "author": "Bo", "email": "bo@example.org", "text": "two", "source_status": "spam"},
        {"id": 3, "author": "Bo", "email": "other@example.org", "text": "one"},
        {"id": 4, "author": None, "text": "three"},
    )
    outcome("publish")
    first = around.comment("blog", "1")
    nameless = around.comment("blog", "4")
    assert first is not None
    assert nameless is not None
    assert around.history(first).statuses == {"spam": 1}
    read({"id": 6, "author": "Bo", "email": "bo@example.org", "text": "six", "source_status": "pending"})
    assert around.history(first).statuses == {"spam": 1, "pending": 1}
    say(6, "hold")
    assert around.history(first).statuses == {"spam": 1, "held": 1}
    sql.execute("DELETE FROM comments WHERE comment_id = 'blog:6'")
    assert around.look_alikes(first) == {"text": {"approved": 1}, "name": {"approved": 1}}
    assert [one.comment_id for one in around.like_it(first, "author")] == ["blog:1", "blog:2"]
    assert around.history(nameless).total == 0
    assert around.comment("other", "1") is None
    read({"id": 5, "author": "Bo", "email": "bo@example.org", "text": "one"})
    assert around.look_alikes(first) == {"text": {"approved": 1}, "again": {"approved": 1}, "name": {"approved": 1}}
    alike = {"text": ["3"], "again": ["5"], "name": ["3"], "author": ["2", "5"], "url": [], "nonsense": []}
    for what, others in alike.items():
        found = {one.comment_id.removeprefix("blog:") for one in around.like_it(first, what)}
        assert found == {"1", *others}, what


def test_an_author_is_first_seen_with_the_comment_that_is_looked_at() -> None:
    from pipeline.store import around

    bo = {"author": "Bo", "email": "bo@example.org"}
    read({"id": 1, **bo, "created_at": NOON - MINUTE}, {"id": 2, **bo, "created_at": NOON})
    for number in ("1", "2"):
        of = around.comment("blog", number)
        assert of is not None
        assert around.history(of).first_seen == NOON - MINUTE


def test_what_was_taken_back_was_not_done_today() -> None:
    from pipeline.store import lists

    seven()
    say(4, "spam")
    undo([say(5, "spam")], "ann", NOON)
    undo([say(6, "spam")], "ann", NOON)
    say(6, "approve", minute=1)
    assert [one.comment_id for one in lists.page("done_today", asked())] == ["blog:6", "blog:4"]
    assert lists.counts(asked())["done_today"] == 2


def test_what_was_done_today_is_gone_through_by_when_it_was_done() -> None:
    from pipeline.store import around, walk

    seven()
    for minute, number in enumerate((5, 7, 4)):
        say(number, "spam", minute=minute)
    of = around.comment("blog", "7")
    assert of is not None
    assert walk.beside("done_today", asked(), of) == ("blog:4", "blog:5")
    assert walk.left("done_today", asked(), of, 9) == 1


def test_what_undoing_would_show_to_readers_is_counted() -> None:
    from pipeline.store.decide import would_show

    read({"id": 1, "source_status": "approved"}, {"id": 2, "source_status": "pending"})
    outcome("hold", "spam")
    numbers = [say(number, "spam") for number in (1, 2)]
    assert (would_show(numbers), would_show(numbers[1:]), would_show([])) == (1, 0, 0)
    approved = say(2, "approve", minute=1)
    assert would_show([*numbers, approved]) == 1


def test_who_has_comments_of_a_list_open_is_told_of_that_list_only() -> None:
    from pipeline.store import claims, lists

    seven()
    claims.claim("blog:4", "bob", NOON)
    claims.claim("blog:7", "cleo", NOON)
    claims.claim("blog:5", "ann", NOON)
    told = {name: lists.open_elsewhere(name, asked()) for name in lists.NAMES}
    assert {name: who for name, who in told.items() if who} == {
        "to_decide": {"bob": 1}, "nothing_against": {"cleo": 1},
    }  # fmt: skip
    assert lists.open_elsewhere("to_decide", asked(author="bo")) == {}


def test_what_is_left_of_a_list_is_counted_up_to_a_bound() -> None:
    from pipeline.store import around, walk

    seven()
    order = walked(1, 1)
    for place, number in enumerate(order):
        comment = around.comment("blog", str(number))
        assert comment is not None
        assert [walk.left("to_decide", asked(), comment, most) for most in (100, 2)] == [5 - place, min(5 - place, 2)]


def test_the_log_tells_what_was_done_together_and_what_still_stands() -> None:
    from pipeline.store import log

    read({"id": 1}, {"id": 2}, {"id": 3})
    outcome("hold", "spam")
    shown = {f"blog:{number}": Shown(kept(number, "judged_hash")) for number in (1, 2)}
    made = list(decide(shown, "spam", "ann", NOON).made.values())
    other = say(3, "trash", "bob", 1)
    assert [one["decision_id"] for one in log.together("blog", made[0])] == made
    assert log.together("other", made[0]) == []
    undo([made[0]], "bob", NOON + 2 * MINUTE)
    rows = log.log(log.Chosen("blog"))
    assert [(one["decision"], one["moderator"], one["undone"]) for one in rows] == [
        ("undo", "bob", None), ("trash", "bob", None), ("spam", "ann", None), ("spam", "ann", "bob"),
    ]  # fmt: skip
    assert log.standing(log.Chosen("blog")) == [other, made[1]]
    assert log.standing(log.Chosen("blog", moderator="ann", since=NOON + MINUTE)) == []
    assert log.moderators("blog") == ["ann", "bob"]
    assert log.moderators("other") == []
    assert log.last_on(["blog:1", "blog:3"]) == {"blog:1": rows[0]["decision_id"], "blog:3": other}
    assert [one["decision_id"] for one in log.log(log.Chosen("blog"), before=made[1])] == [made[0]]


def test_agreement_counts_the_last_standing_decision_on_each_comment() -> None:
    from pipeline.store.agreement import agreed, decided_by

    read(*({"id": number, "source_status": "pending"} for number in range(1, 5)))
    outcome("hold", "spam")
    say(1, "approve")
    say(1, "spam", "bob", 1)
    say(2, "approve")
    undo([say(3, "approve")], "ann", NOON)
    found = [(one.verdict, one.decision, one.drawn_from, one.count) for one in agreed("blog", NOON - MINUTE)]
    assert sorted(found) == [("hold", "approve", None, 1), ("hold", "spam", None, 1)]
    counted = [("ann", "approve", 2), ("ann", "undo", 1), ("bob", "spam", 1)]
    assert decided_by("blog", NOON - MINUTE) == counted
    assert agreed("blog", NOON + 5 * MINUTE) == []
    assert {one.doubted for one in agreed("blog", NOON - MINUTE)} == {False}
    assert agreed("other", NOON - MINUTE) == []


def test_what_is_behind_a_decision_is_looked_up_and_not_searched_for() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from pipeline.store.scores import current

    read({"id": 1}, {"id": 2})
    with CaptureQueriesContext(connection) as asked_for:
        found = current(["blog:1", "blog:2"], ("comment_id", "task", "model_version"))
    assert sorted(found) == [
        (f"blog:{number}", task, f"{task} 1") for number in (1, 2) for task in ("question", "spam")
    ]
    if not sql.on_postgres():  # which goes through a table of two rows whatever it is asked
        plan = " ".join(str(row) for row in sql.fetch(f"EXPLAIN QUERY PLAN {asked_for[0]['sql']}"))
        assert "SEARCH comments" in plan
        assert "SCAN comments" not in plan


def test_what_was_only_doubtful_when_it_was_decided_on_is_told_apart() -> None:
    from pipeline.store.agreement import agreed

    for number, reason in ((1, "abuse"), (2, None), (3, "rule pass")):
        read({"id": number, "source_status": "pending"})
        outcome("publish", reason)
        say(number, "spam")
    found = sorted((one.doubted, one.count) for one in agreed("blog", NOON - MINUTE))
    assert found == [(False, 2), (True, 1)]


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        ({"action": "hold", "field": "text", "pattern": "Écran *plat"}, {1}),
        ({"action": "hold", "field": "author", "pattern": "BO"}, {2}),
        ({"action": "spam", "field": "domain", "pattern": "www.spam.example"}, {3}),
        ({"action": "spam", "field": "domain", "pattern": "100%_"}, set()),
        ({"action": "threshold", "field": "score", "pattern": "spam"}, {1, 2, 3}),
    ],
)
def test_history_finds_at_least_what_a_rule_touches(rule: dict[str, Any], met: set[int]) -> None:
    from pipeline.store.history import touched

    read(
        {"id": 1, "text": "un écran plat"},
        {"id": 2, "text": "PLAT", "author": "Bo"},
        {"id": 3, "author_url": "http://spam.example/x"},
    )
    outcome("publish")
    found = [comments for comments, _ in touched("blog", rule, 0.05)]
    ids = set(pd.concat(found)["comment_id"]) if found else set()
    assert ids >= {f"blog:{number}" for number in met}
    assert "copies" in found[0].columns if found else not met


def test_a_threshold_of_nothing_known_is_refused() -> None:
    from pipeline.store.history import touched

    with pytest.raises(UnknownName, match="spam, abuse"):
        list(touched("blog", {"action": "threshold", "field": "score", "pattern": "mood"}))


@pytest.mark.parametrize("many", [3, 40], ids=["few", "many"])
def test_few_and_many_rows_are_written_alike(many: int) -> None:
    from pipeline.schema import COMMENTS, POSTS
    from pipeline.store.faults import writing

    posts = [("blog", f"blog:{number}", f"Post {number}", None) for number in range(many)]
    keep = sql.replacing(("title",), ("post_id",))
    again = [("blog", "blog:1", "Another", NOON.replace(tzinfo=None)), *posts[2:]]
    with writing():
        assert sql.insert(POSTS, ("site", "post_id", "title", "published_at"), posts, keep) == many
        assert sql.insert(POSTS, ("site", "post_id", "title", "published_at"), again, keep) == many - 1
    assert sql.fetch("SELECT title FROM posts WHERE post_id IN (%s, %s) ORDER BY post_id", ["blog:0", "blog:1"]) == [
        ("Post 0",), ("Another",),
    ]  # fmt: skip
    read(*({"id": number} for number in range(many)))
    news = [("held", number, f"blog:{number}") for number in range(many - 1)]
    with writing():
        sql.update(COMMENTS, ("status", "likes"), ("comment_id",), news)
    assert [kept(number, "status", "likes") for number in (0, many - 2)] == [("held", 0), ("held", many - 2)]
    assert kept(many - 1, "likes") is None
