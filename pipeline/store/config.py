"""Opening the store: Django is configured here, at run time, and the database brought up to date."""

import contextlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, connections

from pipeline.errors import StoreError
from pipeline.identity import keyed
from pipeline.store import faults, urls

_TRIES = 3


@dataclass(frozen=True)
class _Opened:
    url: str
    key: bytes | None


_now_open: list[_Opened] = []


def django_settings(url: str, key: bytes | None = None, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return Django's settings for the store at this address; `extra` adds to them (lists are appended).

    Sessions and tokens are signed with a key derived from `key`; without one Django refuses to sign anything.
    """
    own: dict[str, Any] = {
        "DATABASES": {"default": urls.database(url)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": ["pipeline.store"],
        "SECRET_KEY": keyed(key, "django") if key else "",
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "USE_TZ": True,
    }
    for name, value in (extra or {}).items():
        own[name] = [*own[name], *value] if isinstance(own.get(name), list) else value
    return own


def open_store(url: str, key: bytes | None = None, extra: Mapping[str, Any] | None = None) -> None:
    """Open the database at this address, made or brought up to date where needed; another one open before is closed.

    `url` is `sqlite:///path` or `postgres://user@host:port/name`; `key` the data folder's secret key, with which its
    hashes are made; `extra` more of Django's settings, for the first call of a process only.
    Raises StoreError where the database cannot be reached, read or written, is of a newer version, or was made with
    another key; SettingsError where the address is none.
    """
    chosen = urls.database(url)
    if chosen["ENGINE"].endswith("sqlite3"):
        _check_folder(Path(chosen["NAME"]))
    _configure(url, key, extra)
    _connect(chosen)
    _now_open[:] = [_Opened(url, key)]
    with faults.told():
        connection.ensure_connection()
        _migrate()
        _check_key(key)


def close_store() -> None:
    """Close this thread's connection to the database."""
    connections.close_all()


def url() -> str:
    """Return the address of the open database; raise StoreError where none is open."""
    return _opened().url


def name() -> str:
    """Return the open database as messages show it."""
    return f"database {urls.shown(_now_open[0].url)}" if _now_open else "database"


def key() -> bytes:
    """Return the key of the open database's hashes; raise StoreError where it was opened without one."""
    found = _opened().key
    if found is None:
        raise StoreError(f"{name()} was opened without its secret key, which is needed here")
    return found


def _opened() -> _Opened:
    if not _now_open:
        raise StoreError("no database is open; call open_store first")
    return _now_open[0]


def _check_folder(file: Path) -> None:
    if not file.parent.is_dir():
        raise StoreError(f"database {file}: there is no folder {file.parent}; make it, or name another one")
    if file.is_dir():
        raise StoreError(f"database {file} is a folder; name a file in it")


def _configure(url: str, key: bytes | None, extra: Mapping[str, Any] | None) -> None:
    if not settings.configured:
        settings.configure(**django_settings(url, key, extra))
    elif key and not settings.SECRET_KEY:
        settings.SECRET_KEY = keyed(key, "django")
    if not apps.ready:
        django.setup()


def _connect(chosen: dict[str, Any]) -> None:
    """Let the default connection lead to the chosen database, closing the one before."""
    connections.close_all()
    connections.settings = connections.configure_settings({"default": chosen})
    settings.DATABASES = {"default": chosen}
    with contextlib.suppress(AttributeError):
        del connections["default"]


def _migrate() -> None:
    for attempt in range(1, _TRIES + 1):
        wanted, applied = _on_disk(), _applied()
        newer = sorted(number for app, number in applied if app == "store" and (app, number) not in wanted)
        if newer:
            raise StoreError(f"{name()} was written by a newer version of Causerie ({newer[-1]}); update Causerie")
        if wanted <= applied:
            return
        try:
            _apply()
        except DatabaseError:
            # Another process may have been doing the same at the same time; then there is nothing left to do.
            if attempt == _TRIES:
                raise


def _apply() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _on_disk() -> set[tuple[str, str]]:
    return {(app.label, number) for app in apps.get_app_configs() for number in _migrations(app.name)}


def _migrations(app: str) -> Iterable[str]:
    try:
        package = import_module(f"{app}.migrations")
    except ModuleNotFoundError:
        return []
    return [found.name for found in pkgutil.iter_modules(package.__path__) if found.name[0] not in "_~"]


def _applied() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _check_key(key: bytes | None) -> None:
    """Raise StoreError if the database's hashes were made with another key: nothing in it would be recognised again."""
    if key is None:
        return
    sign = keyed(key, "sign of the key")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM facts WHERE name = 'key'")
        found = cursor.fetchone()
        if found is None:
            cursor.execute("INSERT INTO facts (name, value) VALUES ('key', %s) ON CONFLICT (name) DO NOTHING", [sign])
        elif found[0] != sign:
            raise StoreError(f"{name()} was made with another secret.key; restore that key from a backup")
