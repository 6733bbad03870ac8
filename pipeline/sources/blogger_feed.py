"""Blogger's export and its feeds of comments (Atom), of Google Takeout's newer spelling too."""

import re
from collections.abc import Iterator
from datetime import tzinfo

from lxml import etree

from pipeline.sources import markup, xml_fields
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject
from pipeline.sources.xml_stream import XmlStream, forget

TITLE = "Blogger export or comments feed (Atom)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at "
    "created_precision text links source_status source source_url".split()
)
_NUMBER = re.compile(r"(?:\.post-|\.comment-|/default/)(\d+)$")
_STATUSES = {
    "LIVE": "approved",
    "PENDING": "pending",
    "SPAM": "spam",
    "GHOSTED": "spam",
    "DELETED": "gone",
    "REMOVED": "gone",
}


def sniff(raw: Raw) -> bool:
    """Tell by an Atom feed that Blogger names as its own."""
    head = raw.head[:65536]
    return "<feed" in head[:4096] and ("tag:blogger.com" in head or "schemas.google.com/blogger" in head)


def records(raw: Raw) -> Iterator[Record]:
    """Yield posts that have comments, and these; raise SourceError where the file breaks off."""
    stream = XmlStream(raw, ("{*}entry",), "entry")
    reading = _Reading(raw.timezone)
    for element in stream.elements():
        yield from stream.faults(reading.last)
        yield from reading.records(element)
        forget(element)
    yield from stream.end(reading.last)


class _Reading:
    """The posts that were met, by number, and who wrote them."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._posts: dict[str, Post] = {}
        self._told: set[str] = set()
        self._writers: set[str] = set()
        self.last: str | None = None

    def records(self, entry: etree._Element) -> Iterator[Record]:
        fields = xml_fields.texts(entry)
        kind = fields.get("type", "").upper() or _kind(entry)
        number = _number(fields.get("id", ""))
        if number is None:
            return
        if kind == "POST" or kind == "PAGE":
            self._post(number, entry, fields)
        elif kind == "COMMENT":
            yield from self._comment(number, entry, fields)

    def _post(self, number: str, entry: etree._Element, fields: dict[str, str]) -> None:
        writer = xml_fields.below(entry, "author")
        self._writers |= {writer[name] for name in ("uri", "name") if writer.get(name)}
        self._posts[number] = Post(
            own_id=number,
            url=_linked(entry, "alternate"),
            title=markup.plain(fields.get("title", ""))[0] or None,
            author=writer.get("name") or None,
            published_at=xml_fields.moment(fields.get("published"), self._zone),
        )

    def _comment(self, number: str, entry: etree._Element, fields: dict[str, str]) -> Iterator[Record]:
        answered = entry.find("{*}in-reply-to")
        reference = str(answered.get("ref", "")) if answered is not None else fields.get("parent", "")
        own_post = _number(reference)
        if own_post is None:
            yield Reject(f"comment {number}", "a comment without its post", fields.get("content", ""))
            return
        self.last = number
        post = self._posts.get(own_post)
        if post is None:
            url = str(answered.get("href", "")) if answered is not None else ""
            post = self._posts[own_post] = Post(own_id=own_post, url=url or None)
        if own_post not in self._told:
            self._told.add(own_post)
            yield post
        author = xml_fields.below(entry, "author")
        text, links = markup.plain(fields.get("content", "") or fields.get("summary", ""))
        created = xml_fields.moment(fields.get("published") or fields.get("created"), self._zone)
        parent = _number(_linked(entry, "related") or "") or _number(fields.get("inReplyTo", ""))
        email = author.get("email", "")
        yield Comment(
            text, post, number,
            parent=parent if parent != own_post else None,
            author=author.get("name") or None,
            author_email=email if not email.endswith("@blogger.com") else None,  # what Blogger writes for everybody
            author_url=author.get("uri") or None,
            by_staff=True if author.get("uri") and author["uri"] in self._writers else None,
            created_at=created,
            created_precision="second" if created else None,
            links=links,
            status=_status(entry, fields),
            url=_linked(entry, "alternate"),
        )  # fmt: skip


def _kind(entry: etree._Element) -> str:
    """Return what the entry is by its category; in a feed of comments everything answers something."""
    for category in entry.iterfind("{*}category"):
        found = re.search(r"kind#(\w+)$", str(category.get("term", "")))
        if found:
            return found[1].upper()
    return "COMMENT" if entry.find("{*}in-reply-to") is not None else ""


def _status(entry: etree._Element, fields: dict[str, str]) -> str | None:
    for extra in entry.iterfind("{*}extendedProperty"):
        if extra.get("name") == "blogger.contentRemoved" and extra.get("value") == "true":
            return "gone"
    if xml_fields.below(entry, "control").get("draft") == "yes":
        return "pending"
    return _STATUSES.get(fields.get("status", "LIVE").upper().removesuffix("_COMMENT"))


def _linked(entry: etree._Element, relation: str) -> str | None:
    for link in entry.iterfind("{*}link"):
        if link.get("rel") == relation:
            return str(link.get("href", "")) or None
    return None


def _number(tag: str) -> str | None:
    found = _NUMBER.search(tag.strip())
    return found[1] if found else None
