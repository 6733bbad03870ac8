"""Who and when, told in one line: "Comment by Ada — May 3, 2019 at 4:12 pm #", "3 mai 2019, par Zoé"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pipeline.sources import date_words, page_words
from pipeline.sources.dates import plain_words

Dated = Callable[[str], tuple[datetime, str] | None]

LONGEST = 300
"""Characters of a line that may be one of these."""
_MOST_WORDS, _NAME_WORDS = 14, 9
_EDGES = " \t\u00a0\u202f|·•#¶,;:()[]/–—-"
_RELATIVE = frozenset("il y a an about hier yesterday today aujourd'hui just now vor hace environ avant-hier".split())
_AFTER_NUMBER = frozenset("h de of am pm a.m p.m den di".split())
_LAST_WORDS = frozenset(
    word.strip(".")
    for phrase in (
        *date_words.MONTHS, *date_words.UNITS, *date_words.NAMED, *date_words.NOW, *date_words.ZONES,
        *date_words.AGO_AFTER.split("|"), "am", "pm", "a.m", "p.m", "m", "uhr", "min",
    )
    for word in phrase.split()[-1:]
)  # fmt: skip
_ZONE = re.compile(r"[a-z]{2,3}t")
_BEFORE = re.compile(
    r"^(?:#?\d{1,5}\s*[.:)]\s+(?=\D)|#\d{1,5}\b|\d{1,5}(?=\s+(?:comm|mess|post|by|par)))?\s*"
    r"(?:(?:comment(?:aire|ed)?|response|réponse|message"
    r"|posted|written|submitted|left|publié|posté|écrit|envoyé|soumis|ajouté|laissé)\b\s*(?:#\d{1,6}\s*)?)?"
    r"(?:\b(?:by|from|par|de)\b\s*:?\s*)?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:[\s,|·•–—/(@:-]|\b(?:on|le|du|at|about|around|dated|says|said|wrote|commented|posted"
    r"|replied|dit|écrit|a dit|a écrit|a commenté"
    r"|a répondu)\b|\bà\b)+$",
    re.IGNORECASE,
)
_BUTTONS = re.compile(
    r"(?:^|[\s|·•/()\[\]-]+)(?:permalink|permalien|link to this comment|reply|répondre|edit|modifier|éditer|delete"
    r"|supprimer|report|signaler|link|lien|quote|citer|#)\s*(?=$|[|·•/()\[\]-])",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?:[–—|·-]\s*)?[^\W\d].{0,60}:")
_BY = re.compile(r"^\W*\b(?:by|par|from|de)\b\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Byline:
    """What a line tells: a name (None where it holds none), a moment (UTC) and its precision; `whole`: nothing else.

    `signed` is what may be a name behind a dash after the date, for those who know that names stand there.
    """

    name: str | None
    moment: datetime
    known: str
    whole: bool
    date_text: str = ""
    signed: str | None = None


def byline(text: str, dated: Dated) -> Byline | None:
    """Return who and when a line tells, in either order, with buttons and marks around; None where it has no date."""
    if len(text) > LONGEST:
        return None
    words = _without_buttons(text).split()
    for start, word in enumerate(words):
        if not _may_begin(word, words[start + 1] if start + 1 < len(words) else "") or _ends_name(words[start:]):
            continue
        for end in range(min(len(words), start + _MOST_WORDS), start, -1):
            if not _may_end(words[end - 1]):
                continue
            date_text = " ".join(words[start:end]).strip(_EDGES)
            found = dated(date_text)
            if found is not None and (end - start > 1 or found[1] != "year"):
                return _read(words[:start], words[end:], found, date_text)
    return None


def _ends_name(words: list[str]) -> bool:
    """Whether words begin with a number that belongs to the name before them: "Reader" 7 January 3, 2025."""
    number, month, day, year = [_compared(word) for word in [*words, "", "", "", ""][:4]]
    return (
        f"{number}{day}".isdecimal()
        and month in date_words.MONTHS
        and len(day) <= 2
        and len(year) == 4
        and year.isdecimal()
    )


def _without_buttons(text: str) -> str:
    shorter = _BUTTONS.sub(" ", text)
    while shorter != text:
        text, shorter = shorter, _BUTTONS.sub(" ", shorter)
    return text


@lru_cache(maxsize=8192)
def _compared(word: str) -> str:
    return plain_words(word[:LONGEST].strip(_EDGES)).rstrip(".,")


@lru_cache(maxsize=8192)
def _may_end(word: str) -> bool:
    """Whether a word may be a date's last: a number, a month, a zone, "ago"; what stands in brackets may be a zone."""
    cut = _compared(word)
    return word.endswith(")") or any(map(str.isdigit, cut)) or cut in _LAST_WORDS or _ZONE.fullmatch(cut) is not None


def _may_begin(word: str, following: str) -> bool:
    cut = _compared(word)
    if cut.isdecimal() and len(cut) <= 2:
        after = _compared(following)
        return after in date_words.MONTHS or after in date_words.UNITS or after in _AFTER_NUMBER
    return cut[:1].isdigit() or cut in date_words.MONTHS or cut in date_words.WEEKDAYS or cut in _RELATIVE


def begins_with_date(text: str) -> bool:
    """Whether a line may begin with a date, perhaps after a word ("Le 3 mai") or a number ("12. May 3")."""
    words = [*text.split(None, 3)[:3], "", ""]
    return _may_begin(words[0], words[1]) or _may_begin(words[1], words[2])


def _read(before: list[str], after: list[str], found: tuple[datetime, str], date_text: str) -> Byline:
    left = page_words.without_says(_AFTER.sub("", _BEFORE.sub("", " ".join(before), count=1))).strip(_EDGES)
    said = " ".join(after).lstrip(_EDGES)
    right = page_words.without_says(_BY.sub("", said)).strip(_EDGES)
    told = bool(right) and (
        _BY.match(said) is not None or page_words.is_saying(said) or _DASHED.fullmatch(" ".join(after)) is not None
    )
    name = right if told else left
    whole = len(before) <= _NAME_WORDS and (not right or (told and len(after) <= _NAME_WORDS))
    signed = right if said != " ".join(after) and len(right.split()) <= _NAME_WORDS else ""
    return Byline(name[:200] or None, *found, whole, date_text, signed[:200] or None)
