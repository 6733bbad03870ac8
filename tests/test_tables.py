"""Tables of comments in every form: recognised by content, read row by row, and never thrown off by a bad row."""

import io
import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from raws import READ_AT, comments, posts, raw, records, rejects, remarks

from pipeline.errors import SourceError
from pipeline.exports import WRITERS
from pipeline.schema import COMMENTS, POSTS, conform
from pipeline.sources import SOURCES, columns, delimited_rows, lines, recognised
from pipeline.sources.our_export import unguarded
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read


def texts(content: str | bytes, **more: Any) -> list[str]:
    return [one.text for one in comments(records("table", content, **more))]


# What a table is


def test_the_number_that_pandas_writes_before_each_row_needs_no_name() -> None:
    assert texts(",author,comment\n0,Ann,a\n1,Bo,b\n") == ["a", "b"]


@pytest.mark.parametrize("before", ["", "snippet.", "snippet.topLevelComment.snippet.", "data.comment."])
def test_names_of_columns_may_say_where_they_stood(before: str) -> None:
    names = [f"{before}{name}" for name in ("textOriginal", "authorDisplayName", "likeCount", "publishedAt")]
    [one] = comments(records("table", f"{','.join(names)}\nhi,Ann,3,2019-05-03T10:15:00Z\n"))
    assert (one.text, one.author, one.likes) == ("hi", "Ann", 3)
    assert one.created_at == datetime(2019, 5, 3, 10, 15, tzinfo=UTC)


def test_people_are_objects_of_their_own() -> None:
    entry = {"id": 5, "body": "hi", "user": {"id": 9, "login": "ann", "html_url": "https://ann.example/"}}
    [one] = comments(records("table", json.dumps([entry])))
    assert (one.own_id, one.author, one.author_url) == ("5", "ann", "https://ann.example/")


@pytest.mark.parametrize("name", ["replies", "children", "answers"])
def test_answers_inside_what_they_answer(name: str) -> None:
    inner = {"id": 3, "author": "Cy", "text": "c", name: []}
    entry = {"id": 1, "author": "Ann", "text": "a", name: [{"id": 2, "author": "Bo", "text": "b", name: [inner]}]}
    found = comments(records("table", json.dumps([entry, {"id": 4, "author": "Di", "text": "d"}])))
    assert [(one.own_id, one.parent) for one in found] == [("1", None), ("2", "1"), ("3", "2"), ("4", None)]


def test_comments_inside_their_post() -> None:
    entry = {
        "title": "Eels",
        "url": "https://a.example/eels",
        "comments": [{"id": 1, "text": "a"}, {"id": 2, "text": "b"}],
    }
    found = records("table", json.dumps([entry, {**entry, "title": "Newts", "url": "https://a.example/newts"}]))
    assert [(one.text, one.post.title, one.post.url) for one in comments(found)] == [
        ("a", "Eels", "https://a.example/eels"),
        ("b", "Eels", "https://a.example/eels"),
        ("a", "Newts", "https://a.example/newts"),
        ("b", "Newts", "https://a.example/newts"),
    ]
    assert not rejects(found)


def test_ids_that_tell_what_is_answered() -> None:
    found = comments(records("table", "cid,text\nUgxAbcDefGh,a\nUgxAbcDefGh.9z,b\nv1.2,c\n"))
    assert [one.parent for one in found] == [None, "UgxAbcDefGh", None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_what_separates_evenly(delimiter: str) -> None:
    rows = [["author", "comment"], ["Ann", "a, b; c"], ["Bob", 'say "x"\nand | y'], ["Cyd", "tab\tthere"]]
    written = "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert recognised(raw(written)) == "table"
    assert texts(written) == ["a, b; c", 'say "x"\nand | y', "tab there"]


def test_backslashes_escape_where_that_makes_even_rows() -> None:
    assert texts('id,comment\n1,"she said \\"no\\", twice"\n2,"fine"\n') == ['she said "no", twice', "fine"]
    assert texts('id,comment\n1,"C:\\dir, and ""more"""\n') == ['C:\\dir, and "more"']


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_found(encoding: str) -> None:
    rows = "auteur;commentaire\nHélène;C’est très réussi, à refaire dès l’été prochain\n" * 1 + "Zoë;Déjà vu, hélas\n"
    assert texts(rows.encode(encoding)) == ["C’est très réussi, à refaire dès l’été prochain", "Déjà vu, hélas"]


@pytest.mark.parametrize(
    "prose",
    [
        "Home | Comments | About\nThe weir in spring\nA post of some length, with commas, here and there.\n",
        "Dear all,\nthank you for the answers, they helped,\nyours, Ann\n",
        "One comment\n",
        "",
    ],
)
def test_prose_is_no_table(prose: str) -> None:
    assert not SOURCES["table"].sniff(raw(prose))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("colour,size\nred,4\nblue,5\n", "'colour', 'size'"),
        ('[{"colour": "red"}]', "'colour'"),
        ('{"colour": "red"}\n{"colour": "blue"}\n', "'colour'"),
    ],
)
def test_a_table_without_texts_lists_its_columns_and_says_what_to_do(content: str, said: str) -> None:
    assert recognised(raw(content)) == "table"
    with pytest.raises(SourceError) as error:
        records("table", content)
    assert said in str(error.value)
    assert "[columns] text" in str(error.value)


