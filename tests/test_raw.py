"""Raw files: what they are encoded in, and that looking at them neither costs nor breaks anything."""

import io

import pytest
from raws import raw

from pipeline.sources.raw import PEEK

TEXT = "Déjà vu : l’été, c’est fini. Ça alors, quel dommage ! Où êtes-vous passés ?\n"


@pytest.mark.parametrize(
    ("encoding", "known_as"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_known_by_mark_or_letters(encoding: str, known_as: str) -> None:
    file = raw((TEXT * 5).encode(encoding))
    assert file.encoding == known_as
    assert file.head == TEXT * 5
    assert file.text().read() == TEXT * 5


def test_a_declared_encoding_is_believed_where_utf_8_fails() -> None:
    assert raw(b'<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\xe9</a>').head.endswith("café</a>")


def test_a_letter_that_the_peek_cuts_is_still_utf_8() -> None:
    assert raw(b"a" * (PEEK - 1) + "é".encode() + b"b" * 10).encoding == "utf-8"


def test_bytes_that_do_not_decode_come_as_a_mark() -> None:
    text = "é" * 400_000 + "\n"
    assert raw(text.encode() * 2 + b"\xff\xfe end").text().read().endswith("\ufffd\ufffd end")


def test_tags_are_known_once_without_their_numbers_beyond_the_first_mib_too() -> None:
    page = b"<p>a <b>c</b><p id='c12'>&lt;i id='d3'&gt;</p><p id='c34'>" + b"x" * PEEK + b"<u id='e5'"
    file = raw(page)
    assert file.tags.count(b"<p id='c00'") == 1
    assert b"d0" not in file.tags
    assert b"<u" not in file.tags
    assert file.later_tags.startswith(b"<u id='e0'")
    assert raw(page[:99]).later_tags == b""


def test_a_tag_at_the_border_of_the_first_mib_is_whole() -> None:
    assert b'<p id="comment-0000"' in raw(b"x" * (PEEK - 8) + b'<p id="comment-1234">').later_tags


@pytest.mark.parametrize(
    ("content", "binary"),
    [(b"\x00\x01\x02" * 99, True), (b"text", False), ("text".encode("utf-16"), False), (b"", False)],
)
def test_what_is_no_text_is_known(content: bytes, binary: bool) -> None:
    assert raw(content).is_binary is binary


def test_line_ends_are_kept_and_the_file_stays_open() -> None:
    file = raw(b"a\r\nb\rc\n")
    with file.text() as text:
        assert text.readlines() == ["a\r\n", "b\r", "c\n"]
    assert not file.file.closed
    assert file.text().read() == "a\r\nb\rc\n"


def test_a_file_that_is_let_go_says_nothing(recwarn: pytest.WarningsRecorder) -> None:
    from pipeline.sources.raw import Raw

    with io.BytesIO(b"x") as file:
        Raw(file, "x").text().read(1)
    assert [str(one.message) for one in recwarn] == []
