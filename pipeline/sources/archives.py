"""Archives and compressed files as streams: nothing is unpacked to where a name says, and no size is believed."""

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from pipeline.errors import SourceError
from pipeline.sources import mhtml

MEMBERS = 10_000
"""Members of one archive that are looked at."""
TOTAL = 1 << 34
"""Bytes that one archive may become, 16 GiB."""
RATIO = 250
"""How many times its size an archive may become, once that is more than `FREE`; text rarely shrinks to a fiftieth."""
FREE = 1 << 26

_IN_MEMORY = 1 << 24
_CHUNK = 1 << 18
_MARKS = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz"}
_OPENERS: dict[str, Callable[[BinaryIO], object]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
_FAULTS: tuple[type[Exception], ...] = (
    OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, NotImplementedError,
    RuntimeError, ValueError,  # what zipfile raises for encrypted members and broken names
)  # fmt: skip
_NO_COMMENTS = frozenset(
    ".jpg .jpeg .png .gif .webp .avif .svg .ico .css .js .map .woff .woff2 .ttf .eot .otf .mp3 .mp4 .webm .pdf .php "
    ".po .mo .md .headers .toml".split()
)

LEAVINGS = frozenset(("thumbs.db", "desktop.ini", "__macosx"))
"""What systems leave in folders, in small letters."""


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name there, and its content as a seekable file or why it is not read."""

    name: str
    content: BinaryIO | None = None
    written: datetime | None = None
    problem: str = ""
    advice: str = ""


def kind(beginning: bytes) -> str | None:
    """Return which archive begins with these bytes (`zip`, `tar`, `gz`, `bz2`, `xz`, `mhtml`); None for none."""
    if beginning[257:262] == b"ustar":
        return "tar"
    if mhtml.is_mhtml(beginning):
        return mhtml.MARK
    return next((found for mark, found in _MARKS.items() if beginning.startswith(mark)), None)


def members(file: BinaryIO, size: int) -> Iterator[Member]:
    """Yield the files of an archive, one after the other: each is to be read before the next is asked for.

    `size` is the archive's own, in bytes. What cannot be read comes with its problem, and ends the archive where
    nothing behind it can be told; nothing is raised.
    """
    limit = _Limit(size)
    try:
        file.seek(0)
        found = kind(file.read(512))
        file.seek(0)
        if found == "zip":
            yield from _of_zip(file, limit)
        elif found == "tar":
            yield from _of_tar(file, limit)
        elif found == mhtml.MARK:
            yield from _of_page(file, limit)
        elif found is not None:
            yield from _of_compressed(cast("BinaryIO", _OPENERS[found](file)), limit)
    except _TooLarge:
        yield Member("", problem="grows beyond all measure when unpacked", advice="unpack it yourself, if you trust it")
    except _FAULTS as error:
        yield Member("", problem=f"is a damaged archive: {error}", advice="make or download it again")


class _TooLarge(Exception):  # noqa: N818 - never leaves this module
    """An archive becomes more than it may."""


class _Limit:
    """How much of an archive may still come."""

    def __init__(self, size: int) -> None:
        self._most = min(TOTAL, max(FREE, size * RATIO))
        self._met = 0

    def met(self, name: str) -> None:
        """Count a member; raise _TooLarge for one too many."""
        self._met += 1
        if self._met > MEMBERS:
            raise _TooLarge(name)

    def copied(self, source: IO[bytes]) -> BinaryIO:
        """Return the content as a seekable file, on disk where it is large."""
        spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - its reader closes it
        try:
            while chunk := source.read(_CHUNK):
                self._most -= len(chunk)
                if self._most < 0:
                    raise _TooLarge
                spool.write(chunk)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return cast("BinaryIO", spool)


def _of_zip(file: BinaryIO, limit: _Limit) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" in names or "mimetype" in names:
            yield Member("", problem="is a document or workbook, not an archive of exports", advice="save it as CSV")
            return
        for info in archive.infolist():
            limit.met(info.filename)
            if (refused := _refused(info.filename)) is not None:
                yield refused
                continue
            if not info.filename or info.is_dir() or _passed_over(info.filename):
                continue
            try:
                with archive.open(info) as source:
                    content = limit.copied(source)
            except _FAULTS as error:
                yield Member(info.filename, problem=f"cannot be unpacked: {error}")
                continue
            yield _checked(info.filename, content, _moment(info.date_time))


def _of_tar(file: BinaryIO, limit: _Limit) -> Iterator[Member]:
    with tarfile.open(fileobj=file, mode="r|") as archive:
        for info in archive:
            limit.met(info.name)
            if (refused := _refused(info.name)) is not None:
                yield refused
            elif info.isreg() and not _passed_over(info.name) and (source := archive.extractfile(info)) is not None:
                written = datetime.fromtimestamp(info.mtime, UTC) if 0 < info.mtime < 1 << 33 else None
                yield _checked(info.name, limit.copied(source), written)


def _of_compressed(stream: BinaryIO, limit: _Limit) -> Iterator[Member]:
    with stream:
        content = limit.copied(stream)
    if kind(content.read(512)) != "tar":
        yield _checked("", content, None)
        return
    with content:
        content.seek(0)
        yield from _of_tar(content, _Limit(1 << 60))


def _of_page(file: BinaryIO, limit: _Limit) -> Iterator[Member]:
    try:
        for part in mhtml.parts(file):
            limit.met(part.name)
            yield _checked(part.name, limit.copied(io.BytesIO(part.content)), part.written)
    except SourceError as error:
        yield Member("", problem=error.problem, advice="save the page as HTML, or take an export")


def _checked(name: str, content: BinaryIO, written: datetime | None) -> Member:
    content.seek(0)
    inside = kind(content.read(512))
    content.seek(0)
    if inside is None:
        return Member(name, content, written)
    if inside == mhtml.MARK:
        return _page_inside(name, content)
    content.close()
    return Member(name, problem="is an archive inside an archive", advice="unpack it yourself")


def _page_inside(name: str, content: BinaryIO) -> Member:
    """Return the first page of a page saved as one file, inside an archive."""
    try:
        part = next(mhtml.parts(content))
    except SourceError as error:
        return Member(name, problem=error.problem)
    finally:
        content.close()
    return Member(name, io.BytesIO(part.content), part.written)


def _passed_over(name: str) -> bool:
    """Tell what nobody means as raw data: hidden files, a system's leavings, pictures and programs."""
    path = PurePosixPath(name)
    return any((part[0] in ".~" and part != "..") or part.lower() in LEAVINGS for part in path.parts) or (
        path.suffix.lower() in _NO_COMMENTS
    )


def _refused(name: str) -> Member | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return Member(name, problem="has a name that leads out of its archive")
    return None


def _moment(date: tuple[int, int, int, int, int, int]) -> datetime | None:
    try:
        return datetime(*date, tzinfo=UTC)
    except ValueError:
        return None
