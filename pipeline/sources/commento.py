"""Commento's export (JSON), of Commento++ too. https://docs.commento.io/configuration/importing/"""

import json
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from pipeline.sources import json_stream, markup
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject, Remark
from pipeline.sources.xml_fields import moment

TITLE = "Commento export (JSON)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at "
    "created_precision text links likes dislikes source_status source source_url".split()
)
LARGEST = 1 << 26
"""Characters of a file in which the list of people, behind that of comments, is looked for."""

_PEOPLE = re.compile(r'"commenters"\s*:\s*(?=\[)')
_STATUSES = {"approved": "approved", "unapproved": "pending", "flagged": "spam"}

Entry = dict[str, Any]


def sniff(raw: Raw) -> bool:
    """Tell by a comment with the names that Commento gives its ids."""
    found = json_stream.first(raw)
    return isinstance(found, dict) and found.keys() >= {"commentHex", "commenterHex", "parentHex"}


def records(raw: Raw) -> Iterator[Record]:
    """Yield pages and comments; raise SourceError where the file breaks off."""
    people = _people(raw)
    posts: dict[str, Post] = {}
    voted = False
    for found in json_stream.entries(raw):
        if isinstance(found, Reject):
            yield found
            continue
        place, entry = found
        own_id = _text(entry.get("commentHex"))
        if own_id is None or not isinstance(entry.get("html"), str):
            yield Reject(place, "a comment without its id or text", json_stream.excerpt(entry))
            continue
        url = f"https://{_text(entry.get('domain')) or ''}{_text(entry.get('url')) or ''}"
        post = posts.get(url)
        if post is None:
            post = posts[url] = Post(url=url if entry.get("domain") else None)
            yield post
        voted = voted or bool(_count(entry.get("score")))
        yield _comment(entry, own_id, people.get(_text(entry.get("commenterHex")) or "", {}), post)
    if not people:
        yield Remark("the file holds no list of people: names are missing")
    if voted:
        yield Remark("votes are shown as votes for minus votes against; only the difference is known")


def _comment(entry: Entry, own_id: str, person: Entry, post: Post) -> Comment:
    gone = entry.get("deleted") is True
    text, links = markup.plain("" if gone else entry["html"])
    created, score = moment(_text(entry.get("creationDate")), UTC), _count(entry.get("score"))
    parent, state = _text(entry.get("parentHex")), _text(entry.get("state"))
    link = _text(person.get("link")) or ""
    return Comment(
        text, post, own_id,
        parent=parent if parent != "root" else None,
        author=_text(person.get("name")),
        author_email=_text(person.get("email")),
        author_url=link if "//" in link else None,
        by_staff=True if person.get("isModerator") is True else None,
        created_at=created,
        created_precision="second" if created else None,
        links=links,
        likes=score if score is not None and score >= 0 else None,
        dislikes=-score if score is not None and score < 0 else None,
        status="gone" if gone else _STATUSES.get(state or ""),
        url=f"{post.url}#commento-{own_id}" if post.url else None,
    )  # fmt: skip


def _people(raw: Raw) -> dict[str, Entry]:
    """Return who comments, by number; nobody where the list cannot be read."""
    text = raw.text().read(LARGEST)
    found = _PEOPLE.search(text)
    try:
        listed, _ = json.JSONDecoder().raw_decode(text, found.end()) if found is not None else ([], 0)
    except (ValueError, RecursionError):
        return {}
    people = (one for one in json_stream.whole(listed) if isinstance(one, dict))
    return {number: one for one in people if (number := _text(one.get("commenterHex"))) is not None}


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) and value != "undefined" else None


def _count(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 31
    return value if is_count else None
