"""Figures of a site that can be counted on one's fingers, and what must not matter for them."""

import csv
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from sites import BREAD, GLUE, NOW, OLD, comment, comments, march, posts

from pipeline import store
from pipeline.engagement import COLUMNS, METRICS, READS, per_period, per_post
from pipeline.engagement.per_post import FIGURES
from pipeline.engagement.periods import is_change
from pipeline.engagement.phrases import phrases
from pipeline.engagement.quotes import excerpt
from pipeline.engagement.spoken import fold_word
from pipeline.run import run
from pipeline.settings import Settings


def row(post_id: str, *more: dict[str, object]) -> pd.Series:
    table = per_post(comments(*more), posts(), now=NOW)
    return table[table["post_id"] == post_id].iloc[0]


COUNTED = {
    "comments": 7,
    "threads": 4,
    "replies": 3,
    "pings": 1,
    "comment_authors": 4,
    "nameless": 1,
    "staff_comments": 1,
    "held": 1,
    "spam": 1,
    "trashed": 1,
    "gone": 0,
    "doubles": 1,
    "truncated": 0,
    "missing_threads": 4,
    "missing_replies": 0,
    "missing_comments": 2,
    "dated": 7,
    "language_en": 5,
    "language_fr": 2,
    "language_other": 0,
    "language_unknown": 0,
    "positive": 2,
    "neutral": 4,
    "negative": 1,
    "tone_unknown": 0,
    "questions": 2,
    "questions_unreplied": 1,
    "questions_unanswered": 1,
    "recent_questions": 2,
    "recent_unanswered": 1,
    "recent_answer_hours": 2.0,
    "votes_up": 5,
    "votes_down": 3,
    "most_reacted": "s:4",
    "most_reacted_votes": 4,
    "hottest_thread": "s:1",
    "hottest_replies": 2,
    "new_authors": 4,
    "returning_authors": 0,
    "words_median": 3.0,
    "words_least": 2,
    "words_most": 7,
}


@pytest.mark.parametrize(("name", "value"), COUNTED.items())
def test_a_figure_is_what_fingers_count(name: str, value: object) -> None:
    assert row(GLUE)[name] == value


def test_moments_are_first_half_and_last() -> None:
    found = row(GLUE)
    assert (found["first_at"], found["last_at"]) == (march(2), march(5))
    assert found["half_at"] == march(3, 10)  # the fourth of seven


def test_people_return_from_one_post_to_another() -> None:
    found = row(BREAD)
    assert (found["new_authors"], found["returning_authors"]) == (1, 1)  # Eve, and Ann who was under Glue before


def test_what_the_source_does_not_tell_is_missing_and_never_zero() -> None:
    found = row(OLD)
    for name in (
        "threads",
        "replies",
        "first_at",
        "votes_up",
        "most_reacted",
        "hottest_thread",
        "comment_authors",
        "new_authors",
    ):
        assert pd.isna(found[name]), name
    assert set(found["not_available"].split(", ")) == {"author", "created_at", "likes", "parent_id", "rating"}
    assert found["comments"] == 1


def test_a_table_tells_of_replies_once_it_has_one() -> None:
    reply = comment(32, None, "yes", None, post_id=OLD, source="table", parent_id="s:31", by_staff=None)
    found = row(OLD, reply)
    assert (found["threads"], found["replies"]) == (1, 1)


def test_a_saved_text_without_replies_tells_nothing_of_them_unless_it_declares_none() -> None:
    saved = comment(34, "Ann", "hm", None, post_id="s:saved", source="saved_text")
    undeclared, declared = ({"site": "s", "post_id": "s:saved", "declared_replies": number} for number in (None, 0))
    for told, replies in ((undeclared, None), (declared, 0)):
        table = per_post(comments(saved), posts(told), now=NOW).set_index("post_id")
        assert table["replies"].astype(object).where(table["replies"].notna(), None)["s:saved"] == replies


