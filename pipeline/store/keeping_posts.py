"""Keeping posts: what forms tell of one is put together, and a post known by its number only is found again."""

from collections.abc import Mapping

import pandas as pd

from pipeline.schema import POSTS
from pipeline.store import sql
from pipeline.store.alone import SETTLED
from pipeline.store.compare import resolution
from pipeline.store.faults import writing
from pipeline.store.merge import post_rank
from pipeline.store.rows import rows

_ID = POSTS.names.index("post_id")


def keep_posts(posts: pd.DataFrame) -> None:
    """Keep posts, new and known ones, in one transaction: missing never replaces known, else the last stands.

    A post known by its number only (`<site>:#12`) joins the one that has this number and a better name, whichever came
    first, with its comments. Raises StoreError, Busy.
    """
    if posts.empty:
        return
    given = rows(posts, POSTS.names, POSTS)
    with writing():
        # In order of time a post may stand twice in a batch; PostgreSQL takes it once per statement.
        while given:
            once = {row[_ID]: row for row in reversed(given)}
            sql.insert(POSTS, POSTS.names, list(once.values()), _filling("excluded", "posts"))
            taken = set(map(id, once.values()))
            given = [row for row in given if id(row) not in taken]
        _join_numbered()


def _filling(first: str, then: str) -> str:
    news = ", ".join(f"{name} = COALESCE({first}.{name}, {then}.{name})" for name in POSTS.names if name != "post_id")
    return f"ON CONFLICT (post_id) DO UPDATE SET {news}"


def _join_numbered() -> None:
    numbered = [
        row[0]
        for row in sql.fetch("SELECT post_id FROM posts WHERE post_id LIKE %s", ["%:#%"])
        if post_rank(row[0]) == 0
    ]
    better = resolution(numbered)
    if not better:
        return
    _fill(better)
    moves = [(new, old) for old, new in better.items()]
    for new, old in moves:
        sql.execute(
            f"UPDATE comments SET post_id = %s, due = CASE WHEN {SETTLED} THEN 'outcome' ELSE due END"
            " WHERE post_id = %s",
            [new, old],
        )
    condition, among = sql.among("post_id", better)
    sql.execute(f"DELETE FROM posts WHERE {condition}", [among])


def _fill(better: Mapping[str, str]) -> None:
    """Let the better named posts have what only the others know."""
    condition, among = sql.among("post_id", better)
    found = sql.fetch(f"SELECT {sql.select(POSTS.names, POSTS)} FROM posts WHERE {condition}", [among])
    renamed = [(*row[:_ID], better[row[_ID]], *row[_ID + 1 :]) for row in found]
    sql.insert(POSTS, POSTS.names, renamed, _filling("posts", "excluded"))
