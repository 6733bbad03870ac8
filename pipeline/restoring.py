"""What was exported or copied, put back: a table from its file, the database from a backup."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import store
from pipeline.errors import StoreError, UsageError
from pipeline.exports import replaced
from pipeline.schema import Table, conform, table
from pipeline.settings import Settings, secret_key

_ROWS = 10_000
_GUARDED = re.compile(r"^'(?='*[=+\-@\t\r])")


def restore_table(settings: Settings, name: str, file: Path) -> int:
    """Read an exported table back, whatever its form, and return how many rows it had; rows that are there go.

    Raises UnknownName, SchemaError for a file that is no such table, StoreError.
    """
    of = table(name)
    store.open_store(settings.database_url, secret_key(settings.data))
    with store.site_lock():
        return store.import_table(name, (conform(part, of) for part in _frames(file, of)))


def _frames(file: Path, of: Table) -> Iterator[pd.DataFrame]:
    with file.open("rb") as opened:
        head = opened.read(4)
    if not head:  # a table without rows, as JSON lines
        return
    if head == b"PAR1":
        from pyarrow import parquet

        yield from (batch.to_pandas() for batch in parquet.ParquetFile(file).iter_batches(_ROWS))
    elif head[:1] == b"{":
        with pd.read_json(file, lines=True, chunksize=_ROWS, dtype=False, convert_dates=False) as parts:
            yield from parts
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

    Raises UsageError where the settings' database is not SQLite, or holds comments and `force` is not given; StoreError
    where the copy is damaged, or was made with another secret key.
    """
    if not settings.database_url.startswith("sqlite:///"):
        raise UsageError("the settings' database is PostgreSQL: use pg_restore")
    key = secret_key(settings.data)
    place = Path(settings.database_url.removeprefix("sqlite:///"))
    if place.exists() and not force:
        store.open_store(settings.database_url, key)
        if kept := store.count("comments"):
            raise UsageError(f"{place} holds {kept} comments; with --force it is replaced")
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
