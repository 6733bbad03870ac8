"""Where themes put who wrote, when and what: by their elements' names, else by the words of the line over the text."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from selectolax.lexbor import LexborNode

from pipeline.sources import page_words
from pipeline.sources.bare_names import Line, lines, sayers
from pipeline.sources.bylines import LONGEST, Byline, Dated, byline
from pipeline.sources.markup import node_text
from pipeline.sources.page import Page, short_text
from pipeline.sources.parts import Parts

Text = tuple[str, str | None]
"""A text and the links that it hides."""

_SAID = re.compile(
    r"^(?:(?:says|said|wrote|dit|a dit|a écrit|sagt|dice)\s*:|[:,|·•](?=\s)|[–—-](?=\s*\n))\s*", re.IGNORECASE
)
_KIND_BY = re.compile(
    r"^(?:(?P<kind>comment|trackback|pingback) by|(?:commentaire|(?P<ping>rétrolien)) (?:par|de))\s+", re.IGNORECASE
)
_BY = re.compile(rf"{_KIND_BY.pattern}|^(?:posted by|by|par)\s+", re.IGNORECASE)
_LEFT_OVER = re.compile(r"#?\d{1,5}[.:)]?|[#¶∞|·•–—:,-]{1,3}|on|le|at|à|by|par", re.IGNORECASE)
_FAR, _ENOUGH, _MOST_NAMES = 12, 1_000, 6

_AUTHORS = (
    ".comment-author .fn",
    ".wp-block-comment-author-name",
    ".comment-author-name",
    ".fn",
    ".woocommerce-review__author",
    ".comment-author",
    ".comment_author",
    "[itemprop=author]",
    ".commenter, .commentauthor, .comment-name, .comment-author-link, .author, .name",
    "[class*=author-name], [class*=author_name], [class*=user-name], [class*=username]",
    "[class*=author]:not(.comment):not(.byuser)",
)
_AUTHORS_BY_TAG = ("cite", "h3, h4, h5, h6, strong, b, dt > a, a[rel~=external], .url")
_OF_ANYTHING = "small, em"
"""What bodies have too: believed only where most comments date by it."""
_DATES = (
    "time",
    ".comment-date, .comment_date, .comment-time, .commentdate, .comment-permalink, .wp-block-comment-date",
    ".comment-metadata a, .comment-meta a, .commentmetadata a",
    "abbr[title]",
    "a[href*='#comment-']",
    ".comment_time, .comment_meta, .commentmetadata, .comment-metadata, .comment-meta, .date, .meta",
    "[class*=date], [class*=time]",
    _OF_ANYTHING,
)
_BODIES = (
    ".comment-content, .wp-block-comment-content, .comment_content, .comment__content",
    "[itemprop=text], [itemprop=commentText], [itemprop=description]",
    (
        ".comment-text, .comment_text, .commenttext, .comment-entry, .commententry, .comment-copy, .comment-body-text,"
        " .description"
    ),
)
_BODIES_BY_PART = "[class*=comment-content], [class*=comment-text], [class*=comment-body], [class*=comment-message]"
"""What themes with names of their own call a body."""
_INSIDE_TEXT = (
    ".reply, .comment-reply-link, .comment-reply-login, .comment-edit-link, .comment-awaiting-moderation, "
    ".comment-likes,"
    " .star-rating, [class*=comment-rating], [class*=recipes-rating], .sharedaddy, .comment-author, .comment-meta,"
    " .commentmetadata, .comment-metadata, .avatar, .screen-reader-text"
)
_NOT_TEXT = (
    f"{_INSIDE_TEXT}, .comment-author-name, .comment-date, .comment-time, .vcard, .comment-reply, .edit-link, .says,"
    " .comment-permalink, .comment-notes, .comment-actions, .fn, nav, form, .comment-avatar,"
    " .comment-number, .woocommerce-review__verified, .woocommerce-review__dash"
)
_NOT_NAME = ".says, .avatar, time, small, .comment-meta, .commentmetadata, a[href*='#comment-'], .comment-date"


@dataclass(frozen=True)
class When:
    """A comment's date: the element that shows it (None: a line of the text), the moment (UTC), its precision."""

    node: LexborNode | None
    moment: datetime
    known: str
    name: str | None = None


