"""A thread of comments written in any form and read back is the same thread, as far as the form can hold it."""

import io
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raws import READ_AT
from writers import FIELDS, FORMS, Form, Said, Thread

from pipeline.sources import SOURCES
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

START = datetime(2024, 3, 1, tzinfo=UTC)
COLUMNS = dict(zip(FIELDS, "author author_url created_at parent_id source_status likes dislikes".split(), strict=True))

TAME_NAMES = "Ada|Zoé|Jean-Paul Durand|Мария|O'Neil|山田太郎|Nuño García|mimi62|H. P.|Li".split("|")
NAMES = [
    *TAME_NAMES, "<b>Bob</b>", "Tom & Jerry", "&amp;", '"); DROP TABLE', "=cmd|' /C calc'!A0", "ليلى",
    "<script>alert(1)</script>", "]]>", "a,b;c", "\\", "{{x}}", "x -- y", "7 of Nine", "🦊",
    "x" * 200,
]  # fmt: skip
TAME_LINES = [
    "I have three of them.", "Merci pour la recette !", "Ça marche aussi à l’eau froide, non ?", "Это правда, спасибо.",
    "素晴らしい記事です。", "See https://solder.example/how?a=1&b=2 for that.", "It is 5 < 6 & 7 > 6.",
    "مقال رائع شكرا", "She told me that it leaks.", "+1", "100 % pur étain, garanti 👍🏽",
    "“Quoted”, he thought… twice",
]  # fmt: skip
LINES = [
    *TAME_LINES, "<script>alert(1)</script> & <b>bold</b>", "&amp;lt; &nbsp; &#0; &eacute;", "]]> <![CDATA[ x",
    "<!-- -->", "'; DROP TABLE wp_comments; --", 'back\\slash \\n "quoted"', "=1+1", "),(1,2,'x');",
    "</p></div></li></ol>",
    "---", "- id: 7", "Reply", "May 3, 2019 at 4:12 pm", "Ada says:", "3 comments", "{}", "[1] [2]", "𝔘𝔫𝔦", "e\u0301",
    "]]>", "</textarea></script>", "Read more", "#comment-1",
    "wp-content/ replytocom=5 class='comment-list' id=\"comment-5\"", "data-drupal- content='SPIP' isso-12",
    "<wp:comment>",
    'https://schema.org/Comment "@type": "Comment" application/ld+json class="h-cite"', "id='wpd-comm-5_0' id=isso-3",
]  # fmt: skip


def texts(lines: list[str]) -> st.SearchStrategy[str]:
    """Return texts of one to three paragraphs of one to three lines."""
    line = st.sampled_from(lines)
    paragraph = st.lists(line, min_size=1, max_size=3).map("\n".join)
    return st.lists(paragraph, min_size=1, max_size=3).map("\n\n".join)


@st.composite
def threads(draw: st.DrawFn, form: Form) -> Thread:
    """Return a thread that a form can hold: in page order, nested no deeper than it nests."""
    names, lines = (TAME_NAMES, TAME_LINES) if form.plain else (NAMES, LINES)
    differing = draw(st.permutations(names))
    any_name = st.sampled_from(names if form.plain else [None, *names])
    kept: list[Said] = []
    path: list[int] = []
    for number in range(100_001, 100_001 + draw(st.integers(4 if form.plain else 1, 9))):
        path = path[: draw(st.integers(0, min(len(path), form.levels - 1)))]
        kept.append(
            Said(
                number=number,
                text=draw(texts(lines)),
                author=differing.pop() if form.by_name else draw(any_name),
                url=draw(st.sampled_from([None, "https://ada.example/?a=1&b=%C3%A9", "http://zoé.example/x_(y)"])),
                moment=START + timedelta(seconds=draw(st.integers(0, 40_000_000))),
                parent=path[-1] if path else None,
                status=draw(st.sampled_from(form.statuses)),
                likes=draw(st.integers(0, 30)),
                dislikes=draw(st.integers(0, 3)),
            )
        )
        path.append(number)
    return Thread(tuple(kept))


def read_back(form: Form, written: str) -> pd.DataFrame:
    """Return the comments read, in the page's order."""
    raw = Raw(io.BytesIO(written.encode()), "file", None, READ_AT)
    found = pd.concat([one.comments for one in read(raw, Naming(b"key"), "run")], ignore_index=True)
    assert set(found["source"]) == {form.source}
    numbers = found["comment_id"].str.rpartition(":")[2]
    return found.assign(number=numbers).sort_values("number" if form.numbered else "position", ignore_index=True)


def expected(form: Form, thread: Thread, name: str) -> list[Any]:
    """Return what a form holds of a field, comment by comment; a parent as the place of the comment that it is."""
    if name == "parent":
        places = {one.number: place for place, one in enumerate(thread.comments)}
        return [None if one.parent is None else places[one.parent] for one in thread.comments]
    if name == "moment":
        finer = {"second": (), "minute": ("second",), "day": ("hour", "minute", "second")}[form.moments]
        zeroed: dict[str, Any] = dict.fromkeys(finer, 0)
        return [one.moment.replace(**zeroed) for one in thread.comments]
    return [getattr(one, name) for one in thread.comments]


def found_of(found: pd.DataFrame, name: str) -> list[Any]:
    values = [None if pd.isna(value) else value for value in found[COLUMNS[name]]]
    if name == "parent":
        places = {own: place for place, own in enumerate(found["comment_id"])}
        return [None if parent is None else places[parent] for parent in values]
    return values


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_written_is_read_back(name: str, data: st.DataObject) -> None:
    form = FORMS[name]
    thread = data.draw(threads(form))
    found = read_back(form, form.write(thread))
    assert list(found["text"]) == [unicodedata.normalize("NFC", one.text) for one in thread.comments]
    for field in set(FIELDS) - set(form.lacks):
        assert found_of(found, field) == expected(form, thread, field), field


@pytest.mark.parametrize("name", FORMS)
def test_a_written_form_lacks_only_what_it_says_that_it_lacks(name: str) -> None:
    holds = SOURCES[FORMS[name].source].HOLDS
    assert {COLUMNS[field] for field in FIELDS if field not in FORMS[name].lacks} <= holds
