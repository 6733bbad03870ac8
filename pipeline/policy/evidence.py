"""What speaks against a comment: one function per kind of evidence, each yielding what it raises."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.policy.alarming import NEEDED, distress, threat
from pipeline.policy.personal import PERSONAL, personal_spans
from pipeline.policy.rules import Rules
from pipeline.policy.scams import solicits
from pipeline.policy.why import Cause, of_abuse, of_spam, spam_without_personal


@dataclass(frozen=True)
class Raised:
    """A flag on the comment at position `row`: its reason, how strong, the spans of text that caused it, and more."""

    row: int
    reason: str
    score: float
    band: str  # sure, likely, doubtful
    spans: tuple[tuple[int, int, str], ...] = ()
    more: dict[str, object] = field(default_factory=dict)
    holds: bool = True  # strong enough to hold the comment, where the reason can
    calls_spam: bool = False

    def detail_json(self) -> str:
        """Return what a moderator is told, as the flags table keeps it."""
        detail: dict[str, object] = {"band": self.band}
        if self.spans:
            detail["spans"] = [list(span) for span in self.spans]
        return json.dumps(detail | self.more, ensure_ascii=False, sort_keys=True)


def band(score: float, hold: float, sure: float) -> str:
    """Return the score in words: `sure`, `likely`, or `doubtful` where it is below what holds a comment."""
    return "sure" if score >= sure else "likely" if score >= hold else "doubtful"


Evidence = Callable[[pd.DataFrame, Rules], Iterator["Raised"]]
Why = Callable[[pd.DataFrame, Path | None], list[Cause]]
Weighed = Callable[[pd.DataFrame, Rules, list[int], list[float]], list[float]]


def _by_score(column: str, reason: str, why: Why, weighed: Weighed | None = None) -> Evidence:
    def raised(comments: pd.DataFrame, rules: Rules) -> Iterator[Raised]:
        limits = [rules.limits(reason, language) for language in comments["language"].tolist()]

        def noticed(scores: list[float]) -> list[int]:
            return [row for row, score in enumerate(scores) if score >= limits[row].notice]  # not where it is missing

        scores = comments[column].tolist()
        if weighed:
            scores = weighed(comments, rules, noticed(scores), scores)
        rows = noticed(scores)
        for row, cause in zip(rows, why(comments.iloc[rows], rules.own), strict=True):
            score, of = scores[row], limits[row]
            yield Raised(
                row, reason, score, band(score, of.hold, of.sure), cause.spans, dict(cause.beside),
                holds=score >= of.hold, calls_spam=reason == "spam" and score >= of.sure,
            )  # fmt: skip

    return raised


_SPEAKS = 0.4
"""How likely spam a text must be without the number or address in it, for that to count as well."""


def _own_words(comments: pd.DataFrame, rules: Rules, noticed: list[int], scores: list[float]) -> list[float]:
    """Return the spam scores; where only a number or an address that someone left makes a score, that of the rest.

    They count where the rest of the text speaks for spam too, or offers what swindlers offer.
    """
    texts, languages = comments["text"].tolist(), comments["language"].tolist()
    left = [row for row in noticed if isinstance(texts[row], str) and personal_spans(texts[row])]
    left = [row for row in left if not solicits(texts[row])]
    counted = list(scores)
    for row, rest in zip(left, spam_without_personal(comments.iloc[left], rules.own), strict=True):
        if rest < min(_SPEAKS, rules.limits("spam", languages[row]).notice):
            counted[row] = min(scores[row], rest)
    return counted


MIN_COPIED = 40
"""Characters below which the same text by several people is no copy but a habit ("Thank you!")."""


_STREWN = 2
"""On so many other posts a text is strewn, by its own author too."""


def copies(comments: pd.DataFrame, _rules: Rules) -> Iterator[Raised]:
    """The same text stands elsewhere under other names, or on several posts: held at most, it may be a petition."""
    strewn = comments["copy_posts"] >= _STREWN
    by_others = comments["copies"] - comments["own_copies"]
    elsewhere = (by_others > 0) & ((comments["copy_authors"] > 0) | (comments["copy_posts"] > 0))
    own = comments["own_copies"].where(strewn, 0)
    for row in _rows(_long_enough(comments) & (strewn | elsewhere)):
        found, others, count = comments.iloc[row], int(by_others.iloc[row]), int(by_others.iloc[row] + own.iloc[row])
        told = {"copies": others, "authors": int(found["copy_authors"]), "posts": int(found["copy_posts"])}
        more = told | {"first": found["first_copy"]} | ({"own": count - others} if count > others else {})
        yield Raised(row, "copies", min(1.0, 0.5 + 0.1 * count), "sure" if count > 2 else "likely", more=more)


def repeated(comments: pd.DataFrame, _rules: Rules) -> Iterator[Raised]:
    """Its author posted this text before: a double click, or a second try. Never held for that."""
    again = (comments["own_copies"] > 0) & (comments["copy_posts"] < _STREWN)
    for row in _rows(_long_enough(comments) & again):
        own = int(comments["own_copies"].iloc[row])
        yield Raised(row, "repeated", min(1.0, 0.2 + 0.1 * own), "doubtful", more={"own": own}, holds=False)


def _long_enough(comments: pd.DataFrame) -> pd.Series:
    return comments["text"].str.len().fillna(0) >= MIN_COPIED


def _rows(are_so: pd.Series) -> list[int]:
    return [position for position, is_so in enumerate(are_so.tolist()) if is_so]


_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u115f\u1160\u3164\uffa0]")
_JOINED_EMOJI = re.compile(
    "(?<=[\ufe0f\U0001f000-\U0001ffff\u2600-\u27bf])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001ffff])"
)
_JOINS = "\u200c\u200d\u200e\u200f"  # belong to the spelling of Arabic, Persian, Hebrew and Indic scripts
_SCRIPTS_THAT_JOIN = re.compile("[\u0590-\u08ff\u0900-\u0dff]")
_ENOUGH_HIDDEN = 3


def hidden(comments: pd.DataFrame, _rules: Rules) -> Iterator[Raised]:
    """Characters that nobody sees: they hide words from filters, or turn the text around."""
    for row, text in enumerate(comments["text"].tolist()):
        if not isinstance(text, str) or text.isascii() or not _HIDDEN.search(text):
            continue
        joined = {found.start() for found in _JOINED_EMOJI.finditer(text)}
        allowed = _JOINS if _SCRIPTS_THAT_JOIN.search(text) else ""
        spans = tuple(
            (at.start(), at.end(), f"U+{ord(at[0]):04X}")
            for at in _HIDDEN.finditer(text)
            if at.start() not in joined and at[0] not in allowed
        )
        if spans:
            turning = any(
                "\u202a" <= text[start] <= "\u202e" or "\u2066" <= text[start] <= "\u2069" for start, _, _ in spans
            )
            strong = turning or len(spans) >= _ENOUGH_HIDDEN
            yield Raised(row, "hidden", 0.9 if strong else 0.4, "likely" if strong else "doubtful", spans, holds=strong)


_WORD = re.compile(r"[^\W\d_]{2,40}")
_LATIN = re.compile("[a-zA-Z]")
_LOOK_ALIKE = re.compile("[АВЕЅІЈКМНОРСТУХаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρικτυχ]")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_ENOUGH_ALIKE = 2


def look_alikes(comments: pd.DataFrame, _rules: Rules) -> Iterator[Raised]:
    """Words of Latin letters among which stand Cyrillic or Greek ones that look the same: they pass by word filters."""
    for row, text in enumerate(comments["text"].tolist()):
        if not isinstance(text, str) or text.isascii() or not _OTHER_SCRIPT.search(text):
            continue
        spans = tuple(
            (at.start(), at.end(), "look-alike letters")
            for at in _WORD.finditer(text)
            if _LATIN.search(at[0]) and _LOOK_ALIKE.search(at[0]) and not _OTHER_SCRIPT.sub("", at[0]).isupper()
        )
        if spans:
            strong = len(spans) >= _ENOUGH_ALIKE
            yield Raised(
                row, "look-alikes", 0.9 if strong else 0.4, "likely" if strong else "doubtful", spans, holds=strong
            )


def personal_data(comments: pd.DataFrame, _rules: Rules) -> Iterator[Raised]:
    """A telephone number, e-mail address, bank account, door code or home address, which its owner may regret."""
    for row, text in _with(comments, PERSONAL):
        if spans := personal_spans(text):
            yield Raised(row, "personal data", 0.8, "likely", spans)


def alarming(comments: pd.DataFrame, _rules: Rules) -> Iterator[Raised]:
    """Someone is threatened, or says that they want to die: a human looks at it, unless it laughs or quotes."""
    for row, text in _with(comments, NEEDED):
        for reason, found in (("threat", threat(text)), ("distress", distress(text))):
            if found:
                score, how = (0.8, "likely") if found.is_meant else (0.4, "doubtful")
                yield Raised(row, reason, score, how, found.spans, holds=found.is_meant)


def _with(comments: pd.DataFrame, needed: str) -> list[tuple[int, str]]:
    """Return the places and texts of those comments in which this is found, the only ones worth a closer look."""
    texts = comments["text"]
    rows = _rows(texts.str.contains(needed, case=False, na=False))
    return list(zip(rows, texts.iloc[rows].tolist(), strict=True))


def unexpected_language(comments: pd.DataFrame, rules: Rules) -> Iterator[Raised]:
    """A language that the site does not expect: a reason to look, never a verdict."""
    strange = comments["language"].notna() & ~comments["language"].isin(rules.expects)
    scores = comments["language_score"].fillna(0).tolist()
    for row in _rows(strange):
        yield Raised(row, "language", scores[row], "sure" if scores[row] >= 0.9 else "likely", holds=False)


def by_rule(comments: pd.DataFrame, rules: Rules) -> Iterator[Raised]:
    """A word, author or domain on one of the site's own lists."""
    for one in rules.matches(comments):
        told: dict[str, object] = {"rule": one.pattern, **one.beside}
        yield Raised(one.row, f"rule {one.action}", 1.0, "sure", one.spans, told, calls_spam=one.action == "spam")


EVIDENCE: tuple[Evidence, ...] = (
    _by_score("spam_score", "spam", of_spam, _own_words),
    _by_score("abuse_score", "abuse", of_abuse),
    copies,
    repeated,
    hidden,
    look_alikes,
    personal_data,
    alarming,
    unexpected_language,
    by_rule,
)