class Themed:
    """The parts of every comment of a page; what its elements do not name is told from the words of its heads."""

    def __init__(self, page: Page, parts: Parts, containers: list[LexborNode]) -> None:
        self._page, self._parts, self._containers = page, parts, containers
        notes = _notes_of_waiting(page, parts)
        self.waiting = {number for number, _ in parts.all(".comment-awaiting-moderation")} | set(notes)
        adopted = (node for nodes in parts.adopted.values() for node in nodes)
        self._inner = {node.mem_id for node in (*containers, *adopted)}
        self._in_bodies = self._innermost_bodies()
        self._authors = self._authors_found()
        self.dates = _dates(page, parts, self._in_bodies)
        self._authors = {number: node for number, node in self._authors.items() if not self._is_date(number, node)}
        self._bodies, self._wide = self._bodies_found()
        shown = {when.node.mem_id for when in self.dates.values() if when.node is not None}
        self._ends = self._inner | shown | {node.mem_id for node in (*self._authors.values(), *notes.values())}
        self._no_name = parts.ids(_NOT_NAME) | shown
        self._lines = self._lines_around_dates()
        self._ends |= {part.mem_id for line in self._lines.values() for part in line.made_of}
        self._rests: dict[int, Text] = {}
        self._sayers = self._sayers_found()
        self._heads = self._heads_in_words()
        self.dates.update(
            {
                number: When(None, line.moment, line.known, line.name)
                for number, (line, _) in self._heads.items()
                if number not in self.dates and line is not None
            }
        )

    def _is_date(self, number: int, node: LexborNode) -> bool:
        """Whether an element that was taken for a name is the comment's date and nothing else."""
        when = self.dates.get(number)
        return when is not None and when.node is not None and when.node.mem_id == node.mem_id and when.name is None

    def author(self, number: int) -> tuple[str | None, str | None]:
        """Return name and address."""
        node, when = self._authors.get(number), self.dates.get(number)
        told = _BY.sub("", when.name) if when is not None and when.name else None
        if node is None:
            line, told = self._lines.get(number), told or self._sayers.get(number)
            return (told, None) if told or line is None else (line.name, line.address)
        shown = when.node.mem_id if when is not None and when.node is not None else 0
        if shown == node.mem_id and told:
            return _as_marked(node, told), _address(node)
        text = node_text(node, left_out=self._no_name, at_most=_ENOUGH)[0]
        return page_words.without_says(_BY.sub("", " ".join(text.split())))[:200] or told, _address(node)

    def _lines_around_dates(self) -> dict[int, Line]:
        dates = {number: (when.node, when.moment) for number, when in self.dates.items() if when.node and not when.name}
        if len(self._authors.keys() & dates.keys()) == len(dates):
            return {}
        named = {number: self.author(number)[0] or "" for number in dates if number in self._authors}
        outside = self._inner | {node.mem_id for node in self._bodies.values()}
        return lines(self._parts, self._page.own_date, dates, named, outside)

    def _sayers_found(self) -> dict[int, str]:
        named = self._authors.keys() | {number for number, when in self.dates.items() if when.name}
        named |= {number for number, line in self._lines.items() if line.name}
        nameless = set(range(self._parts.count)) - named - self._bodies.keys()
        found = sayers({number: self._rest(number)[0] for number in nameless})
        for number in found:
            self._rests[number] = self._rests[number][0].partition("\n")[2].strip(), self._rests[number][1]
        return found

    def ping(self, number: int) -> str | None:
        """Return the kind of a ping that its line says to be one: "Trackback by …"; None for any other."""
        node = self._authors.get(number)
        match = _KIND_BY.match(self._parts.said(node)) if node is not None else None
        kind = (match["kind"] or match["ping"] or "comment").lower() if match is not None else "comment"
        return None if kind == "comment" else "trackback" if kind == "trackback" else "pingback"

    def text(self, number: int) -> Text:
        """Return text and links of the body; without an element for it, of all that is not head, foot or replies."""
        body = self._bodies.get(number)
        if body is not None:
            return node_text(body, left_out=self._no_text)
        if number in self._heads:
            (text, links), taken = self._rest(number), self._heads[number][1]
            kept = text.split("\n")[taken:] if taken > 0 else text.split("\n")[:taken]
            return "\n".join(kept).strip(), links
        return self._rest(number)

    @cached_property
    def _no_text(self) -> Set[int]:
        return self._parts.ids(_INSIDE_TEXT) | self._ends

    @cached_property
    def _no_rest(self) -> Set[int]:
        return self._parts.ids(_NOT_TEXT) | self._ends

    def _rest(self, number: int) -> Text:
        if number not in self._rests:
            wide = self._wide.get(number)
            nodes = [wide] if wide is not None else [self._containers[number], *self._parts.adopted.get(number, [])]
            pieces = [piece for node in nodes if (piece := _remainder(node, self._no_rest)) is not None]
            links = "\n".join(links for _, links in pieces if links) or None
            self._rests[number] = "\n\n".join(text for text, _ in pieces), links
        return self._rests[number]

    def _authors_found(self) -> dict[int, LexborNode]:
        """Return the elements with names: of one kind where half of the comments have it, else of any."""
        named = self._parts.usual(_AUTHORS)
        if 2 * len(named) >= self._parts.count:
            return named
        for selector in _AUTHORS_BY_TAG:
            found: dict[int, LexborNode] = {}
            for number, node in self._parts.few(selector):
                if number in found and _KIND_BY.match(self._parts.said(node)) is None:
                    continue
                if not _stands_in(node, self._in_bodies):
                    found[number] = node
            if 2 * len(found) >= self._parts.count:
                return found
            named = found | named
        return named

    def _innermost_bodies(self) -> set[int]:
        found = [one for selector in _BODIES for one in self._parts.all(selector)]
        if 2 * len({number for number, _ in found}) < self._parts.count:
            found += self._parts.all(_BODIES_BY_PART)
        nodes = [node for _, node in found]
        return {node.mem_id for node in nodes} - {one.mem_id for node in nodes for one in _above(node)}

    def _bodies_found(self) -> tuple[dict[int, LexborNode], dict[int, LexborNode]]:
        """Return the elements with texts, and those that hold the head too."""
        heads = [*self._authors.values(), *(when.node for when in self.dates.values() if when.node is not None)]
        holding = {one.mem_id for head in heads for one in _above(head)}
        bodies: dict[int, LexborNode] = {}
        wide: dict[int, LexborNode] = {}
        for selector in (*_BODIES, _BODIES_BY_PART):
            if selector is _BODIES_BY_PART and 2 * len(bodies | wide) >= self._parts.count:
                break
            here: dict[int, LexborNode] = {}
            for number, node in self._parts.all(selector):
                if node.mem_id not in self._inner:
                    (wide if node.mem_id in holding else here).setdefault(number, node)
            bodies = here | bodies
        return bodies, wide

    def _heads_in_words(self) -> dict[int, tuple[Byline | None, int]]:
        """Return who and when by the first line of the text, where no element tells, and how many lines that takes.

        Else by the last, with what it takes below zero. Believed only where most of these texts begin, or end, so.
        """
        found: dict[int, tuple[Byline | None, int]] = {}
        open_ones = [number for number in range(self._parts.count) if number not in self._bodies]
        for number in open_ones:
            page = None if number in self.dates else self._page
            line = _leading(self._rest(number)[0], page, may_name=number not in self._authors)
            if line is not None:
                found[number] = line
        if any(line is None for line, _ in found.values()) and (len(open_ones) < 2 or len(found) < len(open_ones)):
            found = {number: told for number, told in found.items() if told[0] is not None}
        if 3 * len(found) >= 2 * len(open_ones):
            return found
        undated = [number for number in open_ones if number not in self.dates]
        last = {number: _trailing(self._rest(number)[0], self._page) for number in undated}
        signed = {number: line for number, line in last.items() if line is not None}
        return dict(signed) if 3 * len(signed) >= 2 * len(open_ones) else {}


