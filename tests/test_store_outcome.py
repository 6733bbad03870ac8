"""What the policy is told and what becomes of its answers; comments that are known twice."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from stores import NOON, judged, kept, outcome, posts, read, readings

from pipeline import store
from pipeline.store import sql

pytestmark = pytest.mark.usefixtures("opened")
LATER = NOON + timedelta(days=1)


def due(*names: str) -> dict[str, Any]:
    """Return what the policy is told of each due comment: one value, or a list of them."""
    batches = list(store.scored())
    if not batches:
        return {}
    known = pd.concat(batches).set_index("comment_id")
    values = known[names[0]].tolist() if len(names) == 1 else known[list(names)].values.tolist()
    return {str(one).removeprefix("blog:"): value for one, value in zip(known.index, values, strict=True)}


def test_what_was_looked_at_is_not_due_again() -> None:
    read({"id": 1}, {"id": 2})
    assert outcome("hold", "spam") == ["blog:1", "blog:2"]
    assert outcome() == []
    assert kept(1, "verdict", "status") == ("hold", "approved")
    assert [flag["reason"] for flag in kept(1, "flags")] == ["spam"]


def test_flags_are_replaced() -> None:
    read({"id": 1})
    outcome("hold", "spam")
    store.look_again()
    outcome("hold", "abuse", run="run 2")
    assert [(flag["reason"], flag["run_id"]) for flag in kept(1, "flags")] == [("abuse", "run 2")]
    store.look_again()
    outcome()
    assert kept(1, "flags") == []


@pytest.mark.parametrize(
    ("source_status", "verdict", "status"),
    [("approved", "spam", "approved"), ("pending", "publish", "held"), ("spam", "publish", "spam"),
     (None, "publish", "approved"), (None, "hold", "held"), (None, "spam", "spam")],
)  # fmt: skip
def test_the_verdict_counts_only_where_nobody_spoke(source_status: str | None, verdict: str, status: str) -> None:
    read({"id": 1, "source_status": source_status})
    outcome(verdict)
    assert kept(1, "status") == status
    assert store.rebuild_statuses() == 0


def test_copies_are_counted_over_everything_and_over_runs() -> None:
    read({"id": 1, "text": "buy now", "author": "A", "created_at": NOON})
    assert due("copies") == {"1": 0}
    outcome()
    read({"id": 2, "text": "Buy NOW…", "author": "B", "created_at": NOON - timedelta(days=9)}, run="run 2")
    read({"id": 3, "text": "buy now", "author": "A", "post_id": "blog:example.org/other"}, run="run 2")
    read({"id": 4, "text": "something else"}, run="run 2")
    counted = due("copies", "own_copies", "copy_authors", "copy_posts", "first_copy")
    assert counted["1"] == [2, 1, 1, 1, "blog:2"]
    assert counted["2"] == [2, 0, 1, 1, "blog:1"]
    assert counted["4"][:4] == [0, 0, 0, 0]


def test_the_order_of_reading_is_no_matter_for_the_evidence() -> None:
    statuses = ["approved", "spam", "trash", "approved", "pending", None]
    comments = [
        {"id": number, "text": f"text {number % 2}", "author": f"a{number % 3}", "source_status": status}
        for number, status in enumerate(statuses)
    ]
    names = ("copies", "own_copies", "copy_authors", "first_copy", "author_approved", "author_refused", "author_spam")
    read(*comments)
    together = due(*names)
    for name in ("comments", "earlier_scores"):
        sql.execute(f"DELETE FROM {name}")
    for comment in reversed(comments):
        read(comment)
    assert due(*names) == together


def test_an_authors_history_is_that_of_the_other_comments() -> None:
    ann = {"author": "Ann", "email": "ann@example.org"}
    read({"id": 1, **ann, "created_at": NOON}, {"id": 2, **ann, "source_status": "spam"})
    read({"id": 3, **ann, "source_status": "trash"}, {"id": 4, "author": "Ann"}, {"id": 5})
    history = due("author_approved", "author_refused", "author_spam")
    assert history == {"1": [0, 1, 1], "2": [1, 1, 0], "3": [1, 0, 1], "4": [0, 0, 0], "5": [0, 0, 0]}


def test_a_verdict_is_no_evidence() -> None:
    read({"id": 1, "author": "Ann", "source_status": None})
    outcome("spam")
    read({"id": 2, "author": "Ann", "source_status": None})
    assert due("author_approved", "author_spam") == {"2": [0, 0]}


def test_an_author_is_not_known_on_other_sites() -> None:
    read({"id": 1, "author": "Ann"}, site="other")
    read({"id": 1, "author": "Ann"})
    assert due("author_approved")["1"] == 0


def test_a_text_changed_while_the_policy_looked_stays_due() -> None:
    read({"id": 1, "text": "old"})
    (batch,) = store.scored()
    read({"id": 1, "text": "new"}, at=LATER)
    store.keep_outcome(batch, pd.DataFrame(columns=["comment_id", "judged_hash", "reason", "score", "detail"]),
                       pd.Series("spam", index=batch.index), "run 1")  # fmt: skip
    assert kept(1, "verdict") is None
    assert outcome() == ["blog:1"]


def test_a_rule_makes_the_policy_look_again_and_the_newest_holds() -> None:
    read({"id": 1})
    read({"id": 1}, site="other")
    outcome()
    rule = {"site": "blog", "action": "hold", "field": "text", "pattern": "casino*"}
    assert store.add_rules([rule, {"action": "spam", "field": "domain", "pattern": "x.example"}], "ann", NOON) == 2
    assert [one["pattern"] for one in store.active_rules("blog")] == ["casino*", "x.example"]
    assert [one["pattern"] for one in store.active_rules("other")] == ["x.example"]
    assert outcome() == ["blog:1", "other:1"]
    store.add_rules([rule | {"active": False}], "ann", LATER)
    assert [one["pattern"] for one in store.active_rules("blog")] == ["x.example"]
    assert outcome() == ["blog:1"]
    store.add_rules([rule], "ann", LATER)
    assert [one["pattern"] for one in store.active_rules("blog")] == ["x.example", "casino*"]


LONG = "A long comment that goes on and on about hips, knees and the muscles between them, and then its end."
PAGE: list[dict[str, Any]] = [
    {"id": "~a", "text": "Thanks!"},
    {"id": "~b", "text": "Thanks!"},
    {"id": "~c", "text": LONG[:70], "truncated": True, "author": "Ann"},
    {"id": "~d", "text": "Only here"},
    {"id": "~e", "text": "Same words", "author": "Ann"},
]
EXPORT: list[dict[str, Any]] = [
    {"id": 1, "text": "thanks!"},
    {"id": 2, "text": LONG, "author": "ANN"},
    {"id": 3, "text": "Same words", "author": "Bob"},
    {"id": 4, "text": "Thanks!", "post_id": "blog:example.org/another"},
]


@pytest.mark.parametrize("page_first", [True, False])
def test_a_page_and_an_export_of_the_same_comments_count_once(page_first: bool) -> None:
    by_title = [one | {"post_id": "blog:the post"} for one in PAGE]
    store.keep_posts(posts({"post_id": "blog:example.org/post", "title": "The post"},
                           {"post_id": "blog:the post", "title": "The  “Post”"},
                           {"post_id": "blog:example.org/another", "title": "Another"}))  # fmt: skip
    for comments in (by_title, EXPORT) if page_first else (EXPORT, by_title):
        read(*comments)
        store.link_same()
        outcome()
    found = {one: kept(one, "same_as") for one in ("~a", "~b", "~c", "~d", "~e", 1, 2, 3, 4)}
    assert {one: same for one, same in found.items() if same} == {"~a": "blog:1", "~c": "blog:2"}
    assert store.link_same() == 0


def test_the_same_on_two_sites_are_two() -> None:
    read({"id": "~a", "text": "Thanks!"})
    read({"id": 1, "text": "Thanks!"}, site="other")
    assert store.link_same() == 0


def test_a_link_that_no_longer_holds_is_taken_off() -> None:
    read({"id": "~a", "text": "Thanks!"}, {"id": 1, "text": "Thanks!"})
    assert (store.link_same(), kept("~a", "same_as")) == (1, "blog:1")
    read({"id": 1, "text": "No thanks!"}, at=LATER)
    assert (store.link_same(), kept("~a", "same_as")) == (1, None)


def test_what_is_known_twice_is_no_copy() -> None:
    read({"id": "~a", "text": "Thanks!"}, {"id": 1, "text": "Thanks!"})
    store.link_same()
    assert due("copies") == {"~a": 0, "1": 0}


def test_an_export_taken_back_in_is_equal() -> None:
    store.begin_run("run 1", "blog", NOON, "0", {"spam": "spam 1"})
    store.keep_posts(posts({"post_id": "blog:example.org/post", "title": "A", "published_at": NOON}))
    read({"id": 1, "likes": 2, "created_at": NOON}, {"id": 2, "source_status": "pending", "by_staff": True})
    read({"id": 2, "source_status": "approved"}, at=LATER)
    outcome("hold", "spam")
    store.add_rules([{"action": "hold", "field": "text", "pattern": "x"}], "ann", NOON)
    outcome("hold", "spam")
    store.end_run("run 1", "done", LATER, "{}", None)
    names = ("comments", "posts", "scores", "flags", "decisions", "rules", "runs")
    exported = {name: list(store.frames(name)) for name in names}
    for name in {*names, "first_looks", "earlier_scores", "run_models"} - {"scores"}:
        sql.execute(f"DELETE FROM {name}")
    for name in names:
        assert store.import_table(name, exported[name]) == len(exported[name][0]) > 0
    for name in names:
        pd.testing.assert_frame_equal(next(store.frames(name)), exported[name][0])
    assert sql.fetch("SELECT COUNT(*) FROM comments WHERE decided") == [(1,)]
    read({"id": 2, "source_status": "spam"}, {"id": 3}, at=LATER + timedelta(days=1), run="run 2")
    assert [one["decision_id"] for one in kept(2, "decisions")] == [1, 2]
    assert sql.fetch("SELECT COUNT(*) FROM comments WHERE first_look") == [(0,)]


def test_what_was_killed_between_keeping_and_judging_is_judged_by_the_next_run() -> None:
    store.keep(store.compared(readings({"id": 1}), NOON).batch, "run 1", {})
    (batch,) = store.unjudged()
    store.keep(judged(batch), "run 2", {"spam": "spam 1", "question": "question 1"})
    assert outcome() == ["blog:1"]
