"""Questions that need no answer: someone said so, and may take it back. A changed text is asked anew."""

from collections.abc import Collection
from datetime import datetime

from pipeline.errors import UsageError
from pipeline.store import sql
from pipeline.store.faults import told, writing
from pipeline.store.runs import naive


def say_not_needed(comment_ids: Collection[str], by: str, now: datetime) -> int:
    """Keep that these comments need no answer, and who said so; return of how many that was not known.

    Raises UsageError where one of them is not kept, StoreError, Busy.
    """
    condition, among = sql.among("comment_id", comment_ids)
    with writing():
        found: dict[str, str | None] = dict(
            sql.fetch(f"SELECT comment_id, judged_hash FROM comments WHERE {condition}", [among])
        )
        for one in comment_ids:
            if one not in found:
                raise UsageError(f"no comment {one!r} is kept; `causerie export comments` lists them")
        before = _standing(f" AND not_needed.{condition}", [among])
        for one in set(found) - before:
            sql.execute(
                "INSERT INTO not_needed (comment_id, judged_hash, moderator, said_at) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (comment_id) DO UPDATE SET judged_hash = excluded.judged_hash,"
                " moderator = excluded.moderator, said_at = excluded.said_at",
                [one, found[one], by, naive(now)],
            )
    return len(set(found) - before)


def say_needed(comment_ids: Collection[str]) -> int:
    """Take back that these comments need no answer; return of how many it had been said. Raises StoreError, Busy."""
    condition, among = sql.among("comment_id", comment_ids)
    with writing():
        return sql.execute(f"DELETE FROM not_needed WHERE {condition}", [among])


def not_needed(site: str | None = None) -> frozenset[str]:
    """Return the comments (of a site) of which it was said, on the text as it stands. Raises StoreError."""
    with told():
        return _standing(" AND comments.site = %s", [site]) if site else _standing("", [])


def _standing(condition: str, parameters: list[object]) -> frozenset[str]:
    found = sql.fetch(
        "SELECT comments.comment_id FROM not_needed JOIN comments ON comments.comment_id = not_needed.comment_id"
        f" WHERE COALESCE(comments.judged_hash, '') = COALESCE(not_needed.judged_hash, ''){condition}",
        parameters,
    )
    return frozenset(str(row[0]) for row in found)
