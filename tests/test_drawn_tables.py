"""Tables that programs print for people: drawn with lines, in YAML, in lines that repeat themselves."""

import time

import pytest
from raws import comments, raw, records, rejects

from pipeline.errors import SourceError
from pipeline.sources import SOURCES, ruled

DRAWN = """\
+----+--------+---------------------+------------+
| id | author | date                | comment    |
+----+--------+---------------------+------------+
| 1  | Ada    | 2024-05-03 16:12:00 | It works   |
| 2  |        | 2024-05-03 17:12:00 | a | b      |
+----+--------+---------------------+------------+
2 rows in set (0.00 sec)
"""


def read(content: str) -> list[tuple[str | None, str | None, str]]:
    return [(one.own_id, one.author, one.text) for one in comments(records("table", content))]


@pytest.mark.parametrize("before", ["", "mysql> select * from c;\n", "PHP Notice:  Undefined index\n\n"])
def test_a_table_is_found_under_what_a_terminal_shows(before: str) -> None:
    assert read(before + DRAWN) == [("1", "Ada", "It works"), ("2", None, "a | b")]


def test_a_cell_of_several_lines_as_mysql_prints_it() -> None:
    several = DRAWN.replace("| It works   |", "| It\n\nworks\n  |")
    assert read(several) == [("1", "Ada", "It\n\nworks"), ("2", None, "a | b")]


def test_a_text_that_was_cut_to_the_terminals_width() -> None:
    parts = ("It works b", "ecause it ", "rains.    ", "Yes.      ")
    cut = "|    |        |                     | ".join(f"{part} |\n" for part in parts)
    assert read(DRAWN.replace("It works   |\n", cut))[0] == ("1", "Ada", "It works because it rains.\nYes.")


def test_markdown_tables_escape_their_bars() -> None:
    table = "| id | name | comment |\n|---|:---:|--:|\n| 1 | Ada | a \\| b |\n| 2 | NULL | c |\n"
    assert read(table) == [("1", "Ada", "a | b"), ("2", None, "c")]


def test_a_line_that_is_no_row_is_rejected_and_the_next_one_read() -> None:
    found = records("table", DRAWN.replace("| 1  | Ada    |", "| 1  |"))
    assert [one.own_id for one in comments(found)] == ["2"]
    assert rejects(found) == [("line 4", "no row of 4 columns")]
    found = records("table", DRAWN.replace("| It works   |", "| It works"))
    assert [one.own_id for one in comments(found)] == ["2"]
    assert rejects(found) == [("line 4", "no row of 4 columns")]


def test_what_breaks_off_is_rejected() -> None:
    found = records("table", DRAWN[: DRAWN.index("a | b")])
    assert ([one.own_id for one in comments(found)], rejects(found)) == (["1"], [("line 5", "no row of 4 columns")])


def test_a_drawn_table_of_something_else_is_prose() -> None:
    assert not SOURCES["table"].sniff(raw("+------+-----+\n| beds | cm  |\n+------+-----+\n| 4    | 120 |\n"))
    assert not SOURCES["table"].sniff(raw("How I draw.\n" * 12 + DRAWN))


def test_without_texts_it_is_said_how_to_ask_for_them() -> None:
    listed = (
        DRAWN.replace("| id |", "| comment_ID |")
        .replace("comment    |\n", "whatever   |\n")
        .replace("author", "comment_author")
    )
    with pytest.raises(SourceError, match=r"ask WP-CLI for it: wp comment list --format=csv"):
        records("table", listed)


def test_a_cell_without_end_does_not_take_forever() -> None:
    started = time.process_time()
    found = records("table", DRAWN.replace("| It works   |", "| It\n" + "goes on\n" * 60_000))
    assert time.process_time() - started < 5
    assert rejects(found)[0][0] == "line 4"


def test_a_cell_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruled, "_FAR", 50)
    found = records("table", DRAWN.replace("| It works   |", "| It\n" + "goes on\n" * 20))
    assert [one.own_id for one in comments(found)] == ["2"]


# YAML

ITEM = '- \n  comment_ID: "{0}"\n  comment_author: {1}\n  comment_content: {2}\n'


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("It works", "It works"),
        ("'It: works'", "It: works"),
        ("|\n    It\n    \n    works", "It\n\nworks"),
        ('"It\'s \\o/"', "It's \\o/"),
        ('"Dry" he says', '"Dry" he says'),
        ("@ada: yes", "@ada: yes"),
        ("yes", "yes"),
        ("2024-05-03", "2024-05-03"),
    ],
)
def test_texts_in_yaml_as_wp_cli_sets_them(written: str, text: str) -> None:
    assert read("---\n" + ITEM.format(1, "Ada", written) + ITEM.format(2, '""', "Good")) == [
        ("1", "Ada", text),
        ("2", None, "Good"),
    ]


def test_an_item_that_is_no_yaml_is_rejected_and_the_next_one_read() -> None:
    found = records("table", "---\n" + ITEM.format(1, "Ada", "a") + "- [}\n- just text\n" + ITEM.format(2, "Bo", "b"))
    assert [one.own_id for one in comments(found)] == ["1", "2"]
    assert [place for place, _ in rejects(found)] == ["line 6", "line 7"]


def test_yaml_that_would_exhaust_the_stack_is_rejected() -> None:
    found = records("table", ITEM.format(1, "Ada", "[" * 5_000) + ITEM.format(2, "Bo", "b"))
    assert [one.own_id for one in comments(found)][-1] == "2"


def test_a_list_of_something_else_is_prose() -> None:
    assert not SOURCES["table"].sniff(raw("- Flour: two cups\n- Water: one\n- Salt: to taste\n"))


def test_a_text_of_very_many_lines_in_yaml_is_read_in_no_time() -> None:
    started = time.process_time()
    [one] = read("---\n" + ITEM.format(1, "Ada", "|\n    a" + "\n    " * 15_000 + "b"))
    assert one[2].endswith("b")
    assert time.process_time() - started < 2


@pytest.mark.parametrize("content", ["\n" * 100_000, "---\n" * 50_000, "# a\n \t\n" * 20_000, "-\n" * 50_000])
def test_what_stands_before_a_list_is_looked_at_in_no_time(content: str) -> None:
    started = time.process_time()
    assert not SOURCES["table"].sniff(raw(content))
    assert time.process_time() - started < 2


# WP-CLI's list into a file


def test_lines_of_a_text_that_repeat_their_row_are_one_comment() -> None:
    listed = "comment_ID\tcomment_author\tcomment_content\n1\tAda\tIt\n1\tAda\tworks\n2\tAda\tIt\n3\tBo\tIt\n"
    assert read(listed) == [("1", "Ada", "It\nworks"), ("2", "Ada", "It"), ("3", "Bo", "It")]
