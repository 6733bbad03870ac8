"""The saved text of a page of comments: what browsers and text programs make of WordPress, wpDiscuz and the like."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from pipeline.errors import SourceError
from pipeline.sources import page_words
from pipeline.sources.dates import days_come_first, own_date
from pipeline.sources.raw import PEEK, Raw
from pipeline.sources.records import Comment, Post, Record, Remark
from pipeline.sources.text_article import Zone, article, zone
from pipeline.sources.text_bodies import Bodies
from pipeline.sources.text_choice import chosen
from pipeline.sources.text_heads import Head, Heads
from pipeline.sources.text_lines import Rendering, rendering
from pipeline.sources.text_marks import STAFF, UNDER_BODIES, rated
from pipeline.sources.text_paragraphs import undated
from pipeline.sources.text_threads import Threading

TITLE = "saved text of a page with comments"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at created_precision"
    " text truncated likes dislikes rating source_status source source_url".split()
)

LARGEST = 64 << 20
MOST_LINES = 1_000_000
_GLANCE = 1 << 15
_MARKUP = re.compile(
    r"\s*(?:<!doctype|<html|<\?xml|<rss|<feed|<div|<ol|<ul|<article|<body|<head|<section|<table|<!--)", re.IGNORECASE
)
_HALF = re.compile(r"\b(?:[ap]\.?m\b|uhr)", re.IGNORECASE)
_NUMBERS = re.compile(r"\b\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})\b")
_EITHER_WAY = re.compile(r"\b(?:0?[1-9]|1[0-2])/(?:0?[1-9]|1[0-2])/\d{2,4}\b")
_AMERICAN = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4},?\s+(?:at\s+)?\d{1,2}:\d\d(?::\d\d)?\s?[ap]\.?m", re.IGNORECASE)
_FOLDED = re.compile(
    r"(?:read|see|show) more|lire la suite|(?:voir|afficher|lire) plus|(?P<less>(?:read|see|show) less"
    r"|(?:voir|afficher) moins|réduire)",
    re.IGNORECASE,
)
_HOUR = re.compile(r"\b(\d{1,2})\s?[:h]\s?\d\d")


def sniff(raw: Raw) -> bool:
    """Whether it is plain text with comments that can be told apart, or with headings over comments."""
    start = raw.head[:4096]
    if (
        raw.is_binary
        or not start.strip()
        or _MARKUP.match(start)
        or (start.lstrip()[:1] in ("{", "[") and start.rstrip()[-1:] in ("}", "]"))
    ):
        return False
    if len(raw.head) > _GLANCE and _look(raw, raw.head[:_GLANCE]).has_comments:
        return True
    look = _look(raw, raw.head)
    if len(raw.peek) < PEEK:
        _LOOKS[raw] = look
    return look.has_comments


@dataclass(frozen=True)
class _Look:
    """What is seen of a text at once: its lines, the reader of its dates, where comments begin, and the region."""

    page: Rendering
    dates: "_Dates"
    finder: Heads
    heads: list[Head]
    where: Zone

    @property
    def has_comments(self) -> bool:
        """Whether there are comments that can be told apart, or headings over comments."""
        heads, where = self.heads, self.where
        if where.declares or (where.heading is not None and where.form):
            return True
        return len(heads) >= 2 or (len(heads) == 1 and where.heading is not None)


_LOOKS: WeakKeyDictionary[Raw, _Look] = WeakKeyDictionary()
"""What was seen of files that were recognised and are about to be read."""


def _look(raw: Raw, text: str) -> _Look:
    page = rendering(text)
    dates = _dates(raw, page)
    finder = Heads(page, dates)
    heads = chosen(finder)
    return _Look(page, dates, finder, heads, zone(page, heads))


def records(raw: Raw) -> Iterator[Record]:
    """Yield the post, the comments in the text's order, and what the text leaves open."""
    look = _LOOKS.pop(raw, None) or _look(raw, _text(raw))
    page, where, dates = look.page, look.where, look.dates
    heads = [head for head in look.heads if head.first >= where.start]
    ids = _Ids(page, heads)
    post = article(page, where, look.finder, ids.address)
    reader = _Reader(raw, page, where, post, heads, ids)
    comments = list(reader.dated() if heads else reader.undated() if where.heading is not None else ())
    if not comments and post.declared_comments is None and not where.declares:
        raise SourceError(
            raw.name,
            "is text without comments that can be told apart",
            "save the page itself (HTML), or take an export",
        )
    yield post
    yield from comments
    yield from reader.remarks(comments)
    open_dates = sum(dates.is_open(head.date_text) for head in heads)
    if open_dates:
        order = "month" if dates.day_first is False else "day"
        yield Remark(f"dates in numbers that can be read either way were read with the {order} first", open_dates)


