"""Decisions on their way to the site."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from pipeline.schema import OUTBOX
from pipeline.store import sql
from pipeline.store.faults import told, writing
from pipeline.store.runs import naive

RETRY = timedelta(minutes=5)
"""After so long one that was taken to be sent, and of which nothing was heard, is taken again."""


def take_due(site: str, now: datetime, limit: int = 100) -> list[dict[str, Any]]:
    """Take the site's decisions that may be sent by now, oldest first, and return them as rows of the outbox table.

    One that is taken can no longer be undone for free: report of each by `sent` or `refused`. Raises StoreError, Busy.
    """
    moment = naive(now)
    hold = " FOR UPDATE SKIP LOCKED" if sql.on_postgres() else ""
    query = (
        f"SELECT {sql.select(OUTBOX.names, OUTBOX)} FROM outbox WHERE state = 'waiting' AND due_at <= %s"
        " AND (tried_at IS NULL OR tried_at <= %s) AND SUBSTR(comment_id, 1, %s) = %s"
        f" ORDER BY decision_id LIMIT %s{hold}"
    )
    with writing():
        found = sql.fetch(query, [moment, moment - RETRY, len(site) + 1, f"{site}:", limit])
        condition, among = sql.among("decision_id", [row[0] for row in found])
        sql.execute(f"UPDATE outbox SET tried_at = %s WHERE {condition}", [moment, among])
    return [dict(zip(OUTBOX.names, row, strict=True)) for row in found]


def sent(decision_ids: Collection[int], now: datetime) -> None:
    """Note that the site took these decisions. Raises StoreError, Busy."""
    condition, among = sql.among("decision_id", decision_ids)
    with writing():
        sql.execute(
            f"UPDATE outbox SET state = 'sent', tried_at = %s, problem = NULL WHERE {condition}", [naive(now), among]
        )


def refused(decision_id: int, problem: str, now: datetime) -> None:
    """Note that the site refused a decision, and why. Raises StoreError, Busy."""
    with writing():
        sql.execute(
            "UPDATE outbox SET state = 'refused', tried_at = %s, problem = %s WHERE decision_id = %s",
            [naive(now), problem, decision_id],
        )


def is_read(site: str) -> bool:
    """Return whether anything ever took decisions from here to the site. Raises StoreError."""
    query = "SELECT 1 FROM outbox WHERE tried_at IS NOT NULL AND SUBSTR(comment_id, 1, %s) = %s LIMIT 1"
    with told():
        return bool(sql.fetch(query, [len(site) + 1, f"{site}:"]))


def outbox_counts(site: str) -> Counter[str]:
    """Return how many of the site's decisions are in each state. Raises StoreError."""
    with told():
        return Counter(
            dict(
                sql.fetch(
                    "SELECT state, COUNT(*) FROM outbox WHERE SUBSTR(comment_id, 1, %s) = %s GROUP BY state",
                    [len(site) + 1, f"{site}:"],
                )
            )
        )
