"""Disqus's export (XML). Votes and held comments are not in it. https://help.disqus.com/en/articles/1717164"""

from collections.abc import Iterator
from datetime import tzinfo

from lxml import etree

from pipeline.sources import markup, xml_fields
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject
from pipeline.sources.xml_stream import XmlStream, forget

TITLE = "Disqus export (XML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key by_staff created_at "
    "created_precision text links source_status source source_url".split()
)


def sniff(raw: Raw) -> bool:
    """Tell by Disqus's namespace."""
    return "<disqus" in raw.head[:4096] and "disqus.com" in raw.head[:4096]


def records(raw: Raw) -> Iterator[Record]:
    """Yield threads that have comments, and these; raise SourceError where the file breaks off."""
    stream = XmlStream(raw, ("{*}thread", "{*}post"), "post")
    reading = _Reading(raw.timezone)
    for element in stream.elements():
        yield from stream.faults(reading.last)
        yield from reading.records(element)
    yield from stream.end(reading.last)


class _Reading:
    """The threads that were met: posts point at them."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._threads: dict[str, tuple[Post, str]] = {}
        self._told: set[str] = set()
        self.last: str | None = None

    def records(self, element: etree._Element) -> Iterator[Record]:
        if element.tag.endswith("}post"):
            yield from self._comment(element)
            forget(element)
        elif len(element):
            self._thread(element)
            forget(element)

    def _thread(self, element: etree._Element) -> None:
        fields = xml_fields.texts(element)
        own_id = _id(element) or ""
        post = Post(
            own_id=own_id,
            url=fields.get("link") or None,
            title=markup.plain(fields.get("title", ""))[0] or None,
            published_at=xml_fields.moment(fields.get("createdAt"), self._zone),
        )
        self._threads[own_id] = post, xml_fields.below(element, "author").get("username", "")

    def _comment(self, element: etree._Element) -> Iterator[Record]:
        fields, author = xml_fields.texts(element), xml_fields.below(element, "author")
        own_id, thread = _id(element), _id_of(element, "thread")
        if own_id is None or thread is None:
            yield Reject(
                f"after comment {self.last or '(none)'}",
                "a comment without its id or thread",
                fields.get("message", ""),
            )
            return
        self.last = own_id
        post, owner = self._threads.get(thread, (Post(own_id=thread), ""))
        if thread not in self._told:
            self._told.add(thread)
            yield post
        text, links = markup.plain(fields.get("message", ""))
        created = xml_fields.moment(fields.get("createdAt"), self._zone)
        user = author.get("username", "")
        yield Comment(
            text, post, own_id,
            parent=_id_of(element, "parent"),
            author=author.get("name") or None,
            author_email=author.get("email") or None,
            by_staff=True if user and user == owner else None,
            created_at=created,
            created_precision="second" if created else None,
            links=links,
            status=_status(fields),
            url=f"{post.url.partition('#')[0]}#comment-{own_id}" if post.url else None,
        )  # fmt: skip


def _status(fields: dict[str, str]) -> str:
    if fields.get("isSpam") == "true":
        return "spam"
    if fields.get("isDeleted") == "true":
        return "trash"
    return "pending" if fields.get("isApproved") == "false" else "approved"


def _id_of(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{{*}}{name}")
    return _id(child) if child is not None else None


def _id(element: etree._Element) -> str | None:
    """Return Disqus's number, an attribute that is written with any prefix."""
    return next((str(value) for name, value in element.items() if str(name).rpartition("}")[2] == "id" and value), None)