def _notes_of_waiting(page: Page, parts: Parts) -> dict[int, LexborNode]:
    """Return the elements of no name of their own that say that a comment is held: "<em>Your comment is …</em>"."""
    if page_words.WAITING.search(page.source) is None:
        return {}
    return {
        number: node
        for number, node in parts.few("em, i, p, small, strong, span")
        if page_words.WAITING.fullmatch(short_text(node)) is not None
    }


def says_more(parts: Parts, node: LexborNode) -> bool:
    """Whether an element says anything besides the heads and feet that themes set."""
    return bool(_SAID.sub("", node_text(node, left_out=parts.ids(_NOT_TEXT), at_most=_ENOUGH)[0]).strip())


def _remainder(node: LexborNode, left_out: Set[int]) -> Text | None:
    text, links = node_text(node, left_out=left_out)
    text = _SAID.sub("", text).strip()
    return (text, links) if text else None


def has_body(parts: Parts) -> set[int]:
    """Return the containers that have an element for the text."""
    return set(parts.first(*_BODIES))


def _leading(text: str, page: Page | None, *, may_name: bool) -> tuple[Byline | None, int] | None:
    """Return who and when by a text's first line, perhaps under a number, and how many lines that takes.

    Without a page to read the date, only a number or what is left of a head ("on") is looked for. `may_name` lets a
    short line be the name above a date's.
    """
    first = text.split("\n")[:5]
    taken, above = 0, ""
    for number, line in enumerate(first):
        if not line.strip():
            continue
        if _LEFT_OVER.fullmatch(line.strip()) is not None:
            taken = number + 1
            continue
        found = byline(line, page.own_date) if page is not None else None
        if found is not None and found.whole:
            if not above:
                return found, number + 1
            if found.name is None and any(line.strip() for line in first[number + 1 :]):
                return replace(found, name=above), number + 1
            break
        if above or page is None or not may_name or len(line.split()) > _MOST_NAMES:
            break
        above = page_words.without_says(line.strip())
    return (None, taken) if taken and any(line.strip() for line in first[taken:]) else None


