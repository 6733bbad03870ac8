"""A raw file as sources see it: seekable bytes, the first of them at hand, and decoded text."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

PEEK = 1 << 20
_LARGEST_PAGE, _LONGEST_TAG, _MOST_TAGS = 64 << 20, 4096, 100_000
_TAG = re.compile(rb"<[^<>]{1,4096}")
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass(eq=False)
class Raw:
    """One raw file. `file` is a seekable binary stream, at its start whenever a source is called.

    `read_at` (aware) is what "2 years ago" counts from; `timezone` is the site's, for dates without one; `columns` maps
    a table's own column names to those of a tabular file, from the settings.
    """

    file: BinaryIO
    name: str
    path: Path | None = None
    read_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    timezone: tzinfo = UTC
    columns: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def peek(self) -> bytes:
        """The first MiB."""
        self.file.seek(0)
        beginning = self.file.read(PEEK)
        self.file.seek(0)
        return beginning

    @cached_property
    def encoding(self) -> str:
        """The text's encoding, as a Python codec name: by its mark, as UTF-8 where it is that, else by its letters."""
        for mark, codec in _BOMS.items():
            if self.peek.startswith(mark):
                return codec
        if not self.peek.strip(b"\x00"):
            return "utf-8"
        if (wide := _wide(self.peek)) is not None:
            return wide
        try:
            self.peek[: -4 if len(self.peek) == PEEK else None].decode("utf-8")
        except UnicodeDecodeError as error:
            if error.end < len(self.peek) - 4 or len(self.peek) < PEEK:
                return "cp1252" if b"\x00" in self.peek[:8192] else _guessed(self.peek)
        return "utf-8"

    @cached_property
    def head(self) -> str:
        """The first MiB, decoded; what does not decode comes as U+FFFD."""
        return self.peek.decode(self.encoding, errors="replace").removeprefix("\ufeff")

    @cached_property
    def tags(self) -> bytes:
        """The different tags of the first MiB, each once, every digit as 0: what tells a page's form.

        What commenters write about markup stands in no tag.
        """
        wide = self.encoding.startswith(("utf-16", "utf-32"))
        return _closed(_tags(self.head.encode("utf-8", "replace") if wide else self.peek))

    @cached_property
    def later_tags(self) -> bytes:
        """The different tags that only the rest of the file has, of its first 64 MiB."""
        if len(self.peek) < PEEK or self.encoding.startswith(("utf-16", "utf-32")):
            return b""
        found: dict[bytes, None] = {}
        self.file.seek(PEEK - _LONGEST_TAG)
        kept, read = b"", PEEK
        while read < _LARGEST_PAGE and len(found) < _MOST_TAGS and (chunk := self.file.read(PEEK)):
            found.update(_tags(kept + chunk))
            kept, read = chunk[-_LONGEST_TAG:], read + PEEK
        self.file.seek(0)
        return _closed(found)

    def text(self) -> io.TextIOWrapper:
        """Return the whole file as a text stream from its start; closing it leaves the file open.

        Line ends are kept as they are; what does not decode comes as U+FFFD.
        """
        self.file.seek(0)
        return io.TextIOWrapper(
            _Kept(self.file),  # type: ignore[arg-type]
            encoding=self.encoding,
            errors="replace",
            newline="",
        )

    @property
    def is_binary(self) -> bool:
        """Whether this is no text at all: zero bytes in an encoding that has none."""
        return b"\x00" in self.peek[:8192] and not self.encoding.startswith(("utf-16", "utf-32"))


class _Kept(io.BufferedReader):
    """A buffered view that does not close what it reads from."""

    def close(self) -> None:
        self.detach()

    def _dealloc_warn(self, source: object) -> None:
        """Say nothing of a file that is left open on purpose, where CPython would."""


def _tags(page: bytes) -> dict[bytes, None]:
    return dict.fromkeys(_TAG.findall(page.translate(_DIGITS)))


def _closed(tags: dict[bytes, None]) -> bytes:
    """Return tags so that no pattern finds the beginning in one and the end in the next."""
    return b"".join(tag + b"'\">" for tag in tags)


def _wide(beginning: bytes) -> str | None:
    """Tell UTF-16 without a mark by the zero bytes that Latin text leaves at every other place."""
    sample = beginning[:4096]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > len(sample) * 0.3 and even < len(sample) * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) * 0.3 and odd < len(sample) * 0.05 else None


def _is_western(beginning: bytes) -> bool:
    """Tell Windows-1252 by letters with accents that stand alone among plain ones, where others have theirs elsewhere.

    Macintosh and DOS keep them between 0x80 and 0x9F, where Windows has signs; other scripts write whole words so.
    """
    alone = len(re.findall(rb"(?<![\x80-\xff])[\xc0-\xff](?![\x80-\xff])", beginning))
    together = len(re.findall(rb"[\x80-\xff]{2,}", beginning))
    elsewhere = len(re.findall(rb"(?<=[A-Za-z])[\x80-\x91\x93-\x9b\x9d-\x9f](?=[A-Za-z])", beginning))
    return alone > 2 * (together + elsewhere)


def _guessed(beginning: bytes) -> str:
    declared = re.search(rb"""(?:encoding|charset)\s*=\s*["']?([\w-]{3,20})""", beginning[:2048])
    if declared and declared[1].lower() in (b"windows-1252", b"iso-8859-1", b"iso-8859-15", b"latin1", b"macintosh"):
        return "cp1252" if declared[1].lower() in (b"windows-1252", b"iso-8859-1", b"latin1") else declared[1].decode()
    if _is_western(beginning):
        return "cp1252"
    best = from_bytes(beginning[:65536], cp_isolation=["cp1252", "mac_roman", "cp850", "cp1251", "iso8859_15"]).best()
    return best.encoding if best is not None else "cp1252"
