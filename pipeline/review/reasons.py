"""Why a comment deserves a look, and what speaks against it, in the moderator's words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.locale.reasons import BANDS, BESIDE, CAUSES, FACTS, reason_name
from pipeline.policy.addresses import addresses
from pipeline.review import showing
from pipeline.review.quoting import is_quoted
from pipeline.review.reaching import is_reachable
from pipeline.review.words import speaking
from pipeline.store.around import History
from pipeline.store.models import Comment, Flag

_ORDER = (
    "distress", "threat", "rule spam", "abuse", "rule hold", "spam", "personal data", "copies", "hidden", "look-alikes",
    "language", "repeated", "rule pass",
)  # fmt: skip
_BANDS = ("sure", "likely", "doubtful")
MOST_MARKS = 40
_LINKS = frozenset({"link", "e-mail address"})
SHORT = 60
"""Characters of what a reason quotes."""


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
    is_worded: bool = False
    """Whether words of the text, or the name it is signed with, caused it."""
    is_linked: bool = False
    """Whether a link in the text or beside it, or an address, caused it, and nothing else did."""

    @property
    def tone(self) -> str:
        """How it is coloured: by how sure it is; an unexpected language accuses nobody."""
        return "" if self.key == "language" else self.band

    @property
    def said(self) -> str:
        """The reason and how sure it is, in one."""
        return f"{self.name}, {self.strength}" if self.strength else self.name


@dataclass
class Why:
    """All reasons of a comment, the first one first, and the marks that they put into its text."""

    reasons: list[Reason] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    domains: list[tuple[str, str, int]] = field(default_factory=list)
    """Domains that a rule found beside the text: where (author_url, links), which, and the number of the mark."""

    @property
    def kinds(self) -> list[Reason]:
        """The first of each reason: several rules are told one by one only where there is room."""
        found: dict[str, Reason] = {}
        for one in self.reasons:
            found.setdefault(one.key, one)
        return list(found.values())


def name_of(key: str) -> str:
    """Return a reason's name in words."""
    return speaking().say(reason_name(key))


def why(comment: Comment) -> Why:
    """Return why a comment deserves a look: for the text as it stands only.

    The surest first, of equals by what they are (`_ORDER`); what several rules say in the order in which it was raised.
    """
    told = Why()
    flags = [flag for flag in comment.flags.all() if flag.judged_hash == comment.judged_hash]
    for flag in sorted(flags, key=_rank):
        first = _detail(flag)
        for detail in (first, *_more(first)):
            _tell(told, flag, detail, comment.text or "", comment.author)
    return told


def _rank(flag: Flag) -> tuple[int, int, str]:
    band = _detail(flag).get("band")
    place = _ORDER.index(flag.reason) if flag.reason in _ORDER else len(_ORDER)
    return (_BANDS.index(band) if band in _BANDS else 1, place, flag.reason)


