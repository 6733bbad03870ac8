"""Database errors in the user's words: what is wrong, where, and what to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, transaction

from pipeline.errors import Busy, StoreError

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_TRIES = 3
_BUSY = "is busy: another writer holds it; try again"
_SAYINGS = {
    "cannot grow: the disk is full; make room and run again, nothing kept is lost": (
        "disk is full", "no space left", "could not extend file",
    ),
    "cannot be written: make the file and its folder writable for this user": (
        "readonly database", "read-only transaction",
    ),
    "is no database or is damaged; restore it from a backup": ("not a database", "malformed", "file is encrypted"),
    "cannot be opened: is its folder there, and may this user read and write it?": (
        "unable to open", "permission denied", "disk i/o error",
    ),
    "refuses this user: look at name and password in its address": (
        "password authentication", "no password supplied", 'fatal: role "', "pg_hba",
    ),
    "is not there: make the database first (createdb), or mend its address": ('fatal: database "', "unknown database"),
    "does not answer: is PostgreSQL running at that address?": (
        "connection refused", "could not translate", "failed to resolve", "timeout expired", "connection failed",
        "no such file",
    ),
    "went away; what was kept is kept, run again": (
        "server closed", "connection is lost", "terminating connection", "connection already closed",
    ),
    _BUSY: ("database is locked", "lock timeout", "deadlock detected"),
}  # fmt: skip
"""By what is said to the user: the signs in a database's message that mean it."""


def fault(error: BaseException, name: str) -> StoreError:
    """Return a database's error as one that a user can act on; `name` is the database as messages show it."""
    said = " ".join(str(error).split())
    for meaning, signs in _SAYINGS.items():
        if any(sign in said.lower() for sign in signs):
            return (Busy if meaning == _BUSY else StoreError)(f"{name} {meaning} ({said})")
    return StoreError(f"{name}: {said}")


@contextmanager
def told(name: str | None = None) -> Iterator[None]:
    """Raise database errors of the block as StoreError or Busy."""
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        raise fault(error, name or _here()) from error


@contextmanager
def writing() -> Iterator[None]:
    """Make the block one transaction, kept whole or not at all; raises StoreError or Busy."""
    with told(), transaction.atomic():
        yield


def patient(writes: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Return the function so that it tries again where it met another writer: PostgreSQL ends one of two that cross."""

    @wraps(writes)
    def trying(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        for _ in range(_TRIES - 1):
            with suppress(Busy):
                return writes(*args, **kwargs)
        return writes(*args, **kwargs)

    return trying


def _here() -> str:
    from pipeline.store import config

    return config.name()
