"""The weekly check: comments drawn by lot, from what is published and what is called spam, per language."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from pipeline.store import sql
from pipeline.store.faults import told, writing

PER_WEEK = 20
"""Comments drawn per week and language, of what is published and of spam each."""


def week(now: datetime) -> str:
    """Return the ISO week of a moment: `2026-W09`."""
    year, number, _ = now.isocalendar()
    return f"{year}-W{number:02}"


def is_drawn(site: str, now: datetime) -> bool:
    """Return whether this week's comments of a site were drawn. Raises StoreError."""
    with told():
        return bool(sql.fetch("SELECT 1 FROM drawn WHERE site = %s AND week = %s LIMIT 1", [site, week(now)]))


@dataclass(frozen=True)
class Progress:
    """So many of a language's comments were drawn this week from what is `approved` or `spam`, and so many checked."""

    language: str | None
    drawn_from: str
    drawn: int
    checked: int


def progress(site: str, now: datetime) -> list[Progress]:
    """Return how far this week's check is, the languages of which most was drawn first. Raises StoreError."""
    with told():
        found = sql.fetch(
            "SELECT comments.language, drawn.drawn_from, COUNT(*), SUM(CASE WHEN comments.decided THEN 1 ELSE 0 END)"
            " FROM drawn JOIN comments ON comments.comment_id = drawn.comment_id"
            " WHERE drawn.site = %s AND drawn.week = %s GROUP BY comments.language, drawn.drawn_from"
            " ORDER BY COUNT(*) DESC, comments.language, drawn.drawn_from",
            [site, week(now)],
        )
    return [Progress(row[0], row[1], int(row[2]), int(row[3])) for row in found]


def draw(site: str, now: datetime, per: int = PER_WEEK) -> int:
    """Draw this week's comments of a site, once; return how many were drawn now, 0 where that was done before.

    The lot is fair and can be repeated: comments in the order of their keyed hashes, from a point that the week gives.
    Drawn are comments that nobody here decided on, none twice. Raises StoreError, Busy.
    """
    this = week(now)
    point = blake2b(f"{site} {this}".encode(), digest_size=16).hexdigest()
    with writing():
        if sql.fetch("SELECT 1 FROM drawn WHERE site = %s AND week = %s LIMIT 1", [site, this]):
            return 0
        return sql.execute(
            "INSERT INTO drawn (comment_id, site, week, drawn_from) SELECT comment_id, site, %s, status FROM"
            " (SELECT comment_id, site, status, ROW_NUMBER() OVER (PARTITION BY language, status"
            " ORDER BY CASE WHEN judged_hash >= %s THEN 0 ELSE 1 END, judged_hash, comment_id) AS place FROM comments"
            " WHERE site = %s AND status IN ('approved', 'spam') AND kind = 'comment' AND NOT decided"
            " AND same_as IS NULL AND verdict IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM drawn WHERE drawn.comment_id = comments.comment_id)) AS lot"
            " WHERE place <= %s",
            [this, point, site, per],
        )