def test_wp_cli_without_texts_is_told_how_to_ask() -> None:
    listed = "comment_ID,comment_post_ID,comment_date,comment_approved,comment_author\n1,2,,1,Ann\n2,2,,1,Bo\n"
    with pytest.raises(SourceError, match=r"wp comment list .*comment_content"):
        records("table", listed)


def test_the_settings_say_which_column_is_which() -> None:
    mapped = {"text": "Kundenmeinung", "author": "Wer", "post_title": "Seite", "created_at": "Am"}
    table = "Wer,Am,Kundenmeinung,Seite,text\nJörg,03/05/2019 10:15,Gut,Start,x\nUwe,13/05/2019 10:15,Na ja,Start,y\n"
    found = records("table", table, columns=mapped)
    assert [(one.author, one.text, one.post.title) for one in comments(found)] == [
        ("Jörg", "Gut", "Start"),
        ("Uwe", "Na ja", "Start"),
    ]
    assert comments(found)[0].created_at == datetime(2019, 5, 3, 10, 15, tzinfo=UTC)


def test_a_mapping_that_leads_nowhere_is_said() -> None:
    mapped = {"rating": "Punkte", "spam_score": "author"}
    assert list(remarks(records("table", "author,comment\nAnn,x\n", columns=mapped))) == [
        "[columns] spam_score of the settings is no column that can be filled",
        "column 'Punkte' of the settings is not in the table",
    ]


@pytest.mark.parametrize(
    "name", ["comment_content", "Comment", "commentaire", "Texte du commentaire", "textDisplay", "MESSAGE", "Avis"]
)
def test_usual_names_of_the_text_are_known(name: str) -> None:
    assert columns.recognised(["id", name], {}, {})["text"] == name


# What its cells say


def test_one_column_may_be_either_the_parent_or_the_post() -> None:
    parent = records("table", "id,author,comment,in reply to\n1,Ann,x,\n2,Bo,y,1\n")
    assert [one.parent for one in comments(parent)] == [None, "1"]
    title = records("table", "author,comment,in response to\nAnn,x,The old weir\nBo,y,The old weir\n")
    assert posts(title)[0].title == "The old weir"


def test_an_address_is_the_posts_or_the_authors_by_what_stands_there() -> None:
    of_post = "author,url,comment\n" + "".join(f"A{n},https://a.example/{n % 2},x\n" for n in range(6))
    assert {one.post.url for one in comments(records("table", of_post))} == {
        "https://a.example/0",
        "https://a.example/1",
    }
    of_author = "author,url,comment\nA,http://one.example,x\nB,,y\nC,http://two.example,z\n"
    assert [one.author_url for one in comments(records("table", of_author))] == [
        "http://one.example",
        None,
        "http://two.example",
    ]


def test_statuses_in_words_of_two_languages_and_unknown_ones() -> None:
    table = "comment,status\na,approuvé\nb,En attente\nc,SPAM\nd,corbeille\ne,1\nf,sleeping\ng,\n"
    found = records("table", table)
    assert [one.status for one in comments(found)] == ["approved", "pending", "spam", "trash", "approved", None, None]
    assert remarks(found) == {"status 'sleeping' is unknown and counts as none": 1}


def test_votes_and_marks_are_missing_where_there_are_none() -> None:
    found = comments(records("table", 'comment,likes,dislikes,note\na,3,0,"4,5"\nb,,1,\nc,1.0,,3/5\n'))
    assert [(one.likes, one.dislikes, one.rating) for one in found] == [(3, 0, 4.5), (None, 1, None), (1, None, 3.0)]


