"""Runs: recorded, one at a time, killed at any moment and gone on from."""

import contextlib
import json
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from stores import KEY, NOON, VERSIONS, another, kept, kill, read, said

from pipeline import store
from pipeline.errors import Busy
from pipeline.schema import QUARANTINE, conform
from pipeline.store import sql
from pipeline.store.runs import latest_runs

LATER = NOON + timedelta(hours=1)
HOLDS = """
    with store.site_lock({site!r}):
        say("held")
        sys.stdin.read()
"""


@pytest.mark.parametrize(("theirs", "ours"), [("blog", "blog"), (None, "blog"), ("blog", None), (None, None)])
def test_only_one_run_at_a_time_and_it_is_named(opened: str, theirs: str | None, ours: str | None) -> None:
    process = another(opened, HOLDS.format(site=theirs))
    assert said(process) == "held"
    with pytest.raises(Busy, match=rf"process {process.pid} on .* since 20\d\d-.* UTC"), store.site_lock(ours):
        pass
    kill(process)
    assert comes_free(ours)


def comes_free(site: str | None, tries: int = 500) -> bool:
    """Tell whether the lock can be had: PostgreSQL takes a moment to notice that its holder was killed."""
    for _ in range(tries):
        with contextlib.suppress(Busy), store.site_lock(site):
            return True
    return False


def test_a_lock_is_free_after_its_block(opened: str) -> None:
    for _ in range(2):
        with store.site_lock("blog"):
            with pytest.raises(Busy), store.site_lock("blog"):
                pass
            assert store.one("blog:1") is None
    with pytest.raises(ValueError, match="ours"), store.site_lock("blog"):
        raise ValueError("ours")
    with store.site_lock("blog"):
        pass
    assert opened


def test_two_sites_run_side_by_side_on_postgres(postgres_url: str) -> None:
    store.open_store(postgres_url, KEY)
    with store.site_lock("blog"), store.site_lock("other"), pytest.raises(Busy), store.site_lock(None):
        pass
    store.close_store()


BEGUN = """
    with store.site_lock("blog"):
        store.begin_run("run 1", "blog", NOON, "0", VERSIONS)
        say("begun")
        sys.stdin.read()
"""
BATCHES = """
    store.begin_run("run 1", None, NOON, "0", VERSIONS)
    for number in range(0, 40, 10):
        read(*({"id": one, "text": f"text {one % 7}", "author": f"a{one % 3}"} for one in range(number, number + 10)))
        say(number)
        if number == {until}:
            sys.stdin.read()
    outcome("hold", "spam", "run 1")
    store.end_run("run 1", "done", NOON, "[]", None)
"""


def tables() -> dict[str, list[str]]:
    names = ("comments", "scores", "flags")
    return {name: sorted(map(repr, sql.fetch(f"SELECT * FROM {name}"))) for name in names}


def test_a_killed_run_is_told_before_the_next_one(opened: str) -> None:
    process = another(opened, BEGUN)
    assert said(process) == "begun"
    assert latest_runs()["state"].tolist() == ["running"]
    kill(process)
    assert comes_free("blog")
    [run] = latest_runs().itertuples()
    assert (run.state, str(run.problem).partition(" or ")[0]) == ("unfinished", "it was killed")
    assert store.list_runs()["state"].tolist() == ["running"], "asking changes nothing"


def test_killed_and_resumed_equals_once(opened: str) -> None:
    killed = another(opened, BATCHES.replace("{until}", "10"))
    assert [said(killed), said(killed)] == ["0", "10"]
    kill(killed)
    assert sql.fetch("SELECT COUNT(*), SUM(CASE WHEN due = 'outcome' THEN 1 ELSE 0 END) FROM comments") == [(20, 20)]
    resumed = another(opened, BATCHES.replace("{until}", "None").replace('begin_run("run 1"', 'begin_run("run 2"'))
    assert resumed.communicate()[0].split() == ["0", "10", "20", "30"]
    both = tables()
    assert store.list_runs()[["run_id", "state"]].values.tolist() == [["run 2", "running"], ["run 1", "done"]]
    for name in ("comments", "earlier_scores", "run_models", "flags", "runs", "first_looks"):
        sql.execute(f"DELETE FROM {name}")
    once = another(opened, BATCHES.replace("{until}", "None"))
    once.communicate()
    assert tables() == both


