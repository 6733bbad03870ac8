"""Dumps of WordPress databases: streamed, against what was stored, and broken."""

import html
import json
import time
from itertools import islice
from pathlib import Path

import pytest
from raws import comments, posts, raw, records, rejects, remarks

from pipeline.errors import SourceError
from pipeline.sources import SOURCES, markup, sql_rows

WORDPRESS = Path(__file__).parent / "wordpress"
COLUMNS = "(`comment_ID`, `comment_post_ID`, `comment_content`, `comment_approved`)"


def insert(*rows: str) -> str:
    return f"INSERT INTO `wp_comments` {COLUMNS} VALUES\n{','.join(rows)};\n"


@pytest.mark.parametrize("size", [997, 1 << 20])
def test_every_comment_of_a_real_dump_is_as_it_was_stored(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_rows, "_CHUNK", size)
    found = records("mysql_dump", (WORDPRESS / "dump.sql").read_bytes())
    stored = json.loads((WORDPRESS / "truth.json").read_text(encoding="utf-8"))
    by_id = {one.own_id: one for one in comments(found)}
    assert rejects(found) == []
    assert set(by_id) == {str(one["id"]) for one in stored["comments"]}
    for truth in stored["comments"]:
        one = by_id[str(truth["id"])]
        assert one.text == markup.plain(truth["text"], typed=True)[0]
        assert (one.author or "", one.kind) == (html.unescape(truth["author"]), truth["type"])
        assert (one.author_email or "", one.author_url or "") == (truth["email"], truth["url"])
        assert one.created_at is not None
        assert f"{one.created_at:%Y-%m-%d %H:%M:%S}" == truth["date_gmt"]
    assert {one.url for one in posts(found)} <= {
        f"http://127.0.0.1:8088/2025/{m}/{p['slug']}/" for m in ("09", "10") for p in stored["posts"]
    }


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"'it\'s'", "it's"),
        ("'it''s'", "it's"),
        (r"'a\\n\nb'", "a\\n\nb"),
        ("'); DROP TABLE wp_comments; -- '", "); DROP TABLE wp_comments; --"),
        ("0xC3A9", "é"),
        ("X'C3A9'", "é"),
        ("_binary 'abc'", "abc"),
        (r"'50\% (of) \"it\"'", '50% (of) "it"'),
    ],
)
def test_values_are_read_as_mysql_writes_them(written: str, text: str) -> None:
    (one,) = comments(records("mysql_dump", insert(f"(1, 4, {written}, '1')")))
    assert one.text == text


def test_text_that_looks_like_a_statement_is_text() -> None:
    text = "x\nINSERT INTO `wp_comments` VALUES (666,1);\nCREATE TABLE `wp_comments` ("
    other = f"INSERT INTO `wp_posts` (`ID`, `post_title`) VALUES (4, '{text}');\n"
    found = records("mysql_dump", other + insert(f"(1, 4, '{text}', '1')", "(2, 4, 'b', '0')"))
    assert [(one.own_id, one.status) for one in comments(found)] == [("1", "approved"), ("2", "pending")]


def test_a_row_that_is_none_is_rejected_and_the_next_statement_read() -> None:
    found = records(
        "mysql_dump", insert("(1, 4, 'a', '1')", "(2, 4)", "('x', 4, 'c', '1')") + insert("(4, 4, 'd', '1')")
    )
    assert [one.own_id for one in comments(found)] == ["1", "4"]
    assert [place for place, _ in rejects(found)] == ["row 2 (wp_comments)", "wp_comments"]


def test_a_dump_that_breaks_off_is_read_up_to_there() -> None:
    cut = SOURCES["mysql_dump"].records(raw(insert("(1, 4, 'a', '1')", "(2, 4, 'b', '1')")[:-10]))
    assert [one.own_id for one in comments(list(islice(cut, 2)))] == ["1"]
    with pytest.raises(SourceError, match="breaks off"):
        list(cut)


def test_a_dump_without_comments_names_its_tables() -> None:
    with pytest.raises(SourceError, match="without a WordPress table of comments, only wp_posts, shop_orders"):
        records(
            "mysql_dump", "-- MySQL dump\nINSERT INTO `wp_posts` VALUES (1);\nINSERT INTO `shop_orders` VALUES (1);\n"
        )


def test_without_posts_it_is_said_what_is_missing() -> None:
    assert remarks(records("mysql_dump", insert("(1, 4, 'a', '1')"))) == {
        "no table wp_posts: titles of posts are missing": 1
    }


def test_hostile_quotes_do_not_take_forever() -> None:
    started = time.process_time()
    with pytest.raises(SourceError):
        records("mysql_dump", insert("(1, 4, 'a', '1')")[:-2] + ",(" + "('" * 200_000)
    assert time.process_time() - started < 20
