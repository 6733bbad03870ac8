"""The few statements that SQLite and PostgreSQL want written differently, and bulk writing."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from django.db import connection

from pipeline.schema import Kind, Table
from pipeline.store.rows import Row

OWN: dict[str, Kind] = {
    "due": "word", "decided": "flag", "first_look": "flag", "scored_run": "text", "scored_hash": "text",
    "grave": "flag",
}  # fmt: skip
"""Columns of `comments` that only the store needs."""

FEW = 30
"""So many rows PostgreSQL takes one by one as fast as by way of a temporary table, which costs every commit dear."""

_TYPES: dict[Kind, str] = {
    "text": "text", "word": "text", "time": "timestamptz", "integer": "bigint", "number": "float8", "flag": "boolean",
}  # fmt: skip


def on_postgres() -> bool:
    """Return whether the open database is PostgreSQL."""
    return connection.vendor == "postgresql"


def among(column: str, values: Iterable[Any]) -> tuple[str, Any]:
    """Return the condition that a column holds one of these values, and its one parameter: any number of them."""
    if on_postgres():
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))


def begins(column: str, prefix: str) -> tuple[str, list[str]]:
    """Return the condition that an indexed column begins like this, which the index answers, and its parameters."""
    if on_postgres():
        return f"{column} LIKE %s", [re.sub(r"([\\%_])", r"\\\1", prefix) + "%"]
    return f"{column} >= %s AND {column} < %s", [prefix, prefix + chr(0x10FFFF)]


def select(names: Iterable[str], of: Table, prefix: str = "") -> str:
    """Return the list of columns to select so that times come as naive UTC datetimes from both databases."""
    local = " AT TIME ZONE 'UTC'" if on_postgres() else ""
    return ", ".join(f"{prefix}{name}{local}" if _kind(name, of) == "time" else f"{prefix}{name}" for name in names)


def fetch(query: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found: list[Row] = cursor.fetchall()
        return found


def execute(query: str, parameters: Sequence[Any] = ()) -> int:
    """Do one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return int(cursor.rowcount)


def insert(of: Table, names: Sequence[str], rows: Sequence[Row], conflict: str = "") -> int:
    """Insert rows in bulk; return how many the table took. `conflict` is an ON CONFLICT clause."""
    if not rows:
        return 0
    listed = ", ".join(names)
    into = f"INSERT INTO {of.name} ({listed})"
    with connection.cursor() as cursor:
        if _are_many(rows):
            with _given(cursor, of, names, rows) as given:
                cursor.execute(f"{into} SELECT {listed} FROM {given} {conflict}")
                return int(cursor.rowcount)
        cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(names))}) {conflict}", rows)
        return int(cursor.rowcount)


def update(of: Table, names: Sequence[str], key: Sequence[str], rows: Sequence[Row]) -> None:
    """Set the columns `names` in the rows that `key` names; each row holds their values in that order."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if _are_many(rows):
            news = ", ".join(f"{name} = given.{name}" for name in names)
            same = " AND ".join(f"{of.name}.{name} = given.{name}" for name in key)
            with _given(cursor, of, (*names, *key), rows) as given:
                cursor.execute(f"UPDATE {of.name} SET {news} FROM {given} AS given WHERE {same}")
        else:
            news = ", ".join(f"{name} = %s" for name in names)
            same = " AND ".join(f"{name} = %s" for name in key)
            cursor.executemany(f"UPDATE {of.name} SET {news} WHERE {same}", rows)


def _are_many(rows: Sequence[Row]) -> bool:
    """Return whether rows are worth a temporary table: never on SQLite."""
    return on_postgres() and len(rows) > FEW


@contextmanager
def _given(cursor: Any, of: Table, names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Copy rows into a temporary table of PostgreSQL, by far the fastest way in, and give its name for the block."""
    listed = ", ".join(names)
    given = f"given_{of.name}_{blake2b(listed.encode(), digest_size=4).hexdigest()}"
    cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{given}"])
    if cursor.fetchone() == (None,):
        wanted = ", ".join(f"{name} {_TYPES[_kind(name, of)]}" for name in names)
        cursor.execute(f"CREATE TEMPORARY TABLE {given} ({wanted}) ON COMMIT DELETE ROWS")
    with connection.wrap_database_errors, cursor.copy(f"COPY {given} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    yield given
    cursor.execute(f"DELETE FROM {given}")


def replacing(names: Iterable[str], key: Sequence[str]) -> str:
    """Return the ON CONFLICT clause by which the row that is inserted wins."""
    news = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {news}"


def _kind(name: str, of: Table) -> Kind:
    return OWN[name] if name in OWN else of[name].kind
