"""What becomes of a comment that is read again, or from another form: the most is kept of what any of them told.

What is known as of later stands, an older reading only fills in what is missing, and a missing value never replaces a
known one: so reading the same files again, in any order, changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pipeline.schema import COMMENTS, PRECISIONS

Known = dict[str, Any]
Rehash = Callable[[str | None, str | None, str | None], str]
"""Answers the judged_hash of an author, an author_url and a text."""

_BOOKKEEPING = ("position", "source", "read_at", "first_seen_run", "last_seen_run")
TOLD = tuple(name for name in COMMENTS.owned_by("source", "run") if name not in _BOOKKEEPING)
"""Columns of a reading whose change is a change of the comment; that new ones came before it on its page is none."""
READ = (*TOLD, *_BOOKKEEPING)
"""All columns of a reading."""

_WEIGHED = frozenset("text text_hash truncated judged_hash created_at created_precision author_key post_id".split())
_PLAIN = tuple(name for name in TOLD if name not in _WEIGHED)


def merged(stored: Known, reading: Known, rehash: Rehash) -> Known:
    """Return what is known of a comment when `reading` is added to what is stored; both hold the columns of READ."""
    later, earlier = (reading, stored) if _as_of(reading) >= _as_of(stored) else (stored, reading)
    known = {name: earlier[name] if later[name] is None else later[name] for name in _PLAIN}
    known |= {name: later[name] for name in ("source", "read_at")}
    known["position"] = earlier["position"] if later["position"] is None else later["position"]
    known |= {name: stored[name] for name in ("comment_id", "first_seen_run")}
    known["last_seen_run"] = reading["last_seen_run"]
    known["author_key"] = max(later["author_key"], earlier["author_key"], key=_by_address)
    known["post_id"] = max(later["post_id"], earlier["post_id"], key=post_rank)
    known |= _moment(stored, reading, later)
    known |= _text(stored, reading, later)
    known["judged_hash"] = _judged_hash(known, stored, reading, rehash)
    return known


def post_rank(post_id: str) -> int:
    """Return how good an identity of a post is: 3 its address, 2 its title, 1 its beginning, 0 a number only."""
    name = post_id.partition(":")[2]
    if name[:1] in "#~":
        return "#~".index(name[:1]) if name else 0
    return 3 if any(sign in name for sign in "./:") else 2


def _as_of(known: Known) -> tuple[datetime, str]:
    return known["read_at"] or datetime.min, known["source"] or ""  # noqa: DTZ901 - naive UTC, as all times of rows


def _by_address(author_key: str | None) -> int:
    return 0 if author_key is None else 1 + author_key.startswith("e")


def _moment(stored: Known, reading: Known, later: Known) -> Known:
    """Return when it was written, by the finer of two dates; of "2 years ago" twice the first stands."""
    chosen = stored
    finer = _precision(reading) - _precision(stored)
    if finer > 0 or (finer == 0 and reading["created_precision"] in ("second", "minute")):
        chosen = later if finer == 0 else reading
    return {name: chosen[name] for name in ("created_at", "created_precision")}


def _precision(known: Known) -> int:
    """Return how fine a date is: 0 for none, 1 for one of unknown precision."""
    if known["created_at"] is None:
        return 0
    precision = known["created_precision"]
    return len(PRECISIONS) + 1 - PRECISIONS.index(precision) if precision in PRECISIONS else 1


def _text(stored: Known, reading: Known, later: Known) -> Known:
    """Return the text: the whole one if one is cut, the stored one if only its setting differs, else the later."""
    if stored["text_hash"] == reading["text_hash"]:
        both_cut = bool(stored["truncated"] and reading["truncated"])
        known = stored["truncated"] is not None or reading["truncated"] is not None
        return {"text": stored["text"], "text_hash": stored["text_hash"], "truncated": both_cut if known else None}
    chosen = later
    if bool(stored["truncated"]) != bool(reading["truncated"]):
        chosen = reading if stored["truncated"] else stored
    if chosen["text"] is None:
        chosen = stored if chosen is reading else reading
    return {name: chosen[name] for name in ("text", "text_hash", "truncated")}


def _judged_hash(known: Known, stored: Known, reading: Known, rehash: Rehash) -> str | None:
    for one in (stored, reading):
        if all(known[name] == one[name] for name in ("author", "author_url", "text_hash")):
            found: str | None = one["judged_hash"]
            return found
    return rehash(known["author"], known["author_url"], known["text"])
