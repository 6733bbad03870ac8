"""Answers of WordPress's REST API as saved: comments (any context), posts, refusals.

https://developer.wordpress.org/rest-api/reference/comments/
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.errors import SourceError
from pipeline.identity import host
from pipeline.sources import json_stream, markup, wp
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject, Remark

TITLE = "WordPress REST answer (JSON)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at "
    "created_precision text links source_status source source_url".split()
)
_PAGE = re.compile(r"comment-page-\d+/?$")
_ADVICE = {
    401: "log in with an application password that may edit comments, and save it again",
    403: "log in with an account that may edit comments, and save it again",
    404: "check the address that was asked",
}


def sniff(raw: Raw) -> bool:
    """Tell by the fields that WordPress gives a comment, a post or a refusal."""
    found = json_stream.first(raw)
    return isinstance(found, dict) and (_is_comment(found) or _is_post(found) or _refusal(found) is not None)


def records(raw: Raw) -> Iterator[Record]:
    """Yield the posts and comments of an answer; raise SourceError where it is a refusal."""
    found = json_stream.first(raw)
    if isinstance(found, dict) and (refusal := _refusal(found)) is not None:
        code, message, status = refusal
        raise SourceError(
            raw.name,
            f"is a refusal of the site, not comments: {code} ({message})",
            _ADVICE.get(status, "save it again"),
        )
    if not raw.head.lstrip().startswith(("[", "{")):
        yield Remark("text before the JSON left out")
    reading = _Reading(raw)
    for entry in json_stream.entries(raw):
        yield from (entry,) if isinstance(entry, Reject) else reading.records(*entry)
    yield from wp.not_understood(reading.strange, reading.unknown)
    if reading.rendered:
        yield Remark(
            "comments as shown on the page: no held ones, no addresses, text as WordPress typeset it", reading.rendered
        )


def _is_comment(entry: dict[str, Any]) -> bool:
    return (
        "id" in entry
        and "post" in entry
        and not entry.keys().isdisjoint(("author_name", "content", "author_avatar_urls"))
    )


def _is_post(entry: dict[str, Any]) -> bool:
    return "id" in entry and isinstance(entry.get("title"), dict) and "link" in entry


def _refusal(entry: dict[str, Any]) -> tuple[str, str, int] | None:
    """Return the code, message and status of a WP_Error, also inside an envelope."""
    if isinstance(entry.get("body"), dict) and "status" in entry:
        entry = entry["body"]
    code, message, data = entry.get("code"), entry.get("message"), entry.get("data")
    if not (isinstance(code, str) and isinstance(message, str) and "data" in entry and "id" not in entry):
        return None
    status = data.get("status") if isinstance(data, dict) else None
    return code, markup.plain(message)[0], status if isinstance(status, int) else 0


class _Reading:
    """What is known of the posts that comments belong to."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self.strange: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.rendered = 0
        self._posts: dict[str, Post] = {}

    def records(self, place: str, entry: dict[str, Any]) -> Iterator[Record]:
        if _is_comment(entry):
            yield from self._comment(place, entry)
        elif _is_post(entry):
            yield self._post_of(entry)
        else:
            refusal = _refusal(entry)
            yield Reject(
                place,
                f"a refusal: {refusal[0]}" if refusal else "neither a comment nor a post",
                json_stream.excerpt(entry),
            )

    def _post_of(self, entry: dict[str, Any]) -> Post:
        writers = _embedded(entry, "author")
        return Post(
            own_id=_number(entry["id"]),
            url=_text(entry["link"]),
            title=_title(entry),
            author=wp.name(_text(writers.get("name"))),
            published_at=wp.date(_text(entry.get("date_gmt")), _text(entry.get("date")), self._raw.timezone),
        )

    def _comment(self, place: str, entry: dict[str, Any]) -> Iterator[Record]:
        own_id, content = _number(entry["id"]), entry.get("content")
        kind = wp.KINDS.get(_text(entry.get("type")) or "")
        text = _text(content.get("raw")) if isinstance(content, dict) else None
        shown = _text(content.get("rendered")) if isinstance(content, dict) and text is None else None
        if kind is None:
            self.strange[str(entry["type"])[:40]] += 1
        elif own_id is None:
            yield Reject(place, "a comment without a number", json_stream.excerpt(entry))
        elif text is None and shown is None:
            yield Reject(
                place,
                "a comment without its content: ask for `content`, not for a part of it",
                json_stream.excerpt(entry),
            )
        else:
            self.rendered += text is None
            post = self._posts.get(str(entry["post"]))
            if post is None:
                post = self._posts[str(entry["post"])] = self._told(entry)
                yield post
            plain = markup.plain(text, typed=True) if text is not None else markup.plain(shown or "")
            yield self._read(entry, own_id, kind, post, *plain)

    def _told(self, entry: dict[str, Any]) -> Post:
        url = (_text(entry.get("link")) or "").partition("#")[0]
        return Post(own_id=_number(entry["post"]), url=_PAGE.sub("", url) or None, title=_title(_embedded(entry, "up")))

    def _read(self, entry: dict[str, Any], own_id: str, kind: str, post: Post, text: str, links: str | None) -> Comment:
        created = wp.date(_text(entry.get("date_gmt")), _text(entry.get("date")), self._raw.timezone)
        return Comment(
            text, post, own_id,
            parent=wp.answered(_number(entry.get("parent")) or ""),
            kind=kind,
            author=wp.name(_text(entry.get("author_name"))),
            author_email=_text(entry.get("author_email")) or None,
            author_url=_text(entry.get("author_url")) or None,
            by_staff=_by_staff(entry, post),
            created_at=created,
            created_precision="second" if created else None,
            links=links,
            status=wp.status(str(entry.get("status", "")), self.unknown),
            url=_text(entry.get("link")) or None,
        )  # fmt: skip


def _by_staff(entry: dict[str, Any], post: Post) -> bool | None:
    """Return whether the site's own people wrote it: the post's author, or a user with the site's own mail."""
    user = entry.get("author")
    if not isinstance(user, int) or not user:
        return False if user == 0 else None
    if user == _embedded(entry, "up").get("author"):
        return True
    domain, site = (_text(entry.get("author_email")) or "").rpartition("@")[2].lower(), host(post.url) or ""
    return True if domain and (site == domain or site.endswith("." + domain)) else None


def _embedded(entry: dict[str, Any], relation: str) -> dict[str, Any]:
    """Return what `?_embed` brought along: the post of a comment (`up`), the author of a post."""
    embedded = entry.get("_embedded")
    related = embedded.get(relation) if isinstance(embedded, dict) else None
    return related[0] if isinstance(related, list) and related and isinstance(related[0], dict) else {}


def _title(entry: dict[str, Any]) -> str | None:
    title = entry.get("title")
    if not isinstance(title, dict):
        return None
    return markup.plain(_text(title.get("raw")) or _text(title.get("rendered")) or "")[0] or None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any) -> str | None:
    """Return a WordPress number as text; None for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 20:
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63 else None
