"""XML as real programs write it, streamed: control bytes filtered and counted, broken records stepped over."""

import codecs
import re
from collections.abc import Generator, Iterator
from html.entities import html5
from itertools import pairwise
from typing import cast

from lxml import etree

from pipeline.errors import SourceError
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record, Reject, Remark

_CHUNK = 1 << 18
_PIECE = 1 << 22
_HEAD = 1 << 22
_LONGEST = 1 << 25
_CONTROLS = bytes(byte for byte in range(32) if byte not in (9, 10, 13))
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.IGNORECASE
)
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:(\w{1,31});)?")
_SECTION = rb"<!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*)*(?:\]\]>|\Z)"
_ENTITY_OUTSIDE = re.compile(_SECTION + rb"|" + _ENTITY.pattern)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]*+(?:\[[^\]]{0,16384}\])?[^<>]*+>|<!ENTITY[^>]{0,4096}>", re.IGNORECASE)
_ROOT = re.compile(rb"<[a-zA-Z_][^<>]*>")
_PREFIX = re.compile(rb"</?([a-zA-Z][\w-]{0,30}):[a-zA-Z]")
_TAG = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(/?)([a-zA-Z_][\w:.-]*+)([^<>]*+)>", re.DOTALL)


class XmlStream:
    """The end events of some elements of an XML file; `filtered` and `broken` say what was wrong with it.

    Nothing outside is resolved: declared entities are not expanded and the network is off. `record` is the element that
    the file repeats (such as `item`), `part` one that a record repeats (such as `comment`): after a syntax error
    reading goes on at the next part of the same record, or at the next record.
    """

    def __init__(self, raw: Raw, tags: tuple[str, ...], record: str, part: str = "") -> None:
        self._raw, self._tags = raw, tags
        parts = rf"|<(?:[\w.-]+:)?{part}(?=[\s>])" if part else ""
        self._mark = re.compile(rf"<{record}(?=[\s>]){parts}".encode())
        self._record = re.compile(rf"<{record}(?=[\s>])".encode())
        self._marks_outside = re.compile(_SECTION + rb"|" + self._mark.pattern)
        self._counted = part or record
        self._end = re.compile(rf"</(?:[\w.-]+:)?{self._counted}>".encode())
        self._closing = b""  # as this file writes it
        self._opening = f"<{record}".encode()
        self.filtered = 0
        self.declared = 0  # entities of the file's own, which are not expanded
        self.broken: list[str] = []
        self.ended = False  # whether the root element's end was seen
        self._open = b""  # the tags that are open where the first record begins: what a new parser must know
        self._prefixes: set[bytes] = set()
        self._head = b""  # of the record that is being read: all before its first part
        self._skipping = False  # until the next record, for the head of this one is broken

    def elements(self) -> Iterator[etree._Element]:
        """Yield each element of the tags as it ends; the caller clears what it no longer wants."""
        parser, tail, unmarked = self._parser(), b"", 0
        for piece in self._pieces():
            tail = (tail + piece[-200:])[-200:]
            lost = unmarked > _LONGEST
            unmarked = 0 if self._mark.match(piece) else unmarked + len(piece)
            if unmarked > _LONGEST:
                if not lost:
                    self.broken.append(f"longer than {_LONGEST >> 20} MiB")
                    parser = self._parser()  # lets go of what it holds
                continue
            given, ends, whole = 0, 0, not self._skipping and not lost
            if whole:
                try:
                    parser.feed(piece)
                except etree.XMLSyntaxError:
                    whole = False
                for _, found in parser.read_events():
                    element = cast("etree._Element", found)
                    given += 1
                    ends += element.tag.endswith(self._counted)
                    yield element
            # An open quote in a tag is no error yet: the parser waits for its end, over records and records.
            if not whole or ends < self._closings(piece):
                parser = yield from self._stepping(piece, given)
            self._remember(piece)
        root = re.match(rb"<([^\s>]+)", self._open)
        self.ended = root is not None and tail.rstrip().endswith(b"</" + root[1] + b">")

    def faults(self, after: str | None) -> Iterator[Reject]:
        """Yield what was broken since this was asked last; `after` is the last comment that was read."""
        while self.broken:
            yield Reject(f"after comment {after or '(none)'}", f"not well-formed: {self.broken.pop(0)}")

    def end(self, after: str | None) -> Iterator[Record]:
        """Yield what is to be said when all is read; raise SourceError where the file breaks off."""
        yield from self.faults(after)
        if self.filtered:
            yield Remark("control characters filtered", self.filtered)
        if self.declared:
            yield Remark("entities that the file declares left as they are written", self.declared)
        if not self.ended:
            raise SourceError(
                self._raw.name, f"breaks off after comment {after or '(none)'}", "export or save it again"
            )

    def _stepping(self, piece: bytes, given: int) -> Generator[etree._Element, None, etree.XMLPullParser]:
        """Read a piece again mark by mark, over what is broken; the first `given` elements were yielded already.

        Returns the parser that goes on with the next piece.
        """
        parser = self._restarted(b"" if self._record.match(piece) else self._head)
        marks = (mark.start() for mark in self._marks_outside.finditer(piece) if not mark[0].startswith(b"<!"))
        starts = [0, *(start for start in marks if start), len(piece)]
        for start, end in pairwise(starts):
            part = piece[start:end]
            if self._record.match(part):
                self._skipping, self._head = False, part if len(part) <= _HEAD else b""
            if self._skipping:
                continue
            fault = _fault(parser, part)
            found = [cast("etree._Element", element) for _, element in parser.read_events()]
            if not fault and self._end.search(part) and not any(one.tag.endswith(self._counted) for one in found):
                fault = "a tag that does not end"
            if fault:
                self.broken.append(fault)
                self._skipping = self._record.match(part) is not None or not self._head
                parser = self._restarted(b"" if self._skipping else self._head)
            yield from found[max(0, given) :]
            given -= len(found)
        return parser

    def _closings(self, piece: bytes) -> int:
        if not self._closing and (found := self._end.search(piece)):
            self._closing = found[0]
        return piece.count(self._closing) if self._closing else 0

    def _remember(self, piece: bytes) -> None:
        """Keep the head of the last record that begins in a piece."""
        start = len(piece)
        while (start := piece.rfind(self._opening, 0, start)) >= 0:
            if self._record.match(piece, start):
                part = self._mark.search(piece, start + 1)
                end = part.start() if part else len(piece)
                self._head = piece[start:end] if end - start <= _HEAD else b""
                return

    def _restarted(self, head: bytes) -> etree.XMLPullParser:
        """Return a parser that stands behind a record's head, or before the next record where that cannot be read."""
        parser = self._parser()
        if _fault(parser, self._open + head):
            self._skipping, self._head = True, b""
            parser = self._parser()
            if _fault(parser, self._open):
                parser = self._parser()
                parser.feed(_declared(b"<root>", self._prefixes))
        for _ in parser.read_events():
            pass  # of a head that is read again
        return parser

    def _parser(self) -> etree.XMLPullParser:
        return etree.XMLPullParser(
            events=("end",), tag=self._tags, encoding="utf-8",
            resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True,
        )  # fmt: skip

    def _pieces(self) -> Iterator[bytes]:
        """Yield clean UTF-8, cut before a mark where there is one, so that each piece can be read again by itself."""
        kept = b""
        for chunk in self._clean():
            kept += chunk
            cut = self._last_mark(kept)
            if not self._open and (cut or len(kept) > _PIECE or len(chunk) == 0):
                first = self._mark.search(kept)
                beginning = kept[: first.start()] if first else kept
                self._prefixes = set(_PREFIX.findall(kept)) - {b"xml"}
                self._open = _declared(_still_open(beginning), self._prefixes)
                root = _ROOT.search(kept)
                kept = kept[: root.start()] + _declared(root[0], self._prefixes) + kept[root.end() :] if root else kept
                cut = self._last_mark(kept)
            if cut or len(kept) > _PIECE:
                cut = cut or len(kept)
                yield _mended(kept[:cut])
                kept = kept[cut:]
        if kept:
            yield _mended(kept)

    def _last_mark(self, kept: bytes) -> int:
        """Return where the last mark stands that is no text in a CDATA section; 0 for none."""
        for window in (1 << 14, len(kept)):
            start, before = max(0, len(kept) - window), len(kept)
            for mark in reversed([mark.start() for mark in self._mark.finditer(kept, start)]):
                section = kept.rfind(b"<![CDATA[", 0, mark) if mark < before else -1
                if mark < before and section <= kept.rfind(b"]]>", 0, mark):
                    return mark
                before = min(before, section) if section >= 0 else before
        return 0

    def _clean(self) -> Iterator[bytes]:
        self._raw.file.seek(0)
        encoding = "utf-8" if self._raw.encoding in ("utf-8", "utf-8-sig") else self._raw.encoding
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        first = True
        while True:
            chunk = self._raw.file.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            data = (text.removeprefix("\ufeff").lstrip() if first else text).encode("utf-8", "replace")
            if first:
                data, first = _DOCTYPE.sub(self._undeclared, re.sub(rb"^<\?xml[^>]*\?>", b"", data)), False
            yield self._without_controls(data)
            if not chunk:
                return

    def _undeclared(self, doctype: re.Match[bytes]) -> bytes:
        self.declared += doctype[0].count(b"<!ENTITY")
        return b""

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
        return clean


