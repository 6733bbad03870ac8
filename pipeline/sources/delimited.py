"""Comma, semicolon, tab or bar separated text as spreadsheets and databases write it, streamed and bounded."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.sources import columns, wp
from pipeline.sources.blocks import CHARACTERS, ROWS
from pipeline.sources.delimited_rows import RowStream
from pipeline.sources.raw import Raw
from pipeline.sources.records import Reject, Remark
from pipeline.sources.wp_database import COLUMNS

_SAMPLE = 1 << 16
_ONE_COLUMN = "\x1f"
_MOST_COLUMNS = 1_000
_MOST_BEFORE, _ENOUGH = 10, 3
_DATA = re.compile(r"\d+|\d{4}-\d\d-\d\d(?: .*)?|[^@\s]+@[^@\s]+\.\w+|https?://.*", re.IGNORECASE)
"""What stands in rows and in no header."""
_ESCAPES, _ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[nt]"), re.compile(r"\\([nt0\\])")
_WORDPRESS = COLUMNS["comments"]


@dataclass(frozen=True)
class Form:
    """How a file separates: its delimiter, whether a backslash escapes, and its header."""

    delimiter: str
    escape: str | None
    header: tuple[str, ...]
    skip: int = 0  # lines before the header: Excel's `sep=;`


@dataclass(frozen=True)
class Rows:
    """A block of rows, all as long as the header."""

    names: tuple[str, ...]
    lines: list[int]
    rows: list[list[str]]

    def places(self) -> list[str]:
        return [f"line {line}" for line in self.lines]

    def column(self, name: str) -> list[Any]:
        at = self.names.index(name)
        return [row[at] for row in self.rows]


def form_of(raw: Raw) -> Form | None:
    """Return how the file's first lines separate most evenly; None for what is no table with a header."""
    if raw.is_binary and raw.head.count("\x00") > len(raw.head) // 8:
        return None
    head = raw.head[:_SAMPLE].replace("\x00", "").lstrip("\ufeff")
    if head.lstrip()[:1] in ("<", "{", "["):
        return None
    lines = list(io.StringIO(head, newline=""))
    if len(head) == _SAMPLE and len(lines) > 1:
        lines.pop()
    skip = 1 if lines and lines[0].lower().startswith("sep=") else 0
    forms = [
        found
        for delimiter in ",;\t|"
        for escape in _escapes(head)
        if (found := _form(lines[skip:], delimiter, escape, skip, raw.columns))
    ]
    if forms:
        return max(forms, key=lambda found: found[0])[1]
    return _single(lines[skip:], skip, raw.columns) or _below(lines, head, raw.columns)


def _below(lines: list[str], head: str, mapped: Mapping[str, str]) -> Form | None:
    """Return the form of a table that stands under lines of another kind: its export's title, a link."""
    skip = 1
    for at, line in enumerate(lines[1 : _MOST_BEFORE + 1], 1):
        for delimiter in ",;\t":
            if line.count(delimiter) < _ENOUGH - 1:
                continue
            found = _form(lines[at:], delimiter, _escapes(head)[-1], skip, mapped)
            if found is not None and found[0][0] and found[0][1] >= _ENOUGH:
                return found[1]
        skip += bool(line.strip())
    return None


def blocks(raw: Raw, form: Form) -> Iterator[Rows | Reject | Remark]:
    """Yield the rows as blocks; a row of the wrong length, or with a quote that nothing closes, as a Reject."""
    names = distinct(form.header)
    for name, count in Counter(form.header).items():
        if count > 1 and name:
            yield Remark(f"column {name!r} is there {count} times: the first counts")
    stream = RowStream(raw.text(), len(names), form.skip + 1, delimiter=form.delimiter, escapechar=form.escape)
    lines: list[int] = []
    rows: list[list[str]] = []
    of_wordpress = form.delimiter == "\t" and "comment_ID" in names
    for found in _as_printed(stream.rows(), raw.head[:_SAMPLE]) if of_wordpress else stream.rows():
        if isinstance(found, Reject):
            yield found
            continue
        lines.append(found[0])
        rows.append(found[1])
        if len(rows) == ROWS or stream.characters > CHARACTERS:
            yield Rows(names, lines, rows)
            lines, rows, stream.characters = [], [], 0
    if rows:
        yield Rows(names, lines, rows)