def test_a_post_without_comments_counts_nothing_and_lacks_nothing() -> None:
    empty = {"site": "s", "post_id": "s:empty", "title": "Empty", "source": "wxr"}
    found = per_post(comments(), posts(empty), now=NOW).set_index("post_id").loc["s:empty"]
    assert (found["comments"], found["threads"], found["votes_up"]) == (0, 0, 0)
    assert pd.isna(found["not_available"])
    assert pd.isna(found["first_at"])


def test_no_comments_at_all() -> None:
    table = per_post(pd.DataFrame(), posts(), now=NOW)
    assert table["comments"].tolist() == [0, 0, 0]
    assert list(table.columns) == list(COLUMNS)


def test_names_in_the_settings_answer_where_the_source_does_not_say() -> None:
    unknown = comments().assign(by_staff=pd.array([None] * len(comments()), dtype="boolean"))
    assert pd.isna(per_post(unknown, posts(), now=NOW)["questions_unanswered"]).all()
    named = per_post(unknown, posts(), staff={"sol"}, now=NOW).set_index("post_id")
    assert (named.loc[GLUE, "questions_unanswered"], named.loc[GLUE, "staff_comments"]) == (1, 1)


def test_an_answer_further_down_counts_as_the_sites() -> None:
    below = comment(24, "Sol", "Rye it is.", march(9), post_id=BREAD, parent_id="s:23")
    assert row(BREAD)["questions_unanswered"] == 1
    assert row(BREAD, below)["questions_unanswered"] == 0


def test_old_questions_are_no_debt() -> None:
    later = NOW + timedelta(days=91)
    table = per_post(comments(), posts(), now=later).set_index("post_id")
    assert (table.loc[GLUE, "questions_unanswered"], table.loc[GLUE, "recent_unanswered"]) == (1, 0)


def test_dates_known_by_the_year_enter_no_curve() -> None:
    vague = comment(33, "Old", "long ago", datetime(2020, 1, 1, tzinfo=UTC), created_precision="year")
    found = row(GLUE, vague)
    assert (found["comments"], found["dated"], found["first_at"]) == (8, 7, march(2))


def test_answering_in_circles_does_no_harm() -> None:
    circle = [comment(41, "A", "a", march(1), parent_id="s:42"), comment(42, "B", "b", march(1), parent_id="s:41")]
    found = row(GLUE, *circle)
    assert (found["replies"], found["hottest_thread"]) == (5, "s:1")


@settings(deadline=None, max_examples=25)
@given(cuts=st.lists(st.integers(0, 16), max_size=4), order=st.permutations(range(16)))
def test_neither_order_nor_cutting_matters(cuts: list[int], order: list[int]) -> None:
    whole = comments()
    shuffled = whole.iloc[list(order)]
    bounds = [0, *sorted(cuts), len(whole)]
    parts = (shuffled.iloc[start:end] for start, end in pairwise(bounds))
    assert_frame_equal(per_post(parts, posts(), now=NOW), per_post(whole, posts(), now=NOW))


def test_every_metric_has_its_figure() -> None:
    assert [metric.name for metric in METRICS] == list(FIGURES)


def test_periods_are_the_sites_own_weeks_and_months() -> None:
    months = per_period(comments(), "month", UTC, now=NOW)
    assert months[["site", "period", "comments"]].values.tolist() == [["s", "2026-03", 10]]
    weeks = per_period(comments(), "week", UTC, now=NOW).set_index("period")
    assert weeks["comments"].to_dict() == {"2026-W10": 10}  # Monday 2 to Sunday 8 March
    late = comment(50, "Ann", "late", datetime(2026, 3, 8, 23, 30, tzinfo=UTC))
    assert per_period(comments(late), "week", ZoneInfo("Europe/Paris"), now=NOW)["period"].tolist() == [
        "2026-W10",
        "2026-W11",
    ]


