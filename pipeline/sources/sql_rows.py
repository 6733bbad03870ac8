"""The rows of a MySQL or MariaDB dump, streamed: extended inserts, escapes, hexadecimal strings; nothing is run."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from pipeline.errors import SourceError
from pipeline.sources.raw import Raw
from pipeline.sources.records import Reject

Row = dict[str, str | None]

_CHUNK = 1 << 20
LARGEST = 1 << 24
"""Characters of a row that are read; what is larger is refused."""

_NO_ROW = "no row of values"
_NO_ROWS = "no row of values, or one too large: the rest of its statement is left out"

_PATIENCE, _WINDOW = 1 << 26, 1 << 12
"""Characters that may be looked at in vain for the end of rows; beyond that a row must end within the window."""

_MADE_OR_FILLED = (
    r"(?:(?:INSERT|REPLACE)(?:\s+(?:IGNORE|LOW_PRIORITY|HIGH_PRIORITY|DELAYED))*\s+INTO"
    r"|CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?)\s+"
    r"(?:[`\"]?[\w$-]+[`\"]?\.)?[`\"]?(?P<table>[\w$-]+)[`\"]?\s*(?P<columns>\([^()']*+\))?\s*"
    r"(?P<values>VALUES?\s*(?=\())?"
)
_STATEMENT = re.compile(rf"^[ \t]*{_MADE_OR_FILLED}", re.IGNORECASE | re.MULTILINE)
_ON_THE_SAME_LINE = re.compile(rf"[ \t]*{_MADE_OR_FILLED}", re.IGNORECASE)
_BEGINNING = re.compile(
    r"^[ \t]*(?:INSERT|REPLACE|CREATE)\b[^\n]{0,4096}\Z|\n?[^\n]{0,100}\Z", re.IGNORECASE | re.MULTILINE
)
_STRING = r"'(?:[^'\\]++|\\.|'')*+'|\"(?:[^\"\\]++|\\.|\"\")*+\""
_ROW = re.compile(
    rf"\s*\(((?:[^'\"()]++|{_STRING}|\([^()]*+\))*+)\)\s*([,;]|(?=ON\s+DUPLICATE\b))", re.DOTALL | re.IGNORECASE
)
_NEXT_ROW = re.compile(r",\s{0,8}(?=\()")
_FAR, _MOST_TRIED = 1 << 17, 200
"""How far behind a broken row the next one is looked for, and how often."""
_VALUE = re.compile(rf"\s*(?:_\w+\s+)?([xX]?)({_STRING}|[^,'\"]*+)\s*(?:,|\Z)", re.DOTALL)
_COLUMN = re.compile(
    r"^[ \t]*(?!(?:PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK)\b)[`\"]?(\w+)[`\"]?[ \t]+\w",
    re.IGNORECASE | re.MULTILINE,
)
_ESCAPE = re.compile(r"\\(.)|''|\"\"", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "b": "\b", "Z": "\x1a"}


def rows(raw: Raw, wanted: Callable[[str], Sequence[str] | None]) -> Iterator[tuple[str, Row] | Reject]:
    """Yield table and row (by column) of the tables that are wanted, and a Reject for a row that cannot be read.

    `wanted` returns the columns that a table has where neither its CREATE nor its INSERT names them, None for a table
    that is passed over. Raises SourceError where the dump breaks off in a row.
    """
    yield from _Dump(raw, wanted).rows()


class _Dump:
    """What is read of a dump and not yet handed on."""

    def __init__(self, raw: Raw, wanted: Callable[[str], Sequence[str] | None]) -> None:
        self._name, self._stream, self._wanted = raw.name, raw.text(), wanted
        self._text, self._at, self._ended = "", 0, False
        self._columns: dict[str, tuple[str, ...]] = {}
        self._count = self._in_vain = 0

    def rows(self) -> Iterator[tuple[str, Row] | Reject]:
        while (statement := self._statement()) is not None:
            table = statement["table"]
            if statement["values"]:
                given = statement["columns"]
                columns = tuple(name.strip(' `"\n\r\t') for name in given[1:-1].split(",")) if given else ()
                yield from self._inserted(table, columns or self._columns.get(table, ()))
            elif statement[0].lstrip()[:6].upper() == "CREATE":
                self._created(table, statement["columns"])

    def _statement(self) -> re.Match[str] | None:
        """Return the next statement that makes a table or fills it; what stands between is passed over."""
        while True:
            found = _ON_THE_SAME_LINE.match(self._text, self._at) or _STATEMENT.search(self._text, self._at)
            if found is not None and (self._ended or len(self._text) - found.end() > 65536):
                self._at = found.end()
                return found
            if self._ended:
                if found is not None:
                    self._at = found.end()
                return found
            if found is not None:
                self._at = found.start()
            else:
                unfinished = _BEGINNING.search(self._text, max(self._at, len(self._text) - 8192))
                self._at = unfinished.start() if unfinished else len(self._text)
            self._fill()

    def _fill(self, size: int = _CHUNK) -> None:
        more = self._stream.read(size)
        self._ended = not more
        self._text, self._at = self._text[self._at :] + more, 0

    def _created(self, table: str, columns: str | None) -> None:
        end = self._text.find(";", self._at, self._at + 65536)
        body = columns[1:] if columns else self._text[self._at : end if end >= 0 else self._at + 65536]
        self._columns[table] = tuple(_COLUMN.findall(body))

    def _inserted(self, table: str, columns: tuple[str, ...]) -> Iterator[tuple[str, Row] | Reject]:
        known = self._wanted(table)
        spelled = {name.casefold(): name for name in known or ()}
        names = tuple(spelled.get(name.casefold(), name) for name in columns) or tuple(known or ())
        width = len(names) if known is not None else 0
        while True:
            row = self._row(width)
            if isinstance(row, Reject):
                yield row
                if row.reason == _NO_ROWS:
                    return
                continue
            if known is not None:
                self._count += 1
                values = _values(row[1])
                if len(values) == width:
                    yield table, dict(zip(names, values, strict=True))
                else:
                    place = f"row {self._count} ({table})"
                    yield Reject(place, f"{len(values)} values for {width} columns", row[1][:200])
                    if (following := self._next_row(width, row.start(), row.end())) is not None:
                        self._at = following  # a stray quote had made several rows one
                        continue
            if row[2] != ",":
                return

    def _row(self, width: int) -> re.Match[str] | Reject:
        """Return the row that follows; a Reject for one that is none, behind which the next is found, or the rest."""
        tried = not width
        while True:
            hurried = self._in_vain > _PATIENCE
            end = min(len(self._text), self._at + _WINDOW) if hurried else len(self._text)
            found = _ROW.match(self._text, self._at, end)
            if found is not None:
                self._at = found.end()
                return found
            left = len(self._text) - self._at
            beginning = self._text[self._at : self._at + 200]
            if not tried and (self._ended or left > 2 * _FAR):
                tried, following = True, self._next_row(width, self._at, self._at + _FAR)
                if following is not None:
                    self._in_vain += end - self._at
                    self._at = following
                    return Reject(f"after row {self._count}", _NO_ROW, beginning)
            if not self._ended and left < (_WINDOW if hurried else LARGEST):
                self._fill(max(_CHUNK, left))
                continue
            if self._ended and not hurried and _open(self._text, self._at):
                raise SourceError(self._name, f"breaks off after row {self._count} of its comments", "export it again")
            self._in_vain += end - self._at
            self._at = min(len(self._text), self._at + 1)
            return Reject(f"after row {self._count}", _NO_ROWS, beginning)

    def _next_row(self, width: int, start: int, end: int) -> int | None:
        """Return where, behind a row that is none, the next one of its statement begins; None where none is found."""
        end = min(end, start + (_WINDOW if self._in_vain > _PATIENCE else _FAR // 4))
        other = _STATEMENT.search(self._text, start + 1, end)
        end = other.start() if other else end
        self._in_vain += max(0, min(end, len(self._text)) - start)
        places = _NEXT_ROW.finditer(self._text, start + 1, end)
        return next((place.end() for place in islice(places, _MOST_TRIED) if self._is_row(width, place.end())), None)

    def _is_row(self, width: int, at: int) -> bool:
        """Tell a row of so many values; what somebody wrote that looks like one has no quotes that are not escaped."""
        end = at + (_WINDOW if self._in_vain > _PATIENCE else _FAR)
        row = _ROW.match(self._text, at, end)
        self._in_vain += (row.end() if row else min(end, len(self._text))) - at
        return row is not None and "'" in row[1] and len(_values(row[1])) == width


def _open(text: str, at: int) -> bool:
    """Tell whether the text ends within the row that begins there."""
    end = _STATEMENT.search(text, at)
    return end is None


def _values(body: str) -> list[str | None]:
    """Return the values of a row as text, None for NULL."""
    found: list[str | None] = []
    at = 0
    while at <= len(body):
        value = _VALUE.match(body, at)
        if value is None:
            return []
        found.append(_plain(value[1], value[2]))
        if value.end() == len(body) and (at == len(body) or not body.endswith(",")):
            break
        at = value.end()
    return found


def _plain(hexadecimal: str, written: str) -> str | None:
    if written[:1] in ("'", '"'):
        inside = written[1:-1]
        if hexadecimal:
            return _from_hex(inside)
        return _ESCAPE.sub(_unescaped, inside) if "\\" in inside or written[0] * 2 in inside else inside
    bare = written.strip()
    if bare.upper() == "NULL" or not bare:
        return None
    return _from_hex(bare[2:]) if bare[:2] in ("0x", "0X") else bare


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[1], found[1]) if found[1] is not None else found[0][0]


def _from_hex(digits: str) -> str:
    try:
        return bytes.fromhex(digits).decode("utf-8", "replace")
    except ValueError:
        return digits
