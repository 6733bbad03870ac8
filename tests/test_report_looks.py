"""Pages in a browser: accessible, within the window, nothing asked of the network; and valid without one."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import html5lib
import pytest
from sites import NOW, comment, comments, march, posts
from stores import KEY, unavailable

from pipeline import report, store
from pipeline.settings import Settings

VOID = frozenset("area base br col embed hr img input link meta source track wbr path rect circle".split())
NOT_IN_P = frozenset("p div ul ol dl table section blockquote figure h1 h2 h3 nav details".split())
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NASTY = '<b onmouseover="x()">“Zoë” & ' + "very" * 60 + "</b>"
PAGES = (
    "index.html",
    "internal/s/index.html",
    "share/s/index.html",
    "internal/s/week-2026-W10.html",
    "internal/s/first-look-wxr.html",
)


@pytest.fixture(scope="module")
def folder(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the hand-made site, with a hostile comment, in French."""
    data = tmp_path_factory.mktemp("data")
    shutil.copy(empty_sqlite, data / "causerie.sqlite3")
    settings = Settings(data=data, language="fr", workers=1)
    store.open_store(settings.database_url, KEY)
    store.import_table("posts", [posts()])
    store.import_table("comments", [comments(comment(60, NASTY, NASTY, march(6), is_question=True, likes=1))])
    report.write(settings, march(11), period="week")
    report.write(settings, NOW)
    return settings.reports


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium of the system."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or os.environ.get("CHROMIUM")
    if chromium is None or find_spec("axe_playwright_python") is None:
        unavailable("no Chromium, or no axe: apt-get install chromium; pip install axe-playwright-python")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as played:
        started = played.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


def of_posts(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix()
        for version in ("internal", "share")
        for path in sorted((folder / version / "s").glob("glue-*.html"))
    ]


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1100, "light"), (1100, "dark")])
def test_pages_are_accessible_and_fit(folder: Path, browser: Any, width: int, scheme: str) -> None:
    axe = (Path(str(find_spec("axe_playwright_python").origin)).parent / "axe.min.js").read_text(encoding="utf-8")  # type: ignore[union-attr]
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    for name in (*PAGES, *of_posts(folder)):
        page = context.new_page()
        page.goto((folder / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        told = [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]
        assert not told, f"{name}: {json.dumps(told, indent=1)}"
        page.close()
    context.close()
    assert all(url.startswith("file:") for url in asked)
    assert len(asked) == len(PAGES) + len(of_posts(folder))


def test_a_figure_shows_its_comments_and_no_others(folder: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((folder / of_posts(folder)[0]).as_uri() + "#f-fr")
    assert page.locator("ol.comments > li:visible").count() == 2
    assert page.locator(".only:visible").count() == 1
    page.click(".only:visible a[href='#comments']")
    assert page.locator("ol.comments > li:visible").count() > 2
    page.close()


class _Strict(HTMLParser):
    """Collects what is wrong with a page: tags that are not closed in order, ids used twice, blocks inside
    paragraphs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.wrong += [f"<{tag}> has {name} twice" for name, count in Counter(names).items() if count > 1]
        self.ids.update(value or "" for name, value in attrs if name == "id")
        if tag in NOT_IN_P and "p" in self.open:
            self.wrong.append(f"<{tag}> inside <p>, line {self.getpos()[0]}")
        if tag == "a" and "a" in self.open:
            self.wrong.append(f"<a> inside <a>, line {self.getpos()[0]}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (its base's)
        if tag not in VOID:
            self.wrong.append(f"<{tag}/> is no void element")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("path", "rect", "circle"):
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another, line {self.getpos()[0]}")


def test_pages_are_well_formed(folder: Path) -> None:
    for path in sorted(folder.rglob("*.html")):
        strict = _Strict()
        strict.feed(path.read_text(encoding="utf-8"))
        assert not strict.open, path.name
        assert strict.wrong == [], path.name
        assert [name for name, count in strict.ids.items() if count > 1 or not name or " " in name] == [], path.name


def test_pages_are_valid_for_an_independent_parser(folder: Path) -> None:
    for path in sorted(folder.rglob("*.html")):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text(encoding="utf-8"))
        assert parser.errors == [], path.name
