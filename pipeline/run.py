"""The main job: read, annotate, keep, judge, report. Safe to repeat, to kill and to leave alone.

read_and_keep   raw files -> batches -> what is new or changed of them -> stages -> policy -> store
judge           what has copies, or is spam by somebody known -> policy -> flags and verdicts
"""

import json
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import __version__, report, store
from pipeline.annotate import Stage, annotate, plan
from pipeline.engagement.periods import Unit
from pipeline.engine import executor, little_garbage, ordered, workers_for
from pipeline.errors import CauserieError, SourceError, StoreError, reason
from pipeline.policy import READS, Outcome, judge, judge_alone
from pipeline.policy.rules import Rules
from pipeline.settings import SAMPLES, Settings, secret_key
from pipeline.sources.inputs import Input, expanded, find, opened
from pipeline.sources.raw import Raw
from pipeline.sources.reading import NO_PARENT, UNCOUNTED, Naming, Reading, read
from pipeline.stages import stages
from pipeline.store import lacking, status


@dataclass
class FileCounts:
    """What became of one raw file."""

    source: str = ""
    posts: int = 0
    read: int = 0
    new: int = 0
    changed: int = 0
    completed: int = 0  # known, and told more of: by another form, or later; nothing known of it is another
    unchanged: int = 0
    rejected: int = 0
    newly_rejected: int = 0
    remarks: Counter[str] = field(default_factory=Counter)
    problem: str = ""  # why it could not be read (further)

    def plain(self) -> dict[str, Any]:
        """Return the counts as what JSON can hold."""
        return {**vars(self), "remarks": dict(self.remarks)}


@dataclass
class Summary:
    """What a run did; `exit_status` as the command promises it."""

    run_id: str
    files: dict[str, FileCounts] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)  # of what was judged; "" where the text does not tell
    unanswered: Counter[str] = field(default_factory=Counter)  # missing answers, by column
    flags: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    waiting: int = 0  # comments that a moderator should decide on, after this run, of all that is kept
    samples_removed: int = 0  # the samples' comments, which never stay beside an owner's own
    seconds: float = 0.0
    report: Path | None = None

    def total(self, name: str) -> int:
        """Return the sum of one count over all files."""
        return sum(int(getattr(counts, name)) for counts in self.files.values())

    def plain(self) -> dict[str, Any]:
        """Return the summary as what JSON can hold."""
        counted = {name: dict(value) for name, value in vars(self).items() if isinstance(value, Counter)}
        files = {name: counts.plain() for name, counts in self.files.items()}
        report = str(self.report) if self.report else None
        return {**vars(self), **counted, "files": files, "report": report, "exit_status": self.exit_status}

    @property
    def exit_status(self) -> int:
        """5 where a source could not be read, 3 where records were newly quarantined, else 0."""
        if any(counts.problem for counts in self.files.values()):
            return 5
        return 3 if self.total("newly_rejected") else 0


@dataclass(frozen=True)
class Progress:
    """Where a run is: what it does, with which file, the how many-th of how many, after how many comments."""

    doing: str
    file: str
    place: int
    files: int
    read: int


Told = Callable[[Progress], None]


@dataclass(frozen=True)
class Task:
    """What a worker gets: comments of one file and one site that must be judged, and the site's rules."""

    file: str
    rules: Rules
    batch: pd.DataFrame


def run(
    settings: Settings,
    named: Iterable[str] = (),
    site: str | None = None,
    now: datetime | None = None,
    told: Told = lambda _: None,
    reports: bool = True,
) -> Summary:
    """Read the named sources (default: as `inputs.find` says), keep and judge what is new in them, draw the reports.

    Without `reports` they are left as they are; `causerie report` draws them later.

    Raises UsageError where there is nothing to read, Busy where another run holds the site's lock, StoreError where the
    database fails. A source that cannot be read is told of in the summary and does not stop the others; whatever ends
    the run early, whole batches are kept and the next run goes on from them.
    """
    now, started = now or datetime.now(UTC), time.monotonic()
    inputs = find(settings, named, site)
    key = secret_key(settings.data)
    with little_garbage(), executor(_workers(inputs, settings), __name__, *(report.NEEDS if reports else ())) as on:
        store.open_store(settings.database_url, key)
        with store.site_lock(site):
            job = _Job(settings, key, now, told, len(inputs))
            store.begin_run(job.summary.run_id, site, now, __version__, job.versions)
            try:
                if any(one.site != SAMPLES for one in inputs):
                    job.summary.samples_removed = store.remove_site(SAMPLES)
                job.work(inputs, site, on)
            except BaseException as error:
                job.end("unfinished", _ended_by(error))
                raise
            job.end("done", None)
            job.summary.waiting = status.waiting()
            if reports:
                job.tell("drawing reports")
                job.summary.report = drawn(settings, now, on=on)
    job.summary.seconds = round(time.monotonic() - started, 3)
    return job.summary


