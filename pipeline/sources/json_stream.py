"""JSON as programs save it, streamed: lists, lists inside an object, one object a line; broken entries stepped over."""

import json
import re
import reprlib
from collections.abc import Iterator
from typing import Any

from pipeline.errors import SourceError
from pipeline.sources import nested
from pipeline.sources.lines import LONGEST, bounded_lines
from pipeline.sources.raw import Raw
from pipeline.sources.records import Reject

Entry = dict[str, Any]
WRAPPERS = frozenset("comments data items results rows records entries body value list commentaires".split())
"""The keys under which an object holds the list that is meant."""

_MOST_TOLD = 100
_CHUNK, _FAR = 1 << 18, 1 << 14
_GAP = re.compile(r"[\s,\ufeff]*")
_COLON = re.compile(r"\s*:\s*")
_WARNING = re.compile(r"<br ?/?>|<b>|(?:PHP )?(?:Warning|Notice|Deprecated)\b")
_LIST = re.compile(r'(?<=[\n>])[ \t]*+(?=\[\{"|\{")')
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONE = re.compile("[\ud800-\udfff]")
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxdict, _SHORT.maxlist, _SHORT.maxstring, _SHORT.maxother = 3, 8, 4, 80, 80
_decode = json.JSONDecoder().raw_decode


def first(raw: Raw) -> Entry | list[Any] | None:
    """Return the file's first entry, an empty list for one, None where the file is no JSON of entries."""
    start = _beginning(raw.head)
    if start is None:
        return None
    try:
        listed = start if raw.head[start] == "[" else None if _by_line(raw) else _list_inside(raw.head, start)
        if listed is None:
            return _object(raw.head, start)
        inside = _after(_GAP, raw.head, listed + 1)
        return [] if raw.head.startswith("]", inside) else _object(raw.head, inside)
    except (ValueError, RecursionError):
        return None


def entries(raw: Raw, longest: int | None = None) -> Iterator[tuple[str, Entry] | Reject]:
    """Yield each object with its place, and a Reject for what is none or has more than `longest` characters.

    Raises SourceError where the file breaks off.
    """
    if _by_line(raw):
        yield from _lines(raw)
    else:
        yield from _Lists(raw, longest or LONGEST).entries()


def excerpt(value: Any) -> str:
    """Return the beginning of a value as text, however deep or often shared its parts are."""
    return _SHORT.repr(value)


def _beginning(text: str) -> int | None:
    """Return where the JSON begins: at the start, or behind warnings that a plugin put before it."""
    start = _after(_GAP, text, 0)
    if not text.startswith(("[", "{"), start) and _WARNING.match(text, start):
        found = _LIST.search(text, start, start + 65536)
        start = found.end() if found else start
    return start if text.startswith(("[", "{"), start) else None


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _object(text: str, at: int) -> Entry | None:
    value, _ = _decode(text, at)
    return value if isinstance(value, dict) else None


def _by_line(raw: Raw) -> bool:
    """Tell one object a line from an object that is laid out over lines or holds the list."""
    beginning = raw.head.lstrip("\ufeff \t\r\n")
    line, _, rest = beginning.partition("\n")
    if not line.startswith("{"):
        return False
    try:
        _, end = _decode(line, 0)
        if line[end:].strip():
            return False
        return bool(rest.strip()) or _list_inside(line, 0) is None
    except (ValueError, RecursionError):
        return rest.lstrip().startswith("{") and line.rstrip()[-1] not in "{[,:"


def _list_inside(text: str, at: int, told: Entry | None = None) -> int | None:
    """Return where the list of an object like `{"total": 2, "comments": [{…` begins; None where it has none.

    Under another key it is a list whose first object is a comment or holds some, of an object that is none itself.
    What stands before the list is added to `told`.
    """
    at += 1
    other = None
    told = {} if told is None else told
    try:
        while text.startswith('"', at := _after(_GAP, text, at)):
            key, at = _decode(text, at)
            at = _after(_COLON, text, at)
            if key in WRAPPERS and text.startswith("[", at):
                return at
            if other is None and key not in nested.ANSWERS and text.startswith("[", at) and _holds(text, at):
                other = at
            value, at = _decode(text, at)
            if not isinstance(value, (list, dict)) and len(told) < _MOST_TOLD:
                told[key] = value
    except (ValueError, RecursionError):
        if other is None:
            raise
    return None if nested.TEXTS & told.keys() else other


