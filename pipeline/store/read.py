"""Reading what is stored: whole tables as a stream of frames, and single comments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from django.db import connection

from pipeline.schema import COMMENTS, DECISIONS_TABLE, FLAGS, POSTS, QUARANTINE, RUNS, SCORES, Table, table
from pipeline.store import sql
from pipeline.store.faults import told
from pipeline.store.rows import Row, frame

BATCH = 10_000

ENGAGEMENT = tuple(
    "site comment_id post_id parent_id same_as kind author author_key by_staff created_at created_precision truncated"
    " likes dislikes source_status language sentiment sentiment_score spam_score abuse_score is_question verdict"
    " status".split()
)
"""What is counted of comments: everything short."""


def frames(
    name: str,
    names: Sequence[str] | None = None,
    where: Mapping[str, Any] | None = None,
    site: str | None = None,
    ordered: bool = True,
    size: int = BATCH,
) -> Iterator[pd.DataFrame]:
    """Yield a table of `schema.py` as typed frames of at most `size` rows, in bounded memory: one or more, maybe empty.

    `names` are the columns wanted, all by default. `where` says what columns must hold: a value, None for missing, or a
    list of values; `site` limits rows to that site, where the table knows of sites. `ordered`: by the table's key;
    otherwise as they lie there, which is faster. Raises UnknownName, StoreError.
    """
    of = table(name)
    wanted = tuple(of.names if names is None else names)
    condition, parameters = _condition(of, where or {}, site)
    order = f" ORDER BY {', '.join(of.key)}" if ordered else ""
    query = f"SELECT {_selected(wanted, of)} FROM {of.name}{condition}{order}"
    anything = False
    for found in _chunks(query, parameters, size):
        anything = True
        yield frame(found, wanted, of)
    if not anything:
        yield frame([], wanted, of)


def comments_for_engagement(site: str | None = None, names: Sequence[str] = ENGAGEMENT) -> pd.DataFrame:
    """Return these columns of all comments (of a site) as one frame, in no order: some 200 bytes a comment.

    Raises UnknownName, StoreError.
    """
    return pd.concat(list(frames("comments", names, site=site, ordered=False, size=50_000)), ignore_index=True)


def posts(site: str | None = None) -> pd.DataFrame:
    """Return all posts (of a site), by post_id. Raises StoreError."""
    return pd.concat(list(frames("posts", site=site)), ignore_index=True)


def one(comment_id: str) -> dict[str, Any] | None:
    """Return a comment as a dict of its columns, and of `scores`, `flags` and `decisions`: lists of such dicts.

    `comment_id` may leave out the site where only one site has such a comment. Times are naive, UTC. None where there
    is none. Raises StoreError.
    """
    with told():
        found = _dicts(COMMENTS, "comment_id = %s", [comment_id])
        if not found and ":" not in comment_id:
            found = _dicts(COMMENTS, "comment_id IN (SELECT DISTINCT site || ':' || %s FROM posts)", [comment_id])
        if len(found) != 1:
            return None
        of_comment = "comment_id = %s", [found[0]["comment_id"]]
        return found[0] | {of.name: _dicts(of, *of_comment) for of in (SCORES, FLAGS, DECISIONS_TABLE)}


def post(post_id: str) -> dict[str, Any] | None:
    """Return a post as a dict of its columns (times naive, UTC), None where there is none. Raises StoreError."""
    with told():
        return next(iter(_dicts(POSTS, "post_id = %s", [post_id])), None)


def list_runs(last: int = 20) -> pd.DataFrame:
    """Return the latest runs, newest first, with the columns of the runs table. Raises StoreError."""
    return _latest(RUNS, "started_at DESC, run_id DESC", last)


def list_quarantine(last: int = 50) -> pd.DataFrame:
    """Return what could not be read, the latest first, with the columns of the quarantine table. Raises StoreError."""
    return _latest(QUARANTINE, "run_id DESC, file, place, quarantine_id", last)


def _latest(of: Table, order: str, last: int) -> pd.DataFrame:
    with told():
        found = sql.fetch(f"SELECT {sql.select(of.names, of)} FROM {of.name} ORDER BY {order} LIMIT %s", [last])
    return frame(found, of.names, of)


def _dicts(of: Table, condition: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    order = ", ".join(of.key)
    found = sql.fetch(
        f"SELECT {sql.select(of.names, of)} FROM {of.name} WHERE {condition} ORDER BY {order}", parameters
    )
    return [dict(zip(of.names, row, strict=True)) for row in found]


def _selected(names: Sequence[str], of: Table) -> str:
    """Return the columns to select, times on SQLite as the texts that they are: read in bulk that is far faster."""
    for name in names:
        of[name]
    if sql.on_postgres():
        return sql.select(names, of)
    return ", ".join(f"CAST({name} AS TEXT)" if of[name].kind == "time" else name for name in names)


def _condition(of: Table, where: Mapping[str, Any], site: str | None) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    parameters: list[Any] = []
    if site is not None and "site" in of.names:
        conditions.append("site = %s")
        parameters.append(site)
    elif site is not None and "comment_id" in of.names:
        conditions.append("SUBSTR(comment_id, 1, %s) = %s")
        parameters += [len(site) + 1, f"{site}:"]
    for name, value in where.items():
        of[name]
        if value is None:
            conditions.append(f"{name} IS NULL")
        elif isinstance(value, list | tuple | set | frozenset):
            condition, among = sql.among(name, value)
            conditions.append(condition)
            parameters.append(among)
        else:
            conditions.append(f"{name} = %s")
            parameters.append(value)
    return (" WHERE " + " AND ".join(conditions) if conditions else ""), parameters


def _chunks(query: str, parameters: Sequence[Any], size: int) -> Iterator[list[Row]]:
    with told(), connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while found := cursor.fetchmany(size):
            yield found


def count(name: str) -> int:
    """Return how many rows a table has. Raises UnknownName, StoreError."""
    with told():
        return int(sql.fetch(f"SELECT COUNT(*) FROM {table(name).name}")[0][0])