def _as_printed(
    rows: Iterator[tuple[int, list[str]] | Reject], beginning: str
) -> Iterator[tuple[int, list[str]] | Reject]:
    """Yield rows as MySQL's client or WP-CLI means them where they print them into a file or a pipe."""
    if _ESCAPES.search(beginning) is None or '\t"' in beginning:
        yield from _of_wp_cli(rows)
        return
    for found in rows:
        if isinstance(found, Reject):
            yield found
        else:
            yield found[0], [_ESCAPE.sub(_unescaped, cell) if "\\" in cell else cell for cell in found[1]]


def _unescaped(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "0": "\0"}.get(found[1], found[1])


def _of_wp_cli(rows: Iterator[tuple[int, list[str]] | Reject]) -> Iterator[tuple[int, list[str]] | Reject]:
    """Yield rows, joining those that WP-CLI makes of a text's lines where its list goes into a file or a pipe."""
    held: tuple[int, list[str]] | None = None
    for found in rows:
        if held is not None and not isinstance(found, Reject) and found[1][:-1] == held[1][:-1]:
            held[1][-1] += f"\n{found[1][-1]}"
            continue
        if held is not None:
            yield held
        held = None if isinstance(found, Reject) else found
        if isinstance(found, Reject):
            yield found
    if held is not None:
        yield held


def _escapes(head: str) -> tuple[str | None, ...]:
    return (None, "\\") if '\\"' in head else (None,)


def _form(
    lines: list[str], delimiter: str, escape: str | None, skip: int, mapped: Mapping[str, str]
) -> tuple[tuple[float, ...], Form] | None:
    """Return a way of separating with its merits, None where it makes no table of these lines."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter, escapechar=escape) if row]
    except csv.Error:
        return None
    if not rows or not 2 <= len(rows[0]) <= _MOST_COLUMNS:
        return None
    header = tuple(name.strip() for name in rows[0])
    if sum(_DATA.fullmatch(name) is not None for name in header) > 1 and not set(mapped.values()) & set(header):
        return _of_wordpress(rows, delimiter, escape)
    found = columns.recognised(distinct(header), {}, mapped)
    even = sum(len(row) == len(header) for row in rows) / len(rows)
    known = "text" in found or columns.is_ours(header)
    enough = 0.3 if known and len(found) > 1 else 0.9
    if even < enough or not (known or (len(rows) > 2 and _names(header))):
        return None
    return (known, len(found), even, len(header), escape is None), Form(delimiter, escape, header, skip)


def _of_wordpress(rows: list[list[str]], delimiter: str, escape: str | None) -> tuple[tuple[float, ...], Form] | None:
    """Return the form of WordPress's table of comments without a header, as phpMyAdmin writes it unless asked."""
    are_comments = [
        len(row) == len(_WORDPRESS) and row[0].isdecimal() and row[1].isdecimal() and row[10] in wp.STATUSES
        for row in rows
    ]
    if sum(are_comments) < 0.9 * len(rows):
        return None
    return (True, len(_WORDPRESS), 1.0, len(_WORDPRESS), escape is None), Form(delimiter, escape, _WORDPRESS, -1)


def _names(header: tuple[str, ...]) -> bool:
    """Tell names of columns from a line of prose or of data."""
    return all(name and len(name) <= 60 and name[-1] not in ".!?:…" and not name[0].isdecimal() for name in header)


def _single(lines: list[str], skip: int, mapped: Mapping[str, str]) -> Form | None:
    """Return the form of a file with one column, a name that is known and a text a line."""
    name = lines[0].strip().strip('"') if len(lines) > 1 else ""
    known = "text" in columns.recognised([name], {}, mapped)
    return Form(_ONE_COLUMN, None, (name,), skip) if known else None


def distinct(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return names that differ: the second `note` as `note (2)`, one without a name as `column 3`."""
    names: list[str] = []
    for at, name in enumerate(header, 1):
        given = name.strip() or f"column {at}"
        count = sum(one == given or one.startswith(f"{given} (") for one in names)
        names.append(f"{given} ({count + 1})" if count else given)
    return tuple(names)
