"""Decisions: made on what was shown, taken back, sent; the moderators' lists; who has what open."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from stores import NOON, another, kept, outcome, read, said

from pipeline import store
from pipeline.errors import Busy, Stale, UnknownName
from pipeline.store import claims, outbox, sql
from pipeline.store.decide import Shown, decide, decide_one, undo
from pipeline.store.draw import draw, week

pytestmark = pytest.mark.usefixtures("opened")
LATER = NOON + timedelta(minutes=1)
DAY = timedelta(days=1)


def shown(number: int) -> Shown:
    """Return what a moderator sees of a comment now."""
    judged_hash, decisions = kept(number, "judged_hash", "decisions")
    return Shown(judged_hash, decisions[-1]["decision_id"] if decisions else None)


def say(number: int, decision: str, who: str = "ann", now: datetime = NOON) -> int:
    return decide_one(f"blog:{number}", shown(number), decision, who, now)


def states() -> list[tuple[Any, ...]]:
    return sql.fetch("SELECT decision, state FROM outbox ORDER BY decision_id")


@pytest.mark.parametrize(
    ("decision", "status"),
    [("approve", "approved"), ("hold", "held"), ("spam", "spam"), ("abuse", "trash"), ("trash", "trash")],
)
def test_a_decision_is_the_last_word(decision: str, status: str) -> None:
    read({"id": 1, "source_status": "pending"})
    outcome("hold", "spam")
    number = say(1, decision)
    assert kept(1, "status") == status
    (made,) = kept(1, "decisions")
    assert made["decision_id"] == number
    assert (made["moderator"], made["decided_at"], made["verdict"]) == ("ann", NOON.replace(tzinfo=None), "hold")
    assert (made["reasons"], made["model_versions"]) == ("spam", "question: question 1\nspam: spam 1")
    assert store.rebuild_statuses() == 0


def test_a_run_does_not_overrule_a_decision() -> None:
    read({"id": 1, "source_status": "pending"})
    outcome("hold")
    say(1, "spam", now=NOON + DAY)
    read({"id": 1, "source_status": "approved"}, at=NOON + DAY - timedelta(hours=1))
    store.look_again()
    outcome("publish")
    assert kept(1, "status") == "spam"
    read({"id": 1, "source_status": "trash"}, at=NOON + 2 * DAY)
    assert kept(1, "status") == "trash"


def test_a_decision_holds_for_the_text_that_was_decided_on() -> None:
    read({"id": 1, "text": "nice"})
    say(1, "spam")
    read({"id": 1, "text": "nice, and edited"}, at=LATER)
    assert kept(1, "status") == "approved"
    read({"id": 1, "text": "nice"}, at=LATER + DAY)
    assert kept(1, "status") == "spam"


def test_a_text_that_changed_since_it_was_shown_is_not_decided_on() -> None:
    read({"id": 1, "text": "nice"})
    seen = shown(1)
    read({"id": 1, "text": "not nice"}, at=LATER)
    with pytest.raises(Stale, match="text was changed"):
        decide_one("blog:1", seen, "approve", "ann", LATER)
    assert kept(1, "decisions") == []


def test_two_decisions_cannot_both_win() -> None:
    read({"id": 1})
    seen = shown(1)
    decide_one("blog:1", seen, "spam", "ann", NOON)
    with pytest.raises(Stale, match=r"ann decided meanwhile: spam \(2026-03-01 12:00 UTC\)"):
        decide_one("blog:1", seen, "approve", "bob", LATER)
    say(1, "approve", "bob", LATER)
    assert kept(1, "status") == "approved"


def test_many_are_decided_but_only_as_they_were_shown() -> None:
    read({"id": 1}, {"id": 2}, {"id": 3})
    seen = {f"blog:{number}": shown(number) for number in (1, 2, 3)} | {"blog:9": Shown("x")}
    say(2, "approve", "bob")
    decided = decide(seen, "spam", "ann", LATER, reason="look-alikes")
    assert list(decided.made) == ["blog:1", "blog:3"]
    assert {one: why.split()[0] for one, why in decided.stale.items()} == {"blog:2": "bob", "blog:9": "is"}
    assert [kept(number, "status") for number in (1, 2, 3)] == ["spam", "approved", "spam"]
    undo(list(decided.made.values()), "ann", LATER)
    assert [kept(number, "status") for number in (1, 2, 3)] == ["approved"] * 3


def test_an_unknown_decision_is_refused() -> None:
    with pytest.raises(UnknownName, match="approve, hold, spam, abuse, trash"):
        decide({}, "undo", "ann", NOON)


def test_undo_brings_back_what_was_before() -> None:
    read({"id": 1})
    first, second = say(1, "hold"), say(1, "spam", "bob", LATER)
    undo([second], "ann", LATER)
    assert kept(1, "status") == "held"
    undo([first], "ann", LATER)
    assert kept(1, "status") == "approved"
    assert [one["decision"] for one in kept(1, "decisions")] == ["hold", "spam", "undo", "undo"]
    assert states() == [("hold", "undone"), ("spam", "undone")]
    for number in (first, second + 1, 99):
        with pytest.raises(Stale):
            undo([number], "ann", LATER)


def test_what_the_site_decided_is_not_undone_here() -> None:
    read({"id": 1})
    read({"id": 1, "source_status": "spam"}, at=LATER)
    with pytest.raises(Stale, match="made on the site"):
        undo([kept(1, "decisions")[0]["decision_id"]], "ann", LATER)


def test_a_decision_waits_a_minute_and_is_sent_once() -> None:
    read({"id": 1}, {"id": 2})
    number = say(1, "spam")
    assert outbox.take_due("blog", NOON + timedelta(seconds=59)) == []
    assert outbox.take_due("other", LATER) == []
    (taken,) = outbox.take_due("blog", LATER)
    assert (taken["decision_id"], taken["comment_id"], taken["decision"]) == (number, "blog:1", "spam")
    assert outbox.take_due("blog", LATER) == []
    assert len(outbox.take_due("blog", LATER + outbox.RETRY)) == 1
    outbox.sent([number], LATER)
    refused = say(2, "trash")
    outbox.refused(refused, "is gone", LATER)
    assert outbox.outbox_counts("blog") == {"sent": 1, "refused": 1}
    assert outbox.take_due("blog", LATER + DAY) == []


def test_undoing_what_was_sent_sends_what_was_before() -> None:
    read({"id": 1})
    number = say(1, "spam")
    outbox.take_due("blog", LATER)
    undo([number], "ann", LATER)
    assert states() == [("spam", "waiting"), ("approve", "waiting")]


def test_a_claim_is_seen_ends_by_itself_and_can_be_taken_over() -> None:
    read({"id": 1})
    claims.claim("blog:1", "ann", NOON)
    claims.claim("blog:1", "ann", LATER)
    assert claims.claims(["blog:1", "blog:2"], LATER) == {"blog:1": ("ann", NOON.replace(tzinfo=None))}
    with pytest.raises(Busy, match="ann has it open since 12:00"):
        claims.claim("blog:1", "bob", LATER)
    claims.claim("blog:1", "bob", LATER, take_over=True)
    claims.release("blog:1", "ann")
    assert claims.claims(["blog:1"], LATER)["blog:1"][0] == "bob"
    claims.claim("blog:1", "ann", LATER + claims.LASTS)
    say(1, "spam", "ann", LATER)
    assert claims.claims(["blog:1"], LATER) == {}


def test_no_decision_is_lost_while_a_run_writes_the_same_comments(opened: str) -> None:
    numbers = range(40)
    read(*({"id": number, "source_status": "pending"} for number in numbers))
    outcome("hold", "spam")
    run = another(
        opened,
        """
        say("running")
        for time in range(1, 9):
            read(*({"id": one, "source_status": "pending", "likes": time} for one in reversed(range(40))), run="run 2")
            store.look_again()
            outcome("hold", "abuse", "run 2")
        """,
    )
    assert said(run) == "running"
    for number in numbers:
        decide({f"blog:{number}": shown(number), f"blog:{39 - number}": shown(39 - number)}, "spam", "ann", NOON + DAY)
    run.communicate()
    assert run.returncode == 0
    assert {kept(number, "status", "likes") for number in numbers} == {("spam", 8)}
    assert {kept(number, "decisions")[0]["moderator"] for number in numbers} == {"ann"}
    assert store.rebuild_statuses() == 0


def settle(run: str = "run 0") -> None:
    """Let a first run of the source have ended, so that what comes now is no first look."""
    store.begin_run(run, None, NOON - DAY, "0", {})
    read({"id": 0}, run=run)
    outcome()
    store.end_run(run, "done", NOON - DAY, "{}", None)


def asked(**more: Any) -> Any:
    from pipeline.store.lists import Asked

    return Asked("blog", "ann", NOON, **more)


def listed(name: str, **more: Any) -> list[str]:
    from pipeline.store.lists import page

    return [comment.comment_id.removeprefix("blog:") for comment in page(name, asked(**more))]


SAID = {
    1: ("approved", "hold", 1), 2: ("approved", "hold", 15), 3: ("approved", "publish", 1), 4: ("pending", "hold", 2),
    5: ("pending", "publish", 3), 6: ("pending", "spam", 4), 7: ("spam", "publish", 5), 8: ("spam", "spam", 6),
    9: (None, "hold", 7),
}  # fmt: skip
"""By number: what the site says of a comment, what the policy proposes, and how many days old it is."""


def fill(run: str = "run 1") -> None:
    comments = [
        {"id": number, "source_status": source_status, "created_at": NOON - days * DAY}
        for number, (source_status, _, days) in SAID.items()
    ]
    read(*comments, run=run)
    (batch,) = store.scored()
    verdicts = pd.Series([verdict for _, verdict, _ in SAID.values()], index=batch.index)
    flags = batch[["comment_id", "judged_hash"]].assign(reason="abuse", score=0.9, detail="{}")
    store.keep_outcome(batch, flags[verdicts == "hold"], verdicts, run)


LISTED = {
    "to_decide": ["1", "4", "9"], "on_hold": [], "nothing_against": ["5"], "sure_spam": ["6"], "rescue": ["7"],
    "old_findings": ["2"], "check": [], "done_today": [], "first_look": [],
    "first_rescue": [],
}  # fmt: skip


def test_every_comment_is_in_its_list() -> None:
    from pipeline.store.lists import counts

    settle()
    fill()
    assert {name: listed(name) for name in LISTED} == LISTED
    assert counts(asked()) == {name: len(found) for name, found in LISTED.items()}


def test_a_first_run_fills_only_the_lists_of_what_waits_and_the_first_look() -> None:
    fill()
    assert {name: listed(name) for name in LISTED if listed(name)} == {
        "to_decide": ["4"], "nothing_against": ["5"], "sure_spam": ["6"], "first_look": ["2", "1", "9"],
        "first_rescue": ["7"],
    }  # fmt: skip
    say(1, "approve")
    say(9, "spam")
    assert listed("first_look") == ["2"]


def test_what_is_held_waits_on_hold_until_someone_decides_otherwise() -> None:
    from pipeline.store.log import Holder, holders

    settle()
    fill()
    say(1, "hold")
    say(4, "hold", "bob", now=LATER)
    assert (listed("to_decide"), listed("on_hold")) == (["9"], ["4", "1"])
    assert holders(["blog:1", "blog:4", "blog:9"]) == {
        "blog:1": Holder("ann", NOON.replace(tzinfo=None)),
        "blog:4": Holder("bob", LATER.replace(tzinfo=None)),
    }
    assert listed("on_hold", reason="abuse", status="held", text="comment 4") == ["4"]
    claims.claim("blog:4", "bob", NOON)
    assert listed("on_hold") == ["1"]
    claims.release("blog:4", "bob")
    undo([say(4, "spam")], "ann", NOON)
    assert listed("on_hold") == ["4", "1"]
    say(4, "approve")
    say(1, "hold")
    assert listed("on_hold") == ["1"]
    read({"id": 1, "text": "edited", "created_at": NOON}, at=LATER, run="run 2")
    outcome("hold")
    assert (listed("to_decide"), listed("on_hold")) == (["1", "9"], [])


def test_what_is_only_doubtful_is_apart_from_what_has_nothing_against_it() -> None:
    read(*({"id": number, "source_status": "pending", "created_at": NOON - number * DAY} for number in range(1, 5)))
    (batch,) = store.scored()
    doubts = batch[["comment_id", "judged_hash"]].assign(score=0.3, detail='{"band": "doubtful"}')
    reasons = {"blog:2": "spam", "blog:3": "spam", "blog:4": "abuse"}
    flags = doubts.assign(reason=doubts["comment_id"].map(reasons)).dropna(subset="reason")
    let_pass = doubts[doubts["comment_id"] == "blog:4"].assign(reason="rule pass")
    verdicts = pd.Series("publish", index=batch.index).where(batch["comment_id"] != "blog:3", "hold")
    store.keep_outcome(batch, pd.concat([flags, let_pass]), verdicts, "run 1")
    assert listed("to_decide") == ["3", "2"]
    assert listed("nothing_against") == ["4", "1"]


def test_what_is_decided_claimed_or_known_twice_is_in_no_list() -> None:
    settle()
    fill()
    say(4, "approve")
    assert listed("to_decide") == ["1", "9"]
    assert listed("done_today") == ["4"]
    claims.claim("blog:1", "bob", NOON)
    assert listed("to_decide") == ["9"]
    sql.execute("UPDATE comments SET same_as = 'blog:1' WHERE comment_id = 'blog:9'")
    assert listed("to_decide") == []
    read({"id": 4, "source_status": "pending", "text": "edited"}, at=LATER, run="run 2")
    outcome("hold")
    assert listed("to_decide") == ["4"]


def test_lists_are_paged_over_their_parts() -> None:
    from pipeline.store.lists import page

    settle()
    fill()
    pages = [[one.comment_id for one in page("to_decide", asked(), start, 2)] for start in (0, 1, 2, 3)]
    assert pages == [["blog:1", "blog:4"], ["blog:4", "blog:9"], ["blog:9"], []]
    assert [flag.reason for flag in page("to_decide", asked())[0].flags.all()] == ["abuse"]
    with pytest.raises(UnknownName, match="to_decide, on_hold, nothing_against"):
        page("everything", asked())


def test_lists_are_narrowed_down() -> None:
    settle()
    fill()
    assert listed("to_decide", reason="abuse") == ["1", "4", "9"]
    assert listed("to_decide", reason="spam") == []
    assert listed("to_decide", text="COMMENT 4") == ["4"]
    assert listed("to_decide", text="%") == []
    assert listed("to_decide", status="held") == ["4", "9"]
    assert listed("to_decide", language="") == ["1", "4", "9"]
    assert listed("to_decide", language="fr") == []
    assert listed("to_decide", since=NOON - 2 * DAY) == ["1", "4"]
    assert listed("to_decide", until=NOON - 2 * DAY) == ["9"]
    assert listed("to_decide", post_id="blog:x") == []


def test_the_weekly_lot_is_drawn_once_and_of_both_kinds() -> None:
    settle()
    fill()
    assert draw("blog", NOON, per=2) == 4
    assert draw("blog", NOON, per=2) == 0
    drawn = sql.fetch("SELECT drawn_from, COUNT(*) FROM drawn GROUP BY drawn_from ORDER BY drawn_from")
    assert drawn == [("approved", 2), ("spam", 2)]
    assert len(listed("check")) == 4
    assert draw("blog", NOON + 7 * DAY, per=2) == 2
    assert week(NOON) == "2026-W09"
