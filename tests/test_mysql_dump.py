"""Dumps of WordPress databases: streamed, against what was stored, and broken."""

import html
import json
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest
from raws import comments, posts, raw, records, rejects, remarks

from pipeline.errors import SourceError
from pipeline.sources import SOURCES, markup, recognised, sql_rows
from pipeline.sources.records import Comment, Post, Reject, Remark

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


NAMES = "comment_ID comment_post_ID comment_author comment_content comment_approved".split()
FIRST, SECOND = "(1,4,'Ada','it\\'s\r\n(fine); yes',1)", "(2,4,'Bo','ok','spam')"
ROWS = f"{FIRST},\n{SECOND}"
CREATED = "CREATE TABLE {0}wp_comments{0} (\n" + ",\n".join(f"  {{0}}{name}{{0}} text NOT NULL" for name in NAMES)


def listed(quote: str = "`") -> str:
    return f"({', '.join(f'{quote}{name}{quote}' for name in NAMES)})"


WRITTEN = {
    "small letters, no quotes": f"insert into wp_comments {listed('')} values {ROWS};",
    "ignore": f"INSERT IGNORE INTO `wp_comments` {listed()} VALUES\n{ROWS};",
    "replace": f"REPLACE INTO `wp_comments` {listed()} VALUES\n{FIRST}\n,{SECOND};",
    "another order": (
        "INSERT INTO `wp_comments` (`comment_content`, `comment_ID`, `comment_approved`, `comment_post_ID`, "
        "`comment_author`) VALUES ('it\\'s\n(fine); yes', 1, '1', 4, 'Ada'), ('ok', 2, 'spam', 4, 'Bo');"
    ),
    "a value a line": (
        f"INSERT INTO `site`.`wp_comments`\n{listed()}\nVALUES\n(\n1,\n4,\n'Ada',\n'it\\'s\n(fine); yes',\n'1'\n),\n"
        "(\n2,\n4,\n'Bo',\n'ok',\n'spam'\n)\n;"
    ),
    "compact": f"{CREATED.format('`')}\n);\nINSERT INTO `wp_comments` VALUES {ROWS};",
    "sandboxed": (
        "/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19\n/*!40101 SET NAMES utf8mb4 */;\n"
        f"{CREATED.format('`')},\n  PRIMARY KEY (`comment_ID`),\n  KEY `a` (`comment_post_ID`)\n) ENGINE=InnoDB;\n"
        "LOCK TABLES `wp_comments` WRITE;\n/*!40000 ALTER TABLE `wp_comments` DISABLE KEYS */;\n"
        f"INSERT INTO `wp_comments` VALUES\n{ROWS};\n/*!40000 ALTER TABLE `wp_comments` ENABLE KEYS */;"
    ),
    "no quotes around names": (
        f"{CREATED.format('')},\n primary key (comment_ID)\n);\ninsert into wp_comments values {ROWS};"
    ),
    "one statement after another": "".join(
        f"INSERT INTO `wp_comments` {listed()} VALUES {row};" for row in (FIRST, SECOND)
    ),
    "names in small letters": f"INSERT INTO public.wp_comments {listed('').lower()} VALUES\n\t {FIRST},\n\t {SECOND};",
    "overwriting": (
        f"INSERT INTO `wp_comments` {listed()} VALUES\n{ROWS}\n"
        "ON DUPLICATE KEY UPDATE `comment_ID` = VALUES(`comment_ID`);"
    ),
    "blobs in hexadecimal": (
        f"INSERT INTO `wp_comments` {listed()} VALUES (1,4,0x416461,0x69742773200A2866696E65293B20796573,'1'),"
        "(2,4,_binary 'Bo',X'6F6B','spam');"
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_dump_of_any_program_is_read(name: str) -> None:
    dump = WRITTEN[name] + "\n"
    assert recognised(raw(dump)) == "mysql_dump"
    found = records("mysql_dump", dump)
    assert [(one.own_id, one.author, one.text, one.status) for one in comments(found)] == [
        ("1", "Ada", "it's\n(fine); yes", "approved"),
        ("2", "Bo", "ok", "spam"),
    ]
    assert rejects(found) == []


def test_prose_that_speaks_of_inserting_is_no_dump() -> None:
    text = "Insert into the slot (left side) the values you like.\nCreate table decorations.\n"
    assert not SOURCES["mysql_dump"].sniff(raw(text))


def test_rows_that_never_end_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_rows, "_PATIENCE", 1 << 16)
    broken = f"INSERT INTO `wp_comments` {listed()} VALUES (1, 4, 'a;\n" * 2_000
    started = time.process_time()
    found = records("mysql_dump", broken + insert("(7, 4, 'z', '1')"))
    assert time.process_time() - started < 5
    assert [one.own_id for one in comments(found)] == ["7"]
    assert {reason for _, reason in rejects(found)} == {sql_rows._NO_ROWS}


def test_columns_are_found_in_no_time_among_empty_lines() -> None:
    started = time.process_time()
    records("mysql_dump", f"CREATE TABLE `wp_comments` ({chr(10) * 60_000}" * 20 + ");\n" + insert("(1, 4, 'a', '1')"))
    assert time.process_time() - started < 2


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


BROKEN = {
    "a stray quote": "(2, 4, 'it's me', '1')",
    "nothing closes it": "(2, 4, 'b', '1'",
    "no quote at its end": "(2, 4, 'b, '1')",
    "too few values": "(2, 4)",
    "no row at all": "2, 4, 'b'",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_broken_row_costs_itself_and_is_told(broken: str, after: int) -> None:
    rest = [f"({number}, 4, 'c{number}', '1')" for number in range(3, 3 + after)]
    found = records("mysql_dump", insert("(1, 4, 'a', '1')", broken, *rest) + insert("(9, 4, 'z', '1')"))
    assert [one.own_id for one in comments(found)] == ["1", *(str(3 + number) for number in range(after)), "9"]
    assert len(rejects(found)) == 1


def test_what_a_broken_row_says_is_no_row() -> None:
    said = "(2, 4, 'it's me),(666, 4, \\'evil\\', 1),(667, 4, \\'evil\\', 1)', '1')"
    found = records("mysql_dump", insert("(1, 4, 'a', '1')", said, "(3, 4, 'c', '1')"))
    assert [one.own_id for one in comments(found)] == ["1", "3"]
    assert rejects(found)


def test_many_broken_rows_do_not_take_forever() -> None:
    rows = [f"({number}, 4, 'it's', '1'),({number + 1}, 4, 'c', '1')" for number in range(1, 20_001, 2)]
    started = time.process_time()
    found = records("mysql_dump", insert(*rows))
    assert time.process_time() - started < 5
    assert len(comments(found)) == 10_000


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


def test_many_broken_statements_do_not_take_forever() -> None:
    begun = f"INSERT INTO `wp_comments` {COLUMNS} VALUES ("
    started = time.process_time()
    found = records("mysql_dump", begun * 6_000 + "\nx" * 60_000 + "\n" + insert("(7, 4, 'z', '1')"))
    assert time.process_time() - started < 5
    assert [one.own_id for one in comments(found)] == ["7"]


@pytest.mark.parametrize("zone", ["Europe/Par" + "says:" * 4_000, "../../etc/passwd", "a" * 300, "Europe/Nowhere"])
def test_a_time_zone_that_is_none_is_passed_over(zone: str) -> None:
    options = f"INSERT INTO `wp_options` VALUES (1,'timezone_string','{zone}','yes');\n"
    assert len(comments(records("mysql_dump", options + insert("(1, 4, 'a', '1')")))) == 1


def test_a_table_that_only_the_second_look_finds_is_read() -> None:
    written = "INSERT INTO _wc_users_voted VALUES (,(,'',,,,,),('\nINSERT INTO wp_comments VALUES (,,'','),',,'',''"
    written += ",'','',,'',,'',,);\n"
    with suppress(SourceError):
        assert all(isinstance(one, (Post, Comment, Reject, Remark)) for one in records("mysql_dump", written))
