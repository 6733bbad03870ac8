"""A period's figures beside those of the one before, and whether a difference deserves to be called a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.engagement import BY_NAME
from pipeline.engagement.periods import USUAL, is_change
from pipeline.report.block import Link, Table
from pipeline.report.blocks.tone import by_language
from pipeline.report.figures import Figures, definitions
from pipeline.report.post_page import PostPage

COUNTED = {
    "comments": "ct",
    "replies": "rp",
    "comment_authors": "nm",
    "new_authors": "nw",
    "returning_authors": "rt",
    "questions": "qu",
    "questions_unanswered": "qa",
    "pings": "pg",
}
TONES = {"positive": "po", "neutral": "nu", "negative": "ne"}
MODERATED = {"held": "he", "spam": "sp"}


@dataclass(frozen=True)
class Compared:
    """Two periods: their figures and those of earlier ones (the latest first), and the pages with their comments.

    `reported` are figures of the period before as they were reported then.
    """

    periods: Sequence[Figures]
    this: PostPage
    before: PostPage
    reported: Mapping[str, object]

    def table(self, names: Mapping[str, str], heads: tuple[str, str]) -> Table:
        """Return a row for each of these figures that at least one of both periods has."""
        rows = [
            self._row(name, mark)
            for name, mark in names.items()
            if any(one[name] is not None for one in self.periods[:2])
        ]
        return Table(("", *heads, ""), tuple(rows))

    def how(self, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return how all this is counted."""
        words = self.this.words
        return *definitions(tuple(names), words), (words.say("Change"), words.say(USUAL))

    def changes(self, names: Mapping[str, str]) -> list[tuple[str, int, int]]:
        """Return the figures that changed beyond the usual: name, now, before."""
        this, before = self.periods[0], self.periods[1]
        return [(name, this.number(name), before.number(name)) for name in names if self.is_change(name)]

    def is_change(self, name: str) -> bool:
        """Tell whether a figure changed by more than chance, the usual and (for tone) the classifier's errors
        explain.
        """
        now, then = (one.number(name) for one in self.periods[:2])
        return is_change(now, then, self._history(name)) and not (name in TONES and self._within_margins(name))

    def _history(self, name: str) -> list[int]:
        earlier = list(self.periods[2:])
        while earlier and not earlier[-1].number("comments"):
            earlier.pop()
        return [one.number(name) for one in earlier]

    def _within_margins(self, name: str) -> bool:
        margins = [page.view.site.margins.of(by_language(page), name) for page in (self.this, self.before)]
        if margins[0] is None or margins[1] is None:
            return True
        return margins[0][0] <= margins[1][1] and margins[1][0] <= margins[0][1]

    def _row(self, name: str, mark: str) -> tuple[Link, ...]:
        words, (this, before) = self.this.words, self.periods[:2]
        now, then = this.number(name), before.number(name)
        said = []
        if self.is_change(name):
            said.append(words.say("more than usual") if now > then else words.say("less than usual"))
        if isinstance(was := self.reported.get(name), int) and was != then:
            said.append(words.say("reported then: %(n)s", n=was))
        metric = BY_NAME[name]
        return (
            Link(words.say(metric.title), "", words.say(metric.counted)),
            Link(words.number(now), self.this.list.leads(mark)),
            Link(words.number(then), self.before.list.leads(mark)),
            Link(" · ".join(said)),
        )
