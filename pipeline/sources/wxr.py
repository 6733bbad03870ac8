"""WordPress's own export (WordPress eXtended RSS, 1.0 to 1.2), streamed.

Spam, user agents and votes are not in it. https://wordpress.org/documentation/article/tools-export-screen/
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from lxml import etree

from pipeline.sources import markup, wp
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject
from pipeline.sources.xml_fields import plain_name, texts
from pipeline.sources.xml_stream import XmlStream, forget

TITLE = "WordPress export (WXR)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at "
    "created_precision text links rating source_status source source_url".split()
)


def sniff(raw: Raw) -> bool:
    """Tell by the namespace of WordPress's export or its marks in an RSS."""
    head = raw.head[:65536]
    return "<rss" in head and ("wordpress.org/export/" in head or "<wp:wxr_version" in head)


def records(raw: Raw) -> Iterator[Record]:
    """Yield posts that have comments, and their comments, as they come; raise SourceError where the file breaks off."""
    stream = XmlStream(raw, ("{*}item", "{*}comment", "{*}author"), "item", "comment")
    reading = _Reading(raw.timezone)
    for element in stream.elements():
        yield from stream.faults(reading.last)
        yield from reading.records(element)
    yield from wp.not_understood(reading.strange, reading.unknown)
    yield from stream.end(reading.last)


class _Reading:
    """What is known of the item that is being read, and of the site's own people."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.strange: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.last: str | None = None
        self._staff: set[str] = set()
        self._names: dict[str, str] = {}
        self._item: etree._Element | None = None
        self._post = Post()

    def records(self, element: etree._Element) -> Iterator[Record]:
        name = plain_name(element.tag)
        if name == "author":
            self._meet(texts(element))
        elif name == "item":
            forget(element)
        elif name == "comment" and len(element):
            yield from self._comment(element)
            forget(element)

    def _meet(self, fields: dict[str, str]) -> None:
        self._staff.add(fields.get("author_id", ""))
        self._names[fields.get("author_login", "")] = fields.get("author_display_name", "")

    def _comment(self, element: etree._Element) -> Iterator[Record]:
        item = next(element.iterancestors("{*}item"), None)
        if item is not self._item or item is None:
            self._item, self._post = item, self._told(texts(item)) if item is not None else Post()
            yield self._post
        fields = texts(element)
        own_id = fields.get("comment_id") or None
        self.last = own_id or self.last
        kind = wp.KINDS.get(fields.get("comment_type", ""))
        if kind is None:
            self.strange[fields["comment_type"][:40]] += 1
        elif own_id is None:
            yield Reject(f"line {element.sourceline}", "a comment without an id", fields.get("comment_content", ""))
        else:
            yield self._read(fields, own_id, kind, self._post, _rating(element) if "commentmeta" in fields else None)

    def _by_staff(self, user: str) -> bool | None:
        """Return whether the site's own people wrote it; of other users only the site knows what they are."""
        return True if user in self._staff else False if user in ("", "0") else None

    def _told(self, item: dict[str, str]) -> Post:
        login = item.get("creator", "")
        return Post(
            own_id=item.get("post_id"),
            url=item.get("link"),
            title=markup.plain(item.get("title", ""))[0] or None,
            author=self._names.get(login) or login or None,
            published_at=wp.date(item.get("post_date_gmt"), item.get("post_date"), self.zone)
            or _rfc(item.get("pubDate")),
        )

    def _read(self, fields: dict[str, str], own_id: str, kind: str, post: Post, rating: float | None) -> Comment:
        text, links = markup.plain(fields.get("comment_content", ""), typed=True)
        created = wp.date(fields.get("comment_date_gmt"), fields.get("comment_date"), self.zone)
        return Comment(
            text, post, own_id,
            parent=wp.answered(fields.get("comment_parent", "0")),
            kind=kind,
            author=wp.name(fields.get("comment_author")),
            author_email=fields.get("comment_author_email") or None,
            author_url=fields.get("comment_author_url") or None,
            by_staff=self._by_staff(fields.get("comment_user_id", "0")),
            created_at=created,
            created_precision="second" if created else None,
            links=links,
            rating=rating,
            status=wp.status(fields.get("comment_approved", ""), self.unknown),
            url=f"{post.url}#comment-{own_id}" if post.url else None,
        )  # fmt: skip


def _rfc(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def _rating(element: etree._Element) -> float | None:
    """Return the marks that a review plugin keeps beside a comment."""
    for meta in element.iterchildren("{*}commentmeta"):
        if (pair := texts(meta)).get("meta_key") == "rating":
            value = pair.get("meta_value", "")
            return float(value) if value.replace(".", "", 1).isdigit() and float(value) else None
    return None
