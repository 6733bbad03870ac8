"""What a real WordPress wrote, against what it had stored: its export and its REST answers, and that both agree."""

import html
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from raws import READ_AT

from pipeline.errors import SourceError
from pipeline.sources import markup
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, Reading, read

WORDPRESS = Path(__file__).parent / "wordpress"
SITE = "127.0.0.1:8088"
ANSWERS = sorted(WORDPRESS.glob("rest/comments-any-all-page-*.json"))
STATUS = {"approve": "approved", "hold": "pending", "spam": "spam", "trash": "trash"}
SAME = (
    "post_id",
    "judged_hash",
    "text_hash",
    "text",
    "author",
    "author_key",
    "author_url",
    "parent_id",
    "kind",
    "created_at",
)


def readings(*paths: Path) -> list[Reading]:
    found = []
    for path in paths:
        with path.open("rb") as file:
            found += list(read(Raw(file, path.name, path, READ_AT), Naming(b"key"), "run"))
    return found


def comments_of(*paths: Path) -> pd.DataFrame:
    comments = pd.concat([reading.comments for reading in readings(*paths)]).set_index("comment_id")
    assert comments.index.is_unique
    return comments


def plain(values: "pd.Series[Any]") -> dict[Any, Any]:
    return {index: None if pd.isna(value) else value for index, value in values.items()}


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, Any]]:
    stored = json.loads((WORDPRESS / "truth.json").read_text(encoding="utf-8"))
    return {f"{SITE}:{one['id']}": one for one in stored["comments"]}


@pytest.fixture(scope="module")
def answered() -> pd.DataFrame:
    return comments_of(*ANSWERS)


@pytest.fixture(scope="module")
def exported() -> pd.DataFrame:
    return comments_of(WORDPRESS / "export.wxr.xml")


def check(found: pd.DataFrame, truth: dict[str, dict[str, Any]]) -> None:
    for comment_id, row in found.iterrows():
        stored = truth[str(comment_id)]
        parent = f"{SITE}:{stored['parent']}" if stored["parent"] else None
        assert plain(row[["author", "parent_id"]]) == {
            "author": " ".join(html.unescape(stored["author"]).split()) or None,
            "parent_id": parent,
        }
        assert (row["kind"], row["source_status"]) == (stored["type"], STATUS[stored["status"]])
        assert row["created_at"] == pd.Timestamp(stored["date_gmt"], tz="UTC")
        assert row["text"] == markup.plain(stored["text"], typed=True)[0], stored["kind"]
        assert row["author_url"] == stored["url"] if stored["url"] else pd.isna(row["author_url"])


def test_answers_hold_every_comment_as_it_was_stored(answered: pd.DataFrame, truth: dict[str, dict[str, Any]]) -> None:
    assert set(answered.index) == set(truth)
    check(answered, truth)


def test_the_export_holds_all_but_spam(exported: pd.DataFrame, truth: dict[str, dict[str, Any]]) -> None:
    assert set(exported.index) == {comment_id for comment_id, stored in truth.items() if stored["status"] != "spam"}
    check(exported, truth)


@pytest.mark.parametrize("name", SAME)
def test_a_comment_is_the_same_in_both_forms(name: str, exported: pd.DataFrame, answered: pd.DataFrame) -> None:
    assert plain(exported[name]) == plain(answered.loc[exported.index, name])


def test_a_comment_as_the_public_sees_it_is_the_same(answered: pd.DataFrame) -> None:
    shown = comments_of(WORDPRESS / "rest" / "comments-public-page-1.json")
    assert len(shown) > 20
    assert set(shown["source_status"]) == {"approved"}
    for name in ("post_id", "judged_hash", "author", "created_at", "parent_id"):
        assert plain(shown[name]) == plain(answered.loc[shown.index, name])


def test_texts_come_out_as_a_reader_sees_them(answered: pd.DataFrame, truth: dict[str, dict[str, Any]]) -> None:
    kinds = {stored["kind"]: comment_id for comment_id, stored in truth.items()}
    assert str(answered.loc[kinds["formula"], "text"]).startswith("=")
    assert "document.cookie" not in str(answered.loc[kinds["hostile"], "text"])
    assert "javascript" not in str(answered["links"].tolist())


def test_titles_come_with_the_posts(exported: pd.DataFrame) -> None:
    told = pd.concat([reading.posts for reading in readings(WORDPRESS / "rest" / "posts.json")])
    stored = json.loads((WORDPRESS / "truth.json").read_text(encoding="utf-8"))["posts"]
    assert dict(zip(told["own_id"], told["title"], strict=True)) == {str(one["id"]): one["title"] for one in stored}
    assert set(told["post_id"]) == set(exported["post_id"])


def test_control_characters_cost_no_comment() -> None:
    found = readings(WORDPRESS / "export-control-characters.wxr.xml")
    assert sum(len(reading.comments) for reading in found) == 7
    assert sum(len(reading.rejects) for reading in found) == 0
    assert sum(reading.remarks["control characters filtered"] for reading in found) > 0


REFUSALS = sorted(WORDPRESS.glob("rest/error-*.json"))


@pytest.mark.parametrize("path", REFUSALS, ids=lambda path: path.stem)
def test_a_refusal_says_what_was_refused(path: Path) -> None:
    with pytest.raises(SourceError, match="is a refusal of the site, not comments: rest_"):
        readings(path)


def test_a_list_with_nothing_in_it_says_so() -> None:
    with pytest.raises(SourceError, match="holds no comment"):
        readings(WORDPRESS / "rest" / "comments-past-the-end.json")
