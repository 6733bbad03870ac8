"""The rows of delimited text: bounded, and not thrown off for long by a quote that nothing closes."""

import csv
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, TextIO

from pipeline.sources.lines import LONGEST, bounded_lines
from pipeline.sources.records import Reject

_AT_ONCE = 32
_REREAD = 1 << 26
"""Characters that may be read again after faults in quoting; beyond that a faulty stretch is refused as a whole."""

_TOO_LONG = f"longer than {LONGEST:,} characters, or a quote is not closed"
_UNCLOSED = "a quote is not closed"


class _Fault(Exception):  # noqa: N818 - never leaves this module
    """A line or a record is longer than what is read."""


class RowStream:
    """The rows of a text with the line on which each begins; `characters` counts what was read of it.

    The lines of the record that is being read are held. Where it turns out to be faulty its first line is refused, and
    the others are read again: they may be rows of their own, swallowed by a stray quote.
    """

    def __init__(self, stream: TextIO, width: int, heads: int, **form: Any) -> None:
        """Read rows of `width` values after `heads` records of another kind; `form` is what `csv.reader` takes."""
        self._cut: list[str] = []  # beginnings of lines that were too long
        self._fresh = bounded_lines(stream, self._cut)
        self._width, self._heads, self._form = width, heads, form
        self._held: list[str] = []
        self._first = 1  # the number of the first line held
        self._begun = 0  # where in `_held` the record begins that is being read
        self._forgotten = 0  # lines that the present csv.reader has read and that are no longer held
        self._again: list[str | None] = []  # lines to be read before fresh ones; None for one that was too long
        self._long = self._ended = self._unclosed = False
        self._reread = 0
        self.characters = 0

    def rows(self) -> Iterator[tuple[int, list[str]] | Reject]:
        """Yield each row with its line, or a Reject for one that is not as long as the header."""
        csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST))
        while not self._ended or self._again:
            self._held, self._begun, self._forgotten, self._unclosed = [], 0, 0, False
            reader = csv.reader(chain.from_iterable(self._batches()), **self._form)
            try:
                yield from self._rows_of(reader)
            except _Fault:
                yield self._refused(len(self._held), _TOO_LONG)
            except csv.Error:
                yield self._refused(reader.line_num - self._forgotten, _TOO_LONG)

    def _rows_of(self, reader: Any) -> Iterator[tuple[int, list[str]] | Reject]:
        width, heads = self._width, self._heads
        for row in reader:
            end = reader.line_num - self._forgotten
            if heads:
                self._heads = heads = heads - bool(row)
            elif len(row) == width and not self._unclosed and (end - self._begun == 1 or self._even(end)):
                yield self._first + self._begun, row
            elif self._unclosed or (row and len(row) == width) or self._hides_rows(end):
                yield self._refused(end, _UNCLOSED)
                return
            elif row:
                yield self._fitted(row, end)
            self._begun = reader.line_num - self._forgotten

    def _batches(self) -> Iterator[list[str]]:
        while True:
            if self._begun:
                del self._held[: self._begun]
                self._first, self._forgotten = self._first + self._begun, self._forgotten + self._begun
                self._begun = 0
            if self._long or (self._held and sum(map(len, self._held)) > LONGEST):
                self._held += [""] if self._long else []
                raise _Fault
            batch = self._again or list(islice(self._fresh, _AT_ONCE))
            self._again = []
            if not batch:
                self._ended, self._unclosed = True, bool(self._held)  # only an open quote asks for more
                return
            if None in batch:
                at = batch.index(None)
                self._again, self._long = batch[at + 1 :], True
                batch = batch[:at]
            lines: list[str] = batch  # type: ignore[assignment]
            self._held += lines
            self.characters += sum(map(len, lines))
            yield lines

    def _fitted(self, row: list[str], end: int) -> tuple[int, list[str]] | Reject:
        start = self._first + self._begun
        if len(row) > self._width and not any(row[self._width :]):
            return start, row[: self._width]
        return Reject(
            f"line {start}", f"{len(row)} values for {self._width} columns", "".join(self._held[self._begun : end])
        )

    def _even(self, end: int) -> bool:
        """Tell whether the quotes of a row over several lines are all in place: a stray one may swallow other rows."""
        try:
            return len(list(csv.reader(self._held[self._begun : end], strict=True, **self._form))) == 1
        except csv.Error:
            return not self._hides_rows(end)

    def _hides_rows(self, end: int) -> bool:
        """Tell whether a row of the wrong length spans lines that are rows of their own."""
        lines = self._held[self._begun + 1 : end]
        if not lines or self._reread > _REREAD:
            return False
        self._reread += sum(map(len, lines))
        return any(len(row) == self._width for row in csv.reader(lines, **self._form))

    def _refused(self, end: int, reason: str) -> Reject:
        """Refuse a record's first line and have the others read again; all of it where that would go on and on."""
        start = self._first + self._begun
        record, following = self._held[self._begun : end], self._held[end:]
        self._again = [*following, *([None] if self._long and record[-1:] != [""] else []), *self._again]
        self._reread += sum(map(len, record))
        read_again = len(record) > 1 and self._reread <= _REREAD and not self._long
        if read_again:
            self._again = [*record[1:], *self._again]
        self._long = False
        self._first = start + (1 if read_again else len(record))
        place = f"line {start}" if read_again or len(record) == 1 else f"lines {start} to {start + len(record) - 1}"
        cut = self._cut.pop(0) if record[-1:] == [""] and self._cut else ""
        return Reject(place, reason, record[0] or cut)
