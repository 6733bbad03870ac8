"""Names in no element of their own: "Ada on <span>May 3, 2012</span>", "Ada wrote:" over the text."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborNode

from pipeline.sources import page_words
from pipeline.sources.bylines import LONGEST, Dated, byline
from pipeline.sources.markup import BLOCKS
from pipeline.sources.parts import Parts

_MOST_BESIDE, _LONGEST_CLIMB, _MOST_WORDS = 20, 4, 10


@dataclass(frozen=True)
class Line:
    """Who a line around a date tells (None: nobody), and what it is made of besides the date."""

    name: str | None
    made_of: tuple[LexborNode, ...]

    @property
    def address(self) -> str | None:
        """The first address of the web that the line leads to."""
        elements = (one for one in self.made_of if one.tag is not None and not one.tag.startswith("-"))
        links = (one if one.tag == "a" else one.css_first("a[href]") for one in elements)
        found = ((link.attributes.get("href") or "").strip() for link in links if link is not None)
        return next((one for one in found if one.startswith(("http://", "https://"))), None) if self.name else None


def lines(
    parts: Parts,
    dated: Dated,
    dates: Mapping[int, tuple[LexborNode, datetime]],
    named: Mapping[int, str],
    outside: Set[int],
) -> dict[int, Line]:
    """Return the line around the date of each container (by its number) where names stand in such lines.

    `named` are the names that elements tell: believed where the lines of half of these containers tell the same, and
    where there are none, if two thirds of all lines tell one. `outside` are the `mem_id`s of containers and bodies.
    """
    if not dates or all(number in named for number in dates):
        return {}
    found = {number: _line(parts, dated, *date, outside) for number, date in dates.items()}
    told = {number: line for number, line in found.items() if line is not None}
    known = [number for number in dates if number in named]
    agreeing = sum(number in told and told[number].name == named[number] for number in known)
    with_name = sum(line.name is not None for line in told.values())
    is_so = 2 * agreeing >= len(known) if known else 3 * with_name >= 2 * len(dates)
    return told if is_so else {}


def _line(parts: Parts, dated: Dated, node: LexborNode, moment: datetime, outside: Set[int]) -> Line | None:
    whole = _alone(parts, node, outside)
    before, after = list(_beside(whole, outside, "prev")), list(_beside(whole, outside, "next"))
    words = [_words(parts, one) for one in reversed(before)]
    words += [f"{moment:%Y-%m-%d}", *(_words(parts, one) for one in after)]
    text = " ".join(" ".join(words).split())
    told = byline(text, dated) if len(text) <= LONGEST else None
    if told is None or not told.whole:
        return None
    return Line(told.name, (*before, *after))


def _alone(parts: Parts, node: LexborNode, outside: Set[int]) -> LexborNode:
    """Return the outermost element that says nothing but what a date's element says."""
    for _ in range(_LONGEST_CLIMB):
        above = node.parent
        if above is None or above.mem_id in outside or parts.said(above) != parts.said(node):
            break
        node = above
    return node


def _beside(node: LexborNode, outside: Set[int], way: str) -> Iterator[LexborNode]:
    """Yield what stands on the line of an element, from it outwards; before it, over a line break too."""
    current: LexborNode | None = getattr(node, way)
    for _ in range(_MOST_BESIDE):
        if current is None or current.tag in BLOCKS or current.mem_id in outside:
            return
        if current.tag == "br" and way == "next":
            return
        yield current
        current = getattr(current, way)


def _words(parts: Parts, node: LexborNode) -> str:
    if node.tag == "-text":
        return (node.text_content or "")[: LONGEST + 1]
    return "" if node.tag in ("-comment", "br") else parts.said(node)


def sayers(texts: Mapping[int, str]) -> dict[int, str]:
    """Return the names in first lines such as "Ada wrote:", where two thirds of some nameless texts begin so."""
    first = {number: text.partition("\n")[0] for number, text in texts.items() if "\n" in text}
    saying = {
        number: page_words.without_says(line)
        for number, line in first.items()
        if page_words.is_saying(line) and len(line.split()) <= _MOST_WORDS
    }
    return saying if len(saying) > 1 and 3 * len(saying) >= 2 * len(texts) else {}
