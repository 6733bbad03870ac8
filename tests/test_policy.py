"""From scores, copies, history and rules to flags and verdicts: what a volunteer can live with."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.check import check
from pipeline.classifiers import spam
from pipeline.classifiers.model import open_model
from pipeline.classifiers.spam_signs import Beside
from pipeline.features import Features
from pipeline.policy import Outcome, judge
from pipeline.policy.personal import personal_spans
from pipeline.policy.rules import Rules
from pipeline.schema import COMMENTS, conform

_HISTORY = {
    "copies": 0, "copy_authors": 0, "copy_posts": 0, "first_copy": None,
    "author_approved": 0, "author_refused": 0, "author_spam": 0,
}  # fmt: skip
_SPAM = "Best online casino, 500% bonus on your first deposit, follow me"


def judged(text: str, rules: Rules | None = None, **told: Any) -> Outcome:
    row = {
        "site": "s", "comment_id": "s:1", "judged_hash": "h", "kind": "comment", "text": text, "language": "en",
        "language_score": 0.99, "spam_score": 0.01, "abuse_score": 0.01,
    } | {name: value for name, value in told.items() if name not in _HISTORY}  # fmt: skip
    comments = conform(
        pd.DataFrame([row]), names=[name for name in COMMENTS.names if name not in ("verdict", "status")]
    )
    history = _HISTORY | {name: value for name, value in told.items() if name in _HISTORY}
    return judge(comments.assign(**history), rules or Rules())


def flags(outcome: Outcome) -> dict[str, dict[str, Any]]:
    found = outcome.flags
    return {reason: json.loads(detail) for reason, detail in zip(found["reason"], found["detail"], strict=True)}


def test_an_ordinary_comment_is_published_without_a_flag() -> None:
    outcome = judged("I made this on Sunday and it went down a treat.")
    assert outcome.verdicts.tolist() == ["publish"]
    assert outcome.flags.empty


@pytest.mark.parametrize(
    ("score", "verdict", "band"), [(0.6, "publish", "doubtful"), (0.8, "hold", "likely"), (0.99, "spam", "sure")]
)
def test_spam_scores_become_bands_and_verdicts(score: float, verdict: str, band: str) -> None:
    outcome = judged(_SPAM, spam_score=score)
    assert outcome.verdicts.tolist() == [verdict]
    assert flags(outcome)["spam"]["band"] == band


def test_a_missing_score_raises_nothing() -> None:
    assert judged("", spam_score=None, abuse_score=None, language=None).flags.empty


def test_regulars_are_never_called_spam_without_a_link() -> None:
    regular: dict[str, Any] = {"author_key": "e1", "author_approved": 5, "spam_score": 0.999}
    assert judged(_SPAM, **regular).verdicts.tolist() == ["hold"]
    assert judged(_SPAM + " http://casino.example", **regular).verdicts.tolist() == ["spam"]
    assert judged(_SPAM, **regular, links="http://casino.example").verdicts.tolist() == ["spam"]
    assert judged(_SPAM, **regular | {"author_approved": 4}).verdicts.tolist() == ["spam"]
    assert judged(_SPAM, **regular, author_spam=1).verdicts.tolist() == ["spam"]


def test_abuse_is_held_and_never_called_spam() -> None:
    outcome = judged("You are a stupid idiot and everybody hates you.", abuse_score=0.999)
    assert outcome.verdicts.tolist() == ["hold"]
    assert flags(outcome)["abuse"]["spans"]


def test_a_petition_is_held_at_most_and_says_how_many() -> None:
    text = "We the undersigned ask the council to keep the library open on Saturdays."
    outcome = judged(text, copies=11, copy_authors=11, first_copy="s:7")
    assert outcome.verdicts.tolist() == ["hold"]
    assert flags(outcome)["copies"] == {"band": "sure", "copies": 11, "authors": 11, "posts": 0, "first": "s:7"}


def test_thanks_by_many_are_no_copies() -> None:
    assert judged("Thank you!", copies=11, copy_authors=11, first_copy="s:7").flags.empty


def test_an_unexpected_language_is_a_reason_to_look_and_no_verdict() -> None:
    outcome = judged("Danke für den Tipp!", language="de")
    assert outcome.verdicts.tolist() == ["publish"]
    assert list(flags(outcome)) == ["language"]


def test_staff_and_the_sites_own_lists_have_the_last_word() -> None:
    assert judged(_SPAM, spam_score=0.999, by_staff=True).verdicts.tolist() == ["publish"]
    row = {"action": "spam", "field": "text", "pattern": "raspberr*", "language": None, "value": None}
    rules = Rules((row,))
    assert judged("Lovely raspberries", rules, author_key="e1", author_approved=9).verdicts.tolist() == ["spam"]
    passing = Rules((row | {"action": "pass", "pattern": "casino"},))
    assert judged(_SPAM, passing, spam_score=0.999).verdicts.tolist() == ["publish"]


@pytest.mark.parametrize("field", ["text", "author", "domain"])
def test_a_list_for_one_language_leaves_the_others_alone(field: str) -> None:
    pattern = {"text": "framboises", "author": "Zoé", "domain": "pills.example"}[field]
    rules = Rules(({"action": "hold", "field": field, "pattern": pattern, "language": "fr"},))
    said = {"author": "Zoé", "author_url": "https://pills.example/"}
    found = {
        language: judged("Quelles belles framboises", rules, language=language, **said).verdicts.tolist()
        for language in ("fr", "en", None)
    }
    assert found == {"fr": ["hold"], "en": ["publish"], None: ["publish"]}


def test_a_sites_own_threshold() -> None:
    row = {"action": "threshold", "field": "score", "pattern": "spam", "language": None, "value": 0.95}
    assert judged(_SPAM, Rules((row,)), spam_score=0.9).verdicts.tolist() == ["publish"]
    assert judged(_SPAM, Rules((row,)), spam_score=0.96).verdicts.tolist() == ["hold"]


@pytest.mark.parametrize(
    ("text", "reason", "verdict"),
    [
        ("ca\u200bsi\u200bno bo\u200bnus", "hidden", "hold"),
        ("read \u202esdrawkcab", "hidden", "hold"),
        ("one\u200bspace only", "hidden", "publish"),
        ("Gеt riсh wіth ЬіtсоIn tоdаy", "look-alikes", "hold"),
        ("a single саsino", "look-alikes", "publish"),
    ],
)
def test_disguises(text: str, reason: str, verdict: str) -> None:
    outcome = judged(text)
    assert reason in flags(outcome)
    assert outcome.verdicts.tolist() == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "family 👨\u200d👩\u200d👧 on tour",
        "می\u200cخواهم بدانم",
        "Спасибо за рецепт",
        "TGFβ, µm and kΩ",
        "Лайк для YouTube и VK",
    ],
)
def test_no_disguises(text: str) -> None:
    assert not {"hidden", "look-alikes"} & set(flags(judged(text, language=None)))


@pytest.mark.parametrize(
    ("text", "found", "what"),
    [
        ("appelez-moi au 06 12 34 56 78 merci", "06 12 34 56 78", "telephone number"),
        ("tel 0612345678", "0612345678", "telephone number"),
        ("mon numéro : +33 6 12 34 56 78.", "+33 6 12 34 56 78", "telephone number"),
        ("GSM 0470 00 12 34", "0470 00 12 34", "telephone number"),
        ("ring 07700 900 461 after six", "07700 900 461", "telephone number"),
        ("call me (514) 555-0142", "(514) 555-0142", "telephone number"),
        ("write to jeanne.martin@mail.example.fr", "jeanne.martin@mail.example.fr", "e-mail address"),
        ("jean.dupont arobase gmail point com", "jean.dupont arobase gmail point com", "e-mail address"),
        ("FR76 3000 6000 0112 3456 7890 189", "FR76 3000 6000 0112 3456 7890 189", "bank account"),
        ("Le digicode est 24B8", "digicode est 24B8", "door code"),
        ("the key safe code is 4571#", "key safe code is 4571", "door code"),
        ("j'habite au 12 bis rue des Lilas", "12 bis rue des Lilas", "home address"),
        ("I live at 4 Orchard Lane", "4 Orchard Lane", "home address"),
    ],
)
def test_personal_data(text: str, found: str, what: str) -> None:
    assert [(text[start:end], kind) for start, end, kind in personal_spans(text)] == [(found, what)]


@pytest.mark.parametrize(
    "text",
    [
        "le 12/05/2021, puis le 12.05.2021 et 2024-11-22 10:30:00", "entre 1914-1918", "ISBN 978-2-07-036822-8",
        "1 200 000 habitants, 1 800 000 000 000 €", "10 20 30 40 50", "01 02 03 04 05 06 07 08 09", "02 03 04 05 06",
        "article 1240 du code civil", "0800 123 456", "1-800-555-0119", "commande 0612345678", "info@mairie.fr",
        "le restaurant au 12 rue des Lilas", "look at gmail for it", "version 3.11.7.2021", "192.168.100.200",
        "FR76 3000 6000 0112 3456 7890 188", "prix 06 50 00 00 00 €", "code 404 on the door page", "@anna merci",
    ],
)  # fmt: skip
def test_no_personal_data(text: str) -> None:
    assert personal_spans(text) == ()


def _log_odds(text: str, author: str, author_url: str) -> float:
    beside = Beside([author], [author_url], [""], ["comment"])
    return float(spam.logits(open_model("spam"), Features.of([text]), beside)[0])


def test_a_named_cause_lowers_the_score_when_it_is_taken_out() -> None:
    text = "Great post! Visit my site http://best-casino-bonus.xyz for a free bonus. I like your garden."
    author, url = "Best Casino Bonus", "http://best-casino-bonus.xyz"
    outcome = check([text], author, url)[1]
    told = flags(outcome)["spam"]
    whole = _log_odds(text, author, url)
    assert told["spans"]
    assert (told["author"], told["author_url"]) == (author, url)
    for start, end, _ in told["spans"]:
        assert _log_odds(f"{text[:start]} {text[end:]}", author, url) < whole
    assert _log_odds(text, "", url) < whole
    assert _log_odds(text, author, "") < whole
    assert {what for _, _, what in told["spans"]} <= {"link", "spam wording"}


def test_judging_together_or_alone_is_the_same() -> None:
    texts = [_SPAM + " http://casino.example", "You are a stupid idiot", "Lovely garden", "call 07700 900 461"]
    together = check(texts)[1]
    for place, text in enumerate(texts):
        alone = check([text])[1]
        own = together.flags[together.flags["comment_id"] == f"check:{place}"]
        assert (
            own[["reason", "score", "detail"]].to_numpy().tolist()
            == alone.flags[["reason", "score", "detail"]].to_numpy().tolist()
        )
        assert together.verdicts[place] == alone.verdicts[0]


def test_no_comments_no_flags() -> None:
    names = [name for name in COMMENTS.names if name not in ("verdict", "status")]
    nothing = conform(pd.DataFrame({"comment_id": pd.Series([], dtype="str")}), names=names)
    outcome = judge(nothing.assign(**{name: pd.Series([], dtype="Int64") for name in _HISTORY}), Rules())
    assert outcome.flags.empty
    assert len(outcome.verdicts) == 0
    assert np.array_equal(outcome.verdicts.index, nothing.index)
