"""Every page of the desk, in both languages, both themes and on a phone: accessible, small, and nothing runs over."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desks import Opens, Served, browser, desk, emptied, opens, states
from playwright.sync_api import Page
from stores import NOON, posts, read

from pipeline import store
from pipeline.store import claims
from pipeline.store.decide import Shown, decide_one
from pipeline.store.log import last_on

__all__ = ["browser", "desk", "emptied", "opens", "states"]

pytestmark = pytest.mark.usefixtures("emptied")
AXE = Path(str(find_spec("axe_playwright_python").origin)).parent / "axe.min.js"  # type: ignore[union-attr]
LARGEST = 100_000
S = "/s/blog"
PAGES = [
    "/account", "/account/password", f"{S}/nowhere", f"{S}/figures?work=1", f"{S}/log", f"{S}/rules",
    *(f"{S}/list/{name}" for name in (
        "to_decide", "on_hold", "nothing_against", "sure_spam", "rescue", "old_findings", "check", "done_today",
        "first_look", "first_rescue", "to_decide?text=nothing+like+it",
    )),
    f"{S}/comment?id=1&list=to_decide", f"{S}/comment?id=2&list=to_decide", f"{S}/comment?id=3",
    f"{S}/many?list=to_decide", f"{S}/many?like=text&of=1", f"{S}/text?id=4",
]  # fmt: skip
DETAIL = json.dumps({"band": "likely", "spans": [[0, 12, "spam wording"], [5, 20, "link"]], "author": "cheap lamps"})

SENT_WITHOUT_SCRIPT = """form => {
    form.insertAdjacentHTML("beforeend", "<input type=hidden name=decision value=approve>");
    HTMLFormElement.prototype.submit.call(form);
}"""


def fill() -> None:
    """A site with something in every list, and a comment with everything that a page can show."""
    store.keep_posts(posts({"post_id": "blog:example.org/post", "title": "How to keep a lamp burning"}))
    text = "cheap lamps at https://lamps.example \u200b and more"
    said: list[dict[str, Any]] = [
        {"id": 1, "author_url": "https://lamps.example", "parent_id": "blog:5"},
        {"id": 2, "language": "fr", "author": "Bo"}, {"id": 3, "author": None}, {"id": 4, "text": "lamp " * 5_000},
        {"id": 5, "source_status": "approved", "text": "What oil do you use?"}, {"id": 6, "parent_id": "blog:1"},
        {"id": 7, "source_status": "spam", "text": "I buried mine in the garden."}, {"id": 8, "text": "Thank you!"},
    ]  # fmt: skip
    read(*({"source_status": "pending", "author": "Ann", "text": text, "created_at": NOON, **one} for one in said))
    (batch,) = store.scored()
    verdicts = batch["comment_id"].map({"blog:7": "publish", "blog:8": "publish", "blog:6": "spam"}).fillna("hold")
    flags = batch[["comment_id", "judged_hash"]].assign(reason="spam", score=0.8, detail=DETAIL)
    flags = pd.concat([flags, flags.assign(reason="abuse", detail='{"band": "sure"}')])
    store.keep_outcome(batch, flags[~flags["comment_id"].isin(["blog:7", "blog:8"])], verdicts, "run 1")
    hashes = batch.set_index("comment_id")["judged_hash"]
    for number, decision in ((3, "hold"), (5, "approve"), (6, "spam")):
        one = f"blog:{number}"
        decide_one(one, Shown(hashes[one], last_on([one]).get(one)), decision, "mona", NOON, note="see the other one")
    store.add_rules(
        [{"site": "blog", "action": "hold", "field": "text", "pattern": "lamp*"},
         {"site": "blog", "action": "threshold", "field": "score", "pattern": "spam", "value": 0.9}],
        "ada", NOON,
    )  # fmt: skip
    claims.claim("blog:2", "zoe", pd.Timestamp.now("UTC").to_pydatetime())


def violations(page: Page) -> list[Any]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]


def open_all(page: Page) -> None:
    """Unfold what is folded, for what nobody sees is not looked at."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_is_accessible_small_and_fits(
    opens: Opens, desk: Served, language: str, width: int, scheme: str
) -> None:
    fill()
    look: dict[str, Any] = {"locale": language, "color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    page = opens(PAGES[0], who="ada", bypass_csp=True, **look)
    for address in PAGES:
        page.goto(address)
        _holds(page, address)
    page.goto(f"{S}/rules")
    page.locator("#id_pattern").fill("lamp")
    page.locator("[action$='rules/try'] .strong").click()
    _holds(page, "a rule tried")
    page.goto(f"{S}/comment?id=1&list=to_decide")
    read({"id": 1, "source_status": "pending", "author": "Ann", "text": "quite another text"})
    page.locator("#decide").evaluate(SENT_WITHOUT_SCRIPT)
    page.wait_for_selector(".two")
    _holds(page, "a text that changed")
    nobody = page.context.browser.new_context(base_url=desk.address, bypass_csp=True, **look)  # type: ignore[union-attr]
    page = nobody.new_page()
    page.goto("/login")
    page.locator("#id_username").fill("nobody")
    page.locator("#id_password").fill("nothing at all")
    page.locator(".strong").click()
    _holds(page, "signing in with a wrong password")
    nobody.close()


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_on_a_phone_the_first_comment_is_on_the_first_screen(opens: Opens, language: str) -> None:
    fill()
    page = opens(f"{S}/list/to_decide", locale=language, viewport={"width": 390, "height": 800})
    box = page.locator(".rows li").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 800
    page.goto(f"{S}/comment?id=1&list=to_decide")
    open_all(page)
    for cell in page.locator(".numbers td:nth-child(2)").all():
        at = cell.bounding_box()
        assert at is None or at["height"] < 45, cell.text_content()


def _holds(page: Page, address: str) -> None:
    open_all(page)
    assert violations(page) == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    assert len(page.content().encode()) < LARGEST, address
