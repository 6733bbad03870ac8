"""What programs that save pages leave in them: from where and when, and addresses that lead through an archive."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

_BEGINNING = 1 << 14
_ARCHIVED = re.compile(r"(?:https?:)?(?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?://|mailto:)")
_SAVED_FROM = (
    re.compile(r"<!-- saved from url=\(\d+\)(\S{1,2000}?) -->"),
    re.compile(r"Page saved with SingleFile\s+url:\s*(\S{1,2000})"),
)
_SAVED_AT = (
    re.compile(r"<!--\s+Page saved with SingleFile[^<>]{0,4000}?saved date:\s*([^\n<>]{10,80})"),
    re.compile(r"<!--\s+FILE ARCHIVED ON\s+([^\n<>]{10,60}?)\s+AND RETRIEVED"),
)


def led_back(page: str) -> str:
    """Return the page of a web archive with the addresses that its links had; any other page as it is."""
    if "web.archive.org" not in page[: 2 * _BEGINNING]:
        return page
    return _ARCHIVED.sub("", page)


def saved_from(page: str) -> str | None:
    """Return the address that a page was saved from; None where nothing tells."""
    found = (pattern.search(page[:_BEGINNING]) for pattern in _SAVED_FROM)
    return next((match[1] for match in found if match is not None), None)


def saved_at(page: str, dated: Callable[[str], tuple[datetime, str] | None]) -> datetime | None:
    """Return when a page was saved: what "2 years ago" counts from; None where nothing tells."""
    for part in (page[:_BEGINNING], page[-_BEGINNING:]):
        for pattern in _SAVED_AT:
            match = pattern.search(part)
            found = dated(match[1]) if match is not None else None
            if found is not None:
                return found[0].astimezone(UTC)
    return None
