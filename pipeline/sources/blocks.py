"""A table's rows by the thousand, whatever they were written in: what delimited text, JSON and Parquet yield alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Protocol

from pipeline.errors import SourceError
from pipeline.sources import json_stream, nested
from pipeline.sources.records import Comment, Record, Reject, Remark

_FIELDS = tuple(Comment.__dataclass_fields__)
_DEFAULTS = {name: one.default for name, one in Comment.__dataclass_fields__.items()}

ROWS = 1_000
CHARACTERS = 1 << 22
"""A block ends at so many rows or characters, so that long rows do not fill the memory."""


class Block(Protocol):
    """Some rows of a table."""

    @property
    def names(self) -> Sequence[str]:
        """The columns' names, in order."""

    def places(self) -> list[str]:
        """Where each row stands: its line or number."""

    def column(self, name: str) -> list[Any]:
        """Return the values of a column, None where a row lacks one."""


@dataclass(frozen=True)
class Entries:
    """A block of objects, of JSON or YAML."""

    where: list[str]
    rows: list[json_stream.Entry]

    @property
    def names(self) -> list[str]:
        """The keys of all objects; those of an object inside as `author.name`."""
        return list(dict.fromkeys(name for row in self.rows for name in nested.names(row)))

    def places(self) -> list[str]:
        return self.where

    def column(self, name: str) -> list[Any]:
        return [nested.value_of(row, name) for row in self.rows]


def entry_blocks(entries: Iterable[tuple[str, json_stream.Entry] | Reject]) -> Iterator[Entries | Reject | Remark]:
    """Yield the objects of a file as blocks; each that is none as a Reject."""
    where: list[str] = []
    rows: list[json_stream.Entry] = []
    try:
        for found in entries:
            if isinstance(found, Reject):
                yield found
                continue
            for place, row in nested.unfolded(*found):
                where.append(place)
                rows.append(row)
                if len(rows) == ROWS:
                    yield Entries(where, rows)
                    where, rows = [], []
    except SourceError:
        if rows:
            yield Entries(where, rows)  # what was read before it broke off
        raise
    if rows:
        yield Entries(where, rows)


def comments_of(
    block: Block, filled: Mapping[str, Iterable[Any]], wrong: Mapping[int, str], left_out: frozenset[int]
) -> Iterator[Record]:
    """Yield a Reject for each wrong row, and the others as comments, except those left out."""
    made = map(Comment, *(filled.get(name, repeat(_DEFAULTS[name])) for name in _FIELDS))
    if not wrong and not left_out:
        yield from made
        return
    places = block.places()
    for at, comment in enumerate(made):
        if at in left_out:
            continue
        if at in wrong:
            yield Reject(places[at], wrong[at], f"{comment.author or ''}: {comment.text or ''}")
        else:
            yield comment
