"""Isso, Remark42 and static sites: what is broken or hostile in them."""

import json
import time

import pytest
from raws import comments, raw, records, rejects, remarks

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


def toml(*lines: str) -> str:
    return "\n".join(["+++", 'title = "Tides"', "[[comments]]", 'name = "Iris"', *lines, "+++", "The article."])


def test_toml_that_is_broken_or_nests_without_end_says_so() -> None:
    with pytest.raises(SourceError, match="is no TOML"):
        records("static_site", toml('message = "open'))
    started = time.process_time()
    for deep in ("x" + ".x" * 20_000 + " = 1", "x = " + "[" * 5_000):
        with pytest.raises(SourceError, match="nested too deep"):
            records("static_site", toml(deep))
    assert time.process_time() - started < 2


def test_comments_one_table_further_in() -> None:
    written = '+++\ntitle = "Tides"\n[[extra.comments]]\nname = "Iris"\nmessage = "x # y"\n+++\n'
    assert recognised(raw(written)) == "static_site"
    assert [(one.author, one.text) for one in comments(records("static_site", written))] == [("Iris", "x # y")]


@pytest.mark.parametrize(
    ("name", "post"), [("comments/tides/1.yml", "tides"), ("comments/1.yml", None), ("1.yml", None)]
)
def test_a_file_of_one_comment_lies_in_the_folder_of_its_post(name: str, post: str | None) -> None:
    [one] = comments(records("static_site", "_id: a1\nname: Iris\nmessage: x\n", name=name))
    assert one.post.own_id == post


def test_an_object_that_holds_others_is_no_file_of_one_comment() -> None:
    assert recognised(raw('{"_id": "a", "text": "x", "replies": [{"_id": "b", "text": "y"}]}')) == "table"


def test_a_broken_commento_export_says_what_is_missing() -> None:
    one = {"commentHex": "a", "commenterHex": "c", "parentHex": "root", "domain": "a.example", "url": "/", "html": "x"}
    written = json.dumps({"version": 1, "comments": [one, one | {"html": None}], "commenters": []})
    found = records("commento", written[: written.index('"commenters"') + 30])
    assert [(each.own_id, each.author) for each in comments(found)] == [("a", None)]
    assert [place for place, _ in rejects(found)] == ["entry 2"]
    assert remarks(found) == {"the file holds no list of people: names are missing": 1}
