"""Looking after the database: copies, what is wrong with it, and taking off what is old."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection

from pipeline.errors import StoreError
from pipeline.store import config, sql, urls
from pipeline.store.faults import fault, told, writing
from pipeline.store.runs import naive
from pipeline.store.status import restate

_BATCH = 2_000
_ORPHANS = {"earlier_scores": "scores", "flags": "flags", "decisions": "decisions", "outbox": "decisions to be sent"}


def backup(file: Path) -> None:
    """Write a copy of the SQLite database as it stands at this moment, while others read and write it.

    The copy appears when it is complete. Raises StoreError, for PostgreSQL too: it says what to use there.
    """
    if sql.on_postgres():
        address = urls.shown(config.url())
        raise StoreError(f"PostgreSQL makes its own copies: pg_dump --format=custom --file={file} {address}")
    part = file.with_name(file.name + ".part")
    try:
        with contextlib.closing(sqlite3.connect(part)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        part.replace(file)
    except (sqlite3.Error, OSError) as error:
        for left in (part, part.with_name(part.name + "-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise fault(error, f"backup {file}") from error


def check() -> list[str]:
    """Return what is wrong with the database, a line each: damage, rows that belong to nothing. Raises StoreError."""
    with told():
        return [*_damage(), *_orphans()]


def rebuild_statuses() -> int:
    """Write the status of every comment anew from decisions, sources and verdicts; return how many were wrong.

    Raises StoreError, Busy.
    """
    wrong, last = 0, ""
    while True:
        with writing():
            page = sql.fetch(
                f"SELECT comment_id FROM comments WHERE comment_id > %s ORDER BY comment_id LIMIT {_BATCH}", [last]
            )
            if not page:
                return wrong
            wrong += restate([row[0] for row in page])
        last = page[-1][0]


def prune(before: datetime) -> tuple[int, int]:
    """Take off runs that ended before this moment (aware) and rejects first met in them; return how many of each.

    A reject that is met again counts as new again. Raises StoreError, Busy.
    """
    # The newest stays: by it the next run tells whether classifiers were changed.
    old = "state <> 'running' AND ended_at < %s AND started_at < (SELECT MAX(started_at) FROM runs)"
    with writing():
        rejects = sql.execute(
            f"DELETE FROM quarantine WHERE run_id IN (SELECT run_id FROM runs WHERE {old})", [naive(before)]
        )
        return sql.execute(f"DELETE FROM runs WHERE {old}", [naive(before)]), rejects


def _damage() -> Iterator[str]:
    if sql.on_postgres():
        return
    for (said,) in sql.fetch("PRAGMA quick_check(20)"):
        if said != "ok":
            yield f"the file is damaged: {said}"


def _orphans() -> Iterator[str]:
    for name, what in _ORPHANS.items():
        found = sql.fetch(
            f"SELECT COUNT(*) FROM {name} WHERE NOT EXISTS"
            f" (SELECT 1 FROM comments WHERE comments.comment_id = {name}.comment_id)"
        )
        if found[0][0]:
            yield f"{what} that belong to no comment: {found[0][0]}"
    lost = sql.fetch(
        "SELECT COUNT(*) FROM comments WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.post_id = comments.post_id)"
    )
    if lost[0][0]:
        yield f"comments that belong to no post: {lost[0][0]}"
