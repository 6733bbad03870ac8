"""Every error that Causerie raises on purpose.

CauserieError
├── UsageError            the command was called wrongly                    exit 2
│   ├── SettingsError     causerie.toml or CAUSERIE_* says what is unknown or wrong
│   └── UnknownName       a table, stage, source, ... that does not exist; lists those that do
├── SchemaError           a table lacks a column or a type
├── SourceError           a raw file cannot be read (further)
├── StageError            a stage raised or broke a law; names the stage
├── ModelError            no classifier, or one saved by another version
├── StoreError            the database cannot do it
│   ├── Busy              another run or writer is at it: try again         exit 4
│   └── Stale             the text changed, or someone else decided
└── SiteError             a WordPress site refused or went away

Arguments are positional and reach ``super().__init__``, so that an error survives the way back from a worker process.
"""

import errno
from collections.abc import Iterable


class CauserieError(Exception):
    """The root: something that a user can understand and act on, in one line."""

    exit_status = 1


class UsageError(CauserieError):
    """A command, option or argument that makes no sense here."""

    exit_status = 2


class SettingsError(UsageError):
    """``SettingsError(where, problem)``: a setting that is unknown or has a wrong value."""

    def __str__(self) -> str:
        return ": ".join(str(part) for part in self.args)


class UnknownName(UsageError):
    """``UnknownName(what, name, known)``: a name that is not in a registry."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.what, self.name, self.known = what, name, tuple(known)
        super().__init__(what, name, self.known)

    def __str__(self) -> str:
        return f"no {self.what} is called {self.name!r}; there are: {', '.join(self.known)}"


class SchemaError(CauserieError):
    """``SchemaError(table, problems)``: a frame that does not fit its table; shows at most five problems."""

    def __init__(self, table: str, problems: Iterable[str]) -> None:
        self.table, self.problems = table, tuple(problems)
        super().__init__(table, self.problems)

    def __str__(self) -> str:
        shown, more = "; ".join(self.problems[:5]), len(self.problems) - 5
        return f"table {self.table}: {shown}" + (f"; and {more} more" if more > 0 else "")


class SourceError(CauserieError):
    """``SourceError(name, problem, advice)``: a raw file cannot be read, or not further than here."""

    def __init__(self, name: str, problem: str, advice: str = "") -> None:
        self.name, self.problem, self.advice = name, problem, advice
        super().__init__(name, problem, advice)

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}" + (f"; {self.advice}" if self.advice else "")


class StageError(CauserieError):
    """``StageError(stage, problem)``: a stage raised, or its answer breaks the contract."""

    def __str__(self) -> str:
        return "stage " + ": ".join(str(part) for part in self.args)


class ModelError(CauserieError):
    """``ModelError(name, problem)``: a classifier is missing, damaged or of another version."""

    def __str__(self) -> str:
        return "classifier " + ": ".join(str(part) for part in self.args)


class StoreError(CauserieError):
    """The database cannot do what was asked."""


class Busy(StoreError):
    """Another run or writer holds what is needed; trying again later is right."""

    exit_status = 4


class Stale(StoreError):
    """What was decided on is no longer what stands in the store."""


class SiteError(CauserieError):
    """A live site refused or went away; the message says what was done and what was not."""


_ADVICE = {
    errno.EACCES: "mend the permissions of it and its folder for this user",
    errno.EPERM: "mend the permissions of it and its folder for this user",
    errno.EROFS: "the disk is read-only: name a folder on another",
    errno.ENOSPC: "make room, then try again",
    errno.EDQUOT: "make room, then try again",
}


def reason(error: OSError) -> str:
    """Return what the system says of a file, and what to do where that is known."""
    advice = _ADVICE.get(error.errno or 0)
    return (error.strerror or str(error)) + (f"; {advice}" if advice else "")
