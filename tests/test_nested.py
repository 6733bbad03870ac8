"""Answers that stand inside what they answer: with ids, without, and on the post of what they answer."""

import io
import json
from typing import Any

import pandas as pd
from raws import READ_AT

from pipeline.sources import blocks
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read


def answered(entries: list[Any]) -> dict[str, str | None]:
    """Return the text that each text answers, of comments that are all on one post."""
    raw = Raw(io.BytesIO(json.dumps(entries).encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"))], ignore_index=True)
    assert set(found["post_id"]) == {"a.example:a.example/soup"}
    texts = dict(zip(found["comment_id"], found["text"], strict=True))
    return {
        text: None if pd.isna(parent) else texts[parent]
        for text, parent in zip(found["text"], found["parent_id"], strict=True)
    }


POST = {"title": "Soup", "url": "https://a.example/soup/"}
WITHOUT_IDS = {"text": "one", "replies": [{"text": "two", "replies": [{"text": "three"}]}, {"text": "four"}]}
THREAD = {"one": None, "two": "one", "three": "two", "four": "one"}


def test_answers_without_ids_know_what_they_answer() -> None:
    assert answered([POST | {"comments": [WITHOUT_IDS]}]) == THREAD


def test_answers_are_on_the_post_of_what_they_answer() -> None:
    assert answered([WITHOUT_IDS | {"post_url": POST["url"], "id": 1}]) == THREAD
    assert answered([WITHOUT_IDS | {"post": POST | {"id": 9}, "id": 1}]) == THREAD


def test_an_answer_without_what_its_siblings_tell_of_the_post() -> None:
    replies = [{"id": 2, "text": "two", "post_url": None, "parent_id": None}]
    assert answered([{"id": 1, "text": "one", "post_url": POST["url"], "replies": replies}]) == {
        "one": None,
        "two": "one",
    }


def test_some_have_ids_and_some_have_none() -> None:
    inner = {"text": "two", "replies": [{"id": 3, "text": "three", "replies": [{"text": "four"}]}]}
    assert answered([POST | {"comments": [{"id": 1, "text": "one", "replies": [inner]}]}]) == {
        "one": None,
        "two": "one",
        "three": "two",
        "four": "three",
    }


def test_answers_that_come_in_another_block(monkeypatch: Any) -> None:
    monkeypatch.setattr(blocks, "ROWS", 1)
    assert answered([POST | {"comments": [WITHOUT_IDS]}]) == THREAD


def test_what_a_file_says_under_our_names_for_places_is_no_place() -> None:
    strange = {"text": "one", "\0key": {}, "\0parent key": ["x"], "post_url": POST["url"]}
    assert answered([strange]) == {"one": None}
