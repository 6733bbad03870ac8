"""The databases that store tests run on: SQLite always, PostgreSQL where one answers."""

import os
import shutil
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import psycopg
import pytest

from pipeline import store
from pipeline.identity import author_key, fold, judged_hash, keyed
from pipeline.schema import COMMENTS, POSTS, conform

_HERE = Path(__file__).parent
KEY = b"k" * 32
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
VERSIONS = {"spam": "spam 1", "question": "question 1"}

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a new, empty PostgreSQL database; skips, saying why, where no server answers."""
    name = f"causerie_test_{uuid.uuid4().hex[:12]}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        unavailable(f"no PostgreSQL at {POSTGRES}: {error}")
    with server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        server.execute(f"ALTER DATABASE {name} SET synchronous_commit TO off")  # no test cuts the power
        try:
            yield f"{POSTGRES.rpartition('/')[0]}/{name}"
        finally:
            store.close_store()
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that is up to date and empty, to be copied: making one takes longer than most tests."""
    file = tmp_path_factory.mktemp("empty") / "causerie.sqlite3"
    store.open_store(store.sqlite_url(file), KEY)
    store.close_store()
    return file


def unavailable(why: str) -> NoReturn:
    """Skip the test, or fail it where the suite must run whole."""
    if os.environ.get("CAUSERIE_REQUIRE_ALL") == "1":
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without rows, once per kind of database."""
    if request.param == "sqlite":
        file = tmp_path / "causerie.sqlite3"
        shutil.copy(request.getfixturevalue("empty_sqlite"), file)
        yield store.sqlite_url(file)
        store.close_store()
        return
    url: str = request.getfixturevalue("postgres_url")
    yield url
    store.close_store()
    with psycopg.connect(url, autocommit=True) as server:
        names = [row[0] for row in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        if kept_names := [name for name in names if name != "django_migrations"]:
            server.execute(f"TRUNCATE {', '.join(kept_names)} RESTART IDENTITY")


@pytest.fixture
def opened(store_url: str) -> str:
    """The address of an empty database that is open and up to date."""
    store.open_store(store_url, KEY)
    return store_url


def readings(*comments: dict[str, Any], site: str = "blog", source: str = "wxr", run: str = "run 1") -> pd.DataFrame:
    """Return a batch as a source gives it; of each comment only what matters need be said, `id` is its number."""
    rows = []
    for place, given in enumerate(comments):
        comment = {"text": f"comment {given.get('id')}", "author": None, "author_url": None, **given}
        number, address = comment.pop("id", None), comment.pop("email", None)
        folded = fold(comment["text"])
        rows.append(
            {
                "site": site, "comment_id": f"{site}:{number}", "post_id": f"{site}:example.org/post",
                "kind": "comment", "position": place, "truncated": False, "source_status": "approved", "source": source,
                "author_key": author_key(KEY, comment["author"], address),
                "first_seen_run": run, "last_seen_run": run, "text_hash": keyed(KEY, folded),
                "judged_hash": judged_hash(KEY, comment["author"], comment["author_url"], folded),
            }
            | comment
        )  # fmt: skip
    names = COMMENTS.owned_by("source", "run")
    return conform(pd.DataFrame(rows, columns=list(names)), names=names)


def judged(batch: pd.DataFrame, spam: float = 0.1, question: bool = False) -> pd.DataFrame:
    """Return a batch as the stages give it back."""
    answers = {"spam_score": spam, "is_question": question, "question_score": float(question)}
    return conform(batch.assign(**answers), names=[*batch.columns, *answers])


def posts(*given: dict[str, Any], site: str = "blog") -> pd.DataFrame:
    """Return posts as a source gives them."""
    return conform(pd.DataFrame([{"site": site, "source": "wxr", **one} for one in given]), POSTS)


def read(
    *comments: dict[str, Any],
    at: datetime = NOON,
    run: str = "run 1",
    versions: dict[str, str] | None = None,
    spam: float = 0.1,
    **batch: Any,
) -> store.Kept:
    """Read comments into the open store as a run does: compare, judge what must be, keep."""
    compared = store.compared(readings(*comments, run=run, **batch), at)
    untouched = (compared.fresh == "unchanged") & ~compared.judge
    store.seen(compared.batch.loc[untouched, "comment_id"].tolist(), run, at)
    told = store.keep(compared.batch[~compared.judge & ~untouched], run, {})
    kept = store.keep(judged(compared.batch[compared.judge], spam), run, versions or VERSIONS)
    return store.Kept(
        told.new + kept.new, told.changed + kept.changed, told.unchanged + kept.unchanged + int(untouched.sum())
    )


def outcome(verdict: str = "publish", reason: str | None = None, run: str = "run 1") -> list[str]:
    """Let a policy that always says the same look at what is due; return the comments that it saw."""
    seen: list[str] = []
    for batch in store.scored():
        seen += batch["comment_id"].tolist()
        flags = batch[["comment_id", "judged_hash"]].assign(reason=reason, score=0.9, detail="{}")
        store.keep_outcome(batch, flags if reason else flags.iloc[:0], pd.Series(verdict, index=batch.index), run)
    return seen


def kept(number: int | str, *names: str, site: str = "blog") -> Any:
    """Return a stored comment's columns: one value, or a tuple of them."""
    found = store.one(f"{site}:{number}")
    assert found is not None
    return found[names[0]] if len(names) == 1 else tuple(found[name] for name in names)


def another(url: str, body: str) -> subprocess.Popen[str]:
    """Start another process that opens this store and does something with it."""
    beginning = f"""
        import os, sys
        from stores import *
        from pipeline import store
        store.open_store({url!r}, KEY)
        def say(word):
            print(word, flush=True)
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(beginning) + textwrap.dedent(body)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{_HERE}{os.pathsep}{_HERE.parent}"},
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
