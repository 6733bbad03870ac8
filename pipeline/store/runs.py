"""The record of runs, and what they could not read."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from pipeline.errors import StoreError
from pipeline.schema import QUARANTINE, RUNS
from pipeline.store import sql
from pipeline.store.faults import told, writing
from pipeline.store.locks import site_lock
from pipeline.store.read import list_runs
from pipeline.store.rows import rows

_KILLED = "it was killed or the machine stopped; the next run goes on from what was kept"


def begin_run(run_id: str, site: str | None, now: datetime, version: str, models: Mapping[str, str]) -> None:
    """Record that a run begins; call it under the site's lock.

    Runs that are recorded as running although their lock is free were killed: they are marked unfinished. Where
    `models` (task to classifier version) differ from the last run's, what others judged is marked to be judged again.
    Raises StoreError, Busy.
    """
    with writing():
        _mark_killed(site, now)
        last = sql.fetch(
            "SELECT models FROM runs WHERE models IS NOT NULL ORDER BY started_at DESC, run_id DESC LIMIT 1"
        )
        names = ("run_id", "site", "started_at", "state", "version", "models")
        row = (run_id, site or None, naive(now), "running", version, json.dumps(dict(models), sort_keys=True))
        sql.insert(RUNS, names, [row])
        if not last or json.loads(last[0][0]) != dict(models):
            _mark_outdated(models)


def latest_runs(last: int = 20) -> pd.DataFrame:
    """Return the latest runs as `list_runs` does; those that were killed stand there as the next run will mark them."""
    found = list_runs(last)
    killed = found["run_id"].isin(_killed(found[found["state"] == "running"]))
    return found.assign(state=found["state"].mask(killed, "unfinished"), problem=found["problem"].mask(killed, _KILLED))


def _killed(running: pd.DataFrame) -> list[str]:
    """Return the ids of the runs whose lock is free although they never ended."""
    found: list[str] = []
    for run_id, site in zip(running["run_id"], running["site"], strict=True):
        with contextlib.suppress(StoreError), site_lock(None if pd.isna(site) else str(site)):
            found += [run_id for (state,) in _state(run_id) if state == "running"]
    return found


def _state(run_id: str) -> list[tuple[str]]:
    with told():
        return sql.fetch("SELECT state FROM runs WHERE run_id = %s", [run_id])


def end_run(run_id: str, state: str, now: datetime, sources: str, problem: str | None) -> None:
    """Record how a run ended: `done` or `unfinished`, with its `sources` as JSON. Raises StoreError, Busy."""
    with writing():
        sql.execute(
            "UPDATE runs SET state = %s, ended_at = %s, sources = %s, problem = %s WHERE run_id = %s",
            [state, naive(now), sources, problem, run_id],
        )


def keep_rejects(rejects: pd.DataFrame) -> int:
    """Keep what could not be read, the same fault once; return how many faults are new. Raises StoreError, Busy."""
    if rejects.empty:
        return 0
    once = {row[0]: row for row in reversed(rows(rejects, QUARANTINE.names, QUARANTINE))}
    with writing():
        return sql.insert(QUARANTINE, QUARANTINE.names, list(once.values()), "ON CONFLICT (quarantine_id) DO NOTHING")


@dataclass(frozen=True)
class Unread:
    """So many records could not be read, `fresh` of them first met by the last run; the same fault counts once."""

    count: int
    fresh: int


def unread(site: str) -> Unread:
    """Return what the runs of a site, and those of all sites, could not read. Raises StoreError."""
    of_it = "(runs.site IS NULL OR runs.site = %s)"
    with told():
        count, fresh = sql.fetch(
            "SELECT COUNT(*), SUM(CASE WHEN quarantine.run_id ="
            f" (SELECT run_id FROM runs WHERE {of_it} ORDER BY started_at DESC, run_id DESC LIMIT 1) THEN 1 ELSE 0 END)"
            f" FROM quarantine JOIN runs ON runs.run_id = quarantine.run_id WHERE {of_it}",
            [site, site],
        )[0]
    return Unread(int(count), int(fresh or 0))


def naive(moment: datetime) -> datetime:
    """Return an aware moment as rows hold it: naive, UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _mark_killed(site: str | None, now: datetime) -> None:
    """Mark what the lock that is held now proves dead: on SQLite any run, else those that it excludes."""
    of_site: str = ""
    parameters: list[str] = []
    if site and sql.on_postgres():
        of_site, parameters = " AND (site = %s OR site IS NULL)", [site]
    sql.execute(
        f"UPDATE runs SET state = 'unfinished', ended_at = %s, problem = %s WHERE state = 'running'{of_site}",
        [naive(now), _KILLED, *parameters],
    )


def _mark_outdated(models: Mapping[str, str]) -> None:
    for task, version in sorted(models.items()):
        sql.execute(
            "UPDATE comments SET due = 'judging' WHERE (due IS NULL OR due <> 'judging') AND NOT EXISTS"
            " (SELECT 1 FROM scores WHERE scores.comment_id = comments.comment_id"
            " AND scores.task = %s AND scores.current AND scores.model_version = %s)",
            [task, version],
        )
