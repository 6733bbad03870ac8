"""The main job: read, annotate, keep, judge, report. Safe to repeat, to kill and to leave alone."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pandas as pd

from pipeline import __version__, report, store
from pipeline.annotate import Stage, annotate, plan
from pipeline.engine import executor, ordered, workers_for
from pipeline.errors import CauserieError, SourceError
from pipeline.policy import judge
from pipeline.policy.rules import Rules
from pipeline.settings import Settings, secret_key
from pipeline.sources.inputs import EXAMPLE, Input, find, opened
from pipeline.sources.reading import Naming, Reading, read
from pipeline.stages import stages


@dataclass
class FileCounts:
    """What became of one raw file."""

    source: str = ""
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    newly_rejected: int = 0
    remarks: Counter[str] = field(default_factory=Counter)
    problem: str = ""  # why it could not be read (further)


@dataclass
class Summary:
    """What a run did; `exit_status` as the command promises it."""

    run_id: str
    files: dict[str, FileCounts] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    report: Path | None = None

    def total(self, name: str) -> int:
        """Return the sum of one count over all files."""
        return sum(int(getattr(counts, name)) for counts in self.files.values())

    @property
    def exit_status(self) -> int:
        """5 where a source could not be read, 3 where records were newly quarantined, else 0."""
        if any(counts.problem for counts in self.files.values()):
            return 5
        return 3 if self.total("newly_rejected") else 0


@dataclass(frozen=True)
class Progress:
    """Where a run is: the file that it reads (empty: judging, reporting) and how many comments it has read."""

    doing: str
    file: str
    read: int
    of_files: tuple[int, int]


def run(
    settings: Settings,
    named: Iterable[str] = (),
    site: str | None = None,
    now: datetime | None = None,
    told: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Read the named sources (default: as `inputs.find` says), keep and judge what is new in them, and draw the reports.

    Raises UsageError where there is nothing to read, Busy where another run holds the site's lock, StoreError where the
    database fails. A source that cannot be read is told of in the summary and does not stop the others; whatever ends
    the run early, whole batches are kept and the next run goes on from them.
    """
    now, started = now or datetime.now(UTC), time.monotonic()
    inputs = find(settings, named, site)
    key = secret_key(settings.data)
    store.open_store(settings.database_url)
    with store.site_lock(site or ""):
        job = _Job(settings, key, now, told, inputs)
        store.begin_run(job.run_id, site, now, __version__, job.versions)
        try:
            job.read_and_keep()
            job.judge()
        except BaseException as error:
            store.end_run(job.run_id, "unfinished", datetime.now(UTC), job.sources_json(), str(error) or type(error).__name__)
            raise
        store.end_run(job.run_id, "done", datetime.now(UTC), job.sources_json(), None)
        told(Progress("reporting", "", job.summary.total("read"), (len(inputs), len(inputs))))
        job.summary.report = report.write(settings, now)
    job.summary.seconds = time.monotonic() - started
    return job.summary
