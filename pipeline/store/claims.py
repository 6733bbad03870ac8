"""Who has which comment open, so that two moderators do not read the same; a claim ends by itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from pipeline.errors import Busy
from pipeline.store import sql
from pipeline.store.faults import told, writing
from pipeline.store.runs import naive

LASTS = timedelta(minutes=5)

_CLAIM = """
    INSERT INTO claims (comment_id, moderator, since, until) VALUES (%s, %s, %s, %s) ON CONFLICT (comment_id) DO UPDATE
    SET since = CASE WHEN claims.moderator = excluded.moderator THEN claims.since ELSE excluded.since END,
        moderator = excluded.moderator, until = excluded.until
"""
_FREE = " WHERE claims.moderator = excluded.moderator OR claims.until <= %s"


def claim(comment_id: str, moderator: str, now: datetime, take_over: bool = False) -> None:
    """Claim a comment for a moderator until `now` and LASTS, or prolong the claim.

    Raises Busy, which names who has it since when, where another moderator does and `take_over` is false; StoreError.
    """
    moment = naive(now)
    free, parameters = ("", []) if take_over else (_FREE, [moment])
    with writing():
        taken = sql.execute(_CLAIM + free, [comment_id, moderator, moment, naive(now + LASTS), *parameters])
        if not taken:
            who, since = sql.fetch("SELECT moderator, since FROM claims WHERE comment_id = %s", [comment_id])[0]
            raise Busy(f"{who} has it open since {since:%H:%M} UTC")


def release(comment_id: str, moderator: str) -> None:
    """End a moderator's claim, if it is theirs. Raises StoreError, Busy."""
    with writing():
        sql.execute("DELETE FROM claims WHERE comment_id = %s AND moderator = %s", [comment_id, moderator])


def release_all(site: str, moderator: str, but: str = "") -> None:
    """End all claims of a moderator on a site's comments, or all `but` one: none is open any more.

    Raises StoreError, Busy.
    """
    begins = f"{site}:"
    with told():
        if not sql.fetch("SELECT 1 FROM claims WHERE moderator = %s AND comment_id <> %s LIMIT 1", [moderator, but]):
            return
    with writing():
        sql.execute(
            "DELETE FROM claims WHERE moderator = %s AND comment_id <> %s AND SUBSTR(comment_id, 1, %s) = %s",
            [moderator, but, len(begins), begins],
        )


def claims(comment_ids: Collection[str], now: datetime) -> dict[str, tuple[str, datetime]]:
    """Return who has which of these comments open, and since when (naive, UTC). Raises StoreError."""
    condition, among = sql.among("comment_id", comment_ids)
    with told():
        found = sql.fetch(
            f"SELECT comment_id, moderator, since FROM claims WHERE until > %s AND {condition}", [naive(now), among]
        )
    return {comment_id: (moderator, since.replace(tzinfo=None)) for comment_id, moderator, since in found}
