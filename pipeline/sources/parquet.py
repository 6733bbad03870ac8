"""Parquet files, read by row group and a thousand rows at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.errors import SourceError
from pipeline.sources.blocks import ROWS
from pipeline.sources.raw import Raw
from pipeline.sources.records import Reject, Remark

MARK = b"PAR1"


@dataclass(frozen=True)
class Rows:
    """A block of rows: an Arrow record batch, and the number of its first row from 1."""

    batch: Any
    start: int

    @property
    def names(self) -> list[str]:
        return list(self.batch.schema.names)

    def places(self) -> list[str]:
        return [f"row {number}" for number in range(self.start, self.start + self.batch.num_rows)]

    def column(self, name: str) -> list[Any]:
        at = self.batch.schema.names.index(name)
        values: list[Any] = self.batch.column(at).to_pylist()
        return values


def blocks(raw: Raw) -> Iterator[Rows | Reject | Remark]:
    """Yield the rows as blocks, a row group that cannot be read as a Reject; raise SourceError for no Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    raw.file.seek(0)
    try:
        # The buffered stream reads pages as they are needed: a row group may be larger than the memory.
        file = parquet.ParquetFile(raw.file, buffer_size=1 << 16, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(raw.name, f"is a damaged Parquet file: {_line(error)}", "export it again") from error
    start = 1
    for group in range(file.num_row_groups):
        end = start + file.metadata.row_group(group).num_rows
        try:
            for batch in file.iter_batches(batch_size=ROWS, row_groups=[group], use_threads=False):
                yield Rows(batch, start)
                start += batch.num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            yield Reject(f"rows {start} to {end - 1}", f"cannot be read: {_line(error)}")
        start = end


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