def test_new_and_returning_of_a_period() -> None:
    april = (
        comment(51, "Ann", "back", datetime(2026, 4, 2, tzinfo=UTC)),
        comment(52, "Flo", "hi", datetime(2026, 4, 2, tzinfo=UTC)),
    )
    months = per_period(comments(*april), "month", UTC, now=NOW)
    assert months[["period", "new_authors", "returning_authors"]].to_numpy().tolist()[1] == ["2026-04", 1, 1]


@pytest.mark.parametrize(
    ("now", "before", "history", "changed"),
    [
        (12, 10, [], False),
        (30, 10, [], True),
        (30, 10, [10, 30, 8, 31, 9, 29], False),
        (30, 10, [9, 10, 11, 10], True),
        (0, 0, [], False),
    ],
)
def test_a_change_is_beyond_chance_and_the_usual(now: int, before: int, history: list[int], changed: bool) -> None:
    assert is_change(now, before, history) is changed


def test_phrases_fold_plural_and_accents_and_count_comments() -> None:
    said = [
        "The zip ties broke",
        "a zip tie, a zip tie!",
        "Zip tie holds",
        "zip ties for Rose",
        "nothing here",
        "Rose said no",
    ]
    found = phrases([(str(place), text) for place, text in enumerate(said)], "en", ["Rose Marsh"])
    assert [(one.written, one.comments) for one in found] == [("zip tie", ("0", "1", "2", "3"))]


def test_phrases_in_french_keep_the_readers_spelling() -> None:
    said = ["Le récupérateur fuit", "mon recuperateur est plein", "Quel récupérateur ?", "Merci pour tout"]
    found = phrases([(str(place), text) for place, text in enumerate(said)], "fr")
    assert [(one.written, len(one.comments)) for one in found] == [("récupérateur", 3)]
    assert phrases([("1", "récupérateur"), ("2", "récupérateur")], "fr") == []


@pytest.mark.parametrize(
    ("word", "language", "folded"),
    [
        ("Knives", "en", "knife"),
        ("berries", "en", "berry"),
        ("glass", "en", "glass"),
        ("Château", "fr", "chateau"),
        ("œufs", "fr", "oeuf"),
    ],
)
def test_words_fold(word: str, language: str, folded: str) -> None:
    assert fold_word(word, language) == folded


def test_an_excerpt_of_a_long_text_holds_its_question() -> None:
    text = "I have read all of it twice. " * 12 + "Does it work with oak? Thank you."
    cut = excerpt(text, 60, question=True)
    assert "Does it work with oak?" in cut
    assert cut.startswith("… ")
    assert excerpt("Short one?", 60) == "Short one?"
    assert len(excerpt("word " * 500, 60)) <= 62


def test_the_samples_come_out_as_counted_by_hand(example: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, workers=1)
    shutil.copytree(example, tmp_path / "raw" / "example")
    run(settings, now=datetime(2026, 11, 22, 12, tzinfo=UTC))
    table = per_post(store.frames("comments", READS, ordered=False), store.posts(), now=NOW)
    with Path(__file__).with_name("example_truth.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    meant = Counter((row["kind"] == "comment", row["status"]) for row in truth)
    for column, status in (("comments", "approved"), ("held", "pending"), ("spam", "spam"), ("trashed", "trash")):
        assert table[column].sum() == meant[True, status], column
    assert table["pings"].sum() == meant[False, "approved"]
    assert table["truncated"].sum() == sum(row["truncated"] == "yes" for row in truth)
    replies = Counter(row["post_title"] for row in truth if row["is_reply"] == "yes" and row["status"] == "approved")
    titled = table.dropna(subset="title").set_index("title")
    assert titled["replies"].to_dict() == {title: replies[title] for title in titled.index}
    nameless = table[table["forms"] == "saved_text"].iloc[0]
    assert nameless[["comments", "nameless", "missing_threads", "pings"]].tolist() == [37, 14, 6, 3]
    assert (settings.reports / "index.html").is_file()
