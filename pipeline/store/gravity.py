"""Which comments moderators see before the rest: those of which something may hurt someone.

That is what holds a comment as abuse, as a threat or as the wish to die, however sure, and personal data: a threat
often scores less than an insult, so that an order by scores would put it behind. What makes it so is kept with the
comment (`grave`), for the lists' index.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable

from pipeline.schema import COMMENTS
from pipeline.store import sql

LET_PASS = "rule pass"  # noqa: S105 - a reason
"""The flag of a comment that one of the site's own rules lets pass, whatever else speaks against it."""
_HOLDING = ("sure", "likely")


def is_grave(reason: str, detail: str | None) -> bool:
    """Return whether a flag tells of what may hurt someone; a detail that cannot be read tells of nothing."""
    if reason == "personal data":
        return True
    return reason in ("abuse", "threat", "distress") and _band(detail) in _HOLDING


def graves(flags: Iterable[tuple[str, str, str | None]]) -> dict[str, bool | None]:
    """Return which comments are grave (True or None), by the comment_id, reason and detail of all their flags."""
    found: dict[str, bool | None] = defaultdict(lambda: None)
    for comment_id, reason, detail in flags:
        if is_grave(reason, detail):
            found[comment_id] = True
    return found


def regrade(comment_ids: Collection[str]) -> None:
    """Write anew which of these comments are grave, by the flags that are kept, in the caller's transaction."""
    condition, among = sql.among("comment_id", comment_ids)
    found = graves(
        (row[0], row[1], row[2]) for row in sql.fetch(f"SELECT {_OF_FLAG} FROM flags WHERE {condition}", [among])
    )
    sql.update(COMMENTS, ("grave",), ("comment_id",), [(found[one], one) for one in comment_ids])


_OF_FLAG = "comment_id, reason, detail"


def _band(detail: str | None) -> object:
    try:
        told = json.loads(detail or "{}")
    except ValueError:
        return None
    return told.get("band") if isinstance(told, dict) else None
