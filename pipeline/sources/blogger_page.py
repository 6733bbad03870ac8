"""A saved page of Blogger: threaded comments, and the `dl` of its older templates."""

import re
from collections.abc import Iterator

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, told
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "saved page of Blogger (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff"
    " created_at created_precision text links source_status source source_url".split()
)

_MARKS = re.compile(
    rb"""class=["']?(?:comment-block["']|[^"'<>]{0,80}\bcomment-thread\b)|id=["']?(?:comments-block["']|Blog\d_cmt-\d)""",
    re.IGNORECASE,
)
_MARKUP = Markup(
    containers="li.comment[id], dt.comment-author[id], #comments-block dt[id], div.comment[id]",
    number=re.compile(r"c(\d{1,25})"),
    authors=(
        "cite.user",
        "dt.comment-author > a[href], dt.comment-poster > a[href]",
        ".comment-author, .comment-poster",
    ),
    dates=(".datetime a", ".comment-timestamp a", ".datetime", ".comment-timestamp"),
    bodies=(".comment-content", "dd.comment-body", ".comment-body"),
    not_text=".comment-actions, .deleted-comment",
    not_name="a[name], img, .icon",
    staff=".icon.blog-author, dt.blog-author",
    gone=".deleted-comment",
    system=re.compile(r"//(?:www\.)?blogger\.com/profile/|//plus\.google\.com/"),
    following=True,
    fragment="c{}",
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page of Blogger with comments."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Return the post, its comments in the page's order, and what the page says is not in it."""
    return told(open_page(raw), _MARKUP)