def _text(raw: Raw) -> str:
    raw.file.seek(0)
    data = raw.file.read(LARGEST + 1)
    raw.file.seek(0)
    if len(data) > LARGEST or data.count(b"\n") > MOST_LINES:
        raise SourceError(raw.name, "is a saved page of more than 64 MB or a million lines", "take an export instead")
    return data.decode(raw.encoding, errors="replace").removeprefix("\ufeff")


@dataclass(frozen=True)
class _Dates:
    """Reads the dates of one text; `told` says whether its dates in numbers tell which of them is the day."""

    raw: Raw
    day_first: bool | None
    told: bool

    def __call__(self, text: str) -> tuple[datetime, str] | None:
        return own_date(text, read_at=self.raw.read_at, timezone=self.raw.timezone, day_first=self.day_first)

    def is_open(self, text: str) -> bool:
        """Whether a date could be read either way, and nothing else in the text tells which is meant."""
        return not self.told and _EITHER_WAY.search(text) is not None


def _dates(raw: Raw, page: Rendering) -> _Dates:
    """Return a reader of the text's dates: "03/05/2019" by its other dates, else, beside "pm", month first."""
    lines = [line.text for line in page.lines if "/" in line.text and len(line.text) <= 160]
    found = [match[0] for text in lines for match in _NUMBERS.finditer(text)]
    told = days_come_first(found)
    american = told is None and any(_AMERICAN.search(text) for text in lines)
    return _Dates(raw, False if american else told, told is not None or not found)


class _Ids:
    """The numbers that links tell of: of comments (`#comment-12`, `replytocom=12`), of the page itself."""

    _OWN = re.compile(r"#comment-(\d{1,15})$")
    _ANSWER = re.compile(r"[?&]replytocom=(\d{1,15})")

    def __init__(self, page: Rendering, heads: list[Head]) -> None:
        self._pages = Counter(
            link.partition("#")[0]
            for head in heads
            for link in head.links
            if self._OWN.search(link) and link.startswith("http")
        )
        self._pages += Counter(
            link.partition("?")[0]
            for line in page.lines
            for link in line.links
            if self._ANSWER.search(link) and link.startswith("http")
        )

    def address(self) -> str | None:
        """Return the page's own address, as most links to its comments have it."""
        found = [address for address, _ in self._pages.most_common(1) if address]
        return re.sub(r"/comment-page-\d+/?$", "/", found[0]) if found else None

    def own(self, head: Head, around: tuple[str, ...]) -> tuple[str | None, str | None]:
        """Return a comment's number and address."""
        for link in head.links:
            if (match := self._OWN.search(link)) is not None and match[1] != head.answers_id:
                return match[1], link if link.startswith("http") else None
        match = next((one for link in around if (one := self._ANSWER.search(link))), None)
        return (match[1], None) if match is not None else (None, None)


