"""The frame of Disqus's comments as saved from a browser, or as it was sent, with the comments in its data alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

from pipeline.sources import json_stream, markup
from pipeline.sources.page import Page, holds, is_page, open_page
from pipeline.sources.page_markup import Markup, comments, remarks
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject
from pipeline.sources.xml_fields import moment

TITLE = "saved frame of Disqus (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff likes dislikes"
    " created_at created_precision text links source_status source source_url".split()
)

_MARKS = re.compile(
    rb"""data-role=["']?post-content\b|<li[^>]{0,200}id=["']?post-\d{6,}|id=["']?disqus-threadData\b""",
    re.IGNORECASE,
)
_PROFILE = re.compile(r"//(?:www\.)?disqus\.com/|//disq\.us/")
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
    system=_PROFILE,
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page with Disqus's comments in it (not only the place for them)."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Yield the post, its comments in the page's order, and what the page says is not in it."""
    page = open_page(raw)
    told = _data(page)
    post = _post(page, _inside(told, "thread"))
    found = list(comments(page, post, _MARKUP))
    listed = told.get("posts")
    yield post
    for number, entry in enumerate(listed if isinstance(listed, list) and not found else [], 1):
        if isinstance(entry, dict) and (comment := _comment(entry, post)) is not None:
            found.append(comment)
        else:
            yield Reject(f"comment {number}", "a comment without its id or text", json_stream.excerpt(entry))
    yield from found
    yield from remarks(page, post, found)


def _data(page: Page) -> dict[str, Any]:
    """Return what the frame was sent with: its thread, and the first of its comments."""
    node = page.tree.css_first("script#disqus-threadData")
    try:
        told = json_stream.whole(json.loads(node.text() or "")) if node is not None else {}
    except (ValueError, RecursionError):
        return {}
    return _inside(told, "response") if isinstance(told, dict) else {}


def _post(page: Page, thread: dict[str, Any]) -> Post:
    """Return the post by the frame's data; the frame's own title is "Disqus Comments"."""
    post, count = page.post(), thread.get("posts")
    return replace(
        post,
        url=_text(thread.get("link")) or post.url,
        title=_text(thread.get("clean_title")),
        declared_comments=count if type(count) is int and 0 <= count < 1 << 31 else post.declared_comments,
    )


def _comment(entry: dict[str, Any], post: Post) -> Comment | None:
    own_id, message = _number(entry.get("id")), entry.get("message")
    if own_id is None or not isinstance(message, str):
        return None
    person, gone = _inside(entry, "author"), entry.get("isDeleted") is True
    text, links = markup.plain("" if gone else message)
    url, created = _text(person.get("url")), moment(_text(entry.get("createdAt")), UTC)
    likes, dislikes = (
        one if type(one) is int and 0 <= one < 1 << 31 else None for one in (entry.get("likes"), entry.get("dislikes"))
    )
    return Comment(
        text, post, own_id,
        parent=_number(entry.get("parent")),
        author=None if gone else _text(person.get("name")),
        author_url=url if url and "//" in url and _PROFILE.search(url) is None else None,
        created_at=created,
        created_precision="second" if created else None,
        links=links,
        likes=likes,
        dislikes=dislikes,
        status="gone" if gone else _status(entry),
        url=f"{post.url.partition('#')[0]}#comment-{own_id}" if post.url else None,
    )  # fmt: skip


def _status(entry: dict[str, Any]) -> str:
    if entry.get("isSpam") is True:
        return "spam"
    return "pending" if entry.get("isApproved") is False else "approved"


def _inside(entry: dict[str, Any], name: str) -> dict[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _number(value: Any) -> str | None:
    found = str(value) if type(value) in (int, str) else ""
    return found if re.fullmatch(r"[0-9]{4,20}", found) else None
