"""A saved page with comments of Isso, old and new class names."""

import re
from collections.abc import Iterator

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, told
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "saved page with Isso (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url likes dislikes"
    " created_at created_precision text links source_status source source_url".split()
)

_MARKS = re.compile(
    rb"""id=["']?isso-\d""",
    re.IGNORECASE,
)
_MARKUP = Markup(
    containers="[id^=isso-]",
    number=re.compile(r"isso-(\d{1,12})"),
    authors=(".isso-author", ".author"),
    dates=("time[datetime], date[datetime]", "time, date"),
    bodies=(".isso-text", ".text"),
    none_is_zero=True,
    difference=True,
    likes=".isso-votes, .votes",
    waiting=".isso-note, .note",
    fragment="isso-{}",
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page with Isso's comments in it."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Return the post, its comments in the page's order, and what the page says is not in it."""
    return told(open_page(raw), _MARKUP)