@pytest.mark.parametrize(
    ("dates", "expected", "told"),
    [
        (["03/05/2019", "13/05/2019"], datetime(2019, 5, 3, tzinfo=UTC), False),
        (["03/05/2019", "05/13/2019"], datetime(2019, 3, 5, tzinfo=UTC), False),
        (["03/05/2019", "04/05/2019"], datetime(2019, 5, 3, tzinfo=UTC), True),
    ],
)
def test_days_or_months_come_first_by_the_whole_column(dates: list[str], expected: datetime, told: bool) -> None:
    for between in (0, 2000):
        rows = [dates[0], *["01/02/2019"] * between, dates[1]]
        found = records("table", "comment,date\n" + "".join(f"x,{date}\n" for date in rows))
        assert (comments(found)[0].created_at, comments(found)[0].created_precision) == (expected, "day")
        assert any("none of them tells" in what for what in remarks(found)) is told


@pytest.mark.parametrize(
    ("written", "moment", "known"),
    [
        ("2025-06-01 10:11:12", datetime(2025, 6, 1, 8, 11, 12, tzinfo=UTC), "second"),
        ("2025-06-01T10:11:12Z", datetime(2025, 6, 1, 10, 11, 12, tzinfo=UTC), "second"),
        ("2025-06-01 10:11", datetime(2025, 6, 1, 8, 11, tzinfo=UTC), "minute"),
        ("2025-06-01", datetime(2025, 5, 31, 22, tzinfo=UTC), "day"),
        ("1748765472", datetime(2025, 6, 1, 8, 11, 12, tzinfo=UTC), "second"),
        ("1 juin 2025 à 10 h 11", datetime(2025, 6, 1, 8, 11, tzinfo=UTC), "minute"),
        ("0000-00-00 00:00:00", None, None),
        ("whenever", None, None),
    ],
)
def test_dates_are_read_in_the_sites_time(written: str, moment: datetime | None, known: str | None) -> None:
    (one,) = comments(records("table", f'comment,date\nx,"{written}"\n', zone=ZoneInfo("Europe/Paris")))
    assert (one.created_at, one.created_precision) == (moment, known)


def test_dates_that_are_none_are_counted() -> None:
    assert remarks(records("table", "comment,date\nx,whenever\ny,\nz,2025-01-01\n")) == {
        "dates that could not be read": 1
    }


# Bad rows


def test_rows_of_the_wrong_length_are_rejected_with_their_line() -> None:
    table = 'id,author,comment\n1,Ann,fine\n2,short\n3,Bo,too,long\n\n4,Cyd,"two\nlines"\n'
    table += "5,Di,trailing,,\n6,Ed,\n7,Flo,last"
    found = records("table", table)
    assert [one.own_id for one in comments(found)] == ["1", "4", "5", "7"]
    assert rejects(found) == [
        ("line 3", "2 values for 3 columns"),
        ("line 4", "4 values for 3 columns"),
        ("line 9", "no text"),
    ]


def test_an_open_quote_costs_its_row_and_no_other() -> None:
    table = 'id,author,comment\n1,Ann,fine\n2,Bo,"open\n3,Cyd,fine\n4,Di,"closed"\n5,Ed,fine\n'
    found = records("table", table)
    assert [one.own_id for one in comments(found)] == ["1", "3", "4", "5"]
    assert rejects(found) == [("line 3", "a quote is not closed")]


def test_a_quote_that_is_open_at_the_end_costs_its_row() -> None:
    found = records("table", 'id,author,comment\n1,Ann,fine\n2,Bo,"open\n3,Cyd,fine\n4,Di,fine')
    assert [one.own_id for one in comments(found)] == ["1", "3", "4"]
    assert rejects(found) == [("line 3", "a quote is not closed")]


def test_quotes_that_never_close_do_not_take_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_rows, "LONGEST", 2_000)
    monkeypatch.setattr(delimited_rows, "_REREAD", 100_000)
    found = records("table", "id,author,comment\n1,Ann,fine\n" + 'a"b,"c\n' * 20_000)
    assert [one.own_id for one in comments(found)] == ["1"]
    assert 10 < len(rejects(found)) < 2_000


class Endless(io.RawIOBase):
    """A file of a table whose third line has no end for `length` bytes, without being in memory."""

    head, tail = b"id,comment\n1,fine\n", b"\n3,after\n"

    def __init__(self, length: int) -> None:
        self.length, self.at = length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert (offset, whence) == (0, 0)
        self.at = 0
        return 0

    def readinto(self, buffer: Any) -> int:
        whole = len(self.head) + self.length + len(self.tail)
        data = bytearray(b"x" * max(0, min(len(buffer), whole - self.at)))
        for start, part in ((0, self.head), (len(self.head) + self.length, self.tail)):
            for at in range(max(start, self.at), min(start + len(part), self.at + len(data))):
                data[at - self.at] = part[at - start]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


