"""The frame of Disqus's comments as saved from a browser."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, comments, remarks
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "saved frame of Disqus (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff likes dislikes"
    " created_at created_precision text links source_status source source_url".split()
)

_MARKS = re.compile(
    rb"""data-role=["']?post-content\b|<li[^>]{0,200}id=["']?post-\d{6,}""",
    re.IGNORECASE,
)
_MARKUP = Markup(
    containers="li[id^=post-], div[id^=post-]",
    number=re.compile(r"post-(\d{4,20})"),
    authors=(".post-byline .author", ".author"),
    dates=("a.time-ago, [data-role=relative-time]",),
    bodies=("[data-role=message], .post-message",),
    answered="a.parent-link",
    none_is_zero=True,
    likes="[data-role=likes]",
    dislikes="[data-role=dislikes]",
    staff=".badge.moderator, .badge.author",
    waiting=".post.unapproved, [data-role=awaiting-moderation]",
    gone=".post.minimized.deleted, [data-role=post-deleted]",
    system=re.compile(r"//disqus\.com/by/|//disq\.us/"),
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page with Disqus's comments in it (not only the place for them)."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Yield the post, its comments in the page's order, and what the page says is not in it."""
    page = open_page(raw)
    post = replace(page.post(), title=None)  # the frame's own title is "Disqus Comments"
    found = list(comments(page, post, _MARKUP))
    yield post
    yield from found
    yield from remarks(page, post, found)
