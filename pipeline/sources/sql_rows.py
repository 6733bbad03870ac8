"""The rows of a MySQL or MariaDB dump, streamed: extended inserts, escapes, hexadecimal strings; nothing is run."""

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.errors import SourceError
from pipeline.sources.raw import Raw
from pipeline.sources.records import Reject

Row = dict[str, str | None]

_CHUNK = 1 << 20
LARGEST = 1 << 24
"""Characters of a row that are read; what is larger is refused."""

_NO_ROW = "no row of values, or one too large: the rest of its statement is left out"

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
        while True:
            row = self._row()
            if isinstance(row, Reject):
                yield row
                return
            body, sign = row[1], row[2]
            if known is not None:
                self._count += 1
                values = _values(body)
                if len(values) == len(names):
                    yield table, dict(zip(names, values, strict=True))
                else:
                    place = f"row {self._count} ({table})"
                    yield Reject(place, f"{len(values)} values for {len(names)} columns", body[:200])
            if sign != ",":
                return

    def _row(self) -> re.Match[str] | Reject:
        while True:
            hurried = self._in_vain > _PATIENCE
            end = min(len(self._text), self._at + _WINDOW) if hurried else len(self._text)
            found = _ROW.match(self._text, self._at, end)
            if found is not None:
                self._at = found.end()
                return found
            left = len(self._text) - self._at
            if not self._ended and left < (_WINDOW if hurried else LARGEST):
                self._fill(max(_CHUNK, left))
                continue
            if self._ended and not hurried and _open(self._text, self._at):
                raise SourceError(self._name, f"breaks off after row {self._count} of its comments", "export it again")
            self._in_vain += end - self._at
            beginning = self._text[self._at : self._at + 200]
            self._at = min(len(self._text), self._at + 1)
            return Reject(f"after row {self._count}", _NO_ROW, beginning)


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
