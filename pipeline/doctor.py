"""What is wrong with an installation: each part looked at, each finding with what to do."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline import __version__, store
from pipeline.classifiers.own import left_aside
from pipeline.errors import CauserieError, UsageError
from pipeline.settings import Settings, secret_key
from pipeline.sources.inputs import find
from pipeline.stages import stages
from pipeline.store.runs import latest_runs

_ENOUGH = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, and what was found."""

    part: str
    is_well: bool
    found: str


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at each part in turn; a part that fails does not hide the next."""
    for part, look in LOOKS.items():
        try:
            yield from (Finding(part, is_well, found) for is_well, found in look(settings))
        except CauserieError as error:
            yield Finding(part, False, str(error))


Look = Iterator[tuple[bool, str]]


def _program(_: Settings) -> Look:
    yield True, f"Causerie {__version__}, Python {sys.version.split()[0]}, {os.cpu_count()} cores"


def _settings(settings: Settings) -> Look:
    yield True, str(settings.file) if settings.file else "no causerie.toml; `causerie init` writes one"


def _folder(settings: Settings) -> Look:
    free = shutil.disk_usage(settings.data).free
    yield free > _ENOUGH, f"{settings.data.resolve()}, {free // 2**20:,} MiB free"
    for place in (settings.data, settings.reports):
        found = next(one for one in (place, *place.parents) if one.exists())
        if not os.access(found, os.W_OK):
            yield False, f"{found} cannot be written; mend its permissions"


def _key(settings: Settings) -> Look:
    secret_key(settings.data)
    file = settings.data / "secret.key"
    readable = os.name != "nt" and file.stat().st_mode & 0o077
    yield (
        not readable,
        f"{file} is there" + ("; others can read it: chmod 600" if readable else "; keep it with your backups"),
    )


def _database(settings: Settings) -> Look:
    store.open_store(settings.database_url, secret_key(settings.data))
    problems = store.check()
    yield from ((False, problem) for problem in problems)
    if not problems:
        yield True, f"{_counted('comment')}, {_counted('post')}, nothing wrong"
    killed = [run for run in latest_runs(1).itertuples() if run.state == "unfinished"]
    if killed:
        yield False, f"the last run ({killed[0].run_id}) did not finish: {killed[0].problem}; run again"


def _counted(what: str) -> str:
    count = store.count(f"{what}s")
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _classifiers(settings: Settings) -> Look:
    yield True, ", ".join(stage.version for stage in stages(settings.expects, settings.classifiers))
    yield from ((False, line) for line in left_aside(settings.classifiers))


def _sources(settings: Settings) -> Look:
    try:
        found = find(settings)
    except UsageError:
        store.open_store(settings.database_url, secret_key(settings.data))
        if any(site.sources for site in settings.sites.values()) or not store.count("comments"):
            raise
        yield True, f"nothing in {settings.data / 'raw'}: what is kept was read from files named on the command line"
        return
    yield from ((False, f"{one.name} {one.problem}") for one in found if one.problem)
    files = [one for one in found if not one.problem]
    sites = sorted({one.site for one in files if one.site})
    many = f"{len(files)} files" if len(files) != 1 else "1 file"
    yield True, f"{many} to read" + (f" for {', '.join(sites)}" if sites else "")


LOOKS: dict[str, Callable[[Settings], Look]] = {
    "program": _program,
    "settings": _settings,
    "data folder": _folder,
    "secret key": _key,
    "database": _database,
    "classifiers": _classifiers,
    "sources": _sources,
}
