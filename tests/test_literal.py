"""What of a text that may be plain or HTML is markup, and what its author wrote with a `<`."""

import io
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.literal import Literal
from pipeline.sources.markup import plain
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

READ_AT = datetime(2026, 3, 1, tzinfo=UTC)


def _read(text: str) -> str:
    return plain(Literal().escaped(text), typed=True)[0]


@pytest.mark.parametrize(
    "text",
    [
        "In Rust you write `for x in <Vec<T>>` here",
        "I <3 this, a<b and c>d",
        "so proud <grin> of <Name, First>",
        "a List<Object> holds all",
        "put it before </script> ends, or in <script>",
        "open <!-- and <br without an end",
        '<a href="x>no end',
    ],
)
def test_what_begins_no_element_of_html_is_text(text: str) -> None:
    assert _read(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <B>bold</B> word, <3", "a bold word, <3"),
        ("one<br/>two<BR>three", "one\ntwo\nthree"),
        ("<p>one</p><p>a &lt; b &amp;lt;</p>", "one\n\na < b &lt;"),
        ("<code>Vec<T></code> <!-- said --> there", "Vec<T> there"),
        ("<span title='1 < 2 > 0'>seen</span>", "seen"),
        ("Great <script>if (a < b) alert('x')</script> post", "Great post"),
        ("<STYLE>\u0130\u0130{}</STYLE>seen", "seen"),
    ],
)
def test_elements_of_html_are_markup(text: str, shown: str) -> None:
    assert _read(text) == shown


def test_what_is_left_out_with_its_content_is_remarked_by_the_comment() -> None:
    literal = Literal()
    scripts = ("<script>a</script><script>b</script>c", "<script>a</script>", "<b>a</b> <script>")
    for text in (*scripts, "<iframe src=x></iframe>"):
        literal.escaped(text)
    assert {(one.what.rpartition(": ")[2], one.count) for one in literal.remarks()} == {("script", 2), ("iframe", 1)}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a.csv", "author,comment\nAda,use <Vec<T>> <3\nBob,see <script>x</script> here\n"),
        ("a.json", '[{"author": "Ada", "comment": "use <Vec<T>> <3"}, {"comment": "see <script>x</script> here"}]'),
        (
            "a.json",
            (
                '[{"id": "/a/", "title": "A", "comments": [{"id": 1, "text": "use <Vec<T>> <3", "created":'
                ' "2026-01-01 10:00:00"}, {"id": 2, "text": "see <script>x</script> here", "created":'
                ' "2026-01-01 11:00:00"}]}]'
            ),
        ),
        ("a.yml", "- author: Ada\n  message: use <Vec<T>> <3\n- author: Bob\n  message: see <script>x</script> here\n"),
    ],
    ids=["table", "list", "isso", "static site"],
)
def test_tables_and_exports_keep_what_is_no_markup_and_say_what_was_removed(name: str, file: str) -> None:
    readings = list(read(Raw(io.BytesIO(file.encode()), name, None, READ_AT), Naming(b"key"), "run"))
    assert [text for one in readings for text in one.comments["text"]] == ["use <Vec<T>> <3", "see here"]
    told = {what: count for one in readings for what, count in one.remarks.items() if "markup" in what}
    assert told == {"comments from which markup was removed with what it held: script": 1}


@pytest.mark.parametrize("sign", ['<a "', "<a '\"", "<script>", "<!--", "<a ", "<a x='" + "y" * 1_900 + "'"])
def test_open_signs_take_no_time(sign: str) -> None:
    started = time.process_time()
    Literal().escaped((sign * 500_000)[:500_000])
    assert time.process_time() - started < 5


@given(st.text(alphabet="<>/ab3\n\"'=!- ", max_size=60))
def test_a_text_without_names_of_html_is_never_shortened(text: str) -> None:
    written = text.replace("a", "x").replace("b", "y").replace("!", "z")
    assert _read(written) == plain(written.replace("<", "&lt;"), typed=True)[0]
