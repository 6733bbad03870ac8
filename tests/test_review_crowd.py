"""A run writes ten thousand comments while two moderators decide: nothing is lost, and nobody waits over a second."""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desks import Opens, Served, browser, desk, emptied, held, opens, states
from playwright.sync_api import Page
from stores import NOON, kept

from pipeline import store
from pipeline.store import sql

__all__ = ["browser", "desk", "emptied", "opens", "states"]

pytestmark = pytest.mark.usefixtures("emptied")
COMMENTS = 10_000
HELD = 400
A_SECOND = 1.0


def busy() -> float:
    """Return how much other work each core has, where that can be told: it makes everything so much slower."""
    return os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 0.0


def comments(file: Path) -> None:
    """Write a table of so many comments; every tenth looks like spam."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(["id", "post", "author", "text"])
        for number in range(COMMENTS):
            spam = "Cheap pills, buy now at https://pills.example" if number % 10 == 0 else "I repaired it with glue"
            table.writerow([f"r{number}", "https://example.org/lamp", f"Reader {number}", f"{spam}, {number} times"])


@contextmanager
def running(desk: Served, file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run that reads the file into the desk's database, in a process of its own."""
    command = [sys.executable, "-m", "pipeline.cli", "--data", str(desk.data), "--quiet", "run", str(file)]
    process = subprocess.Popen(
        [*command, "--site", "blog", "--no-report"],
        env={**os.environ, "CAUSERIE_DATABASE": desk.database, "OMP_NUM_THREADS": "1"},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(60)


def decide(page: Page, waits: list[float], decided: list[int], key: str) -> None:
    """Decide on the comment that is open; note how long the next one took to come, and the answer."""
    assert page.locator("#comment").count(), f"{page.url}: {page.locator('main').inner_text()}"
    number = page.locator("#comment").get_attribute("data-id")
    page.locator("#page:not([data-unread])").wait_for()  # nobody decides on what has only just come
    start = time.perf_counter()
    with page.expect_response("**/decide") as answered:
        page.keyboard.press(key)
        page.wait_for_function("was => document.querySelector('#comment')?.dataset.id !== was", arg=number)
    assert answered.value.ok, answered.value.text()
    waits.append(time.perf_counter() - start)
    decided.append(int(number or ""))


def test_nobody_waits_and_nothing_is_lost_while_a_run_writes(opens: Opens, desk: Served, tmp_path: Path) -> None:
    allowed = A_SECOND * max(1.0, busy())
    numbers = range(1, HELD + 1)
    store.add_rules([{"site": "blog", "action": "hold", "field": "text", "pattern": "number"}], "ada", NOON)
    held(*numbers)  # the run judges them anew, and holds them again by this rule
    comments(tmp_path / "comments.csv")
    pages = {"mona": opens("/s/blog/comment?id=1"), "ada": opens(f"/s/blog/comment?id={HELD // 2}", who="ada")}
    waits: list[float] = []
    decided: dict[str, list[int]] = {name: [] for name in pages}
    with running(desk, tmp_path / "comments.csv") as run:
        while run.poll() is None and len(decided["mona"]) < HELD // 2 - 2:
            for name, page in pages.items():
                decide(page, waits, decided[name], "s" if name == "mona" else "a")
        assert run.wait(300) == 0
    assert len(waits) > 10
    assert max(waits) < allowed, sorted(waits)[-5:]
    assert not set(decided["mona"]) & set(decided["ada"])
    for name, word in (("mona", "spam"), ("ada", "approve")):
        for number in decided[name]:
            (made,) = kept(number, "decisions")
            assert (made["decision"], made["moderator"]) == (word, name)
    assert sql.fetch("SELECT COUNT(*) FROM comments") == [(HELD + COMMENTS,)]
    assert sql.fetch("SELECT COUNT(*) FROM comments WHERE verdict IS NULL OR due IS NOT NULL") == [(0,)]
    assert sql.fetch("SELECT COUNT(*) FROM outbox") == [(len(waits),)]
