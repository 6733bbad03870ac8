"""What WordPress's own columns hold, the same in its export, its REST answers, its tables and WP-CLI's lists."""

import html
from datetime import UTC, datetime, tzinfo

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


def name(text: str | None) -> str | None:
    """Return an author's name or a title as it is shown: WordPress keeps `O&#039;Neil`."""
    return (html.unescape(text) if "&" in text else text) if text else None


def answered(parent: str) -> str | None:
    """Return the parent's number; WordPress writes 0 for none."""
    return parent if parent not in ("", "0") else None
