"""A saved web page: what it says of the post, and which of its elements belong to which comment."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.errors import SourceError
from pipeline.sources import page_words
from pipeline.sources.dates import Found, days_come_first, own_date, read_date
from pipeline.sources.markup import is_bottomless, node_text, only_text, shallow
from pipeline.sources.raw import Raw
from pipeline.sources.records import Post, Remark
from pipeline.sources.saved_by import led_back, saved_at, saved_from

LARGEST = 64 << 20
COARSE = ("month", "year")
"""How exactly "2 years ago" is known: any other date of a comment is better."""
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|article|section|ol|ul|li|table|p)\b", re.IGNORECASE)
_MOST_HEADINGS = 500

_TITLES = (
    "h1.entry-title, h1.post-title, h1.wp-block-post-title, h1.page-title, h1#page-title, h1[itemprop=headline]",
    "article h1, main h1, .hentry h1, .post h1",
    ".hentry > .entry-title, article .entry-title, [itemprop=headline]",
)
_AUTHORS = (
    ".posted-by a[rel=author], .byline a[rel=author], .entry-meta a[rel=author], a[rel=author]",
    ".byline .author, .entry-meta .author, .wp-block-post-author__name, .wp-block-post-author-name, .entry-author-name",
    ".post-author .fn",
)
_DATES = (
    "time.entry-date.published[datetime], time.published[datetime], .wp-block-post-date time[datetime],"
    " time.entry-date[datetime]"
)
_CONTENT = ".entry-content, .wp-block-post-content, .post-content, [itemprop=articleBody], .post-entry, article"
_HEADINGS = (
    ".comments-title, #comments-title, .wp-block-comments-title, .comments-heading, .comment-count",
    ".comments_intro p, #comments > h2, #comments > h3, #comments > h4, h2#comments, h3#comments, h4#comments",
    "h2, h3, h4, h1",
)
_NUMBERED_DAY = re.compile(r"""[>"']\s*(?:[^\W\d_]{2,12}\.?,?\s+)?(\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))\Z""")
_END_OF_NUMBERED = re.compile(r"[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b")
_IN_NUMBERS = re.compile(r"(?<![\d-])\d{1,2}\s?[/.-]\s?\d")
_EITHER_WAY = re.compile(r"(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|1[0-2])[/.-]\d{2,4}\b")
_DAY_FIRST = re.compile(
    r"\d\.\d{1,2}\.\d|^\W*(?:le|du|am|el|il|em|den|posté|publié|écrit|envoyé|ajouté)\s|\d\s(?:à|um|alle|a las)\s\d"
    r"|\d\s?h\s?\d\d",
    re.IGNORECASE,
)
"""What stands around dates in numbers where people write the day first, whatever language the page claims to be in."""


