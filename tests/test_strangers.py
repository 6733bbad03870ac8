"""Tables as programs that others use write them: exporters of comments, spreadsheets, databases, APIs."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from raws import comments, posts, raw, records, rejects, remarks

from pipeline.sources import SOURCES
from pipeline.sources.reading import Naming, read
from pipeline.sources.records import Comment

FIRST, SECOND = datetime(2023, 5, 3, 16, 12, 9, tzinfo=UTC), datetime(2023, 5, 4, 9, 5, tzinfo=UTC)
UNIX = int(FIRST.timestamp())
ROWS = (
    '"1";"4";"Ada";"ada@example.org";"";"192.0.2.1";"2023-05-03 18:12:09";"2023-05-03 16:12:09";"It works";"0";"1";"";'
    '"comment";"0";"0"\n'
    '"2";"4";"Bo";"bo@example.org";"";"";"2023-05-04 11:05:00";"2023-05-04 09:05:00";"Buy";"0";"spam";"";"";"1";"0"\n'
)
EXPORTER = """Export of https://video.example/1
3 comments

,Name,Profile ID,Date,Likes,isPinned,Comment,(view source)
1,@ada,UC1,"5/3/2023, 4:12:09 PM",12,no,"Great, thanks",view comment
1-1,@bo,UC2,"5/14/2023, 9:05:00 AM",0,no,Agreed,view comment
2,@cy,UC3,"5/14/2023, 9:06:00 AM",1.2K,no,First!,view comment
"""


def told(found: Iterable[Comment]) -> list[tuple[str | None, str | None, str]]:
    return [(one.own_id, one.author, one.text) for one in found]


@pytest.mark.parametrize("rows", [ROWS, ROWS.replace(";", ","), ROWS.replace('"', "").replace(";", "\t")])
def test_wordpress_own_table_without_a_header(rows: str) -> None:
    found = comments(records("table", rows))
    assert told(found) == [("1", "Ada", "It works"), ("2", "Bo", "Buy")]
    assert [one.created_at for one in found] == [FIRST, SECOND]
    assert [(one.status, one.parent) for one in found] == [("approved", None), ("spam", "1")]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_rows_without_a_header_are_no_header(delimiter: str) -> None:
    row = '"{}","{}","{}@example.org","2023-05-03","comment"\n'.replace(",", delimiter)
    assert not SOURCES["table"].sniff(raw(row.format(1, "Ada", "ada") + row.format(2, "Bo", "bo")))


def test_numbers_may_be_names_where_the_settings_say_so() -> None:
    found = comments(records("table", "0,1,2\nAda,a,x\nBo,b,y\n", columns={"author": "0", "text": "1"}))
    assert told(found) == [(None, "Ada", "a"), (None, "Bo", "b")]


def test_a_table_under_the_title_of_its_export_and_answers_by_their_numbers() -> None:
    found = comments(records("table", EXPORTER))
    assert [(one.author, one.text, one.likes) for one in found] == [
        ("@ada", "Great, thanks", 12), ("@bo", "Agreed", 0), ("@cy", "First!", 1_200),
    ]  # fmt: skip
    assert [(one.key, one.parent, one.own_id) for one in found] == [
        ("1", None, None),
        ("1-1", "1", None),
        ("2", None, None),
    ]
    assert found[0].created_at == FIRST
    [reading] = read(raw(EXPORTER), Naming(b"key"))
    assert list(reading.comments["parent_id"].dropna()) == [reading.comments["comment_id"][0]]


def test_dates_are_no_numbers_of_answers() -> None:
    found = comments(records("table", "author,comment,written\nAda,a,2023-05-03\nBo,b,2023-05-04\n"))
    assert [(one.key, one.parent) for one in found] == [(None, None)] * 2


def test_flags_for_spam_and_deleted() -> None:
    table = (
        "id,thread_title,thread_link,author_username,created_at,message,is_spam,is_deleted\n"
        "1,Soup,https://a.example/soup/,ada,2023-05-03T16:12:09,Great,f,f\n2,Soup,https://a.example/soup/,bo,,Buy,t,f\n"
        "3,Soup,https://a.example/soup/,cy,,Oh,f,t\n"
    )
    found = comments(records("table", table))
    assert [one.status for one in found] == [None, "spam", "trash"]
    assert (found[0].post.title, found[0].post.url, found[0].author) == ("Soup", "https://a.example/soup/", "ada")


def test_a_reviews_own_title_is_no_posts() -> None:
    table = (
        "title,body,rating,review_date,reviewer_name,product_id\nGood,Heavy lid,5,2023-05-03,Ada,1\nBad,No,1,,Bo,1\n"
    )
    assert [(one.own_id, one.title) for one in posts(records("table", table))] == [("1", None)]


@pytest.mark.parametrize(("written", "likes"), [("1 204", 1204), ("1,204", 1204), ("1.2K", 1200), ("3 M", 3_000_000)])
def test_counts_as_people_and_programs_shorten_them(written: str, likes: int) -> None:
    [one, _] = comments(records("table", f"Nom;Message;J’aime\nAda;a;{written}\nBo;b;0\n"))
    assert one.likes == likes


def test_names_are_mended_as_texts_are() -> None:
    [reading] = read(raw("author,comment\nZoÃ©,TrÃ¨s bien\nÃ,Ã\n"), Naming(b"key"))
    assert list(reading.comments["author"]) == ["Zoé", "Ã"]
    assert reading.remarks["names whose encoding was repaired"] == 1


def test_a_takeouts_parts_over_several_lines() -> None:
    table = 'Comment ID,Comment Text\nUgx1AAAAAAAAAA,"{""text"":""Great""},{""text"":""\n""},{""text"":""thanks""}"\n'
    assert told(comments(records("table", table))) == [("Ugx1AAAAAAAAAA", None, "Great\nthanks")]


# JSON

PHPMYADMIN = [
    {"type": "header", "version": "5.2.1", "comment": "Export to JSON plugin for PHPMyAdmin"},
    {"type": "database", "name": "wp"},
    {"type": "table", "name": "wp_options", "database": "wp", "data": [{"option_name": "home", "option_value": "x"}]},
    {
        "type": "table", "name": "wp_comments", "database": "wp",
        "data": [{"comment_ID": "1", "comment_author": "Ada", "comment_content": "It works", "comment_approved": "1"}],
    },
]  # fmt: skip
ANSWER = {"id": "c2", "author": "bo", "body": "Yes", "parent_id": "t1_c1", "replies": ""}
ASKED = {
    "id": "c1", "author": "ada", "body": "Great", "created_utc": UNIX + 0.5, "parent_id": "t3_p",
    "replies": {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": ANSWER}]}},
}  # fmt: skip
NESTED = [{"id": 10, "content": "Great", "name": "Ada", "children": [{"id": 11, "content": "Yes", "name": "Bo"}]}]


def test_phpmyadmins_json_without_its_frame() -> None:
    found = records("table", json.dumps(PHPMYADMIN))
    assert (told(comments(found)), rejects(found)) == ([("1", "Ada", "It works")], [])


def test_answers_inside_several_wrappings() -> None:
    found = comments(
        records("table", json.dumps([{"kind": "Listing", "data": {"children": [{"kind": "t1", "data": ASKED}]}}]))
    )
    assert [(one.own_id, one.parent) for one in found] == [("c1", None), ("c2", "c1")]
    assert (found[0].created_at, found[0].created_precision) == (FIRST, "second")


@pytest.mark.parametrize("key", ["pages", "threads", "whatever_v2"])
def test_a_list_under_any_key_of_an_object_that_is_no_comment(key: str) -> None:
    page = {"title": "Soup", "url": "https://a.example/soup/", "comments": NESTED}
    found = comments(records("table", json.dumps({"version": 2, "tags": ["a"], key: [page]})))
    assert [(one.own_id, one.parent, one.post.url) for one in found] == [
        ("10", None, "https://a.example/soup/"), ("11", "10", "https://a.example/soup/"),
    ]  # fmt: skip


def test_what_stands_before_the_list_tells_of_the_post_if_it_has_a_title() -> None:
    before = {"id": "v1", "title": "Pots", "formats": [{"format_id": "1"}], "webpage_url": "https://v.example/1"}
    [one] = comments(records("table", json.dumps(before | {"comments": [{"id": "x1", "text": "Great"}]})))
    assert (one.post.title, one.post.url) == ("Pots", "https://v.example/1")
    [one] = comments(
        records("table", json.dumps({"url": "https://api.example/?page=1", "comments": [{"text": "Great"}]}))
    )
    assert (one.post.title, one.post.url) == (None, None)


def test_a_comment_alone_keeps_the_list_that_is_in_it() -> None:
    found = comments(records("table", json.dumps({"id": 1, "text": "a", "votes_by": [{"text": "x"}]})))
    assert told(found) == [("1", None, "a")]


def test_a_storys_number_is_no_parent() -> None:
    story = {"id": 1, "title": "Soup", "children": [{"id": 2, "author": "ada", "text": "Great", "parent_id": 1}]}
    found = records("table", json.dumps(story))
    assert [(one.own_id, one.parent) for one in comments(found)] == [("2", None)]
    assert remarks(found) == {}


def test_a_comment_that_was_never_edited_has_no_time_of_it() -> None:
    entries = [{"text": "a", "publishedAt": "2023-05-03T16:12:09Z", "updatedAt": at} for at in
               ("2023-05-03T16:12:09Z", "2023-05-04T09:05:00Z")]  # fmt: skip
    assert [one.edited_at for one in comments(records("table", json.dumps(entries)))] == [None, SECOND]


# What databases and spreadsheets write


def test_what_mysqls_client_prints_into_a_file() -> None:
    listed = "comment_ID\tcomment_author\tcomment_content\n1\tAda\tTwo\\nlines\\tand C:\\\\new\n2\tNULL\tOk\n"
    assert told(comments(records("table", listed))) == [("1", "Ada", "Two\nlines and C:\\new"), ("2", None, "Ok")]


FRENCH = "auteur;commentaire\nZoé;Déjà vu\nLéa;Ça va\nBob;Fine\n"


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16", "utf-8-sig"])
def test_few_letters_tell_the_encoding(encoding: str) -> None:
    longer = FRENCH + "Noël;Élève zélé, à côté de la forêt où l'on pêche : ça plaît, paraît-il, même à Noël\n" * 5
    assert [one.text for one in comments(records("table", longer.encode(encoding)))][:2] == ["Déjà vu", "Ça va"]


def test_windows_letters_are_told_by_a_few_alone() -> None:
    assert [one.author for one in comments(records("table", FRENCH.encode("cp1252")))] == ["Zoé", "Léa", "Bob"]


def test_cyrillic_is_not_taken_for_western() -> None:
    table = "author;comment\n" + "Иван;Очень хорошая статья, спасибо. А как же вода?\n" * 5
    assert comments(records("table", table.encode("cp1251")))[0].author == "Иван"


def test_names_with_an_address_in_them_keep_nothing_of_it() -> None:
    [reading] = read(
        raw("author,comment\nAda B @ada@social.example,a\nBo <bo@example.org>,b\n@cy@a.example,c\n"), Naming(b"k")
    )
    assert list(reading.comments["author"]) == ["Ada B", "Bo", "cy@…"]
