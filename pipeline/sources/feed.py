"""WordPress's feed of the newest comments (RSS): of a site, or of one post."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from pipeline.sources import markup, page_words, wp, xml_fields
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject, Remark
from pipeline.sources.xml_stream import XmlStream, forget

TITLE = "WordPress comments feed (RSS)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key created_at created_precision text links "
    "source_status source source_url".split()
)
_OWN_ID = re.compile(r"#comment-(\d+)$")
_ANSWERS = re.compile(r"\A\s*<p>[^<]{0,60}<a [^>]{0,2000}#comment-(\d+)[\"'][^>]{0,200}>[^<]{0,300}</a>\.</p>\s*")
_TITLED = re.compile(
    r"(?:Comments? on|Commentaires? sur|Kommentare? zu|Comentarios? en|Commenti su|Reacties op):? (.+)", re.DOTALL
)
_BY = re.compile(r" (?:by|par|von|por|di|door):?$")
_LINK = re.compile(r"<link>[^<]{0,2000}#comment-\d+")
_EXCERPT = re.compile(r"\[(?:…|\.\.\.)\].+\[(?:…|\.\.\.)\]", re.DOTALL)
_PAGE = re.compile(r"comment-page-\d+/?$")


def sniff(raw: Raw) -> bool:
    """Tell by an RSS whose items are comments by their addresses."""
    head = raw.head[:65536]
    return "<rss" in head[:4096] and "wordpress.org/export/" not in head and _LINK.search(head) is not None


def records(raw: Raw) -> Iterator[Record]:
    """Yield the posts and comments of a feed; raise SourceError where the file breaks off."""
    stream = XmlStream(raw, ("{*}item",), "item")
    posts: dict[str, Post] = {}
    last: str | None = None
    for element in stream.elements():
        yield from stream.faults(last)
        for record in _item(element, posts):
            last = record.own_id if isinstance(record, Comment) else last
            yield record
        forget(element)
    yield Remark("a feed holds only the newest comments, and no held ones")
    yield from stream.end(last)


def _item(element: etree._Element, posts: dict[str, Post]) -> Iterator[Record]:
    fields = xml_fields.texts(element)
    link, author = fields.get("link", ""), wp.name(fields.get("creator"))
    own_id = _OWN_ID.search(link) or _OWN_ID.search(fields.get("guid", ""))
    if own_id is None:
        yield Reject("an item", "no address of a comment", link)
        return
    url = _PAGE.sub("", link.partition("#")[0])
    post = posts.get(url)
    if post is None:
        post = posts[url] = Post(url=url, title=_title(fields.get("title", ""), author))
        yield post
    shown = fields.get("encoded", "") or fields.get("description", "")
    answered = _ANSWERS.match(shown)
    text, links = markup.plain(shown[answered.end() :] if answered else shown)
    created = _moment(fields.get("pubDate"))
    yield Comment(
        text, post, own_id[1],
        parent=answered[1] if answered else None,
        kind="pingback" if _EXCERPT.fullmatch(text) else "comment",  # how WordPress cuts what it keeps of a ping
        author=None if author in page_words.NAMELESS else author,
        created_at=created,
        created_precision="second" if created else None,
        links=links,
        status="approved",
        url=link or None,
    )  # fmt: skip


def _title(written: str, author: str | None) -> str | None:
    """Return the post's title from "Comment on TITLE by AUTHOR"; a feed of one post does not say it."""
    found = _TITLED.fullmatch(" ".join(markup.plain(written)[0].split()))
    if found is None or not author or not found[1].endswith(author):
        return None
    return _BY.sub("", found[1].removesuffix(author).rstrip()) or None


def _moment(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None