def test_a_line_without_end_is_refused_and_the_next_one_read() -> None:
    file: BinaryIO = Endless(50 << 20)  # type: ignore[assignment]
    found = list(SOURCES["table"].records(Raw(io.BufferedReader(file), "endless", None, READ_AT)))  # type: ignore[type-var]
    assert [one.own_id for one in comments(found)] == ["1", "3"]
    assert [place for place, _ in rejects(found)] == ["line 3"]


def test_ids_that_are_none_are_rejected() -> None:
    found = records("table", "comment_ID,comment_post_ID,comment_content\n1,4,a\nx7,4,b\n,4,c\n4.0,4,d\n")
    assert [(one.own_id, one.text) for one in comments(found)] == [("1", "a"), ("4", "d")]
    assert [place for place, _ in rejects(found)] == ["line 3", "line 4"]


def test_zero_bytes_and_a_second_column_of_the_name() -> None:
    found = records("table", "comment,comment,author\na\x00b,other,Ann\x00\n")
    assert [one.text for one in comments(found)] == ["a\x00b"]
    assert list(remarks(found)) == ["column 'comment' is there 2 times: the first counts"]


def test_a_header_alone_holds_no_comment() -> None:
    with pytest.raises(SourceError, match="holds no comment"):
        list(read(raw("id,author,comment\n"), Naming(b"key")))


def test_addresses_of_people_stay_out_of_what_is_kept() -> None:
    table = "id,author,email,comment\n1,Ann,ann@b.example\n2,Bo,bo@b.example,x\n"
    (reading,) = read(raw(table), Naming(b"key"))
    assert len(reading.rejects) == 1
    assert "b.example" not in reading.rejects.to_csv() + reading.comments.to_csv()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abé\",;\t|\n\r'\\ 1", max_size=200))
def test_no_text_after_a_header_raises(text: str) -> None:
    try:
        found = records("table", "id,author,comment\n" + text)
    except SourceError:
        return
    assert all(one.text for one in comments(found))


# JSON


def test_json_lines_reject_what_is_no_object() -> None:
    found = records("table", '{"comment": "a"}\n[1]\n{"comment": \n\n{"comment": "b"}\n{"comment": ""}\n')
    assert [one.text for one in comments(found)] == ["a", "b"]
    assert rejects(found) == [("line 2", "no object"), ("line 3", "no JSON: Expecting value"), ("line 6", "no text")]


def test_json_may_hold_the_list_and_objects_inside() -> None:
    entry = {
        "id": 5,
        "author": {"name": "Ann", "email": "a@b.example"},
        "content": {"rendered": "<p>fine</p>"},
        "likes": 2,
    }
    (one,) = comments(records("table", json.dumps({"count": 1, "data": [entry], "next": None}, indent=1)))
    assert (one.own_id, one.author, one.author_email, one.text, one.likes) == ("5", "Ann", "a@b.example", "fine", 2)


def test_a_list_that_breaks_off_is_read_up_to_there() -> None:
    cut = SOURCES["table"].records(raw('[{"comment": "a"}, {"comment": "b"}, {"comm'))
    assert [one.text for one in comments(list(islice(cut, 3)))] == ["a", "b"]
    with pytest.raises(SourceError, match="breaks off"):
        list(cut)


# Parquet


def as_parquet(**columns_of: list[Any]) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pa.table(columns_of), file, row_group_size=2)
    return file.getvalue()


def test_parquet_is_read_with_its_own_types() -> None:
    moment = datetime(2025, 6, 1, 10, tzinfo=UTC)
    table = as_parquet(
        id=[1, 2, 3], comment=["a", None, "c"], date=[moment, moment, None], parent=[None, 1.0, 1.0], likes=[None, 1, 2]
    )
    found = records("table", table)
    assert recognised(raw(table)) == "table"
    assert [(one.own_id, one.parent, one.likes, one.created_at) for one in comments(found)] == [
        ("1", None, None, moment),
        ("3", "1", 2, None),
    ]
    assert rejects(found) == [("row 2", "no text")]


def test_a_damaged_parquet_file_says_so_and_gives_what_it_has() -> None:
    whole = as_parquet(id=list(range(8)), comment=[f"text {number}" * 50 for number in range(8)])
    with pytest.raises(SourceError, match="damaged Parquet"):
        records("table", whole[:-20])
    broken = bytearray(whole)
    broken[40:400] = b"\xff" * 360
    found = records("table", bytes(broken))
    assert [place for place, _ in rejects(found)][:1] == ["rows 1 to 2"]
    assert [one.own_id for one in comments(found)][-2:] == ["6", "7"]