def _ended_by(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "it was stopped; the next run goes on from what was kept"
    return str(error) or type(error).__name__


def _workers(inputs: Iterable[Input], settings: Settings) -> int:
    sizes = [one.size for one in inputs]
    size = None if None in sizes else sum(known for known in sizes if known is not None)
    return workers_for(size, settings.workers)


def drawn(
    settings: Settings,
    now: datetime,
    only: str | None = None,
    period: Unit | None = None,
    since: date | None = None,
    on: Executor | None = None,
) -> Path:
    """Draw the reports as `report.write` does; raises CauserieError where their folder cannot be written."""
    try:
        return report.write(settings, now, only, period, since, on)
    except OSError as error:
        where = error.filename or settings.reports
        advice = "; what was read is kept, `causerie report` draws again"
        raise CauserieError(f"the reports cannot be drawn: {where}: {reason(error)}{advice}") from error


def answers(task: Task) -> tuple[pd.DataFrame, Outcome]:
    """Return the answers of all stages to a task's batch, and the policy's by these; what worker processes run."""
    ready = _stages(task.rules.expects, task.rules.own)
    annotated = annotate(task.batch, ready)
    return annotated[[name for stage in ready for name in stage.adds]], judge_alone(annotated, task.rules)


def _asked(task: Task) -> Task:
    """Return the task with no more of its batch than the stages and the policy look at."""
    ready = _stages(task.rules.expects, task.rules.own)
    reads = {*READS, *(name for stage in ready for name in stage.reads)}
    return replace(task, batch=task.batch[[name for name in task.batch if name in reads]])


def judged(part: tuple[pd.DataFrame, Rules]) -> Outcome:
    """Return what the policy says of comments; what worker processes run."""
    return judge(*part)


@lru_cache(maxsize=8)
def _stages(expects: tuple[str, ...], own: Path | None) -> tuple[Stage, ...]:
    return plan(stages(expects, own))


class _Job:
    """One run: what it was given, and its summary as it grows."""

    def __init__(self, settings: Settings, key: bytes, now: datetime, told: Told, files: int) -> None:
        self.settings, self.now, self.told, self.of_files = settings, now, told, files
        self.summary = Summary(f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}")
        _stages.cache_clear()  # the site's own classifiers may be others than at the run before
        self.stages = _stages(settings.expects, settings.classifiers)
        self.versions = {stage.name: stage.version for stage in self.stages}
        self._key = key
        self._known_rules: dict[str, Rules] = {}
        self._orphans: dict[str, tuple[int, ...]] = {}  # by file, as readings tell them
        self._declared: dict[str, dict[str, int]] = {}  # by file, how many comments its posts have as it says

    def _naming(self, site: str | None) -> Naming:
        settings = self.settings
        otherwise = next(iter(settings.sites)) if len(settings.sites) == 1 else "local"
        homes = {name: settings.site(name).url for name in (*settings.sites, SAMPLES)}
        return Naming(self._key, settings.hosts, site, otherwise, settings.staff(site), settings.titles, homes)

    def tell(self, doing: str, file: str = "") -> None:
        """Tell whoever watches where the run is."""
        self.told(Progress(doing, file, len(self.summary.files), self.of_files, self.summary.total("read")))

    def end(self, state: str, problem: str | None) -> None:
        """Record how the run ended, unless the database is what ended it."""
        files = json.dumps({name: counts.plain() for name, counts in self.summary.files.items()}, ensure_ascii=False)
        try:
            store.end_run(self.summary.run_id, state, datetime.now(UTC), files, problem)
        except StoreError:
            if state == "done":
                raise

    def work(self, inputs: list[Input], site: str | None, on: Executor | None) -> None:
        """Read all files, keep what is new or changed with the answers of all stages, and let the policy look at it."""
        try:
            self._read_and_keep(inputs, on)
            self._finish_earlier_runs(on)
            self._judge(site, on)
            self._look_around()
        except BrokenProcessPool as error:
            advice = "run again, with workers = 1 in the settings if it is short of memory"
            raise CauserieError(f"a worker process was killed; what was kept stays kept: {advice}") from error

    def _read_and_keep(self, inputs: list[Input], on: Executor | None) -> None:
        for task, batch, outcome in self._annotated(self._tasks(inputs), on):
            self._count(task.file, self._keep(batch, outcome))

    def _finish_earlier_runs(self, on: Executor | None) -> None:
        waiting = (task for batch in store.unjudged() for task in self._by_site("", batch))
        for _, batch, outcome in self._annotated(waiting, on):
            self._keep(batch, outcome)

    def _annotated(self, tasks: Iterable[Task], on: Executor | None) -> Iterator[tuple[Task, pd.DataFrame, Outcome]]:
        """Yield each task with its batch and all answers to it, and what the policy says by these."""
        for task, (told, outcome) in ordered(answers, tasks, on, sent=_asked):
            self._count_answers(told)
            yield task, pd.concat([task.batch, told], axis=1), outcome

    def _keep(self, batch: pd.DataFrame, outcome: Outcome) -> store.Kept:
        kept = store.keep(batch, self.summary.run_id, self.versions, outcome)
        self._count_said(kept.said)
        return kept

    def _count_said(self, said: store.Said) -> None:
        self.summary.flags.update(said.reasons)
        self.summary.verdicts.update(said.verdicts)

    def _tasks(self, inputs: list[Input]) -> Iterator[Task]:
        for one in expanded(inputs):
            counts = self.summary.files.setdefault(one.name, FileCounts())  # an archive may hold a name twice
            try:
                with opened(one, self.settings, self.settings.zone(one.site), self.now) as raw:
                    for reading in read(raw, self._naming(one.site), self.summary.run_id):
                        self.tell("reading", one.name)
                        yield from self._taken(one.name, raw, reading, counts)
            except SourceError as error:
                counts.problem = str(error)
            except (StoreError, GeneratorExit):
                raise
            except Exception as error:
                counts.problem = f"{one.name}: cannot be read further: {type(error).__name__}: {error}"

    def _taken(self, file: str, raw: Raw, reading: Reading, counts: FileCounts) -> Iterator[Task]:
        """Keep what needs no judging of a reading, and yield the rest of it as tasks."""
        counts.source = reading.source
        counts.read += len(reading.comments)
        counts.posts += len(reading.posts)
        counts.rejected += len(reading.rejects)
        counts.remarks += reading.remarks
        self._note(file, reading)
        counts.newly_rejected += store.keep_rejects(reading.rejects)
        store.keep_posts(reading.posts)
        compared = store.compared(reading.comments, raw.read_at)
        untouched = (compared.fresh == "unchanged") & ~compared.judge
        store.seen(compared.batch.loc[untouched, "comment_id"].tolist(), self.summary.run_id, raw.read_at)
        counts.unchanged += int(untouched.sum())
        told_more = compared.batch[~compared.judge & ~untouched]
        if len(told_more):
            completed = int((compared.fresh[told_more.index] == "completed").sum())
            self._count(file, store.keep(told_more, self.summary.run_id, {}), completed)
        if compared.judge.any():
            yield from self._by_site(file, compared.batch[compared.judge])

    def _note(self, file: str, reading: Reading) -> None:
        """Remember what another file may have that this one lacks."""
        declares = reading.posts["declared_comments"].notna()
        if declares.any():
            of = reading.posts[declares]
            pairs = zip(of["post_id"], of["declared_comments"].astype(int), strict=True)
            self._declared.setdefault(file, {}).update(pairs)
        if reading.orphans:
            self._orphans[file] = reading.orphans

    def _look_around(self) -> None:
        """Take back what was remarked as missing in a file where another one, or what was kept before, has it."""
        nowhere = {hash(parent) for parent in lacking.parents()} if self._orphans else set()
        for file, orphans in self._orphans.items():
            found = sum(parent not in nowhere for parent in orphans)
            self.summary.files[file].remarks -= Counter({NO_PARENT: found})
        for file, declared in self._declared.items():
            remarks = self.summary.files[file].remarks
            for what in [one for one in remarks if one.startswith(UNCOUNTED)]:
                remarks[what] = min(remarks[what], lacking.uncounted(declared))
            self.summary.files[file].remarks = +remarks

    def _by_site(self, file: str, batch: pd.DataFrame) -> Iterator[Task]:
        for name, part in batch.groupby("site", sort=False):
            yield Task(file, self._rules(str(name)), part)

    def _count(self, file: str, kept: store.Kept, completed: int = 0) -> None:
        counts = self.summary.files[file]
        counts.new += kept.new
        counts.completed += min(completed, kept.changed)
        counts.changed += max(kept.changed - completed, 0)
        counts.unchanged += kept.unchanged

    def _count_answers(self, told: pd.DataFrame) -> None:
        self.summary.languages.update(told["language"].fillna("").tolist())
        for stage in self.stages:
            missing = int(told[stage.adds[0]].isna().sum())
            if missing:
                self.summary.unanswered[stage.adds[0]] += missing

    def _judge(self, site: str | None, on: Executor | None) -> None:
        """Let the policy look at every comment that this run, or a new copy, touched and that has not its word yet."""
        self.tell("judging")
        self._heed_new_rules()
        store.link_same()
        store.settle(site)
        for (part, _), outcome in ordered(judged, self._parts(site), on):
            self._count_said(store.keep_outcome(part, outcome.flags, outcome.verdicts, self.summary.run_id))
        self.summary.flags, self.summary.verdicts = +self.summary.flags, +self.summary.verdicts  # what is left of them

    def _parts(self, site: str | None) -> Iterator[tuple[pd.DataFrame, Rules]]:
        for batch in store.scored(site):
            for name, part in batch.groupby("site", sort=False):
                yield part, self._rules(str(name))

    def _rules(self, of: str) -> Rules:
        """Return a site's rules, as they were when they were first asked for."""
        if of not in self._known_rules:
            rows = tuple(store.active_rules(of))
            self._known_rules[of] = Rules(rows, self.settings.languages(of), self.settings.classifiers)
        return self._known_rules[of]

    def _heed_new_rules(self) -> None:
        """Look again at a site's comments where a moderator has changed its rules meanwhile, or during a killed run."""
        before, self._known_rules = self._known_rules, {}
        for of, rules in before.items():
            if self._rules(of).rows != rules.rows:
                store.look_again(of)
        if store.made_while_a_run_was_killed():
            store.look_again()
