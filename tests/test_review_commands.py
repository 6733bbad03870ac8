"""The commands around the desk: rules on the command line, accounts, and where the desk refuses to be served."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from stores import KEY, outcome, read

from pipeline import store
from pipeline.errors import Busy
from pipeline.store import sql

Runs = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def causerie(tmp_path: Path) -> Runs:
    """Runs a command on a database with three comments of `blog`, one of them called spam by the site."""
    database = store.sqlite_url(tmp_path / "causerie.sqlite3")
    (tmp_path / "secret.key").write_text(KEY.hex() + "\n", encoding="ascii")
    store.open_store(database, KEY)
    read(
        {"id": 1, "text": "buy a casino"},
        {"id": 2, "text": "nothing of it"},
        {"id": 3, "text": "casino too", "source_status": "spam"},
    )
    outcome("publish")
    store.close_store()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "--data", str(tmp_path), *arguments],
            capture_output=True, text=True, encoding="utf-8", check=False,
            env={**os.environ, "CAUSERIE_DATABASE": database},
        )  # fmt: skip

    return run


def test_rules_are_tried_added_shown_and_taken_off(causerie: Runs) -> None:
    trial = json.loads(causerie("rules", "try", "hold", "text", "casino", "--site", "blog", "--json").stdout)
    assert (trial["more"], trial["more_approved"], trial["is_all"]) == (2, 1, True)
    assert causerie("rules", "add", "threshold", "spam", "0.9", "--site", "blog", "--language", "fr").returncode == 0
    (held,) = json.loads(causerie("rules", "show", "--site", "blog", "--json").stdout)
    assert (held["action"], held["field"], held["pattern"], held["value"], held["language"]) == (
        "threshold", "score", "spam", 0.9, "fr",
    )  # fmt: skip
    assert causerie("rules", "remove", str(held["rule_id"]), "--site", "blog").returncode == 0
    assert json.loads(causerie("rules", "show", "--site", "blog", "--json").stdout) == []


def test_a_list_of_wordpress_is_taken_over_once(causerie: Runs, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("casino\nspam.example\n10.0.0.1\n", encoding="utf-8")
    taken = [json.loads(causerie("rules", "import", str(file), "--as", "spam", "--json").stdout) for _ in range(2)]
    assert taken == [{"added": 2, "known": 0, "rest": ["10.0.0.1"]}, {"added": 0, "known": 2, "rest": ["10.0.0.1"]}]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("rules add hold text x", "two letters"),
        ("rules add hold email a@b.example", "text, author or domain"),
        ("rules add threshold spam 2", "at most 1"),
        ("rules remove 99", "no rule 99"),
        ("rules import nowhere.txt", "cannot be read"),
        ("moderator add site", "cannot be the name"),
        ("moderator add two,words", "is no name"),
        ("moderator add ann --role king", "moderator, owner, admin"),
        ("moderator add ann --reads French", "two letters"),
        ("moderator password nobody", "no moderator is called"),
        ("serve --host 0.0.0.0", "TLS"),
        ("serve --host 0.0.0.0 --url http://desk.example.org", "TLS"),
        ("serve --url desk.example.org", "plain address"),
        ("serve --every soon", "10m"),
    ],
)
def test_what_cannot_be_is_refused_in_words(causerie: Runs, command: str, says: str) -> None:
    done = causerie(*command.split())
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_account_has_a_role_per_site(causerie: Runs) -> None:
    causerie("moderator", "add", "Ann", "--site", "blog", "--reads", "fr,en")
    causerie("moderator", "add", "ann", "--site", "other", "--role", "owner")
    (found,) = json.loads(causerie("moderator", "list", "--json").stdout)
    assert (found["name"], found["roles"], found["reads"]) == (
        "Ann",
        {"blog": "moderator", "other": "owner"},
        ["fr", "en"],
    )


def raw(data: Path, number: int) -> None:
    """Put a file with one comment where runs look for them."""
    (data / "raw").mkdir(exist_ok=True)
    lines = f"id,post,text\n{number},https://example.org/lamp,comment {number} about a lamp\n"
    (data / "raw" / f"comments {number}.csv").write_text(lines, encoding="utf-8")


def until_kept(number: int) -> None:
    """Wait until a run has kept this comment and its policy has seen it."""
    pause = threading.Event()
    for _ in range(600):
        if sql.fetch("SELECT 1 FROM comments WHERE comment_id LIKE %s AND verdict IS NOT NULL", [f"%:{number}"]):
            return
        pause.wait(0.1)
    raise AssertionError(f"comment {number} was not read")


@contextmanager
def locked() -> Iterator[None]:
    """Be another run, as soon as the one that is on has ended."""
    pause = threading.Event()
    with ExitStack() as stack:
        for _ in range(600):
            try:
                stack.enter_context(store.site_lock())
                break
            except Busy:
                pause.wait(0.05)
        yield


def test_a_desk_that_also_reads_goes_on_whatever_becomes_of_a_run(tmp_path: Path) -> None:
    database = store.sqlite_url(tmp_path / "causerie.sqlite3")
    (tmp_path / "secret.key").write_text(KEY.hex() + "\n", encoding="ascii")
    config = tmp_path / "causerie.toml"
    config.write_text('language = "en"\n', encoding="utf-8")
    raw(tmp_path, 1)
    serve = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "--data", str(tmp_path), "--config", str(config), "serve", "--port", "0",
         "--every", "1s"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "CAUSERIE_DATABASE": database},
    )  # fmt: skip
    assert serve.stdout is not None
    assert serve.stderr is not None
    try:
        address = serve.stdout.readline().split()[2]
        store.open_store(database, KEY)
        until_kept(1)
        with locked():
            raw(tmp_path, 2)
            assert "another run" in serve.stderr.readline()
            assert "another run is on; tried again in 1 s" in serve.stderr.readline()
            assert httpx.get(f"{address}login").status_code == 200
        until_kept(2)
        config.write_text('languidge = "en"\n', encoding="utf-8")
        raw(tmp_path, 3)
        while "nothing was read; tried again in 1 s" not in (said := serve.stderr.readline()):
            assert "another run" in said or "languidge" in said
        assert httpx.get(f"{address}login").status_code == 200
        config.write_text('language = "en"\n', encoding="utf-8")
        until_kept(3)
    finally:
        serve.terminate()
        assert serve.wait(20) == 0, serve.stderr.read()
        store.close_store()
