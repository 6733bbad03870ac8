"""Flags as they are kept: one a reason, which stands for what several rules, or several finds of one kind, say."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.schema import FLAGS
from pipeline.store import sql
from pipeline.store.rows import Row, rows

_KEPT = ("comment_id", "judged_hash", "reason", "score", "detail", "run_id")

MOST = 20
"""So many of one reason are kept of a comment."""


@dataclass(frozen=True)
class Said:
    """How often the policy said what, less what the same run had said before of these comments."""

    reasons: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)


def flag_rows(flags: pd.DataFrame, run_id: str) -> list[Row]:
    """Return what `replace_flags` writes, of flags as the policy raised them: rows without run_id."""
    return [(*row, run_id) for row in one_a_reason(rows(flags, _KEPT[:-1], FLAGS))]


def replace_flags(stored: Collection[str], raised: list[Row], run_id: str) -> Counter[str]:
    """Write flags in place of all that these stored comments have, in the caller's transaction.

    Returns how many there are of each reason, less those that the run had written before.
    """
    reasons = Counter(row[2] for row in raised)
    if stored:
        condition, among = sql.among("comment_id", stored)
        own = f"SELECT reason, COUNT(*) FROM flags WHERE {condition} AND run_id = %s GROUP BY reason"
        reasons.subtract(dict(sql.fetch(own, [among, run_id])))
        sql.execute(f"DELETE FROM flags WHERE {condition}", [among])
    sql.insert(FLAGS, _KEPT, raised)
    return reasons


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
