"""Database addresses: `sqlite:///path` and `postgres://user@host:port/name`, as Django's settings want them."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pipeline.errors import SettingsError

WAIT = 20
"""Seconds that a writer waits for another one before it is told that the database is busy."""

_AT_FIRST = (
    "PRAGMA page_size=8192; "
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; "
    "PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000;"
)


def sqlite_url(file: Path) -> str:
    """Return the address of an SQLite file."""
    return f"sqlite:///{quote(file.resolve().as_posix())}"


def database(url: str) -> dict[str, Any]:
    """Return Django's settings of the database at this address; raise SettingsError where it is none."""
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return _sqlite(unquote(url.removeprefix("sqlite:///")))
    if url.startswith(("postgres://", "postgresql://")):
        return _postgres(url)
    raise SettingsError("database", f"{url!r} should begin with sqlite:/// or postgres://")


def shown(url: str) -> str:
    """Return the address as messages may show it: without a password."""
    if url.startswith("sqlite:///"):
        return unquote(url.removeprefix("sqlite:///"))
    parts = urlsplit(url)
    name = f"{parts.username}@" if parts.username else ""
    return f"{parts.scheme}://{name}{parts.netloc.rpartition('@')[2]}{parts.path}"


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"timeout": WAIT, "transaction_mode": "IMMEDIATE", "init_command": _AT_FIRST},
    }


def _postgres(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError("database", f"{url!r} is no address: {error}") from None
    if not parts.path.strip("/"):
        raise SettingsError("database", f"{shown(url)} names no database; write postgres://user@host:port/database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": {
            "connect_timeout": 5,
            "application_name": "causerie",
            "options": "-c jit=off",  # it costs our short queries more than they take
            **dict(parse_qsl(parts.query)),
        },
    }
