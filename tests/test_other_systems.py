"""Isso, Remark42 and static sites: what is broken or hostile in them."""

import json
import time

import pytest
from raws import comments, raw, records, rejects

from pipeline.errors import SourceError
from pipeline.sources import SOURCES, recognised


def front(*lines: str) -> str:
    return "\n".join(["---", "title: Tides", "comments:", *lines, "---", "The article."])


def test_a_remark42_comment_without_its_page_is_rejected() -> None:
    head = {"version": 1, "users": [], "posts": []}
    entries = [
        {"id": "a", "pid": "", "text": "<p>x</p>", "locator": {"site": "s"}},
        {
            "id": "b",
            "pid": "",
            "text": "<p>y</p>",
            "locator": {"site": "s", "url": "https://a.example/"},
            "votes": None,
        },
    ]
    found = records("remark42", "\n".join(map(json.dumps, [head, *entries])) + "\n{broken\n")
    assert [(one.own_id, one.text, one.likes) for one in comments(found)] == [("b", "y", None)]
    assert [place for place, _ in rejects(found)] == ["line 2", "line 4"]


def test_isso_threads_reject_what_is_no_comment() -> None:
    thread = {
        "id": "/a/",
        "title": "A",
        "comments": [{"text": "x", "created": "2020-01-01 00:00:00"}, {"author": "Bo"}, 7],
    }
    found = records("isso", json.dumps([thread, {"id": 5, "title": "B", "comments": {}}]))
    assert [one.text for one in comments(found)] == ["x"]
    assert [place for place, _ in rejects(found)] == ["entry 1, comment 2", "entry 1, comment 3", "entry 2"]


def test_front_matter_makes_no_objects() -> None:
    found = records(
        "static_site",
        front(
            "- id: 1",
            "  content: !!python/object/apply:os.system ['exit 1']",
            "- id: 2",
            "  content: !ruby/object:X fine",
        ),
    )
    assert [(one.own_id, one.text) for one in comments(found)] == [("2", "fine")]


def test_yaml_that_would_grow_or_nest_without_end_is_stopped() -> None:
    laughs = ["- &a0 [x, x, x, x, x, x, x, x, x, x]"]
    laughs += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.process_time()
    assert len(rejects(records("static_site", front(*laughs)))) == 12
    for deep in ("- " * 5_000 + "x", "- " + "[" * 5_000, "- " + "{a: " * 5_000):
        with pytest.raises(SourceError, match="nested too deep"):
            records("static_site", front(deep))
    assert time.process_time() - started < 10


def test_broken_yaml_says_so() -> None:
    with pytest.raises(SourceError, match="is no YAML"):
        records("static_site", front("- id: 1", "  content: [open", " x: : y"))


def test_a_post_without_comments_in_its_front_matter_is_not_one_of_these() -> None:
    assert not SOURCES["static_site"].sniff(raw("---\ntitle: x\ncomments: true\n---\ntext\n"))


def test_a_list_of_threads_is_not_any_list() -> None:
    assert recognised(raw('[{"id": "/a/", "title": "A", "comments": "none"}]')) == "table"
