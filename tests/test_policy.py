"""From scores, copies, history and rules to flags and verdicts: what a volunteer can live with."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check import check
from pipeline.classifiers import spam
from pipeline.classifiers.model import open_model
from pipeline.classifiers.spam_signs import Beside
from pipeline.features import Features
from pipeline.policy import Outcome, judge
from pipeline.policy.addresses import addresses, host_of
from pipeline.policy.marking import parts
from pipeline.policy.moving_words import smallest
from pipeline.policy.personal import PERSONAL, personal_spans
from pipeline.policy.rules import Rules, phrase
from pipeline.policy.scams import solicits
from pipeline.policy.why import named_apart
from pipeline.schema import COMMENTS, conform

_HISTORY = {
    "copies": 0, "own_copies": 0, "copy_authors": 0, "copy_posts": 0, "first_copy": None,
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


def test_an_authors_own_copy_is_told_apart_and_holds_nothing() -> None:
    text = "I think that the second photograph shows the old bridge, not the new one."
    twice = judged(text, copies=2, own_copies=2, copy_posts=1, first_copy="s:7")
    assert twice.verdicts.tolist() == ["publish"]
    assert flags(twice) == {"repeated": {"band": "doubtful", "own": 2}}
    both = judged(text, copies=3, own_copies=2, copy_authors=1, first_copy="s:7")
    assert both.verdicts.tolist() == ["hold"]
    assert (flags(both)["copies"]["copies"], flags(both)["repeated"]["own"]) == (1, 2)
    assert judged("Thank you!", copies=1, own_copies=1).flags.empty


def test_a_text_that_its_author_strews_over_posts_is_held() -> None:
    text = "I think that the second photograph shows the old bridge, not the new one."
    strewn = judged(text, copies=3, own_copies=3, copy_posts=3, first_copy="s:7")
    assert strewn.verdicts.tolist() == ["hold"]
    assert flags(strewn) == {
        "copies": {"band": "sure", "copies": 0, "authors": 0, "posts": 3, "own": 3, "first": "s:7"}
    }


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


@pytest.mark.parametrize(
    ("told", "marked"),
    [
        ({"text": "see https://www.Shop.Pills.example/x, it is good"}, "Pills.example"),
        ({"text": "see shop.pills.example now"}, "pills.example"),
        ({"text": "hello", "author_url": "https://pills.example/"}, "https://pills.example/"),
        ({"text": "hello", "links": "https://a.example/\nhttps://b.pills.example/"}, "https://b.pills.example/"),
    ],
)
def test_a_domain_on_a_list_is_marked_where_it_stands(told: dict[str, Any], marked: str) -> None:
    rule = {"action": "hold", "field": "domain", "pattern": "pills.example", "language": None}
    text = told["text"]
    found = flags(judged(rules=Rules((rule,)), **told))["rule hold"]
    words = [text[start:end] for start, end, _ in found.get("spans", ())]
    assert [*words, *(found[name] for name in ("author_url", "links") if name in found)] == [marked]


def test_a_list_of_domains_costs_the_same_however_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Counter[str]()
    monkeypatch.setattr("pipeline.policy.rules.host_of", lambda line: asked.update([line]) or host_of(line))
    rule = {"action": "hold", "field": "domain", "language": None}
    rules = Rules(tuple(rule | {"pattern": f"pills{number}.example"} for number in range(200)))
    found = flags(judged("hello", rules, links="https://shop.pills7.example/\nhttps://notpills7.example/"))
    assert found["rule hold"]["rule"] == "pills7.example"
    assert asked.total() == 2


@settings(deadline=None)
@given(st.text("aAiıİſsSßẞ Kkµμ*\u0307", max_size=8), st.text("aAiıİſsSßẞ Kkµμ*\u0307\n", max_size=12))
def test_a_text_is_looked_at_closely_wherever_a_phrase_may_be_in_it(pattern: str, text: str) -> None:
    row = {"action": "hold", "field": "text", "pattern": pattern, "language": None}
    found = flags(judged(text, Rules((row,)))).get("rule hold", {}).get("spans", [])
    assert [span[:2] for span in found] == [list(at.span()) for at in phrase(pattern).finditer(text)]


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
    assert pd.Series([text, text.lower()], dtype="str").str.contains(PERSONAL, case=False).all()


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


@pytest.mark.parametrize(
    "text",
    [
        "Our cat has been missing since Sunday, near the mill. If you see her please call me at 07700 900 461.",
        "Je donne des pots de confiture vides, me joindre au 06 98 76 54 32 ou à jeanne.martin@orange.fr",
        "My email is rosie.fern@gmail.com if anyone wants the seeds.",
    ],
)
def test_a_number_that_someone_leaves_is_personal_data_and_no_spam(text: str) -> None:
    scored, outcome = check([text])
    assert scored["spam_score"][0] >= 0.5, "the classifier alone takes it for spam, or this shows nothing"
    assert set(flags(outcome)) == {"personal data"}
    assert outcome.verdicts.tolist() == ["hold"]


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft support: your computer is infected, call a technician at (514) 555-0142 now for refund.",
        "Marabout Kalo résout tous vos problèmes de couple, retour de l'être aimé, appelez le 06 55 55 12 34",
        "Prices start at $29 for 10,000 real followers, fast delivery, WhatsApp +1 514 555 0142",
    ],
)
def test_a_number_that_is_bait_counts_for_spam_and_is_named_for_what_it_is(text: str) -> None:
    found = flags(check([text])[1])
    assert {"spam", "personal data"} <= set(found)
    number = next(text[start:end] for start, end, _ in found["personal data"]["spans"])
    assert number not in [text[start:end] for start, end, what in found["spam"].get("spans", ()) if what == "link"]
    assert {what for _, _, what in found["personal data"]["spans"]} == {"telephone number"}


def test_offers_are_told_from_words_that_look_like_them() -> None:
    offered = ["Call customer support now", "Grand marabout, retour de l'être aimé"]
    plain = ["I support the customer who wrote this", "Je suis prêt, le maître d'école aussi"]
    assert [solicits(text) for text in (*offered, *plain)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://www.evil.example/x, or.", [("https://www.evil.example/x", "evil.example")]),
        ("(www.a.com).", [("www.a.com", "a.com")]),
        ("visit cheap-lamps.com. Then rest", [("cheap-lamps.com", "cheap-lamps.com")]),
        ("//evil.zz/p and http://", [("//evil.zz/p", "evil.zz")]),
        ("write to jo@mail.example, version 3.11.7, e.g. this.Then that", []),
    ],
)  # fmt: skip
def test_addresses_of_the_web_and_no_others(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.host) for one in addresses(text)] == found


def test_an_address_within_another_is_marked_once() -> None:
    text = "look at archive.com/web/http://pills.com now, write to jo@mail.com or see mail.com"
    assert [(text[start:end], what) for start, end, what in named_apart(text)] == [
        ("archive.com/web/http://pills.com", "link"), ("jo@mail.com", "e-mail address"), ("mail.com", "link"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["a." + " " * 50_000 + "*", "http://a.fr b.fr jo@c.fr " * 4_000])
def test_what_is_marked_in_a_hostile_text_takes_no_time(text: str) -> None:
    started = time.process_time()
    parts(text, {(start, end): True for start, end, _ in named_apart(text)})
    assert time.process_time() - started < 2


def test_a_regular_with_an_address_in_plain_words_can_be_called_spam() -> None:
    regular: dict[str, Any] = {"author_key": "e1", "author_approved": 5, "spam_score": 0.999}
    assert judged(_SPAM + " on casino-bonus.com", **regular).verdicts.tolist() == ["spam"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what a pompous clown!", ["pompous", "clown"]),
        ("C’est la pire andouille que j’aie", ["pire", "andouille"]),
        ("and then (it) is...", []),
        ("for 49 €.", ["49", "€"]),
    ],
)
def test_little_words_and_signs_say_nothing(text: str, said: list[str]) -> None:
    assert [text[part.start : part.end] for part in parts(text) if not part.says_nothing] == said


def test_a_sentence_ends_where_another_begins() -> None:
    assert [part.sentence for part in parts("Shut up. You (moron!) Tél. 01 99")] == [0, 0, 1, 1, 2, 2, 2]


@given(st.text("ab .,!?’é\n", max_size=40))
def test_parts_stand_in_order_without_space_or_signs_around_them(text: str) -> None:
    found = parts(text)
    assert all(text[part.start : part.end].strip(" .,!?’\n") == text[part.start : part.end] for part in found)
    assert all(one.end <= other.start and one.sentence <= other.sentence for one, other in pairwise(found))


def _shouts(_: Sequence[int], texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """2 for each `casino`, 1 for each `bonus`, 0.9 for each `the`, 3 for `red roof`, -3 for `sorry`."""
    weights = {"casino": 2.0, "bonus": 1.0, "the ": 0.9, "red roof": 3.0, "sorry": -3.0}
    return np.array([sum(weight * text.count(word) for word, weight in weights.items()) for text in texts])


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("we saw the casino of the bonus here", ["casino of the bonus"]),
        ("we saw the bonus, casino here", ["casino", "bonus"]),
        ("the casino. The bonus " + "and so on " * 40, ["casino", "bonus"]),
        ("nothing to see " * 30 + "but a casino " + "nothing to see " * 30, ["casino"]),
        ("a red car and a red roof, sorry", ["red roof"]),
        ("the the the", []),
        ("sorry about that", []),
        ("", []),
    ],
)
def test_the_fewest_words_are_named_that_lower_the_score(text: str, marked: list[str]) -> None:
    (full,), (found,) = smallest(_shouts, _shouts, [text], [{}])
    assert full == _shouts([0], [text])[0]
    assert [text[start:end] for start, end, _ in found] == marked
    assert all(_shouts([0], [f"{text[:a]} {text[b:]}"])[0] < full for a, b, _ in found)


def test_what_a_word_seems_to_weigh_by_itself_is_settled_in_the_text() -> None:
    def misled(_: Sequence[int], texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([float("free" in text) for text in texts])

    def score(_: Sequence[int], texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.zeros(len(texts))

    assert smallest(score, misled, ["free as a bird"], [{}])[1] == [[]]


@given(st.lists(st.text("abc de.,", max_size=80), min_size=1, max_size=3))
def test_whatever_is_named_lowers_the_score(texts: list[str]) -> None:
    def score(_: Sequence[int], texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([float(one.count("c")) for one in texts], dtype=np.float64)

    full, found = smallest(score, score, texts, [{}] * len(texts))
    assert full.tolist() == score([], texts).tolist()
    assert all("c" in text[a:b] for text, of in zip(texts, found, strict=True) for a, b, _ in of)


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
    assert [text[start:end] for start, end, what in told["spans"] if what == "link"] == ["http://best-casino-bonus.xyz"]


@pytest.mark.parametrize("text", [
    "You are nothing but a pathetic bunch of idiots, nobody wants to read the garbage you write here.",
    "Espèce de grosse vache, retourne dans ton pays et laisse-nous tranquilles, personne ne veut de toi ici.",
])  # fmt: skip
def test_of_abuse_words_are_named_and_not_the_sentence(text: str) -> None:
    spans = flags(check([text])[1])["abuse"]["spans"]
    marked = [text[start:end].casefold() for start, end, _ in spans]
    assert sum(map(len, marked)) < len(text) / 2
    assert not {one.split()[place] for one in marked for place in (0, -1)} & {"a", "the", "you", "of", "de", "et", "ne"}


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