def _more(detail: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what else the same reason says of a comment: several rules may meet it."""
    found = detail.pop("more", None)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _detail(flag: Flag) -> dict[str, Any]:
    try:
        found = json.loads(flag.detail or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _tell(told: Why, flag: Flag, detail: dict[str, Any], text: str, author: str | None) -> None:
    say, marks = speaking().say, []
    for start, end, what in _spans(detail, len(text)):
        if len(told.spans) >= MOST_MARKS:
            break
        number = len(told.spans) + len(told.domains) + 1
        told.spans.append((start, end, number))
        words = what if flag.reason == "hidden" else showing.line(text[start:end], SHORT)
        marks.append(Mark(number, words, "" if _is_own(flag, what) else say(CAUSES.get(what, what))))
    if flag.reason.startswith("rule ") and detail.get("rule"):
        marks += _domains(told, detail)
    band = str(detail.get("band") or "likely")
    strength = "" if flag.reason in FACTS else say(BANDS.get(band, band))
    name, also = name_of(flag.reason), tuple(_also(detail, author))
    of = {what for _, _, what in _spans(detail, len(text))}
    is_worded = bool(detail.get("author")) or any(what.endswith("wording") for what in of)
    is_linked = not is_worded and of <= _LINKS and bool(of or detail.get("author_url") or detail.get("links"))
    told.reasons.append(Reason(flag.reason, name, band, strength, flag.score, tuple(marks), also, is_worded, is_linked))


def _domains(told: Why, detail: dict[str, Any]) -> Iterator[Mark]:
    for name in ("author_url", "links"):
        if detail.pop(name, None):
            number = len(told.spans) + len(told.domains) + 1
            told.domains.append((name, str(detail["rule"]), number))
            yield Mark(number, showing.line(str(detail["rule"]), SHORT), speaking().say(BESIDE[name]))


def beside(comment: Comment, told: Why) -> dict[str, showing.Shown]:
    """Return the addresses that stand beside the text, as one line each, with the domains marked that a rule found."""
    found = {}
    for name in ("author_url", "links"):
        if value := getattr(comment, name):
            line = showing.address(value)
            found[name] = showing.shown(line, _places(line, name, told))
    return found


def _places(line: str, of: str, told: Why) -> Iterator[tuple[int, int, int]]:
    for name, rule, number in told.domains:
        domain = re.escape(rule.casefold().removeprefix("www.").strip("/ "))
        if name == of and (at := re.search(domain, line, re.IGNORECASE)):
            yield at.start(), at.end(), number


def _is_own(flag: Flag, what: str) -> bool:
    """Return whether it goes without saying what a stretch is: the reason, or the rule, says it."""
    return what in ("spam wording", "abusive wording") or flag.reason in FACTS


def _spans(detail: dict[str, Any], length: int) -> Iterator[tuple[int, int, str]]:
    for span in detail.get("spans") or ():
        if isinstance(span, list) and len(span) == 3 and isinstance(span[0], int) and isinstance(span[1], int):
            start, end = max(0, span[0]), min(length, span[1])
            if start < end:
                yield start, end, str(span[2])


def _also(detail: dict[str, Any], author: str | None) -> Iterator[str]:
    say = speaking().say
    if rule := detail.get("rule"):
        yield _("%(what)s: %(seen)s") % {"what": say(BESIDE["rule"]), "seen": showing.line(str(rule), SHORT)}
    if detail.get("author"):
        yield _("%(what)s: %(seen)s") % {"what": say(BESIDE["author"]), "seen": showing.name(author)}
    yield from (say(BESIDE[name]) for name in ("author_url", "links") if detail.get(name))
    counts = {name: detail[name] for name in ("copies", "authors", "posts", "own") if isinstance(detail.get(name), int)}
    if copies := counts.get("copies"):
        yield ngettext("%(n)d comment by others", "%(n)d comments by others", copies) % {"n": copies}
    if authors := counts.get("authors"):
        yield ngettext("under %(n)d other name", "under %(n)d other names", authors) % {"n": authors}
    if posts := counts.get("posts"):
        yield ngettext("on %(n)d other post", "on %(n)d other posts", posts) % {"n": posts}
    if own := counts.get("own"):
        yield ngettext("once more", "%(n)d times more", own) % {"n": own}


def _caused(told: Why, key: str) -> list[tuple[int, int]]:
    numbers = {mark.number for one in told.reasons if one.key == key for mark in one.marks}
    return [(start, end) for start, end, number in told.spans if number in numbers]


def against(comment: Comment, past: History, told: Why) -> list[str]:
    """Return what speaks against the reasons to hold a comment."""
    keys, said = {one.key for one in told.reasons}, []
    if comment.by_staff:
        said.append(_("it is by someone who answers for the site"))
    if approved := past.statuses["approved"]:
        said.append(
            ngettext(
                "%(n)d other comment by this author approved", "%(n)d other comments by this author approved", approved
            )
            % {"n": approved}
        )
    text = comment.text or ""
    if "spam" in keys and not (comment.links or comment.author_url or addresses(text) or is_reachable(text)):
        said.append(_("no link in it or beside it"))
    if is_quoted(text, _caused(told, "abuse")):
        said.append(_("what is marked as abuse stands in a quote"))
    if "abuse" in keys and comment.sentiment == "positive":
        said.append(_("its tone is positive"))
    if "copies" in keys and not past.statuses["spam"] and comment.parent_id:
        said.append(_("it answers another comment"))
    return said
