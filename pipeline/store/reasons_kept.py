"""One flag a reason: what several rules, or several finds of one kind, say of a comment stands in one row."""

import json
from collections.abc import Iterable
from typing import Any

from pipeline.store.rows import Row

MOST = 20
"""So many of one reason are kept of a comment."""


def one_a_reason(raised: Iterable[Row]) -> list[Row]:
    """Return rows of comment_id, judged_hash, reason, score and detail, of each comment and reason one.

    The strongest is the flag, of equals the one that was raised first, which for rules is the oldest one of a field;
    the details of the others stand as `more` in its own, in the same order.
    """
    found: dict[Row, list[Row]] = {}
    for row in raised:
        found.setdefault(row[:3], []).append(row)
    return [_as_one(several) for several in found.values()]


def _as_one(several: list[Row]) -> Row:
    first, *others = sorted(several, key=lambda row: -(row[3] or 0.0))
    if not others:
        return first
    more = [_read(row[4]) for row in others[: MOST - 1]]
    return (*first[:4], json.dumps({**_read(first[4]), "more": more}, ensure_ascii=False, sort_keys=True))


def _read(detail: str | None) -> dict[str, Any]:
    found = json.loads(detail or "{}")
    return found if isinstance(found, dict) else {}
