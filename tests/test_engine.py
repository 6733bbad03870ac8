"""Batches are worked on in order, a bounded number at a time, here or in processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from test_stages import TEXTS, batch

from pipeline.engine import SMALL, executor, ordered, workers_for
from pipeline.policy.rules import Rules
from pipeline.run import Task, answers


def doubled(number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return 2 * number


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_order(workers: int) -> None:
    with executor(workers) as on:
        assert list(ordered(doubled, range(12), on, window=3)) == [(number, 2 * number) for number in range(12)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_comes_where_its_answer_would(workers: int) -> None:
    with executor(workers) as on:
        found = ordered(doubled, range(20), on, window=4)
        assert [next(found) for _ in range(13)] == [(number, 2 * number) for number in range(13)]
        with pytest.raises(ValueError, match="thirteen"):
            next(found)


def test_no_more_is_read_than_the_window_holds() -> None:
    read = 0

    def batches() -> Iterator[int]:
        nonlocal read
        for number in range(100):
            read += 1
            yield number

    with ThreadPoolExecutor(2) as on:
        found = ordered(doubled, batches(), on, window=5)
        next(found)
        assert read == 5
        found.close()


def test_small_inputs_start_no_processes() -> None:
    assert workers_for(SMALL - 1) == 1
    assert workers_for(SMALL - 1, wanted=3) == 3
    assert workers_for(None) >= 1


_KILLED = """
import os, signal
from pipeline.engine import executor
if __name__ == "__main__":
    with executor(2) as on:
        list(on.map(abs, range(4)))
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "killed.py").write_text(_KILLED, encoding="utf-8")
    # All of them hold the pipe of standard output: it ends when the last of them has.
    found = subprocess.run([sys.executable, tmp_path / "killed.py"], stdout=subprocess.PIPE, timeout=60, check=False)
    assert found.returncode == -signal.SIGKILL


def test_a_cluster_answers_as_one_process_does() -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (causerie[cluster])")
    tasks = [
        Task("a.csv", Rules(own=Path("none")), batch(TEXTS[start : start + 4])) for start in range(0, len(TEXTS), 4)
    ]
    inline = [answered for _, answered in ordered(answers, tasks)]
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        clustered = [answered for _, answered in ordered(answers, tasks, client.get_executor(), window=2)]
    for (one, said), (other, also) in zip(inline, clustered, strict=True):
        pd.testing.assert_frame_equal(one, other)
        pd.testing.assert_frame_equal(said.flags, also.flags)
        pd.testing.assert_series_equal(said.verdicts, also.verdicts)
