"""The desk in a real browser: keys, undo, two moderators, changed texts, many at once, hostile comments, no script."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from desks import Opens, Served, browser, desk, emptied, held, opens, states
from playwright.sync_api import Page, expect
from stores import NOON, kept, outcome, read

from pipeline import store
from pipeline.store import claims, sql

__all__ = ["browser", "desk", "emptied", "opens", "states"]

pytestmark = pytest.mark.usefixtures("emptied")

KEYS = {"a": "approve", "h": "hold", "s": "spam", "x": "abuse", "t": "trash"}


def decisions(number: int) -> list[str]:
    return [one["decision"] for one in kept(number, "decisions")]


def shown(page: Page, number: int) -> None:
    """Wait until a comment is shown and can be decided on."""
    expect(page.locator("#comment h1")).to_have_text(f"Author {number}")
    expect(page.locator("#page:not([data-unread])")).to_have_count(1)


def test_a_hundred_held_comments_are_cleared_by_keyboard(opens: Opens) -> None:
    numbers = range(1, 101)
    held(*numbers)
    page = opens("/s/blog/list/to_decide")
    page.keyboard.press("j")
    wanted = {}
    for number in numbers:
        page.wait_for_function(
            "number => document.querySelector('#comment')?.dataset.id === String(number)"
            " && !('unread' in document.querySelector('#page').dataset)",
            arg=number,
        )
        key = "ahsxt"[number % 5]
        wanted[number] = [KEYS[key]]
        page.keyboard.press(key)
    page.wait_for_url("**/list/to_decide**")
    expect(page.get_by_text("Nothing waits to be decided.")).to_be_visible()
    assert {number: decisions(number) for number in numbers} == wanted


def test_a_key_that_is_held_down_decides_once(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.down("s")
    page.keyboard.down("s")
    page.keyboard.down("s")
    page.keyboard.up("s")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Spam · Author 1")
    assert [decisions(number) for number in (1, 2, 3)] == [["spam"], [], []]


def test_a_second_press_decides_nothing_that_nobody_has_read(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/comment?id=1")
    page.locator("#comment[data-next]").wait_for()
    page.wait_for_load_state("networkidle")  # the next one is at hand
    page.keyboard.press("x")
    page.locator("#comment[data-id='2']").wait_for()
    page.keyboard.press("x")
    expect(page.locator("#early")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Abuse · Author 1")
    assert [decisions(number) for number in (1, 2)] == [["abuse"], []]
    page.keyboard.press("j")
    page.locator("#comment[data-id='3']").wait_for()
    page.keyboard.press("k")  # going on and back waits for nothing
    shown(page, 2)
    page.keyboard.press("x")
    shown(page, 3)
    expect(page.locator("#toast")).to_contain_text("Abuse · Author 2")


def test_what_was_undone_is_read_before_it_is_decided_on_again(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("s")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Spam · Author 1")
    page.keyboard.press("u")
    page.locator("#comment[data-id='1']").wait_for()
    assert page.locator("#page[data-unread]").count() == 1
    shown(page, 1)
    assert decisions(1) == ["spam", "undo"]


def test_no_key_fires_while_typing(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("n")
    page.keyboard.type("has a spat", delay=0)
    assert decisions(1) == []
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Hold")
    assert kept(1, "decisions")[0]["note"] == "has a spat"


def test_undo_one_then_the_one_before(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("s")
    shown(page, 2)
    page.keyboard.press("x")
    shown(page, 3)
    expect(page.locator("#toast")).to_contain_text("Abuse · Author 2")
    page.keyboard.press("u")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Taken back: Abuse · Author 2.")
    page.keyboard.press("u")
    shown(page, 1)
    expect(page.locator("#toast")).to_contain_text("Taken back: Spam · Author 1.")
    assert [decisions(number) for number in (1, 2)] == [["spam", "undo"], ["abuse", "undo"]]
    assert [kept(number, "status") for number in (1, 2, 3)] == ["held"] * 3


def test_a_list_says_what_others_have_open(opens: Opens) -> None:
    held(1, 2)
    opens("/s/blog/comment?id=1", who="ada")
    page = opens("/s/blog/list/to_decide")
    expect(page.locator(".rows li")).to_have_count(1)
    expect(page.get_by_text("Others have comments open")).to_contain_text("ada (1)")
    expect(page.locator("h1")).to_contain_text("1 · 1 open at ada")
    page.goto("/s/blog/list/sure_spam")
    expect(page.get_by_text("Others have comments open")).to_have_count(0)


def test_control_and_enter_keep_a_note(opens: Opens) -> None:
    held(1)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("n")
    page.keyboard.type("ask Bo")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_have_text("Noted.")
    expect(page.get_by_label("Note")).to_have_value("")
    assert sql.fetch("SELECT note, passes FROM remarks") == [("ask Bo", False)]
    page.keyboard.press("s")  # the field is left: the next key is a command
    page.wait_for_url("**/list/to_decide**")
    assert decisions(1) == ["spam"]


def test_what_is_left_of_the_list_is_told(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/list/to_decide")
    page.keyboard.press("j")
    shown(page, 1)
    expect(page.locator(".crumbs")).to_contain_text("(2 left)")
    page.keyboard.press("s")
    shown(page, 2)
    expect(page.locator(".crumbs")).to_contain_text("(1 left)")
    page.keyboard.press("s")
    shown(page, 3)
    expect(page.locator(".crumbs")).to_contain_text("Last one")
    page.keyboard.press(" ")
    expect(page.locator("#toast")).to_have_text("This is the last one of the list.")
    page.keyboard.press("p")
    page.wait_for_url("**/list/to_decide?passed=3")
    expect(page.locator("#toast")).to_contain_text("Passed on: Author 3.")


def test_one_key_approves_only_what_is_ticked_and_only_the_harmless_is(opens: Opens) -> None:
    waits = {1: (0.01, 0.0667), 2: (0.01, 0.01), 3: (0.3, 0.01), 4: (0.01, None), 5: (0.01, 0.02)}
    read(*({"id": one, "source_status": "pending", "author": f"Author {one}", "text": f"no {one}"} for one in waits))
    outcome("publish")
    for number, scores in waits.items():
        sql.execute(
            "UPDATE comments SET spam_score = %s, abuse_score = %s WHERE comment_id = %s", [*scores, f"blog:{number}"]
        )
    page = opens("/s/blog/many?list=nothing_against")
    expect(page.locator(".whole bdi").filter(has_text="Author")).to_have_text([f"Author {n}" for n in (2, 5, 1, 3, 4)])
    expect(page.locator(".by .warn")).to_have_text(
        ["read this one first", "read this one first", "not measured: read this one first"]
    )
    expect(page.locator("#ticked")).to_have_text("2 of 5 ticked")
    page.get_by_label("Author 3").check()
    expect(page.locator("#ticked")).to_have_text("3 of 5 ticked")
    with page.expect_navigation():
        page.keyboard.press("a")
    assert [decisions(number) for number in waits] == [[], ["approve"], ["approve"], [], ["approve"]]


def test_a_text_unlike_all_that_waits_is_said_to_be_alone(opens: Opens) -> None:
    held(1, text="nobody else says anything of the kind")
    page = opens("/s/blog/comment?id=1")
    page.get_by_role("link", name="look for nearly the same").click()
    expect(page.get_by_text("Of the newest that are kept no other is like it.")).to_be_visible()


def test_the_exported_log_tells_who_decided_what_on_which_text(opens: Opens, desk: Served) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("s")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Spam")
    (row,) = csv.DictReader(io.StringIO(desk.client("mona").get("/s/blog/log.csv").text))
    told = {name: row[name] for name in ("comment_id", "decision", "moderator", "author", "text_now")}
    assert list(told.values()) == ["blog:1", "spam", "mona", "Author 1", "comment number 1"]
    assert row["hash_now"] == row["judged_hash"]
    assert row["decided_at"].endswith("+00:00")


def test_undo_takes_a_pass_back_where_that_was_last(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("s")
    shown(page, 2)
    page.keyboard.press("p")
    shown(page, 3)
    expect(page.locator("#toast")).to_contain_text("Passed on: Author 2.")
    page.keyboard.press("u")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Taken back: passed on · Author 2.")
    assert decisions(1) == ["spam"]
    page.goto("/s/blog/list/to_decide")
    expect(page.locator(".rows li").filter(has_text="Author 2")).to_have_count(1)
    page.keyboard.press("u")
    shown(page, 1)
    assert decisions(1) == ["spam", "undo"]


def test_what_is_held_waits_on_hold_with_who_holds_it(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/comment?id=1&list=to_decide")
    page.keyboard.press("h")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Hold · Author 1")
    page.goto("/s/blog/list/on_hold")
    expect(page.locator(".rows li")).to_have_count(1)
    expect(page.locator(".rows li")).to_contain_text("held by mona")
    page.keyboard.press("j")
    shown(page, 1)
    expect(page.locator(".byline")).to_contain_text("held by mona")
    page.keyboard.press("a")
    page.wait_for_url("**/list/on_hold**")
    expect(page.get_by_text("Nobody holds anything.")).to_be_visible()
    assert decisions(1) == ["hold", "approve"]
    page.keyboard.press("u")
    shown(page, 1)
    expect(page.locator(".byline")).to_contain_text("held by mona")


def test_what_the_first_look_would_hold_is_one_click_away(opens: Opens) -> None:
    held(1)
    read({"id": 2, "source": "rest", "source_status": "approved", "author": "Author 2"}, source="rest", run="run 2")
    outcome("hold", "spam", "run 2")
    page = opens("/s/blog/list/to_decide")
    expect(page.locator(".rows li")).to_have_count(1)
    expect(page.locator(".look")).to_contain_text("1 comment from the first look would be held")
    page.locator(".look a").click()
    expect(page.locator(".rows li")).to_contain_text("Author 2")
    page.keyboard.press("j")
    shown(page, 2)
    page.keyboard.press("s")
    page.wait_for_url("**/list/first_look**")
    assert (decisions(2), kept(2, "status")) == (["spam"], "spam")


def test_on_a_mixed_list_nothing_is_ticked_before_someone_does(opens: Opens) -> None:
    held(1, 2, source_status="approved")
    page = opens("/s/blog/many?list=first_look")
    expect(page.locator("input[name=shown]")).to_have_count(2)
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("Nothing was ticked")
    page.get_by_label("Author 2").check()
    expect(page.locator("#page:not([data-unread])")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("Spam · Author 2")
    assert [decisions(number) for number in (1, 2)] == [[], ["spam"]]


def test_a_search_leaves_an_address_without_empty_fields(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/list/to_decide")
    page.keyboard.press("/")
    page.keyboard.type("number 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/blog/list/to_decide?text=number+2")
    expect(page.locator(".rows li")).to_have_count(1)


def test_many_at_once_and_all_of_it_undone(opens: Opens) -> None:
    held(*range(1, 6))
    page = opens("/s/blog/many?list=to_decide")
    page.keyboard.press("*")
    page.get_by_label("Author 3").uncheck()
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("Spam · 4 comments")
    assert [kept(number, "status") for number in range(1, 6)] == ["spam", "spam", "held", "spam", "spam"]
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("4 decisions taken back.")
    assert [kept(number, "status") for number in range(1, 6)] == ["held"] * 5


def test_many_at_once_leaves_alone_what_came_or_changed_since(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/many?list=to_decide")
    held(4)
    read({"id": 2, "source_status": "pending", "author": "Author 2", "text": "something else now"})
    page.keyboard.press("*")
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("1 was left alone")
    assert [decisions(number) for number in (1, 2, 3, 4)] == [["spam"], [], ["spam"], []]


def test_a_whole_day_is_taken_back(opens: Opens) -> None:
    held(1, 2, 3)
    page = opens("/s/blog/comment?id=1")
    for number, key in ((1, "s"), (2, "x"), (3, "a")):
        shown(page, number)
        page.keyboard.press(key)
    page.wait_for_url("**/list/to_decide**")
    page.goto("/s/blog/log")
    page.get_by_text("Take back my whole day").click()
    expect(page.locator("details form")).not_to_contain_text("visible to readers")  # all of them waited before
    page.get_by_role("button", name="Take them back").click()
    expect(page.locator("#toast")).to_contain_text("3 decisions taken back.")
    assert [kept(number, "status") for number in (1, 2, 3)] == ["held"] * 3


def test_a_comment_that_is_skipped_is_free_for_others(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    with page.expect_response("**/claim"):
        page.keyboard.press(" ")
    shown(page, 2)
    assert sql.fetch("SELECT comment_id, moderator FROM claims") == [("blog:2", "mona")]
    assert decisions(1) == []


def claimed() -> list[str]:
    return [row[0] for row in sql.fetch("SELECT comment_id FROM claims WHERE moderator = 'mona'")]


def test_one_comment_is_claimed_however_quickly_one_goes_on(opens: Opens) -> None:
    held(*range(1, 8))
    page = opens("/s/blog/comment?id=1")
    page.wait_for_load_state("networkidle")
    assert claimed() == ["blog:1"]  # what is fetched ahead is not
    for number in range(2, 7):
        page.keyboard.press("j")
        page.locator(f"#comment[data-id='{number}']").wait_for()
    shown(page, 6)
    page.wait_for_timeout(300)
    assert claimed() == ["blog:6"]
    page.keyboard.press("s")
    shown(page, 7)
    expect(page.locator("#toast")).to_contain_text("Spam · Author 6")
    page.keyboard.press("u")
    shown(page, 6)
    page.wait_for_load_state("networkidle")
    assert claimed() == ["blog:6"]
    page.goto("/s/blog/list/to_decide")
    assert claimed() == []


def test_what_was_fetched_ahead_is_shown_as_it_stands(opens: Opens) -> None:
    held(1)
    held(2, source_status="approved")
    page = opens("/s/blog/comment?id=2")
    page.wait_for_load_state("networkidle")
    assert page.locator("#comment").get_attribute("data-next")
    held(1, text="something else by now")
    page.keyboard.press("j")
    expect(page.locator(".says.main")).to_have_text("something else by now")


def test_two_moderators_do_not_meet_on_one_comment(opens: Opens) -> None:
    held(1, 2)
    mona = opens("/s/blog/comment?id=1")
    ada = opens("/s/blog/list/to_decide", who="ada")
    expect(ada.locator(".rows li")).to_have_count(1)
    ada.goto("/s/blog/comment?id=1")
    expect(ada.locator("#held")).to_contain_text("mona has just opened this comment")
    with ada.expect_navigation():
        ada.get_by_role("button", name="Take over").click()
    expect(ada.locator("#held")).to_be_hidden()
    ada.keyboard.press("a")
    shown(ada, 2)
    expect(ada.locator("#toast")).to_contain_text("Approve · Author 1")
    mona.keyboard.press("s")
    expect(mona.locator("#toast")).to_contain_text("Not decided: Author 1")
    expect(mona.locator("#toast")).to_contain_text("ada")
    assert decisions(1) == ["approve"]


def test_what_another_has_open_is_asked_about_once(opens: Opens) -> None:
    held(1, 2)
    opens("/s/blog/comment?id=1", who="ada")
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("ada has just opened this comment.")
    page.keyboard.press("Escape")
    expect(page.locator("#toast")).to_be_hidden()
    shown(page, 1)
    page.keyboard.press("s")
    page.keyboard.press("y")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Spam · Author 1")
    assert decisions(1) == ["spam"]


def test_what_another_has_open_is_asked_about_without_script_too(opens: Opens) -> None:
    held(1, 2)
    opens("/s/blog/comment?id=1", who="ada")
    page = opens("/s/blog/comment?id=1", java_script_enabled=False)
    page.get_by_text("More: note, pass on, skip").click()
    page.get_by_label("Note").fill("seen before")
    page.get_by_role("button", name="Spam").click()
    expect(page.locator("[role=alert]")).to_contain_text("ada has just opened this comment.")
    assert decisions(1) == []
    page.get_by_role("button", name="Decide all the same").click()
    shown(page, 2)
    assert decisions(1) == ["spam"]
    assert kept(1, "decisions")[0]["note"] == "seen before"


def test_a_comment_opened_by_another_meanwhile_is_asked_about_when_it_is_decided_on(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    claims.claim("blog:1", "ada", datetime.now(UTC) - timedelta(minutes=2), take_over=True)
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("ada opened this comment 2 minutes ago and has it still.")
    assert decisions(1) == []
    page.get_by_role("button", name="Look at it again").click()
    expect(page.locator("[role=alert]")).to_contain_text("has it still")
    page.keyboard.press("y")
    expect(page.locator("#toast")).to_contain_text("Spam · Author 1")
    assert decisions(1) == ["spam"]


def test_whoever_goes_back_to_the_list_has_nothing_open(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    claims.claim("other:1", "mona", datetime.now(UTC))
    page.get_by_role("link", name="To decide").click()
    page.wait_for_url("**/list/to_decide")
    assert sql.fetch("SELECT comment_id FROM claims") == [("other:1",)]
    page.go_back()
    shown(page, 1)
    assert sql.fetch("SELECT comment_id FROM claims ORDER BY comment_id") == [("blog:1",), ("other:1",)]


def test_a_note_is_kept_until_it_is_sent_or_discarded(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("n")
    page.keyboard.type("ask Bo about")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    shown(page, 2)
    expect(page.get_by_label("Note")).to_have_value("")
    page.goto("/s/blog/comment?id=1")
    expect(page.get_by_label("Note")).to_have_value("ask Bo about")
    page.get_by_role("button", name="Discard the note").click()
    page.reload()
    expect(page.locator("textarea")).to_have_value("")
    page.keyboard.press("n")
    page.keyboard.type("now")
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Hold · Author 1")
    assert kept(1, "decisions")[0]["note"] == "now"
    page.goto("/s/blog/comment?id=1")
    expect(page.locator("textarea")).to_have_value("")


@pytest.fixture
def nobody_reads_yoruba(emptied: None) -> Iterator[None]:  # noqa: ARG001 - a store must be open
    sql.execute("UPDATE profiles SET reads = 'en'")
    yield
    sql.execute("UPDATE profiles SET reads = ''")


@pytest.mark.usefixtures("nobody_reads_yoruba")
def test_who_passes_on_to_nobody_is_told_so_before(opens: Opens) -> None:
    held(1, 2)
    sql.execute("UPDATE comments SET language = 'yo'")
    page = opens("/s/blog/comment?id=1")
    expect(page.locator(".banner:visible")).to_have_text(
        re.compile("You do not read Yoruba, nor does anyone else here.")
    )
    page.keyboard.press("p")
    expect(page.locator("#toast")).to_contain_text("Nobody else here reads Yoruba.")
    assert sql.fetch("SELECT COUNT(*) FROM remarks") == [(0,)]
    page.keyboard.press("y")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("Passed on: Author 1.")
    page.goto("/s/blog/comment?id=1")
    expect(page.locator(".byline")).to_contain_text("passed on by mona")
    plain = opens("/s/blog/comment?id=2", java_script_enabled=False)
    plain.get_by_role("button", name="Pass on").first.click()
    expect(plain.locator("[role=alert]")).to_contain_text("Nobody else here reads Yoruba.")
    plain.get_by_role("button", name="Pass it on all the same").click()
    assert sql.fetch("SELECT COUNT(*) FROM remarks WHERE passes") == [(2,)]


def test_nothing_to_undo_is_said_in_one_sentence(opens: Opens) -> None:
    held(1)
    page = opens("/s/blog/comment?id=1")
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_have_text("There is nothing of yours to undo.")
    page.goto("/s/blog/list/to_decide")
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_have_text("There is nothing of yours to undo.")


def test_a_domain_that_a_rule_found_beside_the_text_is_marked(opens: Opens) -> None:
    read(
        {"id": 1, "source_status": "pending", "author_url": "https://www.Pills.example/x", "links": "https://a.example"}
    )
    (batch,) = store.scored()
    detail = '{"band": "sure", "rule": "pills.example", "author_url": "https://www.Pills.example/x"}'
    flags = batch[["comment_id", "judged_hash"]].assign(reason="rule hold", score=1.0, detail=detail)
    store.keep_outcome(batch, flags, pd.Series("hold", index=batch.index), "run 1")
    page = opens("/s/blog/comment?id=1")
    expect(page.locator(".beside mark")).to_have_text(["Pills.example"])
    expect(page.locator(".why li")).to_have_text(
        re.compile("a rule holds it .*the rule: pills.example.*the address given with", re.DOTALL)
    )


@pytest.mark.parametrize("follows", [True, False], ids=["another follows", "the last one"])
def test_a_text_that_changed_is_shown_again_old_and_new(opens: Opens, follows: bool) -> None:
    held(*([1, 2] if follows else [1]))
    page = opens("/s/blog/comment?id=1")
    read({"id": 1, "source_status": "pending", "author": "Author One", "text": "comment of another text"})
    outcome("hold", "abuse", "run 2")
    page.keyboard.press("a")
    if follows:
        expect(page.locator("#toast")).to_contain_text("text was changed")
        page.get_by_role("button", name="Look at it again").click()
    expect(page.locator(".two")).to_have_count(2)
    expect(page.locator(".two del")).to_have_text(["1", "number 1"])
    expect(page.locator(".two ins")).to_have_text(["One", "of another text"])
    page.keyboard.press("a")
    assert decisions(1) == []
    with page.expect_navigation():
        page.get_by_role("button", name="I have seen it").click()
    page.keyboard.press("a")
    expect(page.locator("#toast")).to_contain_text("Approve · Author One")
    assert decisions(1) == ["approve"]


def test_everything_works_without_script(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1", java_script_enabled=False)
    page.get_by_role("button", name="Spam").click()
    shown(page, 2)
    assert decisions(1) == ["spam"]
    page.get_by_role("button", name="Undo").click()
    shown(page, 1)
    assert decisions(1) == ["spam", "undo"]
    page.get_by_text("More: note, pass on, skip").click()
    page.get_by_label("Note").fill("not for me")
    page.get_by_role("button", name="Pass on").click()
    shown(page, 2)
    page.goto("/s/blog/list/to_decide")
    expect(page.locator(".rows li")).to_have_count(1)
    other = opens("/s/blog/list/to_decide", who="ada")
    expect(other.locator(".rows li").filter(has_text="passed on")).to_have_count(1)


def test_decisions_wait_for_a_desk_that_does_not_answer(opens: Opens) -> None:
    held(1, 2)
    page = opens("/s/blog/comment?id=1")
    expect(page.locator("#comment")).to_have_attribute("data-next", "/s/blog/comment?id=2&list=to_decide")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.keyboard.press("s")
    shown(page, 2)
    expect(page.locator("#toast")).to_contain_text("does not answer")
    page.context.set_offline(False)
    expect(page.locator("#toast")).to_contain_text("Spam · Author 1")
    assert decisions(1) == ["spam"]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "'-alert(4)-'",
    "</textarea><script>alert(5)</script>",
    "javascript:alert(6)",
    'https://evil.example/" onmouseover="alert(7)',
    "{{ settings.SECRET_KEY }} {% debug %} ${7*7} <%= 7*7 %>",
    "'; DROP TABLE comments;-- %s %(x)s %",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200b\u200bzero\u200dwidth\ufeff",
    "Z" + "\u0301" * 500 + "algo",
    "a\x00b\x07c\x1b[31m",
    "\n" * 500 + "far below",
    "W" * 3000,
    "<" * 4000,
    "\u200ba" * 4000,
    "&lt;b&gt; &#x3c;script&#x3e;",
    "😀👩‍👩‍👧 مرحبا שלום",
]


def test_hostile_comments_are_text_everywhere(opens: Opens) -> None:
    read(*(
        {"id": number, "source_status": "pending", "author": text[:300], "author_url": f"javascript:{text[:200]}",
         "text": text, "links": text[:200], "source_url": f"javascript:{text[:50]}", "post_id": f"blog:{text[:100]}",
         "created_at": NOON.replace(second=number)}
        for number, text in enumerate(HOSTILE)
    ))  # fmt: skip
    outcome("hold", "spam")
    page = opens("/s/blog/list/to_decide", viewport={"width": 390, "height": 800})
    addresses = [
        "/s/blog/list/to_decide",
        "/s/blog/many?list=to_decide",
        "/s/blog/list/to_decide?text=%3Cscript%3E&author=%22%3E",
    ]
    addresses += [f"/s/blog/comment?id={number}" for number in range(len(HOSTILE))]
    for address in addresses:
        page.goto(address)
        assert (
            page.evaluate(
                "document.querySelectorAll('script:not([src]), [onerror], [onload], #page img, #page svg').length"
            )
            == 0
        )
        assert page.evaluate("[...document.links].every(link => link.protocol.startsWith('http'))"), address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert len(page.content().encode()) < 100_000, address
    page.goto("/s/blog/comment?id=9")
    expect(page.locator(".says .hidden").first).to_have_text("U+202E")
    page.goto("/s/blog/comment?id=0")
    expect(page.locator(".says.main")).to_have_text("<script>alert(1)</script>")
    page.keyboard.press("s")
    expect(page.locator("#toast")).to_contain_text("<script>")
    page.goto("/s/blog/log")
    expect(page.locator("tbody")).to_contain_text("<script>alert(1)</script>")


def test_a_megabyte_is_shown_in_parts(opens: Opens) -> None:
    held(1, text="word <b>" * 131_072)
    page = opens("/s/blog/comment?id=1")
    assert len(page.content().encode()) < 100_000
    page.get_by_role("link", name="the whole text, 1,048,576 characters").click()
    assert len(page.content().encode()) < 100_000
    page.get_by_role("link", name="Read on").click()
    expect(page.locator(".byline")).to_contain_text("from character")
    page.goto("/s/blog/many?list=to_decide")
    expect(page.locator(".whole input")).to_be_disabled()


def test_french_throughout(opens: Opens) -> None:
    held(1)
    for address in (
        "/s/blog/list/to_decide",
        "/s/blog/comment?id=1",
        "/s/blog/figures",
        "/s/blog/log",
        "/s/blog/rules",
        "/account",
    ):
        page = opens(address, locale="fr-FR")
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        for english in ("Sign out", "Lists", "Figures", "Approve", "Keep it"):
            expect(page.get_by_text(english, exact=True)).to_have_count(0)
