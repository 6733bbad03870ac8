"""Tables drawn with lines of text: as WP-CLI and MySQL's own client print them, and Markdown's."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.sources import columns
from pipeline.sources.blocks import CHARACTERS, ROWS
from pipeline.sources.delimited import Rows, distinct
from pipeline.sources.lines import LONGEST, bounded_lines
from pipeline.sources.raw import Raw
from pipeline.sources.records import Reject

_SAMPLE, _MOST_BEFORE, _MOST_COLUMNS = 1 << 16, 10, 200
_RULE = re.compile(r"\s{0,4}\+(?:-{2,}\+)+\s*")
_MARKDOWN_RULE = re.compile(r"\s{0,4}\|(?:\s*:?-+:?\s*\|)+\s*")
_BAR = re.compile(r"(?<!\\)\|")
_FAR = 100_000
"""Characters after which a row that has not ended is given up."""


@dataclass(frozen=True)
class Form:
    """A table that was found: its header, and in which line (from 1); `edges` are the columns of its bars.

    In Markdown every line is a row and bars stand where they like: there are no edges. `key` is the column that is
    filled where a row begins.
    """

    header: tuple[str, ...]
    line: int
    edges: tuple[int, ...] = ()
    key: int = 0


def form_of(raw: Raw) -> Form | None:
    """Return the table that a file begins with, perhaps under a command or a warning; None for any other file."""
    lines = raw.head[:_SAMPLE].splitlines()
    for number, line in enumerate(lines[: _MOST_BEFORE + 1]):
        if _RULE.fullmatch(line) and len(lines) > number + 2 and _RULE.fullmatch(lines[number + 2]):
            edges = tuple(match.start() for match in re.finditer(r"\+", line))
            header = tuple(cell.strip() for cell in _cells(lines[number + 1], edges) or ())
            return _known(raw, Form(header, number + 2, edges))
        if line.lstrip().startswith("|") and len(lines) > number + 1 and _MARKDOWN_RULE.fullmatch(lines[number + 1]):
            return _known(raw, Form(tuple(_split(line)), number + 1))
    return None


def _known(raw: Raw, form: Form) -> Form | None:
    """Return the form if its columns are those of comments: texts may hold drawn tables of anything."""
    if not 2 <= len(form.header) <= _MOST_COLUMNS:
        return None
    names = distinct(form.header)
    found = columns.recognised(names, {}, raw.columns)
    if not ("text" in found and len(found) > 1) and "comment_ID" not in names:
        return None
    key = next((found[field] for field in ("own_id", "created_gmt", "created_at") if field in found), names[0])
    return replace(form, key=names.index(key))


def blocks(raw: Raw, form: Form) -> Iterator[Rows | Reject]:
    """Yield the rows as blocks; a line that is none as a Reject."""
    names = distinct(form.header)
    lines: list[int] = []
    rows: list[list[str]] = []
    characters = 0
    for found in _Table(raw, form).rows():
        if isinstance(found, Reject):
            yield found
            continue
        lines.append(found[0])
        rows.append(found[1])
        characters += sum(map(len, found[1]))
        if len(rows) == ROWS or characters > CHARACTERS:
            yield Rows(names, lines, rows)
            lines, rows, characters = [], [], 0
    if rows:
        yield Rows(names, lines, rows)


class _Table:
    """Goes through the lines of a table: a row goes on in those without a key, and in those that begin with no bar."""

    def __init__(self, raw: Raw, form: Form) -> None:
        self._raw, self._form = raw, form
        self._widths = [end - start - 3 for start, end in pairwise(form.edges)]

    def rows(self) -> Iterator[tuple[int, list[str]] | Reject]:
        """Yield each row with the line on which it begins."""
        row: tuple[int, list[list[str]]] | None = None
        for number, cells in self._lines():
            if isinstance(cells, Reject):
                yield cells
            elif row is not None and self._widths and not cells[self._form.key]:
                for column, cell in zip(row[1], cells, strict=True):
                    column.append(cell)
            else:
                if row is not None:
                    yield row[0], self._joined(row[1])
                row = number, [[cell] for cell in cells]
        if row is not None:
            yield row[0], self._joined(row[1])

    def _joined(self, row: Sequence[Sequence[str]]) -> list[str]:
        if not self._widths:
            return ["" if column[0] == "NULL" else column[0] for column in row]
        return [_unwrapped(column, width) for column, width in zip(row, self._widths, strict=True)]

    def _lines(self) -> Iterator[tuple[int, list[str] | Reject]]:
        """Yield the cells of each line, or of several where a cell was written over them."""
        rule, cut = _RULE if self._form.edges else _MARKDOWN_RULE, list[str]()
        held, begun = "", 0
        for number, read in enumerate(bounded_lines(self._raw.text(), cut), 1):
            if number <= self._form.line:
                continue
            if read is None:
                yield number, Reject(f"line {number}", f"longer than {LONGEST:,} characters", cut.pop())
                continue
            line = read.rstrip("\r\n")
            is_rule, begins = rule.fullmatch(line) is not None, line.lstrip().startswith("|")
            if held and (is_rule or (begins and self._cells(line) is not None) or len(held) > _FAR):
                yield begun, self._refused(begun, held)
                held = ""
            if is_rule or not (begins or held):
                continue  # rules between rows, and what stands around the table
            whole, begun = (f"{held}\n{line}", begun) if held else (line, number)
            cells = self._cells(whole)
            goes_on = cells is None and self._form.edges and not line.rstrip().endswith("|")
            held = whole if goes_on else ""
            if not goes_on:
                yield begun, cells or self._refused(begun, whole)
        if held:
            yield begun, self._refused(begun, held)

    def _refused(self, line: int, written: str) -> Reject:
        return Reject(f"line {line}", f"no row of {len(self._form.header)} columns", written[:200])

    def _cells(self, line: str) -> list[str] | None:
        cells = _cells(line, self._form.edges) if self._form.edges else _split(line)
        return cells if cells is not None and len(cells) == len(self._form.header) else None


def _cells(line: str, edges: Sequence[int]) -> list[str] | None:
    """Return what stands between bars: all of them, or where a cell has one in it, those under the rule's crosses."""
    line = line.strip()
    if not line.endswith("|"):
        return None
    if line.count("|") == len(edges):
        return [_cell(inside) for inside in line.split("|")[1:-1]]
    places = _places(line, [edge - edges[0] for edge in edges])
    if any(line[place : place + 1] != "|" for place in places):
        return None
    return [_cell(line[start + 1 : end]) for start, end in pairwise(places)]


