"""Isso's generic JSON: a list of threads with their comments, what other systems write for `isso import -t generic`.

https://isso-comments.de/docs/guides/migration/
"""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.sources import json_stream, markup
from pipeline.sources.dates import own_date
from pipeline.sources.literal import Literal
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject

TITLE = "Isso's generic JSON"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url created_at created_precision "
    "text links likes dislikes source_status source".split()
)
LARGEST = 1 << 26
"""Characters of a thread with all its comments that are read."""

_STRING = r'"(?:[^"\\]++|\\.)*+"'
_FIELDS = rf'[^"{{}}]*+(?:{_STRING}[^"{{}}]*+){{0,60}}?'
_THREADS = re.compile(
    rf'\ufeff?\s*\[\s*\{{\s*(?:{_STRING}[^"\[\]{{}}]*+){{0,20}}?"comments"\s*:\s*\[\s*\{{'
    rf'(?={_FIELDS}"text"\s*:)(?={_FIELDS}"created"\s*:)',
    re.DOTALL,
)
_STATUSES = {1: "approved", 2: "pending", 4: "gone"}


def sniff(raw: Raw) -> bool:
    """Tell by threads that hold their comments; the first may be longer than what is looked at."""
    return _THREADS.match(raw.head) is not None


def records(raw: Raw) -> Iterator[Record]:
    """Yield threads that have comments, and these."""
    literal = Literal()
    for found in json_stream.entries(raw, LARGEST):
        if isinstance(found, Reject):
            yield found
            continue
        place, thread = found
        listed, uri = thread.get("comments"), thread.get("id")
        if not isinstance(listed, list) or not isinstance(uri, str):
            yield Reject(place, "no thread with its comments", json_stream.excerpt(thread))
            continue
        title = thread.get("title")
        post = Post(
            own_id=uri,
            url=uri if uri.startswith("/") or "//" in uri else None,
            title=title if isinstance(title, str) and title else None,
        )
        if listed:
            yield post
        for number, entry in enumerate(listed, 1):
            if isinstance(entry, dict) and isinstance(entry.get("text"), str):
                yield _comment(entry, literal.escaped(entry["text"]), post, raw)
            else:
                yield Reject(f"{place}, comment {number}", "a comment without text", json_stream.excerpt(entry))
    yield from literal.remarks()


def _comment(entry: dict[str, Any], written: str, post: Post, raw: Raw) -> Comment:
    text, links = markup.plain(written, typed=True)
    when = entry.get("created")
    found = own_date(str(when).partition(".")[0], read_at=raw.read_at, timezone=raw.timezone) if when else None
    own_id, parent, mode = entry.get("id"), entry.get("parent"), entry.get("mode")
    return Comment(
        text, post, str(own_id) if isinstance(own_id, int) else None,
        parent=str(parent) if isinstance(parent, int) and isinstance(own_id, int) else None,
        author=_text(entry.get("author")),
        author_email=_text(entry.get("email")),
        author_url=_text(entry.get("website")),
        created_at=found[0] if found else None,
        created_precision=found[1] if found else None,
        links=links,
        likes=_count(entry.get("likes")),
        dislikes=_count(entry.get("dislikes")),
        status=_STATUSES.get(mode) if isinstance(mode, int) else None,
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31 else None
