"""Tables as files: CSV, JSONL and Parquet, streamed, complete or not there at all."""

import csv
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

import pandas as pd

from pipeline import engagement, store
from pipeline.errors import UnknownName, UsageError, reason
from pipeline.schema import TABLES
from pipeline.settings import Settings, secret_key

_RUNS_IN_A_SPREADSHEET = re.compile(r"^'*[=+\-@\t\r]")


def write(settings: Settings, name: str, form: str, output: Path | None, site: str | None, stdout: BinaryIO) -> int:
    """Write a table (or `engagement`) to a file or to `stdout` and return how many rows it has.

    A file is replaced only when all of it is written. Raises UnknownName for a table that does not exist, UsageError
    where the file cannot be written.
    """
    if name not in TABLES and name != "engagement":
        raise UnknownName("table", name, [*TABLES, "engagement"])
    store.open_store(settings.database_url, secret_key(settings.data))
    frames = _engagement(settings, site) if name == "engagement" else store.frames(name, site=site)
    try:
        with _opened(output, stdout) as file:
            return WRITERS[form](frames, file)
    except BrokenPipeError:
        raise  # who reads it has enough
    except OSError as error:
        raise UsageError(f"{output or 'standard output'} cannot be written: {reason(error)}") from error


def _engagement(settings: Settings, site: str | None) -> Iterator[pd.DataFrame]:
    comments = store.frames("comments", engagement.READS, site=site, ordered=False)
    yield engagement.per_post(comments, store.posts(site=site), settings.staff(site))


@contextmanager
def _opened(output: Path | None, stdout: BinaryIO) -> Iterator[IO[bytes]]:
    if output is None:
        yield stdout
        stdout.flush()
        return
    with replaced(output) as file:
        yield file


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside `path` for writing and put it in its place when all went well; else leave no trace."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def guarded(text: object) -> object:
    """Return a cell with an apostrophe before what a spreadsheet would run; `our_export.unguarded` takes it away."""
    return f"'{text}" if isinstance(text, str) and _RUNS_IN_A_SPREADSHEET.match(text) else text


def to_csv(frames: Iterable[pd.DataFrame], file: IO[bytes]) -> int:
    """Write frames as one CSV (UTF-8, RFC 4180); text cells are guarded against spreadsheets."""
    count, text = 0, io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    for frame in frames:
        if not count:
            writer.writerow(frame.columns)
        cells = [[guarded(one) for one in _texts(frame[name])] for name in frame.columns]
        writer.writerows(zip(*cells, strict=True))
        count += len(frame)
    text.flush()
    text.detach()
    return count


def to_jsonl(frames: Iterable[pd.DataFrame], file: IO[bytes]) -> int:
    """Write frames as JSON lines (UTF-8); missing values are null, times ISO 8601."""
    count = 0
    for frame in frames:
        if len(frame):
            plain = frame.assign(**{name: _texts(frame[name], None) for name in _times(frame)})
            file.write(
                plain.to_json(orient="records", lines=True, force_ascii=False, double_precision=15).encode("utf-8")
            )
        count += len(frame)
    return count


def to_parquet(frames: Iterable[pd.DataFrame], file: IO[bytes]) -> int:
    """Write frames as the row groups of one Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet

    count, writer = 0, None
    for frame in frames:
        rows = pa.Table.from_pandas(frame, preserve_index=False)
        writer = writer or parquet.ParquetWriter(file, rows.schema)
        writer.write_table(rows.cast(writer.schema))
        count += len(frame)
    if writer is not None:
        writer.close()
    return count


WRITERS: dict[str, Callable[[Iterable[pd.DataFrame], IO[bytes]], int]] = {
    "csv": to_csv,
    "jsonl": to_jsonl,
    "parquet": to_parquet,
}


def _times(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if isinstance(frame[name].dtype, pd.DatetimeTZDtype)]


def _texts(values: pd.Series, missing: str | None = "") -> list[Any]:
    """Return the values as they are written: times in ISO 8601, flags in small letters, missing ones as `missing`."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return [missing if pd.isna(one) else one.isoformat().replace("+00:00", "Z") for one in values]
    if values.dtype == "boolean":
        return [missing if pd.isna(one) else str(one).lower() for one in values]
    return [missing if pd.isna(one) else one for one in values]