def _cell(inside: str) -> str:
    """Return what stands between two bars; of a text that was cut the space at which it was counts."""
    return inside.removeprefix(" ").rstrip()


def _places(line: str, edges: Sequence[int]) -> Sequence[int]:
    """Return at which signs of a line these columns of a terminal are."""
    if line.isascii():
        return edges
    place, at, found = 0, 0, []
    for edge in edges:
        while at < edge and place < len(line):
            at += _width(line[place])
            place += 1
        found.append(place)
    return found


def _width(signs: str) -> int:
    """Return how many columns of a terminal signs take."""
    if signs.isascii():
        return len(signs)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in signs
    )


def _split(line: str) -> list[str]:
    """Return the cells of a line of Markdown, in which a bar that is meant stands behind a backslash."""
    inside = line.strip().removeprefix("|")
    cells = _BAR.split(inside)
    return [cell.strip().replace("\\|", "|") for cell in (cells[:-1] if not cells[-1].strip() else cells)]


def _unwrapped(parts: Sequence[str], width: int) -> str:
    """Return a cell that was cut to a width: a part that fills it goes on at once, one that nearly does, by a space."""
    text = parts[0]
    for before, part in pairwise(parts):
        left = width - _width(before)
        text += (" " if left == 1 else "" if left <= 0 else "\n") + part
    text = text.strip()
    return "" if text == "NULL" else text
