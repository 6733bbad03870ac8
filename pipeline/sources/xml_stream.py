"""XML as real programs write it, streamed: control bytes filtered and counted, broken records stepped over."""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from pipeline.sources.raw import Raw

_CHUNK = 1 << 18
_CONTROLS = bytes(byte for byte in range(32) if byte not in (9, 10, 13))
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_CONTROL_REFERENCE = re.compile(rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.IGNORECASE)
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\w{1,8});)(?:(\w{1,31});)?")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>|<!ENTITY[^>]*>", re.IGNORECASE)
_ROOT = re.compile(rb"<[a-zA-Z][^<>]*>")


class XmlStream:
    """The end events of some elements of an XML file; `filtered` and `broken` count what was wrong with it.

    Nothing outside is resolved: declared entities are not expanded and the network is off. After a syntax error reading
    goes on at the next record (`restart`, such as `item`), where there is one.
    """

    def __init__(self, raw: Raw, tags: tuple[str, ...], restart: str) -> None:
        self.raw, self._tags, self._restart = raw, tags, restart.encode()
        self.filtered = 0
        self.broken: list[str] = []
        self.ended = False  # whether the root element's end was seen
        self._root = b""

    def elements(self) -> Iterator[etree._Element]:
        """Yield each element of the tags as it ends; the caller clears what it no longer wants."""
        parser = self._parser()
        skipping, piece = False, b""
        for piece in self._pieces():
            if skipping:
                if not piece.startswith(b"<" + self._restart):
                    continue
                parser, skipping = self._parser(), False
                parser.feed(self._root)
            try:
                parser.feed(piece)
            except etree.XMLSyntaxError as error:
                self.broken.append(str(error.msg))
                skipping = True
            for _, element in parser.read_events():
                yield element
        root = re.match(rb"<([^\s>]+)", self._root)
        self.ended = root is not None and piece.rstrip().endswith(b"</" + root[1] + b">")

    def _parser(self) -> etree.XMLPullParser:
        options = {"resolve_entities": False, "no_network": True, "huge_tree": True, "remove_comments": True}
        return etree.XMLPullParser(events=("end",), tag=self._tags, encoding="utf-8", **options)

    def _pieces(self) -> Iterator[bytes]:
        """Yield clean UTF-8, cut before each record, so that a fault is known to lie in one of them."""
        mark, kept = b"<" + self._restart, b""
        for chunk in self._clean():
            kept += chunk
            if not self._root and (found := _ROOT.search(kept)):
                self._root = found[0]
            first, *rest = kept.split(mark)
            pieces = [first, *(mark + part for part in rest)]
            kept = b""
            if len(pieces[-1]) < 4 * len(mark) + 64:  # the mark itself, or a reference, may be cut by the chunk's end
                kept = pieces.pop()
            elif (cut := _cut(pieces[-1], mark)) is not None:
                kept, pieces[-1] = pieces[-1][cut:], pieces[-1][:cut]
            yield from (piece for piece in pieces if piece)
        if kept:
            yield kept

    def _clean(self) -> Iterator[bytes]:
        self.raw.file.seek(0)
        recoded = None if self.raw.encoding == "utf-8" else codecs.getincrementaldecoder(self.raw.encoding)("replace")
        checked = codecs.getincrementaldecoder("utf-8")("replace")
        first, tail = True, b""
        while True:
            chunk = self.raw.file.read(_CHUNK)
            text = (recoded or checked).decode(chunk, final=not chunk)
            data = tail + (text.removeprefix("\ufeff").lstrip() if first else text).encode("utf-8", "replace")
            if first:
                data, first = _DOCTYPE.sub(b"", re.sub(rb"^<\?xml[^>]*\?>", b"", data)), False
            tail = data[data.rfind(b"&", max(0, len(data) - 12)) :] if chunk and b"&" in data[-12:] else b""
            yield self._without_controls(data[: len(data) - len(tail)])
            if not chunk:
                return

    def _without_controls(self, data: bytes) -> bytes:
        clean = data.translate(None, _CONTROLS)
        self.filtered += len(data) - len(clean)
        for noncharacter in _NONCHARACTERS:
            if noncharacter in clean:
                self.filtered += clean.count(noncharacter)
                clean = clean.replace(noncharacter, b"")
        if b"&#" in clean:
            clean, count = _CONTROL_REFERENCE.subn(b"", clean)
            self.filtered += count
        return _ENTITY.sub(_known, clean) if b"&" in clean else clean


def _known(entity: re.Match[bytes]) -> bytes:
    """Return HTML's entity as its character, and any other, or a bare ampersand, as the text it stands there as."""
    sign = html5.get(f"{entity[1].decode('ascii', 'replace')};") if entity[1] else None
    return sign.encode() if sign and sign not in "<&" else b"&amp;" + entity[0][1:]


def _cut(piece: bytes, mark: bytes) -> int | None:
    """Return where a mark may begin in the last bytes of a piece and go on in the next one."""
    for length in range(len(mark) - 1, 0, -1):
        if piece.endswith(mark[:length]):
            return len(piece) - length
    return None


def forget(element: etree._Element) -> None:
    """Drop what was read of an element and of its siblings before it, so that memory does not grow."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None and element.getprevious().tag == element.tag:
        parent.remove(element.getprevious())
