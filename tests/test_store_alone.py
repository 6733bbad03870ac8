"""The policy's word that is kept with a comment at once, because nothing kept stands beside it; and what must wait."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from stores import NOON, VERSIONS, judged, kept, outcome, read, readings

from pipeline import store
from pipeline.policy import Outcome
from pipeline.store import sql
from pipeline.store.alone import alone, settle

pytestmark = pytest.mark.usefixtures("opened")


def keep(
    *comments: dict[str, Any],
    verdict: str = "publish",
    reason: str | None = None,
    run: str = "run 1",
    at: datetime = NOON,
) -> store.Kept:
    """Keep comments as a run does, with a policy that says the same of all by themselves."""
    return keep_judged(judged(store.compared(readings(*comments, run=run), at).batch), verdict, reason, run)


def keep_judged(batch: pd.DataFrame, verdict: str, reason: str | None, run: str) -> store.Kept:
    """Keep a batch as the stages give it back."""
    flags = batch[["comment_id", "judged_hash"]].assign(reason=reason, score=0.9, detail="{}")
    by_itself = Outcome(flags if reason else flags.iloc[:0], pd.Series(verdict, index=batch.index))
    return store.keep(batch, run, VERSIONS, by_itself)


def due(number: int | str) -> str | None:
    """Return what a run still owes a comment."""
    found: str | None = sql.fetch("SELECT due FROM comments WHERE comment_id = %s", [f"blog:{number}"])[0][0]
    return found


def test_the_word_on_what_stands_alone_is_kept_with_it() -> None:
    found = keep({"id": 1, "text": "you fool"}, {"id": 2, "text": "a fool"}, verdict="hold", reason="personal data")
    assert (found.said.reasons, found.said.verdicts) == ({"personal data": 2}, {"hold": 2})
    assert due(1) is None
    assert kept(1, "verdict", "status") == ("hold", "approved")
    assert [(flag["reason"], flag["run_id"]) for flag in kept(1, "flags")] == [("personal data", "run 1")]
    assert sql.fetch("SELECT grave FROM comments WHERE comment_id = 'blog:1'")[0][0]
    assert outcome() == []


def test_what_is_said_anew_replaces_what_was_said() -> None:
    keep({"id": 1, "text": "you fool"}, verdict="hold", reason="abuse")
    keep({"id": 1, "text": "you angel"}, reason=None, run="run 2")
    assert kept(1, "verdict", "text") == ("publish", "you angel")
    assert kept(1, "flags") == []


def test_copies_wait_for_a_second_look_whichever_came_first() -> None:
    keep({"id": 1, "text": "buy now"}, {"id": 2, "text": "buy now"}, {"id": 3, "text": "hello there"})
    assert (due(1), due(2), due(3)) == ("outcome", "outcome", None)
    keep({"id": 4, "text": "hello there"}, run="run 2")
    assert (due(3), due(4)) == ("outcome", "outcome")
    assert sorted(outcome()) == ["blog:1", "blog:2", "blog:3", "blog:4"]


def test_the_copy_of_what_a_changed_comment_said_is_looked_at_again() -> None:
    keep({"id": 1, "text": "buy now"}, {"id": 2, "text": "buy now"})
    outcome()
    keep({"id": 2, "text": "sell now"}, run="run 2")
    assert (due(1), due(2)) == ("outcome", None)


def test_what_a_run_says_twice_of_a_comment_counts_once() -> None:
    keep({"id": 1, "text": "buy now"}, verdict="hold", reason="abuse")
    again = keep({"id": 1, "text": "sell now"}, verdict="spam", reason="abuse").said
    assert (+again.reasons, +again.verdicts) == ({}, {"spam": 1})
    assert again.verdicts["hold"] == -1
    store.look_again()
    (batch,) = store.scored()
    none = batch[["comment_id", "judged_hash"]].assign(reason="", score=0.9, detail="{}").iloc[:0]
    last = store.keep_outcome(batch, none, pd.Series("publish", index=batch.index), "run 1")
    assert (last.reasons, last.verdicts) == ({"abuse": -1}, {"publish": 1, "spam": -1})
    assert keep({"id": 1, "text": "rent now"}, run="run 2").said.verdicts == {"publish": 1}


def test_what_has_something_beside_it_keeps_what_was_said_of_it() -> None:
    keep({"id": 1, "text": "buy now"}, verdict="hold", reason="abuse")
    found = keep({"id": 1, "text": "sell now"}, {"id": 2, "text": "sell now"}, run="run 2").said
    assert (due(1), kept(1, "verdict"), due(2), kept(2, "verdict")) == ("outcome", "hold", "outcome", None)
    assert [flag["reason"] for flag in kept(1, "flags")] == ["abuse"]
    assert found.verdicts == {"hold": 1}
    (batch,) = store.scored()
    none = batch[["comment_id", "judged_hash"]].assign(reason="", score=0.9, detail="{}").iloc[:0]
    last = store.keep_outcome(batch, none, pd.Series("publish", index=batch.index), "run 2")
    found.verdicts.update(last.verdicts)
    assert +found.verdicts == {"publish": 2}


def test_of_one_id_with_two_texts_the_flags_of_the_one_that_stands_are_kept() -> None:
    twice = [{"id": 1, "text": "you fool"}, {"id": 1, "text": "you great fool"}]
    keep(*twice, verdict="hold", reason="abuse")
    [flag] = kept(1, "flags")
    assert flag["judged_hash"] == kept(1, "judged_hash")


def test_an_older_reading_that_was_under_way_leaves_no_flag() -> None:
    later = store.compared(readings({"id": 2, "text": "a new text"}), NOON + timedelta(days=2)).batch
    earlier = store.compared(readings({"id": 2, "text": "an old text"}), NOON).batch
    for batch in (later, earlier):
        keep_judged(judged(batch), "hold", "abuse", "run 1")
    assert kept(2, "text") == "a new text"
    assert [one["judged_hash"] for one in kept(2, "flags")] == [kept(2, "judged_hash")]


def test_where_comments_have_no_id_all_wait() -> None:
    keep({"id": 1, "text": "first"})
    assert due(1) is None
    keep({"id": "~a", "text": "second"}, {"id": 2, "text": "third"})
    keep({"id": 3, "text": "fourth"}, run="run 2")
    assert (due("~a"), due(2), due(3)) == ("outcome", "outcome", "outcome")
    assert alone([("other:1", "other", "h")]) == {"other:1"}
    assert alone([("blo_:1", "blo_", "h")]) == {"blo_:1"}  # whose name is no pattern


def test_spam_of_a_regular_waits_and_that_of_others_is_settled() -> None:
    regular: list[dict[str, Any]] = [
        {"id": number, "text": f"text {number}", "author": "Ana", "source_status": "approved"} for number in range(5)
    ]
    keep(
        {"id": 10, "text": "buy", "author": "Ana"},
        {"id": 11, "text": "sell", "author": "Bo"},
        verdict="spam",
        reason="spam",
    )
    keep({"id": 12, "text": "a pill", "author": None}, verdict="spam", reason="spam")
    assert (due(10), due(11), due(12)) == ("history", "history", None)
    keep(*regular, run="run 2")
    settle()
    assert (due(10), due(11)) == ("outcome", None)
    assert outcome() == ["blog:10"]
    keep({"id": 13, "text": "buy more", "author": "Ana"}, verdict="spam", reason="spam", run="run 2")
    assert (due(13), kept(13, "verdict")) == ("outcome", None)


def test_a_site_is_settled_without_the_others() -> None:
    keep({"id": 1, "text": "buy", "author": "Bo"}, verdict="spam")
    settle("other")
    assert due(1) == "history"
    settle("blog")
    assert due(1) is None


def test_a_decision_stands_when_its_comment_is_judged_anew() -> None:
    keep({"id": 1, "text": "hello", "source_status": "pending"}, verdict="hold")
    keep({"id": 1, "text": "hello", "source_status": "approved"}, verdict="spam", run="run 2")
    assert kept(1, "verdict", "status") == ("spam", "approved")
    assert store.rebuild_statuses() == 0


def test_a_policy_that_is_not_asked_leaves_all_due() -> None:
    read({"id": 1})
    assert due(1) == "outcome"
