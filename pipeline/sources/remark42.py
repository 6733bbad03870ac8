"""Remark42's backup: JSON lines, the first of them about the site. https://remark42.com/docs/backup/"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pipeline.sources import json_stream, markup
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject
from pipeline.sources.xml_fields import moment

TITLE = "Remark42 backup (JSON lines)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key by_staff created_at created_precision edited_at "
    "text links likes dislikes source_status source source_url".split()
)


def sniff(raw: Raw) -> bool:
    """Tell by the head of a backup, or by a comment with its locator."""
    found = json_stream.first(raw)
    if not isinstance(found, dict):
        return False
    return found.keys() >= {"version", "users", "posts"} or (isinstance(found.get("locator"), dict) and "pid" in found)


def records(raw: Raw) -> Iterator[Record]:
    """Yield posts and comments; what is deleted has lost its text and counts as gone."""
    posts: dict[str, Post] = {}
    for found in json_stream.entries(raw):
        if isinstance(found, Reject):
            yield found
            continue
        place, entry = found
        if "locator" not in entry and "version" in entry:
            continue
        own_id, url = entry.get("id"), _inside(entry, "locator").get("url")
        if not isinstance(own_id, str) or not own_id or not isinstance(url, str):
            yield Reject(place, "a comment without its id or page", str(entry.get("text", ""))[:200])
            continue
        post = posts.get(url)
        if post is None:
            post = posts[url] = Post(url=url, title=markup.plain(_text(entry.get("title")))[0] or None)
            yield post
        yield _comment(entry, own_id, post)


def _comment(entry: dict[str, Any], own_id: str, post: Post) -> Comment:
    user, votes = _inside(entry, "user"), entry.get("votes")
    text, links = markup.plain(_text(entry.get("text")))
    created = _moment(entry.get("time"))
    counted = list(votes.values()) if isinstance(votes, dict) else None
    return Comment(
        text, post, own_id,
        parent=_text(entry.get("pid")) or None,
        author=_text(user.get("name")) or None,
        by_staff=user.get("admin") is True,
        created_at=created,
        created_precision="second" if created else None,
        edited_at=_moment(_inside(entry, "edit").get("time")),
        links=links,
        likes=None if counted is None else sum(vote is True for vote in counted),
        dislikes=None if counted is None else sum(vote is False for vote in counted),
        status="gone" if entry.get("delete") is True else "approved",
        url=f"{post.url}#remark42__comment-{own_id}",
    )  # fmt: skip


def _inside(entry: dict[str, Any], name: str) -> dict[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    """Return Go's moment, whose seconds have up to nine decimals, in UTC."""
    return moment(value, UTC) if isinstance(value, str) else None