def test_a_killed_transaction_leaves_nothing_and_no_decision_is_lost(opened: str) -> None:
    read({"id": 1, "source_status": "pending"})
    read({"id": 1, "source_status": "spam"}, at=LATER)
    killed = another(
        opened,
        """
        from pipeline.store.faults import writing
        with writing():
            read({"id": 1, "source_status": "approved", "likes": 5}, at=NOON.replace(year=2027))
            read({"id": 2})
            say("in the middle")
            sys.stdin.read()
        """,
    )
    assert said(killed) == "in the middle"
    kill(killed)
    assert kept(1, "status", "likes") == ("spam", None)
    assert [one["decision"] for one in kept(1, "decisions")] == ["spam"]
    assert store.one("blog:2") is None
    assert read({"id": 2}).new == 1


@pytest.mark.usefixtures("opened")
def test_a_run_that_was_killed_is_marked_by_the_next() -> None:
    store.begin_run("run 1", "blog", NOON, "0", VERSIONS)
    store.begin_run("run 2", "blog", LATER, "0", VERSIONS)
    store.end_run("run 2", "done", LATER, '{"a.xml": {}}', None)
    newest, oldest = store.list_runs().to_dict("records")
    assert (oldest["state"], oldest["ended_at"]) == ("unfinished", LATER)
    assert "killed" in oldest["problem"]
    assert (newest["state"], newest["sources"], json.loads(newest["models"])) == ("done", '{"a.xml": {}}', VERSIONS)


def test_another_sites_run_is_left_alone_on_postgres(postgres_url: str) -> None:
    store.open_store(postgres_url, KEY)
    store.begin_run("run 1", "other", NOON, "0", VERSIONS)
    store.begin_run("run 2", "blog", NOON, "0", VERSIONS)
    assert store.list_runs()["state"].tolist() == ["running", "running"]
    sql.execute("DELETE FROM runs")
    store.close_store()


@pytest.mark.usefixtures("opened")
def test_a_killed_first_run_and_the_one_that_goes_on_make_one_first_look() -> None:
    def first(number: int) -> bool:
        return bool(sql.fetch("SELECT first_look FROM comments WHERE comment_id = %s", [f"blog:{number}"])[0][0])

    for number, (ends, run) in enumerate([(False, "run 1"), (True, "run 2"), (True, "run 3")]):
        store.begin_run(run, None, NOON + timedelta(hours=number), "0", VERSIONS)
        read({"id": number}, {"id": number + 10}, run=run)
        if ends:
            store.end_run(run, "done", LATER, "{}", None)
    read({"id": 5}, run="run 3", source="rest")
    assert [first(number) for number in (0, 1, 11, 2, 5)] == [True, True, True, False, True]


def rejects(run: str, *places: str) -> pd.DataFrame:
    rows = [(f"hash of {place}", run, "a.xml", place, "is broken", "<item>") for place in places]
    return conform(pd.DataFrame(rows, columns=list(QUARANTINE.names)), QUARANTINE)


@pytest.mark.usefixtures("opened")
def test_a_fault_is_kept_once() -> None:
    assert store.keep_rejects(rejects("run 1", "line 1", "line 2", "line 1")) == 2
    assert store.keep_rejects(rejects("run 2", "line 2", "line 3")) == 1
    found = store.list_quarantine()
    assert found[["run_id", "place"]].values.tolist() == [["run 2", "line 3"], ["run 1", "line 1"], ["run 1", "line 2"]]


@pytest.mark.usefixtures("opened")
def test_old_runs_go_but_not_the_newest() -> None:
    for number, run in enumerate(["run 1", "run 2", "run 3"]):
        at = NOON + timedelta(days=number)
        store.begin_run(run, None, at, "0", VERSIONS)
        store.keep_rejects(rejects(run, run))
        store.end_run(run, "done", at, "{}", None)
    assert store.prune(NOON + timedelta(days=99)) == (2, 2)
    assert store.list_runs()["run_id"].tolist() == ["run 3"]
    assert store.list_quarantine()["place"].tolist() == ["run 3"]


def test_a_writer_waits_for_another_and_is_told_if_that_takes_too_long(tmp_path: Path) -> None:
    url = store.sqlite_url(tmp_path / "causerie.sqlite3")
    store.open_store(url, KEY)
    process = another(
        url, "from pipeline.store.faults import writing\nwith writing():\n    say('held')\n    sys.stdin.read()"
    )
    assert said(process) == "held"
    sql.fetch("PRAGMA busy_timeout = 50")
    with pytest.raises(Busy, match="another writer"):
        read({"id": 1})
    kill(process)
    assert read({"id": 1}).new == 1
    store.close_store()
