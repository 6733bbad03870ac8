"""Which raw files a run reads: from names on the command line, from the settings, or from data/raw."""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import IO, BinaryIO

from pipeline.errors import SourceError, UsageError, reason
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
    problem: str = ""  # why there is nothing to read where something was named

    @property
    def size(self) -> int | None:
        """Its size in bytes; None where only reading tells."""
        if self.problem:
            return 0
        return self.path.stat().st_size if self.path is not None and self.path.is_file() else None


def find(settings: Settings, named: Iterable[str] = (), site: str | None = None) -> list[Input]:
    """Return the files to read, sorted by name within each folder.

    Named ones, else those of the settings' sites, else what lies in `raw` in the data folder, else the samples there.
    What is named but not there, an empty folder, and one that this user may not list are inputs with a problem, which
    `opened` tells. Raises UsageError where there is nothing else to read.
    """
    for place in _places(settings, tuple(named), site):
        found = _apart(place)
        if not all(one.problem for one in found):
            return found
        if found:
            raise UsageError("; ".join(f"{one.name} {one.problem}" for one in found))
    raw = settings.data / "raw"
    raise UsageError(f"nothing to read: put exports or saved pages into {raw}, or name them: causerie run FILE")


def _apart(inputs: list[Input]) -> list[Input]:
    """Return each file once, and those that would be called the same by their whole path."""
    once = list({(one.path, one.site): one for one in inputs}.values())
    names = Counter(one.name for one in once)
    return [one if names[one.name] == 1 or one.path is None else replace(one, name=one.path.as_posix()) for one in once]


def _places(settings: Settings, named: tuple[str, ...], site: str | None) -> Iterator[list[Input]]:
    """Yield the inputs of each place that is looked at; the first that has any counts."""
    if named:
        yield [one for name in named for one in _named(settings, name, site)]
        return
    yield [one for name in settings.sites if site in (None, name) for one in _of_site(settings, name)]
    raw = settings.data / "raw"
    samples = raw / SAMPLES
    own = _in_folder(raw, settings.data, site)
    yield [one for one in own if one.path is None or not one.path.is_relative_to(samples)]
    if not settings.sites and site in (None, SAMPLES):
        yield _in_folder(samples, settings.data, SAMPLES)


def _named(settings: Settings, name: str, site: str | None) -> list[Input]:
    if name == "-":
        return [Input(None, "standard input", site)]
    if name in settings.sites:
        nothing = Input(Path(name), name, name, problem=f"is a site without sources: give it sites.{name}.sources")
        return _of_site(settings, name) or [nothing]
    known = f", nor a site: {', '.join(settings.sites)}" if settings.sites else ""
    return _at(Path(name), name, Path(name).parent, site, known)


def _of_site(settings: Settings, name: str) -> list[Input]:
    base = settings.file.parent if settings.file else Path()
    said = f", as sites.{name}.sources names it"
    places = [base / source for source in settings.sites[name].sources]
    return [one for path in places for one in _at(path, _called(path, base), base, name, said)]


def _at(path: Path, name: str, base: Path, site: str | None, said: str) -> list[Input]:
    """Return what stands at a path that was named: a file, or the files of a folder; `said` ends what is not there."""
    try:
        is_folder = S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return [Input(path, name, site, problem=f"is no file and no folder{said}")]
    except OSError as error:
        return [Input(path, name, site, problem=f"cannot be read: {reason(error)}")]
    if not is_folder:
        return [Input(path, name, site)]
    nothing = Input(path, name, site, problem="is a folder with no file to read in it")
    return _in_folder(path, base, site) or [nothing]


def _in_folder(folder: Path, base: Path, site: str | None) -> list[Input]:
    """Return the files below a folder that can be raw data, and the folders below it that this user may not list."""
    errors: list[OSError] = []
    found = [Input(one, _called(one, base), site) for one in _files(folder, errors)]
    closed = [(Path(error.filename), error) for error in errors if not isinstance(error, FileNotFoundError)]
    return found + [
        Input(path, _called(path, base), site, problem=f"cannot be read: {reason(error)}")
        for path, error in closed
        if not _hidden(path, folder)
    ]


def _files(folder: Path, errors: list[OSError]) -> list[Path]:
    """Return the files below a folder that can be raw data; hidden ones, notes and half-written ones are none."""
    walked = os.walk(folder, onerror=errors.append)
    found = (Path(place) / name for place, _, names in walked for name in names if _may_be_data(name))
    data = (path for path in found if not path.name.lower().endswith(_NOT_RAW) and not _hidden(path, folder))
    return sorted(path for path in data if not _flows(path))


def _may_be_data(name: str) -> bool:
    return name[0] not in ".~" and name.lower() not in archives.LEAVINGS


def _flows(path: Path) -> bool:
    """Tell whether this is a pipe, a socket or a device: what can be read once, and may never end."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not S_ISREG(mode) and not S_ISDIR(mode)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _called(path: Path, base: Path) -> str:
    """Return the file's name below a folder, with forward slashes on every system: quarantine numbers depend on it."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


def expanded(inputs: Iterable[Input]) -> Iterator[Input]:
    """Yield inputs, each archive as the files in it; every one is to be read before the next is asked for."""
    for one in inputs:
        try:
            file = None if one.path is None or one.problem or _flows(one.path) else one.path.open("rb")
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
    if one.problem:
        raise SourceError(one.name, one.problem)
    if one.member is not None and one.member.problem:
        raise SourceError(one.name, one.member.problem, one.member.advice)
    try:
        if one.member is not None and one.member.content is not None:
            file: BinaryIO = one.member.content
            read_at = one.member.written or _written(one)
        elif one.path is None:
            file, read_at = _spooled(sys.stdin.buffer), now
        elif _flows(one.path):
            with one.path.open("rb") as flowing:
                file, read_at = _spooled(flowing), now
        else:
            file = one.path.open("rb")
            read_at = _written(one)
    except OSError as error:
        raise SourceError(one.name, f"cannot be read: {reason(error)}") from error
    with file:
        path = None if one.member is not None or (one.path and _flows(one.path)) else one.path
        yield Raw(file, one.name, path, min(read_at, now), zone, settings.columns)


def _written(one: Input) -> datetime:
    return datetime.fromtimestamp(one.path.stat().st_mtime if one.path else 0, UTC)


def _spooled(flowing: IO[bytes]) -> BinaryIO:
    """Return standard input or a pipe as a seekable file, on disk where it is large."""
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - its reader closes it
    while chunk := flowing.read(1 << 20):
        spool.write(chunk)
    spool.seek(0)
    return spool  # type: ignore[return-value]
