"""WordPress exports: what is read of them, whole and broken."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raws import comments, posts, raw, records, rejects, remarks

from pipeline.errors import SourceError
from pipeline.sources import SOURCES, xml_stream
from pipeline.sources.records import Record

OPENING = (
    '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><wp:wxr_version>1.2</wp:wxr_version>'
)
CLOSING = "</channel></rss>"


def comment(number: int, text: str = "fine", **fields: str) -> str:
    children = {"comment_id": str(number), **fields, "comment_content": text}
    return f"<wp:comment>{''.join(f'<wp:{name}>{value}</wp:{name}>' for name, value in children.items())}</wp:comment>"


def item(number: int, *parts: str) -> str:
    return f"<item><title>Post {number}</title><link>https://a.example/{number}</link>{''.join(parts)}</item>"


def read(*items: str) -> list[Record]:
    return records("wxr", OPENING + "".join(items) + CLOSING)


def placed(found: list[Record]) -> list[tuple[str | None, str | None]]:
    return [(one.own_id, one.post.url) for one in comments(found)]


def test_a_broken_comment_costs_only_itself() -> None:
    found = read(item(1, comment(1), comment(2, "a < b"), comment(3)), item(2, comment(4)))
    assert placed(found) == [("1", "https://a.example/1"), ("3", "https://a.example/1"), ("4", "https://a.example/2")]
    assert [place for place, _ in rejects(found)] == ["after comment 1"]


def test_the_first_comment_of_a_post_may_be_the_broken_one() -> None:
    found = read(item(1, comment(1, "</b>"), comment(2)), item(2, comment(3)))
    assert placed(found) == [("2", "https://a.example/1"), ("3", "https://a.example/2")]


def test_the_last_comment_of_a_post_may_be_the_broken_one() -> None:
    found = read(item(1, comment(1), comment(2, "<b>")), item(2, comment(3)))
    assert placed(found) == [("1", "https://a.example/1"), ("3", "https://a.example/2")]


def test_a_broken_head_costs_its_post() -> None:
    found = read("<item><title>a < b</title>" + comment(1) + "</item>", item(2, comment(2)))
    assert placed(found) == [("2", "https://a.example/2")]


@pytest.mark.parametrize("size", [64, 700, 5000])
def test_faults_are_stepped_over_wherever_a_chunk_ends(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "_CHUNK", size)
    broken = {7, 20, 21, 39}
    numbers = range(1, 41)
    parts = [comment(number, "a < b" if number in broken else "fine & well &hellip;") for number in numbers]
    found = read(item(1, *parts[:30]), item(2, *parts[30:]))
    assert [one.own_id for one in comments(found)] == [str(number) for number in numbers if number not in broken]
    assert {one.post.url for one in comments(found)[-8:]} == {"https://a.example/2"}
    assert len(rejects(found)) == len(broken)
    assert comments(found)[0].text == "fine & well …"


def test_a_comment_without_end_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("_CHUNK", 500), ("_PIECE", 2_000), ("_LONGEST", 10_000)):
        monkeypatch.setattr(xml_stream, name, size)
    found = read(item(1, comment(1), comment(2, "x" * 50_000), comment(3)), item(2, comment(4)))
    assert placed(found) == [("1", "https://a.example/1"), ("3", "https://a.example/1"), ("4", "https://a.example/2")]
    assert len(rejects(found)) == 1


def test_control_bytes_are_filtered_and_counted() -> None:
    found = read(item(1, comment(1, "a\x08b &#x1F; \x00c")))
    assert comments(found)[0].text == "ab c"
    assert remarks(found) == {"control characters filtered": 3}


def test_what_breaks_off_is_read_up_to_there() -> None:
    whole = OPENING + item(1, comment(1), comment(2), comment(3))
    cut = SOURCES["wxr"].records(raw(whole[: whole.index(">3<")]))
    assert [one.own_id for one in comments(list(islice(cut, 3)))] == ["1", "2"]
    with pytest.raises(SourceError, match="breaks off after comment 2"):
        list(cut)


def test_entities_that_would_grow_are_not_expanded() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    found = records("wxr", OPENING.replace("<rss", bomb + "<rss", 1) + item(1, comment(1, "&b; and &amp;")) + CLOSING)
    assert comments(found)[0].text == "&b; and &"


def test_nothing_outside_is_read() -> None:
    outside = '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    found = records("wxr", OPENING.replace("<rss", outside + "<rss", 1) + item(1, comment(1, "&secret;")) + CLOSING)
    assert comments(found)[0].text == "&secret;"


def test_a_section_of_text_is_text_even_beside_a_fault() -> None:
    text = "<![CDATA[AT&T &nosuch; &amp;lt; <wp:comment><wp:comment_id>666</wp:comment_id>]]>"
    found = read(item(1, comment(1, text, comment_author_url="http://x.example/?a=1&b=2"), comment(2, "<'")))
    assert [one.own_id for one in comments(found)] == ["1"]
    assert comments(found)[0].text == "AT&T &nosuch; &lt; 666"
    assert comments(found)[0].author_url == "http://x.example/?a=1&b=2"


def test_staff_are_the_authors_that_the_file_names() -> None:
    author = "<wp:author><wp:author_id>2</wp:author_id><wp:author_login>greta</wp:author_login></wp:author>"
    users = [comment(number, comment_user_id=str(number - 1)) for number in (1, 3, 4)]
    assert [one.by_staff for one in comments(read(author, item(1, *users)))] == [False, True, None]


def test_types_that_are_no_comments_are_left_out_and_said() -> None:
    found = read(item(1, comment(1, comment_type="note"), comment(2, comment_type="trackback")))
    assert [(one.own_id, one.kind) for one in comments(found)] == [("2", "trackback")]
    assert remarks(found) == {"entries of type note left out": 1}


def test_dates_are_utc_and_the_local_one_stands_in() -> None:
    given_dates = [
        comment(1, comment_date="2025-06-01 12:00:00", comment_date_gmt="2025-06-01 10:00:00"),
        comment(2, comment_date="2025-06-01 12:00:00", comment_date_gmt="0000-00-00 00:00:00"),
        comment(3, comment_date="soon"),
    ]
    found = records("wxr", OPENING + item(1, *given_dates) + CLOSING, zone=ZoneInfo("Europe/Paris"))
    ten = datetime(2025, 6, 1, 10, tzinfo=UTC)
    assert [(one.created_at, one.created_precision) for one in comments(found)] == [(ten, "second")] * 2 + [
        (None, None)
    ]


def test_a_post_without_comments_is_not_told() -> None:
    assert [one.title for one in posts(read(item(1), item(2, comment(1))))] == ["Post 2"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = (OPENING + item(1, comment(1, "été")) + CLOSING).encode(encoding)
    assert comments(records("wxr", text))[0].text == "été"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/&;!-[]cdataCDATAwp:comment \x00é\"'", max_size=60))
def test_no_text_takes_other_comments_with_it(text: str) -> None:
    found = read(item(1, comment(1), comment(2, text)), item(2, comment(3)))
    assert [one.own_id for one in comments(found)][:1] == ["1"]
    assert [one.own_id for one in comments(found)][-1:] == ["3"]