def _holds(text: str, at: int) -> bool:
    """Whether the first object of a list is a comment, or holds some."""
    inside = _after(_GAP, text, at + 1)
    try:
        entry = _object(text, inside) if text.startswith("{", inside) else None
    except (ValueError, RecursionError):
        return False
    return entry is not None and nested.holds_comments(entry)


def _lines(raw: Raw) -> Iterator[tuple[str, Entry] | Reject]:
    cut: list[str] = []
    for number, line in enumerate(bounded_lines(raw.text(), cut), 1):
        place = f"line {number}"
        if line is None:
            yield Reject(place, f"longer than {LONGEST:,} characters", cut.pop())
        elif line.strip(" \t\r\n\x00\ufeff"):
            try:
                value = json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError) as error:
                yield Reject(place, f"no JSON: {_said(error)}", line)
                continue
            yield _checked(place, value, line)


def _checked(place: str, value: Any, written: str) -> tuple[str, Entry] | Reject:
    if not isinstance(value, dict):
        return Reject(place, "no object", written)
    if "\\u" in written and _SURROGATE.search(written):
        value = whole(value)
    return place, value


def whole(value: Any) -> Any:
    """Return the value without halves of surrogate pairs, which no encoding can write."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, list):
        return [whole(one) for one in value]
    return {whole(key): whole(one) for key, one in value.items()} if isinstance(value, dict) else value


def _said(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error).partition(": line")[0]


class _Lists:
    """The entries of a file's lists; of a list inside an object, of several lists one after the other."""

    def __init__(self, raw: Raw, longest: int) -> None:
        self._raw, self._stream, self._longest = raw, raw.text(), longest
        self._text, self._at, self._ended = "", 0, False
        self._told: Entry = {}  # of the post, by the object that holds the list
        self._closed = False  # by the end of the file, after a last entry that is broken

    def entries(self) -> Iterator[tuple[str, Entry] | Reject]:
        number, wrapped = 0, self._enter()
        inside = wrapped
        while (sign := self._sign()) is not None:
            if sign in "[]":
                if sign == "]" and wrapped:
                    return
                inside = sign == "["
                self._at += 1
                continue
            if not inside and number and sign != "{":
                yield Reject(
                    f"after entry {number}", "no JSON after the list's end", self._text[self._at : self._at + 200]
                )
                return
            found = self._entry(f"entry {number + 1}")
            if found is None:
                break
            number += 1
            yield found
        if inside and not self._closed:
            raise SourceError(self._raw.name, f"breaks off after entry {number}", "save or export it again")

    def _enter(self) -> bool:
        """Go to the list inside an object; tell whether there is one."""
        self._fill(1 << 20)
        self._at = _beginning(self._text) or 0
        if not self._text.startswith("{", self._at):
            return False
        try:
            told: Entry = {}
            listed = _list_inside(self._text, self._at, told)
        except (ValueError, RecursionError):
            return False
        if listed is None:
            return False
        self._told, self._at = nested.of_its_post(told), listed + 1
        return True

    def _sign(self) -> str | None:
        """Return the sign that follows, None at the end."""
        while True:
            self._at = _after(_GAP, self._text, self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return None
            self._fill(_CHUNK)

    def _fill(self, size: int) -> None:
        more = self._stream.read(size)
        self._ended = not more
        self._text, self._at = self._text[self._at :] + more, 0

    def _entry(self, place: str) -> tuple[str, Entry] | Reject | None:
        while True:
            try:
                value, end = _decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if not self._ended and len(self._text) - self._at < self._longest:
                    self._fill(max(_CHUNK, len(self._text) - self._at))
                    continue
                return self._step_over(place, error)
            written, self._at = self._text[self._at : end], end
            if self._told and isinstance(value, dict):
                value = self._told | value
            return _checked(place, value, written)

    def _step_over(self, place: str, error: Exception) -> Reject | None:
        """Go to the next object after the fault: what was decoded is not looked at again; None if it breaks off."""
        written = self._text[self._at : self._at + 200]
        fault = max(getattr(error, "pos", 0), self._at)
        following = _NEXT.search(self._text, max(fault - 1, self._at))
        while following is None and not self._ended:
            self._at = max(self._at, len(self._text) - 64)
            self._fill(_CHUNK)
            following = _NEXT.search(self._text, self._at)
        if following is None:
            self._closed = self._text[-64:].rstrip().endswith(("]", "}"))
            self._at = len(self._text)
            return Reject(place, f"no JSON: {_said(error)}", written) if self._closed else None
        self._at = following.end()
        if self._at > _FAR:  # an error counts the lines of all that stands before it
            self._text, self._at = self._text[self._at :], 0
        return Reject(place, f"no JSON: {_said(error)}", written)
