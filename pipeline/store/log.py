"""The log of decisions: who decided what, when, on which text, and what of it can still be taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.store import sql
from pipeline.store.faults import told
from pipeline.store.runs import naive
from pipeline.store.status import words

_TIMES = ("decisions.decided_at", "outbox.due_at")
_NAMES = (
    "decision_id", "comment_id", "judged_hash", "decision", "moderator", "reason", "note", "decided_at", "undoes",
    "verdict", "reasons", "text_now", "hash_now", "author", "language", "undone", "state", "due_at", "problem",
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """Which decisions of a site: of whom, what, since when and until when, on which comment."""

    site: str
    moderator: str | None = None
    decision: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    comment_id: str | None = None
    standing: bool = False  # not undone, and not an undo


def log(chosen: Chosen, before: int | None = None, size: int = 50) -> list[dict[str, Any]]:
    """Return decisions, the newest first, those with a smaller number than `before`, and the comment as it is now.

    `text_now` is the text as it stands and `hash_now` its judged_hash: where that is another one than the decision's
    the text was changed since. Times are naive, UTC. Raises StoreError.
    """
    condition, parameters = _where(chosen)
    if before is not None:
        condition, parameters = f"{condition} AND decisions.decision_id < %s", [*parameters, before]
    return _fetched(f"{condition} ORDER BY decisions.decision_id DESC LIMIT %s", [*parameters, size])


def alone(site: str, decision_id: int) -> list[dict[str, Any]]:
    """Return this decision, or nothing where the site has none such. Raises StoreError."""
    found = _fetched("decisions.decision_id = %s", [decision_id])
    return [one for one in found if one["comment_id"].startswith(f"{site}:")]


def together(site: str, decision_id: int) -> list[dict[str, Any]]:
    """Return the decisions that were made in one go with this one, oldest first. Raises StoreError."""
    first = alone(site, decision_id)
    if not first:
        return []
    return _fetched(
        "decisions.moderator = %s AND decisions.decided_at = (SELECT decided_at FROM decisions WHERE decision_id = %s)"
        " AND SUBSTR(decisions.comment_id, 1, %s) = %s AND (decisions.undoes IS NULL) = %s"
        " ORDER BY decisions.decision_id",
        [first[0]["moderator"], decision_id, len(site) + 1, f"{site}:", first[0]["undoes"] is None],
    )


def standing(chosen: Chosen) -> list[int]:
    """Return the numbers of the chosen decisions that can be taken back, the newest first. Raises StoreError."""
    condition, parameters = _where(Chosen(**{**vars(chosen), "standing": True}))
    with told():
        found = sql.fetch(
            f"SELECT decisions.decision_id FROM decisions WHERE {condition} ORDER BY decisions.decision_id DESC",
            parameters,
        )
    return [int(row[0]) for row in found]


def moderators(site: str) -> list[str]:
    """Return who decided anything on a site, by name; `site` stands for what was seen there. Raises StoreError."""
    with told():
        found = sql.fetch(
            "SELECT DISTINCT moderator FROM decisions WHERE SUBSTR(comment_id, 1, %s) = %s ORDER BY moderator",
            [len(site) + 1, f"{site}:"],
        )
    return [row[0] for row in found]


def made_by(decision_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return who made these decisions, and on which comments. Raises StoreError."""
    condition, among = sql.among("decision_id", decision_ids)
    with told():
        found = sql.fetch(f"SELECT decision_id, moderator, comment_id FROM decisions WHERE {condition}", [among])
    return {int(row[0]): (row[1], row[2]) for row in found}


def last_on(comment_ids: Collection[str]) -> dict[str, int]:
    """Return the number of the last decision on each of these comments, undone or not. Raises StoreError."""
    condition, among = sql.among("comment_id", comment_ids)
    with told():
        found = sql.fetch(
            f"SELECT comment_id, MAX(decision_id) FROM decisions WHERE {condition} GROUP BY comment_id", [among]
        )
    return {row[0]: int(row[1]) for row in found}


@dataclass(frozen=True)
class Holder:
    """Who decided that a comment waits, and when (naive, UTC); `site`: it was seen there."""

    moderator: str
    at: datetime


def holders(comment_ids: Collection[str]) -> dict[str, Holder]:
    """Return who holds each of these comments, for those of which holding was the last word. Raises StoreError."""
    with told():
        last = {comment_id: standing[-1] for comment_id, standing in words(comment_ids).items()}
    return {one: Holder(word.moderator, word.decided_at) for one, word in last.items() if word.decision == "hold"}


def _where(chosen: Chosen) -> tuple[str, list[Any]]:
    conditions, parameters = ["SUBSTR(decisions.comment_id, 1, %s) = %s"], [len(chosen.site) + 1, f"{chosen.site}:"]
    said: list[tuple[str, Any]] = [
        ("decisions.moderator = %s", chosen.moderator),
        ("decisions.decision = %s", chosen.decision),
        ("decisions.decided_at >= %s", chosen.since and naive(chosen.since)),
        ("decisions.decided_at < %s", chosen.until and naive(chosen.until)),
        ("decisions.comment_id = %s", chosen.comment_id),
    ]
    for condition, value in said:
        if value is not None:
            conditions.append(condition)
            parameters.append(value)
    if chosen.standing:
        conditions.append(
            "decisions.undoes IS NULL AND decisions.moderator <> 'site'"
            " AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.undoes = decisions.decision_id)"
        )
    return " AND ".join(conditions), parameters


def _fetched(condition: str, parameters: list[Any]) -> list[dict[str, Any]]:
    local = " AT TIME ZONE 'UTC'" if sql.on_postgres() else ""
    columns = ", ".join(f"decisions.{name}{local if f'decisions.{name}' in _TIMES else ''}" for name in _NAMES[:11])
    query = (
        f"SELECT {columns}, comments.text, comments.judged_hash, comments.author, comments.language,"
        " (SELECT later.moderator FROM decisions AS later WHERE later.undoes = decisions.decision_id),"
        f" outbox.state, outbox.due_at{local}, outbox.problem FROM decisions"
        " LEFT JOIN comments ON comments.comment_id = decisions.comment_id"
        f" LEFT JOIN outbox ON outbox.decision_id = decisions.decision_id WHERE {condition}"
    )
    with told():
        return [dict(zip(_NAMES, row, strict=True)) for row in sql.fetch(query, parameters)]
