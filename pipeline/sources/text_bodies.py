"""The bodies between the heads of a text rendering, and what stands under them: votes, buttons, footers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.sources.text_article import Zone, ends
from pipeline.sources.text_heads import Head
from pipeline.sources.text_lines import Rendering
from pipeline.sources.text_marks import is_button, is_foot, liked, vote, voted


@dataclass
class Body:
    """The lines of one comment's body, its vote, and the links of the lines around it."""

    start: int
    end: int
    votes: int | None = None
    links: tuple[str, ...] = ()
    between: tuple[str, ...] = ()


class Bodies:
    """Cuts the lines between heads into bodies, by what most comments of the page have under them."""

    def __init__(self, page: Rendering, where: Zone, heads: Sequence[Head]) -> None:
        self._lines, self._heads = page.lines, heads
        self._signed = _is_signed(page, where, heads)
        self._spans = self._cut(where, heads)
        self._buttons = [self._button(start, end) for start, end in self._spans]
        leading = sum(self._leads(start, end) for start, end in self._spans)
        self._leading = 2 * leading > len(self._spans)
        closed = [(span, button) for span, button in zip(self._spans, self._buttons, strict=True) if button is not None]
        above = [(span[0], self._vote_above(span[0], button)) for span, button in closed]
        counted = [(start, vote) for start, vote in above if vote is not None]
        below = sum(
            self._first(start, vote) is not None for start, vote in counted
        )  # text: not itself all that is said
        self._always = len(closed) >= 2 and len(counted) >= 0.8 * len(closed)
        self._votes = self._always or below >= max(2, len(closed) / 2)  # some show none where there are none
        known = zip(self._spans[:-1], self._buttons, strict=False)
        self._gaps = max((self._widest_gap(*span, button) for span, button in known), default=1)

    def all(self) -> list[Body]:
        """Return the body of each head, in order."""
        last = len(self._spans) - 1
        return [self._body(number, number == last) for number in range(last + 1)]

    def _cut(self, where: Zone, heads: Sequence[Head]) -> list[tuple[int, int]]:
        if self._signed:
            starts = [where.start, *(head.body for head in heads[:-1])]
            return list(zip(starts, (head.first for head in heads), strict=True))
        ends_at = [head.first for head in heads[1:]] + [max(where.end, heads[-1].body)]
        ends_at = [
            min(end, head.dated_at) if head.dated_at >= head.body else end
            for head, end in zip(heads, ends_at, strict=True)
        ]
        return [(head.body, max(head.body, end)) for head, end in zip(heads, ends_at, strict=True)]

    def _body(self, number: int, is_last: bool) -> Body:
        lines = self._lines
        (start, end), button = self._spans[number], self._buttons[number]
        if self._signed:
            start = self._without_name(start, end, self._heads[number])
        if is_last and not self._signed:
            end = self._stop(start, end)
        around: tuple[str, ...] = ()
        if self._leading and (first := self._first(start, end)) is not None and is_foot(lines[first]):
            around, start = lines[first].links, first + 1
        if button is not None and not start <= button < end:
            button = self._button(start, end)
        between: tuple[str, ...] = ()
        if button is not None:
            between = tuple(lines[number].text for number in range(button + 1, end) if lines[number].text)
            around += lines[button].links
            end = button
        votes = voted(lines[button]) if button is not None else None
        while (last := self._last(start, end)) is not None:
            line = lines[last]
            count = liked(line) if votes is None else None
            if (
                count is None
                and self._votes
                and votes is None
                and (self._always or self._first(start, last) is not None)
            ):
                count = vote(line)
            if count is None and not is_button(line):
                break
            votes = count if count is not None else votes
            around += line.links
            end = last
        return Body(start, end, votes, around, between)

    def _without_name(self, start: int, end: int, signature: Head) -> int:
        """Return where a body begins whose name stands over it, too; take off the bullets of a list of such parts."""
        sign = self._lines[signature.first]
        for number in range(start, end) if sign.marker[0] >= 0 and not sign.number else ():
            if self._lines[number].marker == sign.marker:
                self._lines[number] = replace(self._lines[number], text=self._lines[number].item)
        first = self._first(start, end)
        if first is not None and is_foot(self._lines[first]):  # of the signature above
            start, first = first + 1, self._first(first + 1, end)
        return first + 1 if first is not None and self._lines[first].text == signature.name else start

    def _button(self, start: int, end: int) -> int | None:
        """Return the last reply button of a span, where something stands before it."""
        return next(
            (
                number
                for number in range(end - 1, start - 1, -1)
                if self._lines[number].text and is_foot(self._lines[number])
            ),
            None,
        )

    def _leads(self, start: int, end: int) -> bool:
        """Whether the button stands over the body."""
        first = self._first(start, end)
        return first is not None and is_foot(self._lines[first]) and self._first(first + 1, end) is not None

    def _vote_above(self, start: int, button: int) -> int | None:
        """Return the line right above a button that is a vote."""
        number = self._last(start, button)
        while number is not None and is_button(self._lines[number]) and vote(self._lines[number]) is None:
            number = self._last(start, number)
        return number if number is not None and vote(self._lines[number]) is not None else None

    def _first(self, start: int, end: int) -> int | None:
        return next((number for number in range(start, end) if self._lines[number].text), None)

    def _last(self, start: int, end: int) -> int | None:
        return next((number for number in range(end - 1, start - 1, -1) if self._lines[number].text), None)

    def _widest_gap(self, start: int, end: int, button: int | None) -> int:
        widest = gap = 0
        for number in range(start, button if button is not None else end):
            gap = 0 if self._lines[number].text else gap + 1
            widest = max(widest, gap)
        return widest

    def _stop(self, start: int, end: int) -> int:
        """Return where the last body ends: at its button, at a footer, or at a wider gap than any other body has."""
        gap, seen = 0, False
        for number in range(start, end):
            line = self._lines[number]
            if not line.text:
                gap += 1
                continue
            if ends(line) or (seen and gap > max(1, self._gaps)):
                return number
            seen, gap = True, 0
            if is_foot(line) and not self._leading:
                return number + 1
        return end


def _is_signed(page: Rendering, where: Zone, heads: Sequence[Head]) -> bool:
    """Whether names and dates stand under the bodies: they look like signatures, and prose stands over the first."""
    signatures = sum("signed" in head.labels for head in heads)
    if 2 * signatures <= len(heads) or where.heading is None:
        return False
    return any(line.text for line in page.lines[where.start : heads[0].first])
