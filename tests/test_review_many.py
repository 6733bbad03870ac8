"""Many at once: what comes ticked and what does not, what is alike, and how one goes through a list page by page."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from desks import Opens, Served, browser, desk, emptied, held, opens, states
from playwright.sync_api import expect
from stores import NOON, kept, outcome, read

from pipeline import store
from pipeline.store import sql
from pipeline.store.decide import Shown, decide_one

__all__ = ["browser", "desk", "emptied", "opens", "states"]

pytestmark = pytest.mark.usefixtures("emptied")
MANY = "/s/blog/many"
LAMPS = "cheap lamps at https://lamps.example and more of them"
WORDED = {"band": "sure", "spans": [[0, 11, "spam wording"]]}


def ticked(page: str) -> list[int]:
    """Return the comments that a page shows ticked."""
    return [int(number) for number in re.findall(r'name="shown" value="\S+ \d+ (\d+)" checked', page)]


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'name="shown" value="\S+ \d+ (\d+)"', page)]


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def spam(flags: dict[int, tuple[str, dict[str, Any]]], **more: Any) -> None:
    """Read comments that wait and that the policy calls spam, for what `flags` says of each."""
    said = {"source_status": "pending", "text": LAMPS, "author_url": "https://lamps.example", "created_at": NOON}
    read(*({"id": number, "author": f"Author {number}", **said, **more.get(f"n{number}", {})} for number in flags))
    (batch,) = store.scored()
    numbers = batch["comment_id"].str.removeprefix("blog:").astype(int)
    raised = batch[["comment_id", "judged_hash"]].assign(
        reason=[flags[one][0] for one in numbers], score=0.99, detail=[json.dumps(flags[one][1]) for one in numbers]
    )
    store.keep_outcome(batch, raised, pd.Series("spam", index=batch.index), "run 1")


def test_where_a_person_must_judge_nothing_is_ticked(desk: Served) -> None:
    held(1, 2)
    page = desk.client("mona").get(f"{MANY}?list=to_decide").text
    assert shown(page) == [1, 2]
    assert ticked(page) == []
    assert "Nothing is ticked: each of these wants a judgement." in plain(page)


def test_of_sure_spam_only_that_is_ticked_for_whose_author_nothing_speaks(desk: Served) -> None:
    read(
        {"id": 90, "author": "Regular", "text": "a good one"},
        {"id": 91, "author": "Zoé", "author_url": "https://zoe.example", "text": "another good one"},
    )
    outcome("publish")
    sure = ("spam", WORDED)
    spam(
        {1: sure, 2: sure, 3: sure, 4: ("spam", {"band": "sure", "spans": [[15, 36, "link"]]}),
         5: sure, 6: ("rule spam", {"band": "sure", "rule": "lamps"}), 7: sure, 8: sure,
         9: ("spam", {**WORDED, "band": "likely"}), 10: sure, 12: sure,
         13: ("spam", {"band": "sure", "spans": [[5, 19, "telephone number"]]}),
         11: ("spam", {"band": "sure", "author": "Cheap Lamps"})},
        n2={"author": "Regular"}, n3={"author": "Z", "author_url": "https://zoe.example"},
        n5={"text": "cheap lamps, see https://fr.wikipedia.org/wiki/Lampe"},
        n6={"text": "lamps", "author_url": None},
        n7={"text": "cheap lamps", "author_url": None}, n8={"by_staff": True}, n10={"parent_id": "blog:90"},
        n12={"text": "cheap lamps, ask on WhatsApp +44 7700 900 123", "author_url": None},
        n13={"text": "call +44 7700 900 123", "author_url": None},
    )  # fmt: skip
    page = desk.client("mona").get(f"{MANY}?list=sure_spam").text
    assert ticked(page) == [1, 11, 12, 6]
    assert shown(page)[:4] == [1, 11, 12, 6]
    assert len(re.findall("only a link or address speaks against it", page)) == 1
    for why in (
        "1 comment of this author or address was approved", "only a link or address speaks against it", "it links to",
        "no link in it or beside it", "it is by someone who answers for the site", "it answers another comment",
        "the text as it stands was not called sure spam", "no word in it was called spam",
    ):  # fmt: skip
        assert f"read this one first: {why}" in plain(page)


def test_an_unexpected_language_is_a_reason_to_look_in_no_alarming_colour(desk: Served) -> None:
    held(1)
    client = desk.client("mona")
    assert '<span class="reason likely">' in client.get("/s/blog/comment?id=1").text
    sql.execute("UPDATE flags SET reason = 'language'")
    for address in ("/s/blog/comment?id=1", "/s/blog/list/to_decide", f"{MANY}?list=to_decide"):
        page = client.get(address).text
        assert '<span class="reason ">' in page
        assert '<span class="reason likely">' not in page


def test_what_waits_and_is_clearly_the_same_text_is_ticked_and_all_are_counted(desk: Served) -> None:
    said = "the very same sentence about lamps that burn all night long in the old house by the river"
    read(*(
        {"id": one, "source_status": "approved" if one in (4, 5) else "pending", "author": f"Author {one}",
         "text": f"{said}{' and a few other words' * (one == 3)}", "created_at": NOON + timedelta(minutes=one)}
        for one in range(1, 7)
    ))  # fmt: skip
    outcome("hold", "spam")
    decide_one("blog:6", Shown(kept(6, "judged_hash")), "approve", "ada", NOON)
    client = desk.client("mona")
    comment = plain(client.get("/s/blog/comment?id=1").text)
    assert "4 more with this text (1 waits, published: 3)" in comment
    page = client.get(f"{MANY}?like=near&of=1").text
    assert shown(page) == [1, 2, 3, 4, 5, 6]
    assert ticked(page) == [1, 2]
    assert "Others like it: 2 wait, published: 3." in plain(page)
    page = client.get(f"{MANY}?like=text&of=1").text
    assert shown(page)[:2] == [1, 2]
    assert ticked(page) == [1, 2]
    assert "Others like it: 1 waits, published: 3." in plain(page)


def test_others_of_a_name_are_shown_and_not_ticked(desk: Served) -> None:
    held(1, 2, author="Same Name", email="a@b.example")
    page = desk.client("mona").get(f"{MANY}?like=author&of=1").text
    assert shown(page) == [1, 2]
    assert ticked(page) == []


def test_what_is_left_does_not_come_again_until_one_asks_for_it(opens: Opens) -> None:
    numbers = range(1, 61)
    read(*(
        {"id": one, "source_status": "pending", "author": f"Author {one}", "text": f"no {one}",
         "created_at": NOON + timedelta(minutes=one)}
        for one in numbers
    ))  # fmt: skip
    outcome("publish")
    sql.execute("UPDATE comments SET spam_score = 0.01, abuse_score = 0.01")
    sql.execute("UPDATE comments SET abuse_score = 0.4 WHERE comment_id IN ('blog:2', 'blog:20', 'blog:59')")
    page = opens(f"{MANY}?list=nothing_against")
    for first, left, ticked_ones in ((1, 0, "23 of 25 ticked"), (26, 2, "25 of 25 ticked"), (51, 2, "9 of 10 ticked")):
        expect(page.locator(".whole bdi").first).to_have_text(f"Author {first}")
        expect(page.locator("#ticked")).to_have_text(ticked_ones)
        expect(page.locator(".look")).to_have_count(1 if left else 0)
        expect(page.locator("#page:not([data-unread])")).to_have_count(1)
        with page.expect_navigation():
            page.keyboard.press("a")
    expect(page.locator(".empty")).to_have_text("You went through all of it.")
    expect(page.locator(".look")).to_contain_text("3 that were left stand before these")
    page.get_by_role("link", name="begin with what was left").click()
    expect(page.locator(".whole li")).to_have_count(3)
    assert {number for number in numbers if not kept(number, "decisions")} == {2, 20, 59}


def test_one_goes_on_without_deciding_and_nothing_ticked_stays_where_one_is(opens: Opens) -> None:
    held(*range(1, 31))
    page = opens(f"{MANY}?list=to_decide")
    page.keyboard.press("j")
    expect(page.locator(".whole li")).to_have_count(5)
    expect(page.locator(".look")).to_contain_text("25 that were left")
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("Nothing was ticked")
    expect(page.locator(".whole li")).to_have_count(5)
    page.keyboard.press("*")
    expect(page.locator("#ticked")).to_have_text("5 of 5 ticked")
    page.keyboard.press("*")
    expect(page.locator("#ticked")).to_have_text("0 of 5 ticked")


def test_what_did_not_fit_on_a_page_comes_on_the_next(desk: Served) -> None:
    held(*range(1, 25), text="long " * 590)
    client = desk.client("mona")
    page = client.get(f"{MANY}?list=to_decide").text
    met = shown(page)
    while follows := re.search(r'<a class="button" href="([^"]+)" rel="next"', page):
        page = client.get(html.unescape(follows[1])).text
        met += shown(page)
    assert met == list(range(1, 25))


def test_a_quoted_line_is_shown_as_one_and_speaks_for_who_quotes(desk: Served) -> None:
    text = "> You are a complete moron\nThat is not how we talk here."
    read({"id": 1, "source_status": "pending", "text": text}, {"id": 2, "source_status": "pending", "text": text[2:]})
    (batch,) = store.scored()
    detail = [json.dumps({"band": "sure", "spans": [[at, at + 5, "abusive wording"]]}) for at in (21, 19)]
    flags = batch[["comment_id", "judged_hash"]].assign(reason="abuse", score=0.98, detail=detail)
    store.keep_outcome(batch, flags, pd.Series("hold", index=batch.index), "run 1")
    client = desk.client("mona")
    quoting, insulting = (client.get(f"/s/blog/comment?id={number}").text for number in (1, 2))
    assert (
        '<span class="unseen">Quoted: </span><span class="plain quoted begins">&gt; You are a complete </span>'
        in quoting
    )
    assert '<mark class="m quoted">moron</mark>' in quoting
    assert "1 quoted line" in plain(quoting)
    assert "what is marked as abuse stands in a quote" in plain(quoting)
    assert "quote" not in plain(insulting).lower()


def test_all_rules_that_meet_a_comment_are_told(desk: Served) -> None:
    read({"id": 1, "source_status": "pending", "text": "lamps and wicks and oil"})
    (batch,) = store.scored()
    rules = [
        {"band": "sure", "rule": word, "spans": [[at, at + len(word), word]]}
        for at, word in ((0, "lamps"), (10, "wicks"))
    ]
    flags = pd.concat([batch[["comment_id", "judged_hash"]]] * 2).assign(
        reason="rule hold", score=1.0, detail=[json.dumps(one) for one in rules]
    )
    store.keep_outcome(batch, flags, pd.Series("hold", index=batch.index), "run 1")
    client = desk.client("mona")
    comment = plain(client.get("/s/blog/comment?id=1").text)
    assert comment.index("the rule: lamps") < comment.index("the rule: wicks")
    assert plain(client.get("/s/blog/list/to_decide").text).count("a rule holds it") == 1
