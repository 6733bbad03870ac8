"""Tables type every frame, and say what is wrong with one that does not fit."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from pipeline.errors import SchemaError, UnknownName
from pipeline.schema import COMMENTS, TABLES, conform, framed, table, unanswered


def test_conform_orders_types_and_completes() -> None:
    found = conform(
        pd.DataFrame({"text": ["a"], "likes": [3.0], "created_at": ["2025-01-02T03:04:05Z"], "site": ["s"]})
    )
    assert tuple(found.columns) == COMMENTS.names
    assert {name: str(found[name].dtype) for name in found} == {
        column.name: column.dtype for column in COMMENTS.columns
    }
    assert found.loc[0, "likes"] == 3
    assert found.loc[0, "created_at"] == pd.Timestamp("2025-01-02T03:04:05Z")
    assert found["dislikes"].isna().all()


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        ({"colour": ["red"]}, "unknown column 'colour'"),
        ({"likes": ["many"]}, "likes should be integer"),
        ({"kind": ["poem", "poem"]}, r"kind 'poem' \(2 times\) is none of comment, pingback, trackback"),
    ],
)
def test_conform_says_what_does_not_fit(frame: dict[str, list[str]], problem: str) -> None:
    with pytest.raises(SchemaError, match=problem):
        conform(pd.DataFrame(frame))


def test_conform_shows_five_problems_and_counts_the_rest() -> None:
    with pytest.raises(SchemaError, match="and 2 more"):
        conform(pd.DataFrame({f"strange{number}": [1] for number in range(7)}))


def test_unanswered_is_missing_and_typed() -> None:
    answer = unanswered(pd.RangeIndex(2), ["sentiment", "spam_score", "is_question"])
    assert answer.isna().all().all()
    assert [str(answer[name].dtype) for name in answer] == ["str", "float64", "boolean"]


def test_tables_are_found_by_name() -> None:
    assert all(table(name).name == name for name in TABLES)
    with pytest.raises(UnknownName, match="there are: comments"):
        table("remarks")
    with pytest.raises(UnknownName):
        COMMENTS["colour"]


def test_framed_rows_are_what_conform_makes_of_them() -> None:
    moment = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    names = ("text", "likes", "created_at", "truncated", "kind", "rating", "author")
    rows = [("a", 1, moment, True, "comment", 4.5, None), (None, None, None, None, None, None, None)]
    pd.testing.assert_frame_equal(framed(rows, names), conform(pd.DataFrame(rows, columns=list(names)), names=names))
    assert tuple(framed([], names).columns) == names
    with pytest.raises(SchemaError, match="likes should be integer"):
        framed([("a", "many")], ("text", "likes"))
    with pytest.raises(SchemaError, match="kind 'poem'"):
        framed([("poem",)], ("kind",))
