"""A saved page of a forum of bbPress, WordPress's own: a topic and its replies, which are posts and count as such."""

import re
from collections.abc import Iterator

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, told
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "saved page of bbPress (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key by_staff"
    " created_at created_precision text links source_status source source_url".split()
)

_MARKS = re.compile(rb"""class=["']?[^"'<>]{0,80}\bbbp-reply-header\b""", re.IGNORECASE)
_MARKUP = Markup(
    containers=".bbp-reply-header[id^=post-]",
    number=re.compile(r"(post-\d{1,15})"),  # posts count from 1 too: these are not the numbers of comments
    authors=(".bbp-author-name", ".bbp-author-link", ".bbp-reply-author"),
    not_name=".bbp-author-avatar, .bbp-author-role, .bbp-author-ip, .bbp-reply-ip, img",
    dates=(".bbp-reply-post-date",),
    bodies=(".bbp-reply-content, .bbp-topic-content",),
    not_text=".bbp-reply-revision-log, .bbp-topic-revision-log",
    staff=".bbp-user-role-keymaster, .bbp-user-role-moderator, .user-role-keymaster",
    following=True,
    nested_in="bbp-threaded-replies",
    link=".bbp-reply-permalink",
    fragment="{}",
    system=re.compile(""),  # every name leads to the forum's own page about it
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page of bbPress with replies."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Return the topic, what was said in it in the page's order, and what the page says is not in it."""
    return told(open_page(raw), _MARKUP)
