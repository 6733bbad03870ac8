"""What was exported or copied, put back: a table from its file, the database from a backup."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import store
from pipeline.errors import StoreError, UsageError
from pipeline.exports import replaced
from pipeline.schema import Table, conform, table
from pipeline.settings import Settings, secret_key
from pipeline.store.status import status

_ROWS = 10_000
_GUARDED = re.compile(r"^'(?='*[=+\-@\t\r])")


@dataclass(frozen=True)
class Restored:
    """How many rows were read back, and how many of them have a status that was decided, by decisions not here."""

    rows: int
    undecided: int = 0


def restore_table(settings: Settings, name: str, file: Path) -> Restored:
    """Read an exported table back, whatever its form; rows that are there go.

    Raises UnknownName, UsageError and SchemaError for a file that is no such table, StoreError.
    """
    of = table(name)
    store.open_store(settings.database_url, secret_key(settings.data))
    decided: dict[str, str] = {}
    with store.site_lock():
        try:
            rows = store.import_table(name, _noted(file, of, decided))
        except ValueError as error:
            raise UsageError(f"{file} cannot be read as an export of {name}: {error}") from error
        return Restored(rows, _undecided(decided))


def _noted(file: Path, of: Table, decided: dict[str, str]) -> Iterator[pd.DataFrame]:
    """Yield the table's frames, noting in `decided` the status of comments on which neither site nor policy said so."""
    for part in _frames(file, of):
        typed = conform(part, of)
        if of.name == "comments":
            names = ["comment_id", "source_status", "verdict", "status"]
            plain = typed[names].astype("object").where(typed[names].notna(), None)
            decided |= {
                comment_id: said
                for comment_id, source, verdict, said in plain.itertuples(index=False)
                if said is not None and said != status(source, verdict, None)
            }
        yield typed


def _undecided(decided: Mapping[str, str]) -> int:
    ids, differing = list(decided), 0
    for start in range(0, len(ids), _ROWS):
        of = {"comment_id": ids[start : start + _ROWS]}
        for found in store.frames("comments", ("comment_id", "status"), of):
            differing += sum(decided[one] != now for one, now in found.itertuples(index=False))
    return differing


def _frames(file: Path, of: Table) -> Iterator[pd.DataFrame]:
    with file.open("rb") as opened:
        head = opened.read(16)
    if not head:  # a table without rows, as JSON lines
        return
    if head == b"SQLite format 3\0":
        raise UsageError(f"{file} is a whole database: restore it without --table")
    if head[:4] != b"PAR1" and b"\0" in head:
        raise UsageError(f"{file} is no export of a table: those are CSV, JSON lines or Parquet; see causerie export")
    if head[:4] == b"PAR1":
        from pyarrow import parquet

        yield from (batch.to_pandas() for batch in parquet.ParquetFile(file).iter_batches(_ROWS))
    elif head[:1] == b"{":
        with file.open(encoding="utf-8") as lines:
            while part := [json.loads(line) for line in islice(lines, _ROWS)]:
                yield pd.DataFrame(part, dtype="object")
    else:
        with pd.read_csv(
            file, dtype="str", keep_default_na=False, na_values=[""], chunksize=_ROWS, encoding="utf-8-sig"
        ) as parts:
            yield from (_unguarded(part, of) for part in parts)


def _unguarded(part: pd.DataFrame, of: Table) -> pd.DataFrame:
    """Return what `to_csv` wrote as it was: guards taken away, flags and numbers read."""
    plain: dict[Any, pd.Series] = {}
    for name in part.columns:
        kind = of[name].kind if name in of.names else "text"
        values: pd.Series = part[name].str.replace(_GUARDED, "", regex=True)
        if kind == "flag":
            values = values.map({"true": True, "false": False}).astype("boolean")
        elif kind in ("integer", "number"):
            values = pd.to_numeric(values)
        plain[name] = values
    return pd.DataFrame(plain)


def restore_database(settings: Settings, file: Path, force: bool) -> None:
    """Put a copy of a database in the place of the one in the settings.

    Raises UsageError where the settings' database is not SQLite, or holds comments and `force` is not given, or where
    the file is no database; StoreError
    where the copy is damaged, or was made with another secret key.
    """
    if not settings.database_url.startswith("sqlite:///"):
        raise UsageError("the settings' database is PostgreSQL: use pg_restore")
    key = secret_key(settings.data)
    place = Path(settings.database_url.removeprefix("sqlite:///"))
    if place.exists() and not force:
        store.open_store(settings.database_url, key)
        if kept := store.count("comments"):
            raise UsageError(f"{place} holds {kept} comment{'s' if kept != 1 else ''}; with --force it is replaced")
    with file.open("rb") as given:
        if given.read(16) != b"SQLite format 3\0":
            raise UsageError(f"{file} is no copy of a database; an exported table is read back with --table NAME")
    with replaced(place.with_name(place.name + ".restored")) as copy, file.open("rb") as given:
        shutil.copyfileobj(given, copy)
    restored = place.with_name(place.name + ".restored")
    try:
        store.open_store(store.sqlite_url(restored), key)
        if problems := store.check():
            raise StoreError(f"{file} is no sound copy: {problems[0]}")
    except StoreError:
        store.close_store()
        for left in restored.parent.glob(restored.name + "*"):
            left.unlink()
        raise
    store.close_store()
    for rest in ("-wal", "-shm"):
        place.with_name(place.name + rest).unlink(missing_ok=True)
        restored.with_name(restored.name + rest).unlink(missing_ok=True)
    restored.replace(place)
