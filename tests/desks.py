"""A desk served for tests: a process of its own on a database that the test reads and writes beside it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from stores import KEY, NOON, outcome, read, unavailable

from pipeline import store
from pipeline.store import sql

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "seven rivers under one moon"
ROLES = {"mona": "moderator", "otto": "owner", "ada": "admin"}
_HERE = Path(__file__).parent
Opens = Callable[..., Page]


@dataclass
class Served:
    """Where a desk answers, and on which database."""

    address: str
    database: str
    data: Path
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, name: str | None = None, **more: Any) -> httpx.Client:
        """Return a browser's place: signed in as someone, or as nobody."""
        client = httpx.Client(base_url=self.address, timeout=20, **more)
        self.clients.append(client)
        if name:
            page = client.get("/login")
            client.headers["Origin"] = self.address
            answer = client.post("/login", data={"username": name, "password": PASSWORD, **token(page.text)})
            assert answer.status_code == 302, answer.text
        return client

    def command(self, *arguments: str) -> str:
        """Run a command on the desk's data; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "--data", str(self.data), *arguments],
            capture_output=True, text=True, encoding="utf-8", check=True, env=_environment(self.database),
        )  # fmt: skip
        return done.stdout


def token(page: str) -> dict[str, str]:
    """Return the hidden token of a page's forms."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:500]
    return {"csrfmiddlewaretoken": found[1]}


def hidden(page: str, form: str) -> dict[str, str]:
    """Return the hidden fields of the form that leads to this address."""
    found = re.search(rf'<form[^>]*action="[^"]*{re.escape(form)}".*?</form>', page, re.DOTALL)
    assert found, f"no form {form} in {page[:2000]}"
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
    return {name: value.replace("&amp;", "&").replace("&quot;", '"') for name, value in fields}


@contextmanager
def serving(database: str, data: Path, *options: str) -> Iterator[Served]:
    """Serve a desk on a database while the block runs; there are a moderator, an owner and an admin, all of `blog`."""
    accounts_beside(database, data)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "--data", str(data), "serve", "--port", "0", *options],
        stdout=subprocess.PIPE, text=True, encoding="utf-8", env=_environment(database),
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+|http\S+", said)
        assert found, said
        served = Served(found[0].rstrip("/"), database, data)
        yield served
        for client in served.clients:
            client.close()
    finally:
        process.terminate()
        process.wait(60)


def accounts_beside(database: str, data: Path) -> None:
    """Make the accounts of ROLES on `blog`, and zoe's on `other`, in a process that knows the desk's tables."""
    (data / "secret.key").write_text(KEY.hex() + "\n", encoding="ascii")
    made = {"names": ROLES, "password": PASSWORD, "data": str(data)}
    subprocess.run(
        [sys.executable, str(_HERE / "desks.py"), json.dumps(made)],
        check=True, env={**_environment(database), "PYTHONPATH": f"{_HERE}{os.pathsep}{_HERE.parent}"},
    )  # fmt: skip


def make_accounts(names: dict[str, str], password: str, data: str) -> None:
    """Make accounts with a password that need not be changed, as this process alone."""
    from pipeline.review.serving import open_desk
    from pipeline.settings import load

    open_desk(load(None, Path(data)))
    from pipeline.review import accounts

    for name, role in names.items():
        accounts.add(name, role, "blog", password=password)
    accounts.add("zoe", "admin", "other", password=password)


def _environment(database: str) -> dict[str, str]:
    return {**os.environ, "CAUSERIE_DATABASE": database, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk on a database of its own, which the tests of a module share."""
    data = tmp_path_factory.mktemp("desk")
    database = store.sqlite_url(data / "causerie.sqlite3")
    store.open_store(database, KEY)
    store.close_store()
    with serving(database, data) as served:
        store.open_store(database, KEY)
        yield served
        store.close_store()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        unavailable(f"there is no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def states(browser: Browser, desk: Served) -> dict[str, Any]:
    """What a browser keeps of each one's session, so that each signs in once."""
    found = {}
    for name in ("mona", "ada"):
        context = browser.new_context(base_url=desk.address)
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/s/blog/list/to_decide")
        found[name] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def opens(browser: Browser, desk: Served, states: dict[str, Any]) -> Iterator[Opens]:
    """Opens a page as someone; whatever a page's script complains of fails the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def elsewhere(url: str) -> list[str]:
        return [] if url.startswith(desk.address) else [url]

    def opened(address: str, who: str = "mona", **more: Any) -> Page:
        context = browser.new_context(base_url=desk.address, storage_state=states[who], **more)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(f"dialog {dialog.message}"))
        page.on("request", lambda asked: troubles.extend(elsewhere(asked.url)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def emptied(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing on the desk when the test begins."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread, the store minds none
    store.open_store(desk.database, KEY)  # playwright also keeps the context, and with it what a module before had open
    kept = "comments posts flags earlier_scores decisions outbox claims remarks drawn rules"
    for name in kept.split():
        sql.execute(f"DELETE FROM {name}")


def held(*numbers: int, **more: Any) -> None:
    """Put comments before the moderators, in this order."""
    read(*(
        {"id": number, "source_status": "pending", "author": f"Author {number}", "text": f"comment number {number}",
         "created_at": NOON.replace(minute=number // 60, second=number % 60), **more}
        for number in numbers
    ))  # fmt: skip
    outcome("hold", "spam")


if __name__ == "__main__":
    make_accounts(**json.loads(sys.argv[1]))