class _Reader:
    """Makes comments of heads and bodies, or of paragraphs where the text has no heads."""

    def __init__(self, raw: Raw, page: Rendering, where: Zone, post: Post, heads: list[Head], ids: _Ids) -> None:
        self._raw, self._page, self._where, self._post, self._heads, self._ids = raw, page, where, post, heads, ids
        self._halves = _halves_unknown(heads)
        self._unsure = 0
        self._threading = Threading(heads)

    def dated(self) -> Iterator[Comment]:
        """Yield the comments of a text that shows names or dates over them."""
        bodies = Bodies(self._page, self._where, self._heads).all()
        own = [self._ids.own(head, body.links) for head, body in zip(self._heads, bodies, strict=True)]
        parents = self._threading.parents([own_id or f"n{number}" for number, (own_id, _) in enumerate(own)])
        above: set[str] = set()
        stars = self._stars([body.start for body in bodies], [body.end for body in bodies])
        for number, (head, body) in enumerate(zip(self._heads, bodies, strict=True)):
            start = stars[number][1] + 1 if number in stars else body.start
            text, truncated = page_words.without_cut(_unfolded(self._page.joined(start, body.end)))
            below = {words.lower() for words in body.between} & UNDER_BODIES
            labels = {*head.labels, *above, *below}
            above = {words.lower() for words in body.between} - below
            moment, known = self._when(head)
            yield Comment(
                text=text,
                post=self._post,
                own_id=own[number][0],
                key=None if own[number][0] else f"n{number}",
                parent=parents[number],
                kind=_kind(head, labels, text),
                author=None if head.name in page_words.NAMELESS else head.name,
                author_url=self._author_address(head),
                by_staff=True if labels & STAFF else None,
                created_at=moment,
                created_precision=known,
                truncated=truncated,
                likes=body.votes if body.votes is not None and body.votes >= 0 else None,
                dislikes=-body.votes if body.votes is not None and body.votes < 0 else None,
                rating=stars[number][0] if number in stars else None,
                status="pending" if head.waiting else "approved",
                url=own[number][1],
            )

    def _stars(self, starts: list[int], ends: list[int]) -> dict[int, tuple[float, int]]:
        """Return the stars that stand over bodies, and in which line; of one comment alone they may be its words."""
        found: dict[int, tuple[float, int]] = {}
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            line = next((one for one in range(start, end) if self._page.lines[one].text), None)
            count = rated(self._page.lines[line].text) if line is not None else None
            if (
                line is not None
                and count is not None
                and any(self._page.lines[one].text for one in range(line + 1, end))
            ):
                found[number] = count, line
        return found if len(found) > 1 else {}

    def undated(self) -> Iterator[Comment]:
        """Yield the comments of a text that shows neither dates nor buttons."""
        for number, one in enumerate(undated(self._page, self._where)):
            text, truncated = page_words.without_cut(one.text)
            self._unsure += one.unsure
            is_ping = one.name is not None and page_words.EXCERPT.match(text) is not None
            yield Comment(
                text=text,
                post=self._post,
                key=str(number),
                kind="pingback" if is_ping else "comment",
                author=one.name,
                truncated=truncated,
                status="approved",
            )

    def _when(self, head: Head) -> tuple[datetime | None, str | None]:
        if head.date is None:
            return None, None
        moment, known = head.date
        if self._halves and known == "minute":
            local = moment.astimezone(self._raw.timezone)
            return local.replace(hour=0, minute=0, second=0).astimezone(UTC), "day"
        return moment, known

    def _author_address(self, head: Head) -> str | None:
        page = self._post.url or ""
        for link in head.name_links:
            if link.startswith(("http://", "https://")) and "#comment-" not in link and "replytocom=" not in link:
                return None if "/author/" in link and page.startswith(link.partition("/author/")[0]) else link
        return None

    def remarks(self, comments: list[Comment]) -> Iterator[Remark]:
        """Yield what the owner should know of how the text was read."""
        declared = self._post.declared_comments or (self._post.declared_threads or 0) + (
            self._post.declared_replies or 0
        )
        if not comments:
            yield Remark("the page holds no comments")
        if declared > len(comments):
            yield Remark(
                "comments that the page counts are not in the text (not loaded, folded, deleted or held)",
                declared - len(comments),
            )
        nameless = sum(comment.author is None for comment in comments)
        if comments and nameless == len(comments):
            yield Remark("the text shows no names", nameless)
        if self._unsure:
            yield Remark(
                "paragraphs that may be a name, a comment of their own, or part of the one before", self._unsure
            )
        if run_together := sum("unsure" in head.labels for head in self._heads):
            yield Remark(
                "names that end in a number run into their dates: which digits are the day's is unsure", run_together
            )
        if self._threading.unsure:
            yield Remark("replies to a name that several comments above bear, or none", self._threading.unsure)
        if comments and not self._threading.shown:
            yield Remark("the text does not show which comments are replies")
        if self._halves:
            yield Remark("times of day do not say whether morning or afternoon: only the day is kept", self._halves)
        if any(comment.likes or comment.dislikes for comment in comments):
            yield Remark("votes are shown as votes for minus votes against; only the difference is known")
        if self._page.mended:
            yield Remark("lines whose encoding was repaired", self._page.mended)
        if self._page.filtered:
            yield Remark("control bytes were left out", self._page.filtered)


def _unfolded(text: str) -> str:
    """Return a text whose last line is a button that shows the rest of it with the usual mark of a cut instead."""
    before, _, last = text.rpartition("\n")
    found = _FOLDED.fullmatch(last) if before and len(last) <= 30 else None
    if found is None:
        return text
    return before if found["less"] else f"{before}… Read more"


def _kind(head: Head, labels: set[str], text: str) -> str:
    if head.kind == "ping":
        return "trackback" if "trackback" in labels else "pingback"
    if head.name is not None and page_words.EXCERPT.match(text) is not None:
        return "pingback"
    return "trackback" if "trackback" in labels else "comment"


def _halves_unknown(heads: list[Head]) -> int:
    """Return how many times of day are of a twelve-hour clock without its half; 0 where the clock is another.

    With the French words for "am" and "pm" WordPress prints nothing at all. Of a dozen comments on a clock of 24 hours
    one is nearly always written at midnight or after noon.
    """
    times = [
        match
        for head in heads
        if head.date is not None and head.date[1] == "minute" and (match := _HOUR.search(head.date_text))
    ]
    hours = [match[1] for match in times]
    if len(hours) < 12 or any(_HALF.search(head.date_text) for head in heads):
        return 0
    plain = all(1 <= int(hour) <= 12 and not hour.startswith("0") for hour in hours)
    return len(hours) if plain and any(len(hour) == 1 for hour in hours) else 0