# Our own exports


def our_comments() -> pd.DataFrame:
    rows = {
        "site": ["blog", "blog", "blog"],
        "comment_id": ["blog:1", "blog:~00ff", "blog:c.2"],
        "post_id": ["blog:a.example/frost", "blog:~aa", "blog:a folded title"],
        "parent_id": [None, "blog:1", None],
        "kind": ["comment", "comment", "pingback"],
        "position": [4, 7, 0],
        "author": ["=Ann", None, "O&#039;Neil <b>"],
        "author_key": ["e" + "0" * 32, None, "n" + "1" * 32],
        "author_url": [None, "http://x.example/?a=1&b=2", None],
        "by_staff": [True, None, False],
        "created_at": [datetime(2025, 6, 1, 10, 11, 12, 345678, tzinfo=UTC), None, datetime(2024, 1, 1, tzinfo=UTC)],
        "created_precision": ["second", None, "year"],
        "edited_at": [None, datetime(2025, 6, 2, tzinfo=UTC), None],
        "text": ["'=1+1 &amp; <b>no markup</b>", '-5 °C,\n\nreally; "yes"', "@all"],
        "links": ["http://a.example\nhttp://b.example", None, None],
        "truncated": [False, True, False],
        "likes": [3, None, 0],
        "dislikes": [None, 2, None],
        "rating": [4.5, None, None],
        "source_status": ["approved", None, "gone"],
        "source": ["wxr", "saved_text", "wxr"],
        "source_url": ["https://a.example/frost#comment-1", None, None],
        "spam_score": [0.9, 0.1, 0.5],
        "verdict": ["spam", "publish", "hold"],
        "status": ["spam", "approved", "held"],
    }
    return conform(pd.DataFrame(rows))


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_what_we_export_is_read_back_equal_but_for_what_a_source_may_not_say(form: str) -> None:
    given_frame = our_comments()
    file = io.BytesIO()
    WRITERS[form]([given_frame], file)
    found = pd.concat(
        [reading.comments for reading in read(raw(file.getvalue()), Naming(b"key"), "run")], ignore_index=True
    )
    names = [name for name in COMMENTS.owned_by("source") if name not in ("source", "author_key")]
    pd.testing.assert_frame_equal(found[names], given_frame[names])
    assert found["author_key"].tolist()[::2] == given_frame["author_key"].tolist()[::2]
    assert not set(found.columns) & set(COMMENTS.owned_by("stage", "policy", "store"))


def test_a_row_of_another_site_is_no_row_of_ours() -> None:
    frame = our_comments()
    frame.loc[1, "comment_id"] = "other:1"
    file = io.BytesIO()
    WRITERS["csv"]([frame], file)
    found = records("table", file.getvalue())
    assert [one.own_id for one in comments(found)] == ["1", "c.2"]
    assert rejects(found)[0][1] == "no id of a comment and post of its site"


def test_posts_that_we_export_are_read_back() -> None:
    header = ",".join(POSTS.names) + "\n"
    (reading,) = read(
        raw(header + "blog,blog:a.example/x,4,'=Title,https://a.example/x/,Ann,2025-06-01T10:00:00Z,59,0,,,html\n"),
        Naming(b"key"),
    )
    (row,) = reading.posts.to_dict("records")
    assert (row["site"], row["post_id"], row["title"], row["declared_threads"]) == (
        "blog",
        "blog:a.example/x",
        "=Title",
        59,
    )
    assert pd.isna(row["declared_authors"])


@given(st.text(alphabet="'=+-@\t\ra", max_size=6))
def test_the_guard_comes_off_as_it_went_on(text: str) -> None:
    from pipeline.exports import guarded

    assert unguarded(str(guarded(text))) == text


def test_lines_are_bounded_whatever_their_length() -> None:
    stream = io.StringIO("a\n" + "b" * (3 * lines.LONGEST) + "\nc", newline="")
    assert list(lines.bounded_lines(stream)) == ["a\n", None, "c"]


def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    import tracemalloc

    peaks = []
    for count in (2_000, 20_000):
        path = tmp_path / f"{count}.csv"
        path.write_text(
            "id,post_url,comment\n" + "".join(f"{n},https://a.example/x,{'word ' * 40}\n" for n in range(count)),
            encoding="utf-8",
        )
        with path.open("rb") as file:
            tracemalloc.start()
            assert sum(1 for _ in SOURCES["table"].records(Raw(file, "t", path, READ_AT))) == count + 1 or count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5 + 1_000_000
