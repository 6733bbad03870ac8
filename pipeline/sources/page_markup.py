"""A system's markup of comments as a table of selectors, and the comments of a page read by it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from selectolax.lexbor import LexborNode

from pipeline.identity import fold
from pipeline.locale import marked
from pipeline.sources import page_words
from pipeline.sources.bylines import LONGEST, Byline, byline
from pipeline.sources.markup import node_text
from pipeline.sources.page import COARSE, Page, date_in, own_address, short_text
from pipeline.sources.parts import Parts
from pipeline.sources.records import KEYED, Comment, Post, Record, Remark

DIFFERENCE = marked("votes are shown as votes for minus votes against; only the difference is known")
KEY = f"{KEYED}n"
"""What the names of comments without a number begin with."""


@dataclass(frozen=True)
class Markup:
    """Where a system puts what: CSS selectors, tried in order where there are several; "" for what it does not show.

    `number` finds a comment's own number in the container's `id` (or another of `number_in`); `unnumbered` lets those
    without one in. `system` is the pattern of addresses that the system itself puts behind names (profiles), which
    nobody gave. `following`: what stands beside a container belongs to it until the next one. `whole` is the tag of a
    comment's whole element where the number stands on a part of it; `nested_in` the class of blocks of replies that
    stand beside what they answer; `heads` are lines that tell who and when in words, asked where no element does;
    `link` a comment's own address, else `fragment` makes it; `none_is_zero` says that a system shows no number where
    there are no votes; `difference` that it shows votes for minus votes against.
    """

    containers: str
    number: re.Pattern[str]
    authors: tuple[str, ...]
    dates: tuple[str, ...]
    bodies: tuple[str, ...]
    number_in: tuple[str, ...] = ("id",)
    not_text: str = ""
    not_name: str = ""
    subject: str = ""
    answered: str = ""
    likes: str = ""
    dislikes: str = ""
    staff: str = ""
    waiting: str = ""
    gone: str = ""
    edited: str = ""
    system: re.Pattern[str] | None = None
    nested_in: str = ""
    following: bool = False
    whole: str = ""
    none_is_zero: bool = False
    difference: bool = False
    unnumbered: bool = False
    addresses: str = ""
    rating: str = ""
    heads: tuple[str, ...] = ()
    link: str = ""
    fragment: str = "comment-{}"


def told(page: Page, markup: Markup) -> Iterator[Record]:
    """Yield the post of a page in this markup, its comments in order, and what the page says is not in it."""
    post = page.post()
    found = list(comments(page, post, markup))
    yield post
    yield from found
    if markup.difference and any(comment.likes or comment.dislikes for comment in found):
        yield Remark(DIFFERENCE)
    yield from remarks(page, post, found)


def comments(page: Page, post: Post, markup: Markup) -> Iterator[Comment]:
    """Yield the comments of a page in its order; one that is shown twice comes once."""
    containers, ids = _containers(page, markup)
    parts = Parts(page.tree, containers)
    if markup.following:
        _adopt(parts, containers)
    found = _Found(page, post, markup, parts, containers)
    parents = _parents(parts, containers, ids, markup)
    for number, own_id in enumerate(ids):
        comment = found.comment(number, own_id)
        if comment is not None:
            comment.parent = parents[number]
            yield comment


def remarks(page: Page, post: Post, found: list[Comment]) -> Iterator[Remark]:
    """Yield what the owner should know of a page read so: what is not in it, what cannot be read."""
    if post.declared_comments is not None and post.declared_comments > len(found):
        what = "comments that the page counts are not in the file (not loaded, on other pages, deleted or held)"
        yield Remark(what, post.declared_comments - len(found))
    undated = sum(comment.created_at is None for comment in found)
    if undated:
        yield Remark("comments without a date that can be read", undated)
    if not found:
        yield Remark("the page holds no comments")
    yield from page.remarks()


def _containers(page: Page, markup: Markup) -> tuple[list[LexborNode], list[str]]:
    numbered: dict[str, LexborNode] = {}
    for node in page.tree.css(markup.containers):
        matches = (markup.number.fullmatch(node.attributes.get(name) or "") for name in markup.number_in)
        match = next((one for one in matches if one is not None), None)
        if match is not None:
            numbered.setdefault(match[1], _whole(node, markup.whole))
        elif markup.unnumbered:
            numbered[f"{KEY}{len(numbered)}"] = node
    return list(numbered.values()), list(numbered)


def _whole(node: LexborNode, tag: str) -> LexborNode:
    current: LexborNode | None = node
    for _ in range(6 if tag else 0):
        if current is None or current.tag == tag:
            break
        current = current.parent
    return current if tag and current is not None and current.tag == tag else node


def _adopt(parts: Parts, containers: list[LexborNode]) -> None:
    for number, node in enumerate(containers):
        sibling = node.next
        for _ in range(40):
            if sibling is None or parts.is_container(sibling):
                break
            if sibling.tag is not None and not sibling.tag.startswith("-"):
                parts.adopt(sibling, number)
            sibling = sibling.next


def _parents(parts: Parts, containers: list[LexborNode], ids: list[str], markup: Markup) -> list[str | None]:
    answered: dict[int, str] = {}
    if markup.answered:
        for number, link in parts.all(markup.answered):
            match = re.search(r"(\d{1,20})$", link.attributes.get("href") or "")
            if match is not None and match[1] != ids[number]:
                answered.setdefault(number, match[1])
    parents: list[str | None] = []
    for number, node in enumerate(containers):
        above = parts.above(node)
        if above is None and markup.nested_in:
            above = _beside(parts, node, markup.nested_in)
        parents.append(answered.get(number) or (ids[above] if above is not None else None))
    return parents


def _beside(parts: Parts, node: LexborNode, nested_in: str) -> int | None:
    """Return the container that stands before the block that a reply is nested in."""
    current = node.parent
    for _ in range(12):
        if current is None:
            return None
        if nested_in in (current.attributes.get("class") or "").split():
            before = current.prev
            while before is not None and not parts.is_container(before):
                before = before.prev
            return parts.owner(before) if before is not None else None
        current = current.parent
    return None


class _Found:
    """The parts of every comment of a page, and the comment made of them."""

    def __init__(self, page: Page, post: Post, markup: Markup, parts: Parts, containers: list[LexborNode]) -> None:
        self._page, self._post, self._markup, self._parts = page, post, markup, parts
        self._authors = parts.first(*markup.authors) | parts.first(*markup.authors, said=True)
        self._bodies = parts.first(*markup.bodies)
        self._when = _dates(page, parts, markup.dates)
        self._told = self._in_words() if markup.heads else {}
        self._when = {number: (line.moment, line.known) for number, line in self._told.items()} | self._when
        self._likes, self._dislikes = _votes(parts, markup)
        self._subjects = parts.first(markup.subject) if markup.subject else {}
        self._addresses = parts.first(markup.addresses) if markup.addresses else {}
        self._links = parts.first(markup.link) if markup.link else {}
        self._ratings = parts.first(markup.rating) if markup.rating else {}
        self._edited = parts.first(markup.edited) if markup.edited else {}
        self._staff = {number for number, _ in parts.all(markup.staff)} if markup.staff else set()
        notes = [one for one in parts.all(markup.waiting) if one[1].text().strip()] if markup.waiting else []
        self._gone = {number for number, _ in parts.all(markup.gone)} if markup.gone else set()
        self._gone |= {number for number, node in notes if page_words.GONE.search(short_text(node))}
        self._waiting = {number for number, _ in notes} - self._gone
        self._no_text = {node.mem_id for node in containers}
        self._no_text |= parts.ids(markup.not_text) if markup.not_text else frozenset()

    def comment(self, number: int, own_id: str) -> Comment | None:
        """Return the comment of a container; None where there is neither name, text nor date."""
        body = self._bodies.get(number)
        text, links = node_text(body, left_out=self._no_text) if body is not None else ("", None)
        name, address = self._author(number)
        moment, known = self._when.get(number, (None, None))
        is_gone = number in self._gone
        if not (text or name or moment or is_gone):
            return None
        edited = self._edited.get(number)
        return Comment(
            text="" if is_gone else self._with_subject(number, text),
            post=self._post,
            own_id=None if own_id.startswith(KEY) else own_id,
            key=own_id,
            author=None if name in page_words.NAMELESS else name,
            author_url=own_address(address, self._post),
            by_staff=True if number in self._staff else None,
            created_at=moment,
            created_precision=known,
            edited_at=self._moment(edited) if edited is not None else None,
            links=links,
            likes=self._likes.get(number),
            dislikes=self._dislikes.get(number),
            rating=self._rating(number),
            status="gone" if is_gone else "pending" if number in self._waiting else "approved",
            url=self._address(number, own_id),
        )

    def _in_words(self) -> dict[int, Byline]:
        """Return who and when by the words of heads, for comments of which no element tells both."""
        told: dict[int, Byline] = {}
        left_out = {node.mem_id for node in self._bodies.values()}
        left_out |= self._parts.ids(self._markup.subject) if self._markup.subject else frozenset()
        for number, node in chain.from_iterable(map(self._parts.few, self._markup.heads)):
            if number in told or (number in self._when and number in self._authors):
                continue
            words = node_text(node, left_out=left_out, at_most=LONGEST)[0]
            if (line := byline(" ".join(words.split()), self._page.own_date)) is not None:
                told[number] = line if line.name or not line.signed else replace(line, name=line.signed)
        return told

    def _moment(self, node: LexborNode) -> datetime | None:
        told = (node.attributes.get(name) for name in ("datetime", "content"))
        return date_in(self._page, *told, short_text(node))[0]

    def _rating(self, number: int) -> float | None:
        node = self._ratings.get(number)
        told = (node.attributes.get("content") or short_text(node)) if node is not None else ""
        match = re.search(r"\d{1,3}(?:[.,]\d{1,2})?", told)
        return float(match[0].replace(",", ".")) if match is not None else None

    def _author(self, number: int) -> tuple[str | None, str | None]:
        node = self._authors.get(number)
        if node is None:
            return (self._told[number].name if number in self._told else None), None
        text = (
            node_text(node, left_out=self._parts.ids(self._markup.not_name), at_most=500)[0]
            if self._markup.not_name
            else short_text(node)
        )
        link = self._addresses.get(number) or (node if node.tag == "a" else node.css_first("a[href]"))
        address = (link.attributes.get("href") or "").strip() if link is not None else ""
        system = self._markup.system
        given = address.startswith(("http://", "https://")) and (system is None or system.search(address) is None)
        return page_words.without_says(" ".join(text.split()))[:200] or None, address if given else None

    def _with_subject(self, number: int, text: str) -> str:
        """Return the text under the subject that its author gave it, where that says more than text and post do."""
        subject = short_text(self._subjects[number]) if number in self._subjects else ""
        said = fold(subject)
        if not said or fold(text).startswith(said.removesuffix(" ")) or said == fold(self._post.title or ""):
            return text
        return f"{subject}\n\n{text}" if text else subject

    def _address(self, number: int, own_id: str) -> str | None:
        link = self._links.get(number)
        if link is not None and (target := (link.attributes.get("href") or "").strip()).startswith(
            ("http://", "https://")
        ):
            return target
        if own_id.startswith(KEY) or not self._post.url or not self._markup.fragment:
            return None
        return f"{self._post.url.partition('#')[0]}#{self._markup.fragment.format(own_id)}"


def _dates(page: Page, parts: Parts, selectors: tuple[str, ...]) -> dict[int, tuple[datetime, str]]:
    found: dict[int, tuple[datetime, str]] = {}
    for selector in selectors:
        for number, node in parts.few(selector):
            if number in found and found[number][1] not in COARSE:
                continue
            told = [node.attributes.get(name) for name in ("datetime", "content", "data-comment-timestamp")]
            told += [_shown_at(node), node.attributes.get("title"), *_dated_parts(short_text(node))]
            when = _first_date(page, [text for text in told if text])
            if when is not None and (number not in found or when[1] not in COARSE):
                found[number] = when
    return found


def _first_date(page: Page, texts: list[str]) -> tuple[datetime, str] | None:
    """Return the first date of our own table; only where there is none, what dateparser makes of the shortest text."""
    for text in texts:
        if (own := page.own_date(text)) is not None:
            return own
    shortest = min(texts, key=len, default="")
    return page.date(shortest)


def _dated_parts(text: str) -> list[str]:
    """Return a line that says when and by whom, and its parts: "3 mai 2019, par Zoé", "Submitted by Zoé on …"."""
    before = re.split(r",?\s+(?:par|by|de)\s+", text)[0]
    after = re.split(r"\s(?:on|le|am)\s", text)[-1]
    return [text, before, after]


def _shown_at(node: LexborNode) -> str | None:
    """Return the moment that Blogger puts into a comment's address, in milliseconds."""
    match = re.search(r"[?&]showComment=(\d{13})", node.attributes.get("href") or "")
    return match[1] if match is not None else None


def _votes(parts: Parts, markup: Markup) -> tuple[dict[int, int], dict[int, int]]:
    """Return likes and dislikes; a difference below zero is told as dislikes, and the likes are unknown."""
    likes, dislikes = (_counts(parts, one, markup) for one in (markup.likes, markup.dislikes))
    against = {number: -count for number, count in likes.items() if count < 0}
    dislikes = {number: abs(count) for number, count in dislikes.items()} | against
    return {number: count for number, count in likes.items() if count >= 0}, dislikes


def _counts(parts: Parts, selector: str, markup: Markup) -> dict[int, int]:
    counts: dict[int, int] = {}
    for number, node in parts.all(selector) if selector else ():
        match = re.search(r"[-\u2212]?\d{1,9}", node.attributes.get("content") or short_text(node))
        if match is not None or markup.none_is_zero:
            counts.setdefault(number, int(match[0].replace("\u2212", "-")) if match is not None else 0)
    return counts
