"""What WordPress's own columns hold, the same in its export, its REST answers, its tables and WP-CLI's lists."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo

from pipeline.identity import unescaped
from pipeline.sources.records import Remark

STATUSES = {
    "1": "approved", "approved": "approved", "approve": "approved",
    "0": "pending", "hold": "pending", "unapproved": "pending",
    "spam": "spam", "trash": "trash", "post-trashed": "trash",
}  # fmt: skip
KINDS = {"": "comment", "comment": "comment", "review": "comment", "pingback": "pingback", "trackback": "trackback"}
"""`comment_type`; entries of other types (editors' notes, order notes) are no comments."""


def date(gmt: str | None, local: str | None, zone: tzinfo) -> datetime | None:
    """Return WordPress's pair of dates as UTC; None where both are empty, zero or none."""
    for text, of in ((gmt, UTC), (local, zone)):
        if text and not text.startswith("0000"):
            try:
                moment = datetime.fromisoformat(text)
                return moment.replace(tzinfo=UTC) if of is UTC else moment.replace(tzinfo=of).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
    return None


def status(word: str, unknown: Counter[str]) -> str | None:
    """Return `schema.SOURCE_STATUSES` for what `comment_approved` says; words that are none of its own are counted."""
    found = STATUSES.get(word)
    if found is None and word:
        unknown[word[:40]] += 1
    return found


def not_understood(strange: Mapping[str, int], unknown: Mapping[str, int]) -> Iterator[Remark]:
    """Yield what was met of types that are no comments, and of statuses that are unknown."""
    yield from (Remark(f"entries of type {kind} left out", count) for kind, count in strange.items())
    yield from (Remark(f"status {word!r} is unknown and counts as none", count) for word, count in unknown.items())


def name(text: str | None) -> str | None:
    """Return an author's name or a title as it is shown: WordPress keeps `O&#039;Neil`."""
    return (unescaped(text) if "&" in text else text) if text else None


def answered(parent: str) -> str | None:
    """Return the parent's number; WordPress writes 0 for none."""
    return parent if parent not in ("", "0") else None
