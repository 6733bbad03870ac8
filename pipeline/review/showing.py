"""A stranger's text made safe to look at: pieces that a template escapes, hidden characters and links made visible.

Nothing here makes markup. What is marked (spans of flags, links, hidden characters) is told as the kind of a piece.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from pipeline.review import quoting

LONGEST = 8_000
"""Characters of one text that a page shows; the rest is a page of its own."""
MOST_HIDDEN = 100

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"']{1,500}", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,64}\.[^\s@]{1,32}")
_MANY_LINES = re.compile(r"\n{4,}")
_PILED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `kind` is plain, link or hidden; `marks` are the numbers of the reasons that it caused."""

    text: str
    kind: str = "plain"
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()  # marks whose last piece this is
    name: str = ""  # of a hidden character
    quoted: bool = False  # in a line that repeats another's words
    begins: bool = False  # such a line begins here


@dataclass(frozen=True)
class Shown:
    """A text as a page shows it, and how much of it that is."""

    pieces: tuple[Piece, ...]
    length: int
    hidden: tuple[str, ...] = ()  # names of hidden characters, each once
    quotes: int = 0  # quoted lines

    @property
    def is_cut(self) -> bool:
        """Whether the text is longer than what is shown."""
        return self.length > LONGEST


def shown(text: str | None, spans: Iterable[tuple[int, int, int]] = (), start: int = 0, most: int = LONGEST) -> Shown:
    """Return a text in pieces, from `start` on and no more than `most` characters; `spans` are start, end and mark."""
    whole = text or ""
    stop = min(len(whole), start + most)
    inside = [(max(a, start), min(b, stop), mark) for a, b, mark in spans if a < b and b > start and a < stop]
    links = [(at.start(), at.end()) for at in _ADDRESS.finditer(whole, start, stop)]
    quotes = [(max(a, start), min(b, stop)) for a, b in quoting.lines(whole[:stop]) if b > start]
    edges = sorted({start, stop, *(e for a, b, _ in inside for e in (a, b)), *(e for at in links + quotes for e in at)})
    pieces = [
        replace(piece, quoted=_within(a, b, quotes), begins=place == 0 and any(x == a for x, _ in quotes))
        for a, b in pairwise(edges)
        for place, piece in enumerate(_stretch(whole, a, b, inside, _within(a, b, links)))
    ]
    names = dict.fromkeys(piece.name for piece in pieces if piece.kind == "hidden")
    return Shown(tuple(pieces), len(whole), tuple(names), len(quotes))


def _within(start: int, stop: int, several: Sequence[tuple[int, int]]) -> bool:
    """Return whether a stretch lies within one of these, which stand in order and apart."""
    place = bisect_right(several, start, key=itemgetter(0)) - 1
    return place >= 0 and stop <= several[place][1]


def _stretch(
    whole: str, start: int, stop: int, spans: Sequence[tuple[int, int, int]], is_link: bool
) -> Iterator[Piece]:
    marks = tuple(sorted({mark for a, b, mark in spans if a <= start and stop <= b}))
    ends = tuple(sorted({mark for _, b, mark in spans if b == stop and mark in marks}))
    found = list(_visible(whole, start, stop))
    for place, (text, name) in enumerate(found):
        kind = "hidden" if name else "link" if is_link else "plain"
        yield Piece(text, kind, marks, ends if place == len(found) - 1 else (), name)


def _visible(whole: str, start: int, stop: int) -> Iterator[tuple[str, str]]:
    """Yield stretches of readable text, and hidden characters by number and name, the same in a row as one.

    After MOST_HIDDEN of them the others stand as a replacement character, so that they cannot blow up a page.
    """
    run = place = start
    told = 0
    while place < stop:
        sign = whole[place]
        if _is_seen(whole, place):
            place += 1
            continue
        if told >= MOST_HIDDEN:
            break
        if run < place:
            yield _calm(whole[run:place]), ""
        run = place
        while run < stop and whole[run] == sign:
            run += 1
        times = f" ×{run - place}" if run - place > 1 else ""
        yield f"U+{ord(sign):04X}{times}", unicodedata.name(sign, "control character").lower()
        told, place = told + 1, run
    if run < stop:
        yield _calm("".join(whole[at] if _is_seen(whole, at) else "\ufffd" for at in range(run, stop))), ""


def _is_seen(whole: str, place: int) -> bool:
    sign = whole[place]
    if sign.isascii():
        return sign.isprintable() or sign in "\n\t"
    return not is_hidden(sign) or (sign in _JOINERS and _joins(whole, place))


def is_hidden(sign: str) -> bool:
    """Return whether a character cannot be seen or turns the text around."""
    return (unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and sign not in "\n\t") or sign in _UNSEEN


def _joins(whole: str, place: int) -> bool:
    """Return whether a joiner stands where scripts and emoji need it: between letters or pictures that are no Latin."""
    around = whole[max(0, place - 1) : place] + whole[place + 1 : place + 2]
    return len(around) == 2 and all(ord(sign) > 0x2FF for sign in around)


def _calm(text: str) -> str:
    """Return a text that cannot push others off the page: no towers of marks, no pages of empty lines."""
    return _PILED.sub(r"\1", _MANY_LINES.sub("\n\n\n", text))


def plain(text: str | None) -> str:
    """Return a text as it is shown, without its marks."""
    return "".join(piece.text for piece in shown(text).pieces)


def name(author: str | None) -> str:
    """Return an author's name as moderators see it: on one line, without hidden characters or an e-mail address."""
    plain = "".join(f"[U+{ord(sign):04X}]" if is_hidden(sign) else sign for sign in (author or "")[:200])
    return _MAIL.sub("…@…", _calm(" ".join(plain.split())))[:80]


def line(text: str | None, most: int = 90) -> str:
    """Return the beginning of a text on one line."""
    words = " ".join((text or "")[: most * 4].split())
    plain = "".join(f"[U+{ord(sign):04X}]" if is_hidden(sign) else sign for sign in words)
    return _calm(plain[:most]) + ("…" if len(words) > most or len(text or "") > most * 4 else "")


def address(url: str | None) -> str:
    """Return an address as text, hidden characters shown, at most 200 characters."""
    return line(url, 200)
