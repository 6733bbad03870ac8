"""One run at a time per site (on SQLite: per database), by locks that die with their holder."""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from django.db import connection

from pipeline.errors import Busy, StoreError
from pipeline.store import config, faults, sql, urls

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_FAR = 1 << 20
"""Windows locks bytes, and those locked cannot be read: lock one far behind the holder's name."""

_CLASS = 0x0CA05E12
"""The first half of our advisory locks' numbers on PostgreSQL."""


@contextmanager
def site_lock(site: str | None = None) -> Iterator[None]:
    """Hold the right to run for a site, or for all sites if none is named, for the length of the block.

    It is free again when the block or the process ends, however it ends. Raises Busy, which names who holds it since
    when, at once instead of waiting; StoreError where no lock can be had.
    """
    with _on_postgres(site or "") if sql.on_postgres() else _on_file():
        yield


@contextmanager
def _on_file() -> Iterator[None]:
    path = Path(f"{urls.database(config.url())['NAME']}.lock")
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot make the lock {path}: {error.strerror}") from error
    with file:
        try:
            _take(file)
        except OSError:
            raise Busy(_busy("this database", path.read_text(encoding="utf-8"))) from None
        file.seek(0)
        file.truncate()
        file.write(_me())
        file.flush()
        yield
        with contextlib.suppress(OSError):
            file.truncate(0)


@contextmanager
def _on_postgres(site: str) -> Iterator[None]:
    import psycopg

    parameters: dict[str, Any] = connection.get_connection_params()
    wanted = {name: value for name, value in parameters.items() if name in _CONNECTING}
    try:
        # Its own connection: the lock is free when it ends, and outlives the loss of the one that writes.
        own = psycopg.connect(**wanted | {"application_name": _me()[:63]}, autocommit=True)
    except psycopg.Error as error:
        raise faults.fault(error, config.name()) from error
    with own:
        all_sites, one_site = "pg_try_advisory_lock(%s, 0)", "pg_try_advisory_lock_shared(%s, 0)"
        free = own.execute(f"SELECT {one_site if site else all_sites}", [_CLASS]).fetchone()
        if free == (True,) and site:
            free = own.execute("SELECT pg_try_advisory_lock(%s, %s)", [_CLASS, _number(site)]).fetchone()
        if free != (True,):
            raise Busy(_busy(f"site {site}" if site else "a site of this database", _holder(own, site)))
        yield


_CONNECTING = frozenset(
    "dbname user password host port connect_timeout sslmode sslrootcert sslcert sslkey service".split()
)


def _number(site: str) -> int:
    return int.from_bytes(blake2b(site.encode(), digest_size=4).digest(), "big", signed=True) or 1


def _holder(own: Any, site: str) -> str:
    holding = own.execute(
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND granted AND classid = %s AND pid <> pg_backend_pid()"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND (%s OR objid IN (0, %s)) LIMIT 1",
        [_CLASS, not site, _number(site) % (1 << 32)],
    ).fetchone()
    return str(holding[0]) if holding else ""


def _me() -> str:
    """Return who holds the lock, in at most 63 ASCII bytes (PostgreSQL's limit), so that a reader sees all of it."""
    host = socket.gethostname().encode("ascii", "replace").decode()[:16]
    return json.dumps([os.getpid(), host, datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")], separators=(",", ":"))


def _busy(what: str, holder: str) -> str:
    advice = "wait until it is done, or stop it"
    try:
        process, host, since = json.loads(holder)
    except ValueError:
        return f"another run holds {what}; {advice}"
    return f"another run holds {what}: process {process} on {host} since {since} UTC; {advice}"
