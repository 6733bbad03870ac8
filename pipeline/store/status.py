"""A comment's status: the latest word of a human, here or on the site; else the source's; else the verdict's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pipeline.schema import COMMENTS, DECISIONS_TABLE
from pipeline.store import sql
from pipeline.store.faults import told

SITE = "site"
"""The moderator of a decision that was seen on the site."""

_OF_DECISION = {"approve": "approved", "hold": "held", "spam": "spam", "abuse": "trash", "trash": "trash"}
_OF_SOURCE = {"approved": "approved", "pending": "held", "spam": "spam", "trash": "trash", "gone": "gone"}
_OF_VERDICT = {"publish": "approved", "hold": "held", "spam": "spam"}
SEEN = {"approved": "approve", "pending": "hold", "spam": "spam", "trash": "trash"}
"""Which decision a change on the site amounts to. That a comment is gone decides nothing about it."""


@dataclass(frozen=True)
class Word:
    """A decision that was not taken back. `decided_at` is naive UTC."""

    decision_id: int
    judged_hash: str | None
    decision: str
    moderator: str
    decided_at: datetime


def status(source_status: str | None, verdict: str | None, decision: str | None) -> str | None:
    """Return the status; `decision` is the one that holds for the text as it stands. None where nobody said anything.

    What is gone from the site is gone, whatever was decided.
    """
    if source_status == "gone":
        return "gone"
    if decision is not None:
        return _OF_DECISION[decision]
    if source_status is not None:
        return _OF_SOURCE[source_status]
    return None if verdict is None else _OF_VERDICT[verdict]


def words(comment_ids: Iterable[str]) -> dict[str, list[Word]]:
    """Return the decisions on these comments that were not taken back, oldest first."""
    condition, among = sql.among("comment_id", comment_ids)
    names = sql.select(("decided_at",), DECISIONS_TABLE)
    found = sql.fetch(
        f"SELECT comment_id, decision_id, judged_hash, decision, moderator, {names}, undoes"
        f" FROM decisions WHERE {condition} ORDER BY decision_id",
        [among],
    )
    undone = {row[6] for row in found if row[6] is not None}
    standing: dict[str, list[Word]] = {}
    for comment_id, decision_id, judged_hash, decision, moderator, decided_at, undoes in found:
        if undoes is None and decision_id not in undone:
            standing.setdefault(comment_id, []).append(Word(decision_id, judged_hash, decision, moderator, decided_at))
    return standing


def holding(standing: Iterable[Word], judged_hash: str | None) -> str | None:
    """Return the decision that holds for this text: the latest on it; None where there is none."""
    return next((word.decision for word in reversed(list(standing)) if word.judged_hash == judged_hash), None)


def waiting() -> int:
    """Return how many held comments nobody has decided on yet; one that is there in two forms counts once."""
    with told():
        return int(
            sql.fetch("SELECT COUNT(*) FROM comments WHERE status = 'held' AND same_as IS NULL AND NOT decided")[0][0]
        )


def restate(comment_ids: Collection[str]) -> int:
    """Write status and `decided` anew for these comments, in the caller's transaction; return how many it changed."""
    condition, among = sql.among("comment_id", comment_ids)
    names = "comment_id, judged_hash, source_status, verdict, status, decided"
    found = sql.fetch(f"SELECT {names} FROM comments WHERE {condition}", [among])
    standing = words(comment_ids)
    news = []
    for comment_id, judged_hash, source_status, verdict, before, was_decided in found:
        decision = holding(standing.get(comment_id, ()), judged_hash)
        now = status(source_status, verdict, decision)
        if (now, decision is not None) != (before, bool(was_decided)):
            news.append((now, decision is not None, comment_id))
    sql.update(COMMENTS, ("status", "decided"), ("comment_id",), news)
    return len(news)