def _trailing(text: str, page: Page) -> tuple[Byline, int] | None:
    """Return who and when by a text's last line, and how many lines that takes, below zero."""
    said, _, last = text.rpartition("\n")
    found = byline(last, page.own_date) if said.strip() else None
    return (found, -1) if found is not None and found.whole else None


def _as_marked(node: LexborNode, name: str) -> str:
    """Return a name that was told from words as the element around it has it: "&" and "_" at its ends belong to it."""
    shown = (short_text(part) for part in node.css("strong, b, cite, a[href], span")[:4])
    return next((text for text in shown if name in text and len(text) <= len(name) + 4), name)


def _spaced(parts: Parts, node: LexborNode) -> str:
    """Return the text of a small element with spaces between its parts: "<b>Ada</b>May 3"."""
    text = parts.said(node)
    return " ".join(node.text(separator=" ").split()) if len(text) <= LONGEST else text


def _above(node: LexborNode) -> Iterator[LexborNode]:
    current = node.parent
    for _ in range(_FAR):
        if current is None:
            return
        yield current
        current = current.parent


def _address(node: LexborNode) -> str | None:
    for link in node.css("a[href]") if node.tag != "a" else [node]:
        address = (link.attributes.get("href") or "").strip()
        if address.startswith(("http://", "https://")) and "#comment-" not in address:
            return address
    return None


def _stands_in(node: LexborNode, bodies: Set[int]) -> bool:
    return any(one.mem_id in bodies for one in _above(node))


def _dates(page: Page, parts: Parts, bodies: Set[int]) -> dict[int, When]:
    """Return the first date of each container: machine-readable ones before titles before what is shown.

    dateparser, which needs long to know nothing, is asked last.
    """
    found = _dates_by(page.own_date, parts, {}, bodies)
    if len(found) < parts.count:
        found |= _dates_in_words(page, parts, found)
    return found if len(found) == parts.count else _dates_by(page.date, parts, found, bodies)


def _dates_by(dated: Dated, parts: Parts, known: dict[int, When], bodies: Set[int]) -> dict[int, When]:
    """Return the dates that are known, and those of other containers by the first selector that gives most of them.

    Dates inside bodies are those of the comments only where most comments have one there.
    """
    found = dict(known)
    for selector in _DATES:
        before, inside = dict(found), dict[int, When]()
        for number, node in parts.few(selector):
            if number not in found and (when := _when(dated, parts, node)) is not None:
                (inside if _stands_in(node, bodies) else found).setdefault(number, when)
        if 2 * len(inside) > parts.count:
            found = inside | found
        if selector == _OF_ANYTHING and 2 * len(found) <= parts.count:
            return before
        if 2 * len(found) > parts.count:
            break
    return found


def _when(dated: Dated, parts: Parts, node: LexborNode) -> When | None:
    told = (node.attributes.get("datetime"), node.attributes.get("title"), parts.said(node))
    when = next((one for one in (dated(text) for text in told if text) if one is not None), None)
    return When(node, *when) if when is not None else None


def _dates_in_words(page: Page, parts: Parts, found: dict[int, When]) -> dict[int, When]:
    """Return the dates that stand among other words in what names dates or authors.

    By tags alone, which bodies have too, only where they date half of the comments that are left.
    """
    more: dict[int, When] = {}
    for selector in (*_DATES[1:], *_AUTHORS, *_AUTHORS_BY_TAG):
        here: dict[int, When] = {}
        for number, node in parts.few(selector):
            if number in found or number in more or number in here:
                continue
            if (line := byline(_spaced(parts, node), page.own_date)) is not None:
                here[number] = When(node, line.moment, line.known, line.name)
        by_tag = selector == _OF_ANYTHING or selector in _AUTHORS_BY_TAG
        if not by_tag or 2 * len(here) >= parts.count - len(found) - len(more):
            more |= here
    return more