@dataclass
class Page:
    """A parsed page; `tree` is selectolax's, `raw` the file it came from."""

    tree: LexborHTMLParser
    raw: Raw
    source: str = field(repr=False)
    too_deep: int = 0  # elements that were taken away, for they were nested deeper than a page's are
    _guessed: set[str] = field(default_factory=set)
    _answers: dict[tuple[str, Callable[..., Found | None]], Found | None] = field(default_factory=dict)

    def post(self) -> Post:
        """Return what the page tells of the post that the comments are on."""
        told = self._linked_data()
        url = self._attribute('link[rel="canonical"]', "href") or self._attribute('meta[property="og:url"]', "content")
        url = url or self._commented_address() or _text_of(told.get("url")) or self._bookmark[0]
        url = url or saved_from(self.source)
        return Post(
            own_id=self._number(),
            url=url,
            title=self._title(told),
            author=self._first_text(_AUTHORS)
            or _name_of(told.get("author"))
            or self._attribute('meta[name="author"]', "content"),
            published_at=self._published(told),
            opening=self._opening(),
            declared_comments=_first_count(self.declared(), told.get("commentCount")),
        )

    def declared(self) -> int | None:
        """Return how many comments the page says it has."""
        for selector in _HEADINGS:
            for node in self.tree.css(selector)[:_MOST_HEADINGS]:
                if (count := page_words.counted(short_text(node))) is not None:
                    return count
        return None

    def date(self, text: str) -> Found | None:
        """Return the date that a text of the page is (UTC and precision), by our own table, else by dateparser."""
        return self._dated(text, read_date)

    def own_date(self, text: str) -> Found | None:
        """Return the date that a text of the page is, by our own table alone."""
        return self._dated(text, own_date)

    def remarks(self) -> Iterator[Remark]:
        """Yield what was taken for granted of the page as a whole, or mended."""
        if self.too_deep:
            yield Remark("elements nested too deep left out, their text kept", self.too_deep)
        if self._guessed:
            order = "month" if self._day_first is False else "day"
            yield Remark(
                f"dates in numbers that can be read either way were read with the {order} first",
                len(self._guessed),
            )

    def _dated(self, text: str, reads: Callable[..., Found | None]) -> Found | None:
        if (text, reads) not in self._answers:
            self._answers[text, reads] = self._answer(text, reads)
        return self._answers[text, reads]

    def _answer(self, text: str, reads: Callable[..., Found | None]) -> Found | None:
        if _IN_NUMBERS.search(text) is None:
            return reads(text, read_at=self._read_at, timezone=self.raw.timezone)
        is_told = self._order_is_told or _DAY_FIRST.search(text) is not None
        day_first = self._day_first if self._order_is_told or not is_told else None
        found = reads(text, read_at=self._read_at, timezone=self.raw.timezone, day_first=day_first)
        if found is not None and not is_told and _EITHER_WAY.match(text.strip()) is not None:
            self._guessed.add(text.strip())
        return found

    @cached_property
    def _read_at(self) -> datetime:
        """When the page was saved: what it says itself, where that is not after the file was written."""
        at, zone = self.raw.read_at, self.raw.timezone
        told = saved_at(self.source, partial(own_date, read_at=at, timezone=zone))
        return min(told, at) if told is not None else at

    def _numbered_days(self) -> Iterator[str]:
        """Yield the dates in numbers that an element or an attribute of the page begins with."""
        for end in _END_OF_NUMBERED.finditer(self.source):
            match = _NUMBERED_DAY.search(self.source, max(0, end.start() - 40), end.end())
            if match is not None:
                yield match[1]

    @cached_property
    def _told_order(self) -> bool | None:
        return days_come_first(self._numbered_days())

    @cached_property
    def _order_is_told(self) -> bool:
        return self._told_order is not None

    @cached_property
    def _day_first(self) -> bool | None:
        """Whether "03/05/2019" is the third of May here: by the page's other dates, else by its language."""
        if self._told_order is not None or next(self._numbered_days(), None) is None:
            return self._told_order
        language = (self._attribute("html", "lang") or "").lower()
        return False if language in ("en-us", "en") else None

    def _attribute(self, selector: str, name: str) -> str | None:
        node = self.tree.css_first(selector)
        return ((node.attributes.get(name) or "").strip() or None) if node is not None else None

    def _first_text(self, selectors: tuple[str, ...]) -> str | None:
        for selector in selectors:
            for node in self.tree.css(selector)[:5]:
                if not inside_comment(node) and (text := short_text(node)):
                    return text
        return None

    def _title(self, told: dict[str, Any]) -> str | None:
        found = self._first_text(_TITLES) or _text_of(told.get("headline"))
        if found is None and len(named := self.tree.css(".entry-title, .post-title")) == 1:
            found = short_text(named[0])
        found = found or self._attribute('meta[property="og:title"]', "content")
        if found:
            return found
        headings = [node for node in self.tree.css("h1") if "site" not in (node.attributes.get("class") or "")]
        if len(headings) == 1 and headings[0].css_first("a[href$='/']") is None and (text := short_text(headings[0])):
            return text
        if self._bookmark[1]:
            return self._bookmark[1]
        node = self.tree.css_first("title")
        words = re.split(r"\s+[|–—«»-]\s+", " ".join(node.text().split()) if node is not None else "")
        is_oldest = words[1:2] == ["Blog Archive"]  # WordPress before 2.5 named the site first
        return words[-1 if is_oldest else 0].strip() or None

    @cached_property
    def _bookmark(self) -> tuple[str | None, str | None]:
        """Return address and text of the only heading that is a link to the post itself, as old themes have it."""
        links = self.tree.css("h1 a[rel~=bookmark], h2 a[rel~=bookmark], h3 a[rel~=bookmark]")[:2]
        address = (links[0].attributes.get("href") or "").strip() if len(links) == 1 else ""
        return (address, short_text(links[0]) or None) if address.startswith(("http://", "https://")) else (None, None)

    def _published(self, told: dict[str, Any]) -> Any:
        for text in (
            self._attribute('meta[property="article:published_time"]', "content"),
            self._attribute(_DATES, "datetime"),
            _text_of(told.get("datePublished")),
        ):
            if text and (found := self.own_date(text)):
                return found[0]
        return None

    def _opening(self) -> str | None:
        node = self.tree.css_first(_CONTENT)
        return node_text(node, at_most=400)[0][:400] or None if node is not None else None

    def _number(self) -> str | None:
        body = self.tree.body
        classes = (body.attributes.get("class") or "") if body is not None else ""
        match = re.search(r"\b(?:postid|page-id)-(\d{1,12})\b", classes) or re.search(
            r"[?&]p=(\d{1,12})$", self._attribute('link[rel="shortlink"]', "href") or ""
        )
        return match[1] if match else None

    def _commented_address(self) -> str | None:
        for link in self.tree.css('a[href*="#comment-"]')[:1]:
            address = (link.attributes.get("href") or "").partition("#")[0]
            if address.startswith(("http://", "https://")):
                return address
        return None

    def _linked_data(self) -> dict[str, Any]:
        """Return the page's own JSON-LD object of the article, empty where there is none."""
        for thing in linked_data(self.tree):
            kinds = thing.get("@type")
            if any(
                str(kind).endswith(("Article", "Posting", "Recipe"))
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                return thing
        return {}


def open_page(raw: Raw) -> Page:
    """Parse a saved page; raise SourceError where it is larger than 64 MiB. Elements nested too deep are left out."""
    raw.file.seek(0)
    data = raw.file.read(LARGEST + 1)
    raw.file.seek(0)
    if len(data) > LARGEST:
        raise SourceError(
            raw.name, "is a saved page of more than 64 MB", "save only the part with the comments, or take an export"
        )
    text = data.decode(raw.encoding, errors="replace").removeprefix("\ufeff").replace("\x00", "")
    text = led_back(text)
    text, too_deep = shallow(text) if is_bottomless(text) else (text, 0)
    return Page(LexborHTMLParser(text), raw, text, too_deep)


def is_page(raw: Raw) -> bool:
    """Whether the file is HTML at all."""
    start = raw.head[:8192].lstrip()
    return (
        not start.startswith(("{", "[", "<?xml version", "<rss", "<feed"))
        and _HTML.search(start.encode("utf-8", "replace")) is not None
    ) or (start.startswith("<?xml version") and "<html" in start[:2048])


def holds(raw: Raw, pattern: re.Pattern[bytes]) -> bool:
    """Whether a pattern is found in a tag of the page, whose digits are all 0, beyond its first MiB too.

    What commenters write about markup stands in no tag, and must not decide how a page is read.
    """
    return pattern.search(raw.tags) is not None or pattern.search(raw.later_tags) is not None


def inside_comment(node: LexborNode) -> bool:
    """Whether an element stands in a comment or a list of comments."""
    current: LexborNode | None = node
    for _ in range(30):
        if current is None:
            return False
        identity = current.id or ""
        if identity.startswith(("comment", "wpd-", "wpcomm", "respond")) or "comment" in (
            current.attributes.get("class") or ""
        ):
            return current.tag not in ("body", "article", "main", "html")
        current = current.parent
    return False


def short_text(node: LexborNode) -> str:
    """Return the text of a small element on one line; at most 500 characters."""
    text = only_text(node)
    return " ".join((node_text(node, at_most=500)[0] if text is None else text).split())[:500]


def own_address(address: str | None, post: Post) -> str | None:
    """Return the address that an author gave; None for the site's own page about the author."""
    if address and post.url and "/author/" in address and address.split("/")[2:3] == post.url.split("/")[2:3]:
        return None
    return address


def date_in(page: Page, *texts: str | None) -> tuple[datetime | None, str | None]:
    """Return moment and precision of the first text that is a date, (None, None) where none is."""
    for text in texts:
        if text and (found := page.date(text)):
            return found
    return None, None


def linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects of a page, those of `@graph` one by one; what is no JSON is passed over."""
    for node in tree.css('script[type="application/ld+json"]')[:50]:
        try:
            found = json.loads(node.text() or "")
        except (ValueError, RecursionError):
            continue
        for thing in found if isinstance(found, list) else [found]:
            graph = thing.get("@graph") if isinstance(thing, dict) else None
            yield from (part for part in (graph if isinstance(graph, list) else [thing]) if isinstance(part, dict))


def _text_of(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _name_of(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text_of(value.get("name")) if isinstance(value, dict) else _text_of(value)


def _first_count(declared: int | None, told: Any) -> int | None:
    if declared is not None or not isinstance(told, (int, str)) or re.fullmatch(r"\d{1,9}", str(told)) is None:
        return declared
    return int(told)
