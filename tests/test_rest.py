"""Answers of WordPress's REST API, whole and broken."""

import json
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from raws import comments, posts, raw, records, rejects, remarks

from pipeline.errors import SourceError
from pipeline.sources import SOURCES, json_stream, recognised


def comment(number: int, text: str = "fine", **fields: Any) -> dict[str, Any]:
    given = {"id": number, "post": 4, "parent": 0, "author": 0, "author_name": "Ann", "date_gmt": "2025-06-01T10:00:00"}
    link = f"https://a.example/post/#comment-{number}"
    return given | {"content": {"raw": text}, "link": link, "status": "approved", "type": "comment"} | fields


def answer(*entries: dict[str, Any]) -> str:
    return json.dumps(list(entries))


def test_a_comment_is_read_with_all_that_the_answer_holds() -> None:
    (one,) = comments(
        records("rest", answer(comment(7, parent=3, author_url="http://ann.example", author_email="a@b.example")))
    )
    assert (one.own_id, one.parent, one.author, one.author_url) == ("7", "3", "Ann", "http://ann.example")
    assert (one.author_email, one.status, one.by_staff) == ("a@b.example", "approved", False)
    assert (one.created_at, one.created_precision) == (datetime(2025, 6, 1, 10, tzinfo=UTC), "second")
    assert (one.post.url, one.post.own_id, one.url) == (
        "https://a.example/post/",
        "4",
        "https://a.example/post/#comment-7",
    )


def test_a_post_is_told_once_before_its_comments() -> None:
    found = records("rest", answer(comment(1), comment(2), comment(3, post=5, link="https://a.example/?p=5#comment-3")))
    assert [type(one).__name__ for one in found] == ["Post", "Comment", "Comment", "Post", "Comment"]
    assert [one.url for one in posts(found)] == ["https://a.example/post/", "https://a.example/?p=5"]


def test_a_page_of_comments_is_not_another_post() -> None:
    found = records("rest", answer(comment(1, link="https://a.example/post/comment-page-2/#comment-1")))
    assert posts(found)[0].url == "https://a.example/post/"


def test_of_rendered_text_it_is_said_what_it_lacks() -> None:
    found = records("rest", answer(comment(1, content={"rendered": "<p>It&#8217;s <b>fine</b></p>\n<p>Thanks</p>"})))
    assert comments(found)[0].text == "It’s fine\n\nThanks"
    assert list(remarks(found).values()) == [1]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"id": 1, "post": 4, "author_name": "x"}, "without its content"),
        (comment(1) | {"id": "x y"}, "without a number"),
        (comment(1) | {"id": None}, "without a number"),
        ({"code": "rest_forbidden", "message": "No.", "data": {"status": 403}}, "a refusal: rest_forbidden"),
        ({"hello": "world"}, "neither a comment nor a post"),
    ],
)
def test_what_is_no_comment_is_rejected_among_comments(entry: dict[str, Any], reason: str) -> None:
    found = records("rest", answer(comment(1), entry, comment(2)))
    assert [one.own_id for one in comments(found)] == ["1", "2"]
    assert [(place, reason in said) for place, said in rejects(found)] == [("entry 2", True)]


def test_a_refusal_says_its_code_and_what_to_do() -> None:
    refusal = json.dumps({"code": "rest_forbidden_context", "message": "Sorry, <b>no</b>.", "data": {"status": 401}})
    with pytest.raises(
        SourceError, match=r"rest_forbidden_context \(Sorry, no.\); log in with an application password"
    ):
        records("rest", refusal)


def test_a_refusal_in_an_envelope_is_one() -> None:
    refusal = {
        "body": {"code": "rest_no_route", "message": "No.", "data": {"status": 404}},
        "status": 404,
        "headers": {},
    }
    with pytest.raises(SourceError, match="rest_no_route"):
        records("rest", json.dumps(refusal))


def test_comments_in_an_envelope_are_read() -> None:
    found = records("rest", json.dumps({"body": [comment(1), comment(2)], "status": 200, "headers": {}}))
    assert [one.own_id for one in comments(found)] == ["1", "2"]


def test_answers_one_after_the_other_are_read() -> None:
    found = records("rest", answer(comment(1)) + "\n" + answer(comment(2)) + answer(comment(3)))
    assert [one.own_id for one in comments(found)] == ["1", "2", "3"]


def test_a_single_comment_is_read() -> None:
    assert recognised(raw(json.dumps(comment(1), indent=2))) == "rest"
    assert [one.own_id for one in comments(records("rest", json.dumps(comment(1), indent=2)))] == ["1"]


@pytest.mark.parametrize("size", [40, 300, 1 << 18])
def test_a_broken_entry_costs_only_itself(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", size)
    monkeypatch.setattr(json_stream, "LONGEST", 2000)
    whole = [json.dumps(comment(number)) for number in range(1, 9)]
    whole[7] = whole[7].replace('"status"', "status")
    whole[2] = whole[2].replace('"id": 3', '"id": 3x')
    whole[5] = whole[5].replace('"parent"', "parent")
    found = records("rest", "[" + ",\n".join(whole) + "]")
    assert [one.own_id for one in comments(found)] == ["1", "2", "4", "5", "7"]
    assert [place for place, _ in rejects(found)] == ["entry 3", "entry 6", "entry 8"]


def test_an_answer_that_breaks_off_is_read_up_to_there() -> None:
    text = answer(comment(1), comment(2), comment(3))
    cut = SOURCES["rest"].records(raw(text[: text.index('"id": 3') + 20]))
    assert [one.own_id for one in comments(list(islice(cut, 3)))] == ["1", "2"]
    with pytest.raises(SourceError, match="breaks off"):
        list(cut)


def test_halves_of_signs_do_not_stop_anything() -> None:
    text = (
        answer(comment(1, "a"))
        .replace('"a"', '"lone \\ud83d half, whole \\ud83d\\ude00"')
        .replace("/post/", "/po\\ud83dst/")
    )
    (one,) = comments(records("rest", text))
    assert one.text == "lone \ufffd half, whole 😀"
    assert (one.post.url or "").encode("utf-8")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '[{"id":' + "9" * 10_000 + ', "post": 1, "content": {}}]']
)
def test_depth_and_size_are_bounded(text: str) -> None:
    found = list(json_stream_entries(text))
    assert all(not isinstance(one, tuple) for one in found)


def json_stream_entries(text: str) -> list[object]:
    found: list[object] = []
    try:
        found.extend(json_stream.entries(raw(text)))
    except SourceError as error:
        found.append(error)
    return found
