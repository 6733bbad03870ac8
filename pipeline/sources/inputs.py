"""Which raw files a run reads: from names on the command line, from the settings, or from data/raw."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import SourceError, UsageError
from pipeline.settings import SAMPLES, Settings
from pipeline.sources import archives
from pipeline.sources.raw import Raw

_NOT_RAW = (".md", ".headers", ".toml", ".tmp", ".part")
_IN_MEMORY = 1 << 24


@dataclass(frozen=True)
class Input:
    """A raw file to read (None: standard input), what it is called, and the site it is for (None: as its posts say)."""

    path: Path | None
    name: str
    site: str | None = None
    member: archives.Member | None = field(default=None, compare=False)  # where it is a file in an archive

    @property
    def size(self) -> int | None:
        """Its size in bytes; None where only reading tells."""
        return self.path.stat().st_size if self.path is not None and self.path.is_file() else None


def find(settings: Settings, named: Iterable[str] = (), site: str | None = None) -> list[Input]:
    """Return the files to read, sorted by name within each folder.

    Named ones, else those of the settings' sites, else what lies in `raw` in the data folder, else the samples there.
    Raises UsageError for a name that is neither file, folder, `-` nor site, and where there is nothing to read.
    """
    named = tuple(named)
    if named:
        return [one for name in named for one in _named(settings, name, site)]
    configured = [one for name in settings.sites if site in (None, name) for one in _of_site(settings, name)]
    if configured:
        return configured
    raw = settings.data / "raw"
    own = (path for path in _files(raw) if raw / SAMPLES not in path.parents)
    found = [Input(path, _called(path, settings.data), site) for path in own]
    if found:
        return found
    if not settings.sites and site in (None, SAMPLES):
        found = [Input(path, _called(path, settings.data), SAMPLES) for path in _files(raw / SAMPLES)]
    if not found:
        raise UsageError(f"nothing to read: put exports or saved pages into {raw}, or name them: causerie run FILE")
    return found


def _named(settings: Settings, name: str, site: str | None) -> list[Input]:
    if name == "-":
        return [Input(None, "standard input", site)]
    if name in settings.sites:
        return _of_site(settings, name)
    path = Path(name)
    if path.is_dir():
        found = [Input(one, _called(one, path.parent), site) for one in _files(path)]
        if not found:
            raise UsageError(f"{name} is a folder with no file to read in it")
        return found
    if not path.exists():
        known = f", nor a site: {', '.join(settings.sites)}" if settings.sites else ""
        raise UsageError(f"{name} is no file and no folder{known}")
    return [Input(path, name, site)]


def _of_site(settings: Settings, name: str) -> list[Input]:
    base = settings.file.parent if settings.file else Path()
    found: list[Input] = []
    for source in settings.sites[name].sources:
        path = base / source
        if not path.exists():
            raise UsageError(f"sites.{name}.sources names {source}, which is no file and no folder")
        found += [Input(one, _called(one, base), name) for one in (_files(path) if path.is_dir() else [path])]
    return found


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder that can be raw data; hidden ones, notes and half-written ones are none."""
    found = (Path(place) / name for place, _, names in os.walk(folder) for name in names if name[0] not in ".~")
    return sorted(path for path in found if not path.name.lower().endswith(_NOT_RAW) and not _hidden(path, folder))


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _called(path: Path, base: Path) -> str:
    """Return the file's name below a folder, with forward slashes on every system: quarantine numbers depend on it."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


def expanded(inputs: Iterable[Input]) -> Iterator[Input]:
    """Yield inputs, each archive as the files in it; every one is to be read before the next is asked for."""
    for one in inputs:
        try:
            file = one.path.open("rb") if one.path is not None else None
        except OSError:
            file = None  # `opened` says why
        if file is None:
            yield one
            continue
        with file:
            if archives.kind(file.read(512)) is None:
                yield one
            else:
                yield from _unpacked(one, file)


def _unpacked(one: Input, file: BinaryIO) -> Iterator[Input]:
    for member in archives.members(file, one.size or 0):
        name = f"{one.name}/{member.name}" if member.name else one.name
        yield Input(one.path, name, one.site, member)
        if member.content is not None:
            member.content.close()


@contextmanager
def opened(one: Input, settings: Settings, zone: tzinfo, now: datetime) -> Iterator[Raw]:
    """Open an input as a Raw, closing it afterwards; raises SourceError where the file cannot be opened.

    Dates like "2 years ago" count from when the file was last written: that is when the page was saved.
    """
    if one.member is not None and one.member.problem:
        raise SourceError(one.name, one.member.problem, one.member.advice)
    try:
        if one.member is not None and one.member.content is not None:
            file: BinaryIO = one.member.content
            read_at = one.member.written or _written(one)
        elif one.path is None:
            file = _spooled()
            read_at = now
        else:
            file = one.path.open("rb")
            read_at = _written(one)
    except OSError as error:
        raise SourceError(one.name, f"cannot be opened: {error.strerror or error}") from error
    with file:
        yield Raw(file, one.name, one.path if one.member is None else None, min(read_at, now), zone, settings.columns)


def _written(one: Input) -> datetime:
    return datetime.fromtimestamp(one.path.stat().st_mtime if one.path else 0, UTC)


def _spooled() -> BinaryIO:
    """Return standard input as a seekable file, on disk where it is large."""
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - its reader closes it
    while chunk := sys.stdin.buffer.read(1 << 20):
        spool.write(chunk)
    spool.seek(0)
    return spool  # type: ignore[return-value]
