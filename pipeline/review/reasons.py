"""Why a comment deserves a look, and what speaks against it, in the moderator's words."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from pipeline.review import showing
from pipeline.review.marking import telling
from pipeline.store.around import History
from pipeline.store.models import Comment, Flag

NAMES = {
    "spam": gettext_noop("spam"),
    "abuse": gettext_noop("abuse"),
    "copies": gettext_noop("same text elsewhere"),
    "hidden": gettext_noop("hidden characters"),
    "look-alikes": gettext_noop("look-alike letters"),
    "personal data": gettext_noop("personal data"),
    "language": gettext_noop("unexpected language"),
    "rule hold": gettext_noop("a rule: hold"),
    "rule spam": gettext_noop("a rule: spam"),
    "rule pass": gettext_noop("a rule: let pass"),
}
BANDS = {"sure": gettext_noop("sure"), "likely": gettext_noop("likely"), "doubtful": gettext_noop("doubtful")}
CAUSES = {
    "spam wording": gettext_noop("spam wording"),
    "abusive wording": gettext_noop("abusive wording"),
    "link": gettext_noop("link"),
    "e-mail address": gettext_noop("e-mail address"),
    "telephone number": gettext_noop("telephone number"),
    "bank account": gettext_noop("bank account"),
    "door code": gettext_noop("door code"),
    "home address": gettext_noop("home address"),
    "look-alike letters": gettext_noop("look-alike letters"),
}
BESIDE = {
    "author": gettext_noop("the name it is signed with"),
    "author_url": gettext_noop("the address given with the name"),
    "links": gettext_noop("the links in it"),
}
_ORDER = (
    "rule spam", "abuse", "rule hold", "spam", "personal data", "copies", "hidden", "look-alikes", "language",
    "rule pass",
)  # fmt: skip
_BANDS = ("sure", "likely", "doubtful")
MOST_MARKS = 40
_BY_SCORE = ("spam wording", "abusive wording")
"""Stretches that a classifier's measure cut, not a pattern."""


@dataclass(frozen=True)
class Mark:
    """A stretch of the text that caused a reason: its number, its words, and what they are."""

    number: int
    words: str
    what: str


@dataclass(frozen=True)
class Reason:
    """One reason in words; `score` is the number behind it."""

    key: str
    name: str
    band: str
    strength: str
    score: float | None
    marks: tuple[Mark, ...] = ()
    also: tuple[str, ...] = ()


@dataclass
class Why:
    """All reasons of a comment, the first one first, and the marks that they put into its text."""

    reasons: list[Reason] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)


def reason_name(key: str) -> str:
    """Return a reason's name in words."""
    return _(NAMES[key]) if key in NAMES else key


def why(comment: Comment) -> Why:
    """Return why a comment deserves a look: for the text as it stands only."""
    told = Why()
    flags = [flag for flag in comment.flags.all() if flag.judged_hash == comment.judged_hash]
    for flag in sorted(flags, key=_rank):
        _tell(told, flag, comment.text or "")
    return told


def _rank(flag: Flag) -> tuple[int, int]:
    band = _detail(flag).get("band")
    place = _ORDER.index(flag.reason) if flag.reason in _ORDER else len(_ORDER)
    return (_BANDS.index(band) if band in _BANDS else 1, place)


def _detail(flag: Flag) -> dict[str, Any]:
    try:
        found = json.loads(flag.detail or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _tell(told: Why, flag: Flag, text: str) -> None:
    detail = _detail(flag)
    marks = []
    for start, end, what in _worth_marking(_spans(detail, len(text)), text):
        if len(told.spans) >= MOST_MARKS:
            break
        number = len(told.spans) + 1
        told.spans.append((start, end, number))
        marks.append(Mark(number, showing.line(text[start:end], 60), _(CAUSES[what]) if what in CAUSES else what))
    band = str(detail.get("band") or "likely")
    strength = _(BANDS[band]) if band in BANDS else band
    name = reason_name(flag.reason)
    told.reasons.append(Reason(flag.reason, name, band, strength, flag.score, tuple(marks), tuple(_also(detail))))


def _spans(detail: dict[str, Any], length: int) -> Iterator[tuple[int, int, str]]:
    for span in detail.get("spans") or ():
        if isinstance(span, list) and len(span) == 3 and isinstance(span[0], int) and isinstance(span[1], int):
            start, end = max(0, span[0]), min(length, span[1])
            if start < end:
                yield start, end, str(span[2])


def _worth_marking(spans: Iterable[tuple[int, int, str]], text: str) -> Iterator[tuple[int, int, str]]:
    for start, end, what in spans:
        if what in _BY_SCORE:
            yield from ((*part, what) for part in telling(text, start, end))
        else:
            yield start, end, what


def _also(detail: dict[str, Any]) -> Iterator[str]:
    for name, words in BESIDE.items():
        if detail.get(name):
            seen = showing.name(str(detail[name])) if name == "author" else showing.line(str(detail[name]), 60)
            yield _("%(what)s: %(seen)s") % {"what": _(words), "seen": seen}
    if detail.get("rule"):
        yield _("the rule: %(pattern)s") % {"pattern": showing.line(str(detail["rule"]), 60)}
    copies, authors, posts = (detail.get(name) or 0 for name in ("copies", "authors", "posts"))
    if isinstance(copies, int) and copies:
        yield ngettext("%(n)d other comment with this text", "%(n)d other comments with this text", copies) % {
            "n": copies
        }
    if isinstance(authors, int) and authors:
        yield ngettext("under %(n)d other name", "under %(n)d other names", authors) % {"n": authors}
    if isinstance(posts, int) and posts:
        yield ngettext("on %(n)d other post", "on %(n)d other posts", posts) % {"n": posts}


def against(comment: Comment, past: History, keys: Iterable[str]) -> list[str]:
    """Return what speaks against the reasons to hold a comment."""
    keys, said = set(keys), []
    if comment.by_staff:
        said.append(_("it is by someone who answers for the site"))
    if approved := past.statuses["approved"]:
        said.append(
            ngettext(
                "%(n)d other comment by this author approved", "%(n)d other comments by this author approved", approved
            )
            % {"n": approved}
        )
    if "spam" in keys and not comment.links and not comment.author_url:
        said.append(_("no link in it or beside it"))
    if "abuse" in keys and comment.sentiment == "positive":
        said.append(_("its tone is positive"))
    if "copies" in keys and not past.statuses["spam"] and comment.parent_id:
        said.append(_("it answers another comment"))
    return said
