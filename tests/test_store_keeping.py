"""What becomes of comments that are read, read again, and read from other forms."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from stores import KEY, NOON, VERSIONS, judged, kept, outcome, posts, read, readings

from pipeline import store
from pipeline.identity import fold, judged_hash
from pipeline.stages import STAGES
from pipeline.store import sql
from pipeline.store.merge import post_rank
from pipeline.store.status import SITE

pytestmark = pytest.mark.usefixtures("opened")
LATER = NOON + timedelta(days=1)
Comment = dict[str, Any]


def everything() -> dict[str, list[str]]:
    """Return all rows of all tables but of those about runs."""
    names = ("comments", "posts", "scores", "flags", "decisions")
    return {name: sorted(map(repr, sql.fetch(f"SELECT * FROM {name}"))) for name in names}


def test_reading_twice_is_reading_once() -> None:
    comments = [{"id": 1, "likes": 2, "created_at": NOON, "author": "Ann"}, {"id": 2, "text": "merci"}]
    assert read(*comments) == store.Kept(2, 0, 0)
    before = everything()
    assert read(*comments) == store.Kept(0, 0, 2)
    assert everything() == before


def test_what_is_new_changed_and_unchanged_is_told_apart() -> None:
    read({"id": 1}, {"id": 2, "likes": 1}, {"id": 3})
    batch = readings({"id": 1}, {"id": 2, "likes": 2}, {"id": 3, "text": "something else"}, {"id": 4})
    compared = store.compared(batch, NOON)
    assert compared.fresh.tolist() == ["unchanged", "changed", "changed", "new"]
    assert compared.judge.tolist() == [False, False, True, True]


def test_an_own_index_is_kept() -> None:
    batch = readings({"id": 1}, {"id": 2}).set_axis([7, 3])
    compared = store.compared(batch, NOON)
    for answered in (compared.batch, compared.fresh, compared.judge):
        assert answered.index.tolist() == [7, 3]


def test_a_vote_needs_no_judging_but_another_look() -> None:
    read({"id": 1, "likes": 1})
    outcome()
    assert read({"id": 1, "likes": 2}, spam=0.99) == store.Kept(0, 1, 0)
    assert kept(1, "likes", "spam_score") == (2, 0.1)
    assert outcome() == ["blog:1"]


def test_new_comments_at_the_top_of_a_page_change_none_below() -> None:
    read({"id": 1}, {"id": 2})
    assert read({"id": 3}, {"id": 1}, {"id": 2}, at=LATER) == store.Kept(1, 0, 2)
    assert [kept(number, "position") for number in (3, 1, 2)] == [0, 1, 2]


def test_typography_is_no_change() -> None:
    read({"id": 1, "text": 'It\'s "fine"... :-)'})
    assert read({"id": 1, "text": "It’s “fine”…  😊"}, at=LATER).unchanged == 1
    assert kept(1, "text") == 'It\'s "fine"... :-)'


def test_the_whole_text_stays_when_only_its_beginning_is_read() -> None:
    read({"id": 1, "text": "A long comment, and its end."})
    compared = store.compared(readings({"id": 1, "text": "A long comment", "truncated": True}), LATER)
    assert compared.fresh.tolist() == ["unchanged"]
    assert compared.batch["text"].tolist() == ["A long comment, and its end."]
    read({"id": 1, "text": "A long comment", "truncated": True, "likes": 1}, at=LATER)
    assert kept(1, "text", "truncated", "likes") == ("A long comment, and its end.", False, 1)


def test_the_whole_text_replaces_its_beginning_even_when_it_is_older() -> None:
    read({"id": 1, "text": "A long comment", "truncated": True}, at=LATER)
    assert read({"id": 1, "text": "A long comment, and its end."}, at=NOON, spam=0.7).changed == 1
    assert kept(1, "text", "truncated", "spam_score") == ("A long comment, and its end.", False, 0.7)


def test_a_missing_value_never_replaces_a_known_one() -> None:
    read({"id": 1, "likes": 5, "author": "Ann", "author_url": "http://a.example", "parent_id": "blog:0"})
    assert read({"id": 1, "author": "Ann"}, at=LATER) == store.Kept(0, 0, 1)
    assert kept(1, "likes", "author_url", "parent_id") == (5, "http://a.example", "blog:0")


def test_an_older_file_only_fills_in() -> None:
    read({"id": 1, "likes": 5}, at=LATER, source="page")
    read({"id": 1, "likes": 3, "author_url": "http://a.example"}, at=NOON, source="wxr")
    assert kept(1, "likes", "author_url", "source") == (5, "http://a.example", "page")


_EXPORTED = {"email": "ann@example.org", "author_url": "http://a.example", "source_status": "pending"}
FORMS: list[tuple[str, Comment]] = [
    ("wxr", _EXPORTED | {"author": "Ann", "created_at": NOON, "text": "it's a start, and an end"}),
    ("rest", {"author": "Ann B.", "author_url": "http://a.example/", "created_at": NOON}),
    ("page", {"author": "Ann", "likes": 4, "created_at": NOON.replace(hour=0), "created_precision": "day"}),
]
FORMS[0][1]["created_precision"] = FORMS[1][1]["created_precision"] = "second"
FORMS[1][1]["text"] = "it’s a start, and an end!"
FORMS[2][1].update(truncated=True, text="it’s a start", post_id="blog:the title")


def read_forms(order: tuple[int, ...]) -> list[store.Kept]:
    return [read({"id": 1, **FORMS[day][1]}, source=FORMS[day][0], at=NOON + timedelta(days=day)) for day in order]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_forms_of_one_comment_settle_in_whatever_order_they_are_read(order: tuple[int, ...]) -> None:
    read_forms(order)
    read_forms(order)
    again = read_forms((0, 1, 2))
    assert again == [store.Kept(0, 0, 1)] * 3
    names = ("author", "author_url", "likes", "created_precision", "truncated", "post_id", "source_status")
    assert kept(1, *names) == ("Ann", kept(1, "author_url"), 4, "second", False, "blog:example.org/post", "approved")
    assert kept(1, "author_url").startswith("http://a.example")
    assert kept(1, "author_key").startswith("e")
    assert kept(1, "created_at") == NOON.replace(tzinfo=None)
    assert fold(kept(1, "text")).startswith("it s a start and an end")


def test_what_is_put_together_from_two_forms_is_hashed_and_judged_as_it_stands() -> None:
    read({"id": 1, "author": "Ann", "author_url": "http://a.example", "text": "old"})
    compared = store.compared(readings({"id": 1, "author": "Ann", "text": "new"}, source="page"), LATER)
    expected = judged_hash(KEY, "Ann", "http://a.example", "new")
    assert compared.batch["judged_hash"].tolist() == [expected]
    assert compared.batch["author_url"].tolist() == ["http://a.example"]
    assert compared.judge.tolist() == [True]


def test_answers_to_what_does_not_stand_are_not_kept_but_asked_for_again() -> None:
    """Two forms of one comment are judged side by side, before either is kept."""
    first = store.compared(
        readings({"id": 1, "author": "Ann", "author_url": "http://a.example", "text": "hello"}), NOON
    )
    second = store.compared(readings({"id": 1, "author": "Ann", "text": "hello you"}, source="page"), LATER)
    store.keep(judged(first.batch, 0.2), "run 1", VERSIONS)
    store.keep(judged(second.batch, 0.9), "run 1", VERSIONS)
    assert kept(1, "text", "author_url", "spam_score") == ("hello you", "http://a.example", 0.2)
    (again,) = store.unjudged()
    assert again["judged_hash"].tolist() == [judged_hash(KEY, "Ann", "http://a.example", "hello you")]
    store.keep(judged(again, 0.3), "run 1", VERSIONS)
    assert kept(1, "spam_score") == 0.3
    assert list(store.unjudged()) == []


def test_one_that_stands_twice_in_a_batch_is_merged() -> None:
    assert read({"id": 1, "likes": 1}, {"id": 1, "author": "Ann"}) == store.Kept(1, 1, 0)
    assert kept(1, "likes", "author") == (1, "Ann")
    assert kept(1, "spam_score") == 0.1
    assert list(store.unjudged()) == []
    assert read({"id": 1, "likes": 1}, {"id": 1, "author": "Ann"}) == store.Kept(0, 0, 2)


def test_scores_are_kept_now_and_the_time_before() -> None:
    def scores() -> list[tuple[Any, ...]]:
        return sql.fetch("SELECT model_version, score, label FROM scores WHERE task = 'spam' ORDER BY current DESC")

    read({"id": 1}, spam=0.1)
    assert scores() == [("spam 1", 0.1, None)]
    for version, score in (("spam 2", 0.2), ("spam 3", 0.3)):
        store.begin_run(f"run {version}", None, NOON, "0", VERSIONS | {"spam": version})
        read({"id": 1}, spam=score, versions=VERSIONS | {"spam": version})
    assert scores() == [("spam 3", 0.3, None), ("spam 2", 0.2, None)]
    assert sql.fetch("SELECT label, current FROM scores WHERE task = 'question'")[0][0] == "no"
    assert sql.fetch("SELECT COUNT(*) FROM scores WHERE task = 'question'")[0][0] == 1


def test_scores_are_of_the_text_that_was_judged() -> None:
    read({"id": 1, "text": "before"})
    judged_then = kept(1, "judged_hash")
    later = store.compared(readings({"id": 1, "text": "after"}), LATER)
    store.keep(later.batch, "run 2", {})
    assert kept(1, "judged_hash") != judged_then
    assert {one["judged_hash"] for one in kept(1, "scores")} == {judged_then}
    (batch,) = store.unjudged()
    store.keep(judged(batch, 0.7), "run 2", VERSIONS)
    spam = {one["current"]: one for one in kept(1, "scores") if one["task"] == "spam"}
    assert (spam[True]["score"], spam[True]["judged_hash"], spam[True]["run_id"]) == (
        0.7,
        kept(1, "judged_hash"),
        "run 2",
    )
    assert (spam[False]["score"], spam[False]["judged_hash"], spam[False]["run_id"]) == (0.1, judged_then, "run 1")


def test_scores_that_were_brought_back_become_those_before() -> None:
    read({"id": 1}, spam=0.2)
    exported = list(store.frames("scores"))
    assert store.import_table("scores", exported) == 2
    pd.testing.assert_frame_equal(next(store.frames("scores")), exported[0])
    read({"id": 1, "text": "after"}, at=LATER, spam=0.8)
    spam = [(one["current"], one["score"]) for one in kept(1, "scores") if one["task"] == "spam"]
    assert sorted(spam) == [(False, 0.2), (True, 0.8)]


def test_every_stage_has_its_scores_in_the_view() -> None:
    batch = store.compared(readings({"id": 1}), NOON).batch
    store.keep(judged(batch), "run 1", {task: f"{task} 1" for task in STAGES})
    assert sorted(one["task"] for one in kept(1, "scores")) == sorted(STAGES)


def test_other_classifiers_see_everything_again() -> None:
    store.begin_run("run 1", None, NOON, "0", VERSIONS)
    read({"id": 1}, {"id": 2})
    store.end_run("run 1", "done", NOON, "{}", None)
    store.begin_run("run 2", None, LATER, "0", VERSIONS)
    assert list(store.unjudged()) == []
    store.begin_run("run 3", None, LATER, "0", VERSIONS | {"spam": "spam 2"})
    assert store.compared(readings({"id": 1}), NOON).judge.tolist() == [True]
    (again,) = store.unjudged()
    assert again["comment_id"].tolist() == ["blog:1", "blog:2"]
    store.keep(judged(again), "run 3", VERSIONS | {"spam": "spam 2"})
    assert kept(1, "last_seen_run") == "run 1"
    assert list(store.unjudged()) == []


def test_seen_is_noted_without_more() -> None:
    read({"id": 1})
    read({"id": 1}, run="run 2", at=LATER)
    assert kept(1, "first_seen_run", "last_seen_run") == ("run 1", "run 2")
    assert kept(1, "read_at") == LATER.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("before", "after", "decision", "status"),
    [
        ("pending", "approved", "approve", "approved"),
        ("approved", "spam", "spam", "spam"),
        ("approved", "trash", "trash", "trash"),
        ("approved", "pending", "hold", "held"),
    ],
)
def test_a_change_on_the_site_is_a_decision(before: str, after: str, decision: str, status: str) -> None:
    read({"id": 1, "source_status": before})
    read({"id": 1, "source_status": after}, at=LATER)
    read({"id": 1, "source_status": after}, at=LATER + timedelta(days=1))
    (made,) = store.one("blog:1")["decisions"]  # type: ignore[index]
    assert (made["decision"], made["moderator"], made["decided_at"]) == (decision, SITE, LATER.replace(tzinfo=None))
    assert kept(1, "status") == status


def test_what_is_gone_is_gone_and_nobody_decided_it() -> None:
    read({"id": 1})
    read({"id": 1, "source_status": "gone"}, at=LATER)
    assert kept(1, "status", "decisions") == ("gone", [])


def test_an_old_export_read_again_decides_nothing() -> None:
    january, february = {"id": 1, "source_status": "pending"}, {"id": 1, "source_status": "approved"}
    for _ in range(3):
        read(january, at=NOON)
        read(february, at=LATER)
    assert kept(1, "source_status", "status") == ("approved", "approved")
    assert len(kept(1, "decisions")) == 1


def test_text_that_no_database_likes_is_kept() -> None:
    nasty = "NUL \x00 quote ' \" %s ? \u202e \ufffe 𝔘 \\ '; DROP TABLE comments; --"
    read({"id": 1, "text": nasty, "author": "{{ 7*7 }} %(x)s"})
    assert kept(1, "text", "author") == (nasty.replace("\x00", "\ufffd"), "{{ 7*7 }} %(x)s")


def test_posts_are_put_together() -> None:
    store.keep_posts(posts({"post_id": "blog:example.org/a", "title": "A", "own_id": "7"}))
    store.keep_posts(posts({"post_id": "blog:example.org/a", "declared_threads": 3}, {"post_id": "blog:b"}))
    store.keep_posts(posts({"post_id": "blog:b", "title": "B"}, {"post_id": "blog:b", "title": "B2"}))
    kept_posts = store.posts().set_index("post_id")
    assert kept_posts.loc["blog:example.org/a", "title"] == "A"
    assert kept_posts.loc["blog:example.org/a", "declared_threads"] == 3
    assert kept_posts.loc["blog:b", "title"] == "B2"


@pytest.mark.parametrize("number_first", [True, False])
def test_a_post_known_by_its_number_joins_its_better_name(number_first: bool) -> None:
    numbered = {"post_id": "blog:#7", "own_id": "7", "declared_comments": 9}
    named = {"post_id": "blog:example.org/a", "own_id": "7", "title": "A"}
    for post in (numbered, named) if number_first else (named, numbered):
        store.keep_posts(posts(post))
        read({"id": 1, "post_id": post["post_id"]})
    read({"id": 2, "post_id": "blog:#7"}, {"id": 3, "post_id": "blog:#8"})
    assert [kept(number, "post_id") for number in (1, 2, 3)] == ["blog:example.org/a", "blog:example.org/a", "blog:#8"]
    assert store.posts()[["post_id", "title", "declared_comments"]].values.tolist() == [["blog:example.org/a", "A", 9]]


def test_names_of_posts_are_ranked() -> None:
    worst_first = ["blog:#7", "blog:~00ff", "blog:a folded title", "blog:example.org/a"]
    assert [post_rank(one) for one in worst_first] == [0, 1, 2, 3]


def test_an_empty_batch_is_no_matter() -> None:
    batch = readings({"id": 1}).iloc[:0]
    compared = store.compared(batch, NOON)
    assert (len(compared.batch), compared.fresh.tolist()) == (0, [])
    assert store.keep(compared.batch, "run 1", VERSIONS) == store.Kept(0, 0, 0)
    store.seen([], "run 1", NOON)
    store.keep_posts(posts({"post_id": "x"}).iloc[:0])


def test_cutting_into_batches_is_no_matter() -> None:
    comments = [{"id": number, "text": f"text {number % 3}", "author": f"a{number % 4}"} for number in range(12)]
    read(*comments)
    outcome("hold", "copies")
    whole = everything()
    for name in ("comments", "earlier_scores", "flags"):
        sql.execute(f"DELETE FROM {name}")
    for start in range(0, 12, 5):
        batch = readings(*comments).iloc[start : start + 5]
        store.keep(judged(store.compared(batch, NOON).batch), "run 1", VERSIONS)
    outcome("hold", "copies")
    assert everything() == whole


def test_frames_round_trip() -> None:
    read(*({"id": number, "likes": number or None, "created_at": NOON} for number in range(25)))
    parts = list(store.frames("comments", size=10))
    assert [len(part) for part in parts] == [10, 10, 5]
    whole = pd.concat(parts, ignore_index=True)
    assert whole["comment_id"].is_monotonic_increasing or len(whole) == 25
    assert whole["likes"].isna().sum() == 1