def _fault(parser: etree.XMLPullParser, part: bytes) -> str:
    """Feed a part to a parser and return what is wrong with it, empty for nothing."""
    try:
        parser.feed(part)
    except etree.XMLSyntaxError as error:
        return str(error.msg)
    return ""


def _declared(tags: bytes, prefixes: set[bytes]) -> bytes:
    """Return opening tags with every prefix that is used: exports are found that do not declare what they use."""
    root, _, rest = tags.partition(b">")
    missing = [prefix for prefix in sorted(prefixes)[:64] if b"xmlns:" + prefix + b"=" not in root]
    if not missing or not root:
        return tags
    return root + b"".join(b' xmlns:%s="urn:%s"' % (prefix, prefix) for prefix in missing) + b">" + rest


def _still_open(beginning: bytes) -> bytes:
    """Return the tags that are open at the end of a file's beginning."""
    stack: list[tuple[bytes, bytes]] = []
    for tag in _TAG.finditer(beginning):
        if tag[2] and tag[1]:
            while stack and stack.pop()[0] != tag[2]:
                pass
        elif tag[2] and not tag[3].endswith(b"/"):
            stack.append((tag[2], tag[0]))
    return b"".join(opening for _, opening in stack)


def _mended(piece: bytes) -> bytes:
    """Return the piece with HTML's entities as their characters, and what is no entity as the text that stands there.

    In a CDATA section everything is text already.
    """
    return _ENTITY_OUTSIDE.sub(_known, piece) if _ENTITY.search(piece) else piece


def _known(found: re.Match[bytes]) -> bytes:
    if not found[0].startswith(b"&"):
        return found[0]
    sign = html5.get(f"{found[1].decode('ascii', 'replace')};") if found[1] else None
    return sign.encode() if sign and sign not in "<&" else b"&amp;" + found[0][1:]


def forget(element: etree._Element) -> None:
    """Drop what was read of an element and of its siblings before it, so that memory does not grow."""
    element.clear()
    parent, before = element.getparent(), element.getprevious()
    while parent is not None and before is not None and before.tag == element.tag:
        parent.remove(before)
        before = element.getprevious()
