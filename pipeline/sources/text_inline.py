"""A line of a text rendering with both name and date: "Ada on May 3, 2019 at 4:12 pm", "Le 3 mai 2019, par Zoé"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.sources import page_words
from pipeline.sources.bylines import begins_with_date, byline
from pipeline.sources.date_words import ENGLISH_MONTHS, FRENCH_MONTHS
from pipeline.sources.text_marks import may_hold_date

Dated = Callable[[str], tuple[datetime, str] | None]

_MOST_WORDS = 24
_MONTHS = "|".join(word.title() for word in ENGLISH_MONTHS)
_GLUED = re.compile(rf"(?P<name>\S.{{0,60}}?\S)(?P<date>(?:{_MONTHS})\s\d{{1,2}},\s\d{{4}}\b.{{0,30}})")
_GLUED_DAY = re.compile(
    rf"(?P<name>\S.{{0,60}}?[^\s\d](?:\d\d)*?)(?P<date>\d{{1,2}}\s(?:{'|'.join(FRENCH_MONTHS)})\s\d{{4}}\b.{{0,30}})"
)
"""A name and a date that a browser copies without a space between, as of Blogger; a number at a name's end is even."""
_SAYING = re.compile(
    r"\s+(?:says|said|wrote|writes|commented|dit|a dit|a écrit|écrit|a commenté)\s*[:…]?$", re.IGNORECASE
)
_ARROW = re.compile(r"(?P<name>\S.{0,60}?)(?: {2,}|\s*[→↳▶›\ue000-\uf8ff]\s*)(?P<answered>\S.{0,60})")
"""A name and whom it answers, as Disqus sets them side by side."""
_BEFORE_NAME = re.compile(
    r"^(?:comment|commentaire)?\s*\b(?:by|from|par|posted by|posté par|written by|écrit par|submitted by|soumis par"
    r"|envoyé par|publié par)(?:\s*:)?\s+|^[—–-]+\s*",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"(?:[\s,|·•–—/(@:-]|\b(?:on|le|at|says|said|wrote|writes|commented|dit|a dit|a écrit|écrit|a commenté)\b|\bà\b)+$",
    re.IGNORECASE,
)
_LINKS_AROUND = re.compile(
    r"^\[[–—+-]\]\s*|(?:\s*(?:\|\s*(?:prev|next|parent|root|favorite)\b|\[(?:[–—+-]|\d+ more)\]))+$"
    r"|\s+(?:en réponse à|in reply to)\s*:\s.*$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\s+-?\d{1,6} points?$")
_TOLD = re.compile(r"\s(?:by|par|from|de)\s|:$", re.IGNORECASE)
_SIGNED = re.compile(
    r"^(?:(?:comment|commentaire)\s+(?:by|from|par|de)|posted by|posté par|written by|écrit par|par|by|—|–|--)"
    r"(?:\s*:)?\s",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Inline:
    """What such a line tells: name, date, whom it answers; `signed` says that it looks like a signature.

    `unsure` says that a number at the name's end runs into the day.
    """

    name: str
    date_text: str
    when: tuple[datetime, str]
    answers: str | None
    signed: bool
    unsure: bool


def inline(shown: str, dated: Dated) -> Inline | None:
    """Return name and date of a line that bears both, in either order, and hardly anything else; None for others."""
    if not may_hold_date(shown):
        return None
    shown = _LINKS_AROUND.sub("", shown)
    if len(words := shown.split()) > _MOST_WORDS:
        return None
    if (glued := _GLUED.fullmatch(shown) or _GLUED_DAY.fullmatch(shown)) is not None:
        words = f"{glued['name']} {glued['date']}".split()
    found = _name_first(words, dated) or _date_first(shown, dated)
    if found is None:
        return None
    name, date_text, when = found
    arrow = _ARROW.fullmatch(_AFTER_NAME.sub("", shown.partition(date_text[:12])[0]))
    return Inline(
        page_words.without_says(arrow["name"]) if arrow is not None else name,
        date_text,
        when,
        arrow["answered"].strip() if arrow is not None else None,
        _SIGNED.match(shown) is not None,
        glued is not None and glued["name"][-1].isdigit() and glued["date"][0].isdigit(),
    )


def _name_first(words: list[str], dated: Dated) -> tuple[str, str, tuple[datetime, str]] | None:
    for cut in range(1, min(10, len(words))):
        date_text = _SAYING.sub("", " ".join(words[cut:])).strip("()[]: ")
        if (when := dated(date_text)) is not None:
            name = page_words.without_says(_AFTER_NAME.sub("", _BEFORE_NAME.sub("", " ".join(words[:cut]))))
            name = _POINTS.sub("", name)
            return (name, date_text, when) if name else None
    return None


def _date_first(shown: str, dated: Dated) -> tuple[str, str, tuple[datetime, str]] | None:
    if not (_SAYING.search(shown) or (_TOLD.search(shown) and begins_with_date(shown))):
        return None
    found = byline(shown, dated)
    if found is None or not found.whole or found.name is None:
        return None
    return found.name, found.date_text, (found.moment, found.known)
