"""Condensed comments on their way to figures: who is counted, grouped by post."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.engagement import threads
from pipeline.engagement.condense import NEVER, UNKNOWN, Condensed
from pipeline.engagement.metrics import BY_NAME, FEW, RECENT_DAYS
from pipeline.schema import SENTIMENTS, STATUSES

if TYPE_CHECKING:
    from pandas.core.groupby.generic import SeriesGroupBy

_HOUR = 3_600_000_000
_VAGUE = {"table": "site", "saved_text": "post"}
"""Forms that may or may not tell of replies: whether one does is seen only where there are some, on its site or post"""

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass
class Counting:
    """Condensed comments on their way to figures: who is counted, grouped by the number of the post."""

    comments: Condensed
    posts: pd.DataFrame
    now: datetime
    staff_known: bool = False

    def of(self, name: str) -> npt.NDArray[Any]:
        """Return a column of the rows."""
        return self.comments.numbers(name)

    def flag(self, name: str) -> Mask:
        """Return a column of flags."""
        return np.asarray(self.of(name), dtype=bool)

    def matches(self, name: str, value: int) -> Mask:
        """Return where a column of numbers has this value."""
        return np.asarray(self.of(name) == value, dtype=bool)

    def count(self, mask: Mask) -> npt.NDArray[np.int64]:
        """Return how many rows of the mask each post has."""
        return np.bincount(self.post[mask], minlength=len(self.posts))

    def sums(self, values: npt.NDArray[np.float64], mask: Mask) -> npt.NDArray[np.float64]:
        """Return the sum of values over the rows of the mask for each post."""
        return np.asarray(
            np.bincount(self.post[mask], weights=values[mask], minlength=len(self.posts)), dtype=np.float64
        )

    def rate(self, some: Mask, whole: Mask) -> pd.Series:
        """Return which share of the rows of a mask is in another, for each post; missing under FEW rows."""
        counts = self.count(whole)
        shares = pd.Series(self.count(some) / np.maximum(counts, 1)).round(4)
        return shares.where(counts >= FEW)

    def median(self, values: npt.NDArray[Any], mask: Mask) -> pd.Series:
        """Return the median over the rows of the mask for each post, missing where there are none."""
        return self._grouped(values, mask).median().reindex(range(len(self.posts)))

    def extreme(self, values: npt.NDArray[Any], mask: Mask, largest: bool) -> pd.Series:
        """Return the smallest or largest value over the rows of the mask for each post."""
        grouped = self._grouped(values, mask)
        return (grouped.max() if largest else grouped.min()).reindex(range(len(self.posts)))

    def _grouped(self, values: npt.NDArray[Any], mask: Mask) -> "SeriesGroupBy[Any, Any]":
        return pd.Series(values[mask].astype(np.float64)).groupby(self.post[mask])

    @cached_property
    def post(self) -> npt.NDArray[np.int32]:
        """The number of each row's post."""
        return self.of("post").astype(np.int32)

    @cached_property
    def counted(self) -> Mask:
        """The rows that are published comments, each once."""
        return self.flag("counted")

    @cached_property
    def kept(self) -> Mask:
        """The rows that are comments, published or not, each once."""
        return self.flag("is_comment") & ~self.flag("double")

    @cached_property
    def pings(self) -> Mask:
        """The published pingbacks and trackbacks."""
        return ~self.flag("is_comment") & ~self.flag("double") & self.is_status("approved")

    def is_status(self, word: str) -> Mask:
        """The rows of this status."""
        return self.matches("status", STATUSES.index(word))

    def is_tone(self, word: str) -> Mask:
        """The counted rows of this tone."""
        return self.counted & self.matches("tone", SENTIMENTS.index(word))

    def is_language(self, code: str) -> Mask:
        """The counted rows in this language."""
        number = self.comments.languages.index(code) if code in self.comments.languages else -2
        return self.counted & self.matches("language", number)

    @cached_property
    def parent(self) -> Places:
        """The place of each row's parent."""
        return threads.parents(self.comments)

    @cached_property
    def questions(self) -> Mask:
        """The published questions of readers."""
        return self.counted & self.matches("question", 1) & ~self.matches("staff", 1)

    @cached_property
    def asking(self) -> Mask:
        """The questions that need an answer: of the others someone said that they do not."""
        return self.questions & ~self.flag("excused")

    @cached_property
    def answers(self) -> tuple[Mask, npt.NDArray[np.int64]]:
        """Which rows the site has answered, and when."""
        return threads.answered(self.comments, self.parent)

    @cached_property
    def dated(self) -> Mask:
        """The counted rows whose day is known."""
        return self.counted & ~self.matches("at", NEVER)

    @cached_property
    def recent(self) -> Mask:
        """The questions of the last 90 days."""
        at = self.of("at").astype(np.int64)
        end = int(self.now.timestamp() * 1e6)
        return self.asking & (at > end - RECENT_DAYS * 24 * _HOUR) & (at <= end)

    @cached_property
    def measured(self) -> Mask:
        """The counted rows whose whole text is known."""
        return self.counted & ~self.matches("words", UNKNOWN) & ~self.flag("truncated")

    @cached_property
    def forms(self) -> pd.Series:
        """The forms that each post and its comments were read from, with a comma."""
        pairs = pd.DataFrame({"post": self.post, "source": self.of("source")}).drop_duplicates()
        named = [(post, self.comments.sources[source]) for post, source in pairs.itertuples(index=False) if source >= 0]
        found: list[list[str]] = [[] for _ in range(len(self.posts))]
        own = list(self.posts["source"].dropna().items()) if "source" in self.posts else []
        for post, source in sorted({*named, *own}, key=lambda pair: pair[1]):
            found[post].append(source)
        return pd.Series([", ".join(names) or None for names in found], dtype="str")

    def has(self, need: str) -> Mask:
        """Tell for each post whether its comments let one count what needs this."""
        if need == "parent_id":
            return self._tells_replies
        if need == "staff":
            return self._knows_staff
        shown = {
            "created_at": self.dated,
            "likes": self.voted,
            "rating": self.counted & ~np.isnan(self.of("rating").astype(np.float64)),
            "author": self.counted & self.flag("named"),
            "text": self.measured,
        }[need]
        return np.asarray((self.count(shown) > 0) | (self._any == 0), dtype=bool)

    @cached_property
    def _any(self) -> npt.NDArray[np.int64]:
        return self.count(self.counted)

    @cached_property
    def _tells_replies(self) -> Mask:
        """A form tells of replies, except a vague one without any, unless the page declares that there are none."""
        mute = np.zeros(len(self.post), dtype=bool)
        for form, within in _VAGUE.items():
            if form in self.comments.sources:
                own, group = self.matches("source", self.comments.sources.index(form)), self.of(within)
                mute |= own & ~np.isin(group, np.unique(group[own & ~self.matches("parent", 0)]))
        kept, none = self.count(self.kept), (self.posts["declared_replies"] == 0).fillna(False).to_numpy(dtype=bool)
        return np.asarray((self.count(self.kept & ~mute) > 0) | (kept == 0) | none, dtype=bool)

    @cached_property
    def _knows_staff(self) -> Mask:
        if self.staff_known:
            return np.ones(len(self.posts), dtype=bool)
        known = np.unique(self.of("site")[self.of("staff") == 1])
        names = {self.comments.sites[number] for number in known if number >= 0}
        return self.posts["site"].isin(names).to_numpy()

    @cached_property
    def lacking(self) -> pd.Series:
        """What each post lacks for figures that are missing: the needs, with a comma."""
        needs = sorted({need for metric in BY_NAME.values() for need in metric.needs})
        can = np.column_stack([self.has(need) for need in needs])
        return pd.Series([", ".join(np.array(needs)[~row]) or None for row in can], dtype="str")

    def authors(self) -> npt.NDArray[np.int64]:
        """Different people per post."""
        named = self.counted & ~self.matches("person", 0)
        once = pd.DataFrame({"post": self.post[named], "person": self.of("person")[named]}).drop_duplicates()
        return np.bincount(once["post"], minlength=len(self.posts))

    def arrivals(self, returning: bool) -> npt.NDArray[np.int64]:
        """People per post who were on the site before (under another post), or who were not."""
        known = self.dated & ~self.matches("person", 0)
        firsts = pd.DataFrame({name: self.of(name)[known] for name in ("site", "person", "post", "at")})
        here = firsts.groupby(["site", "person", "post"], as_index=False)["at"].min()
        ever = here.groupby(["site", "person"])["at"].transform("min")
        chosen = here["at"] > ever if returning else here["at"] == ever
        return np.bincount(here["post"][chosen], minlength=len(self.posts))

    def half(self) -> pd.Series:
        """When half of the dated comments of each post had been written, µs."""
        at, post = self.of("at")[self.dated].astype(np.int64), self.post[self.dated]
        order = np.lexsort((at, post))
        count = np.bincount(post, minlength=len(self.posts))
        place = np.cumsum(count) - count + np.maximum((count + 1) // 2, 1) - 1
        found = pd.Series(pd.NA, index=range(len(self.posts)), dtype="Int64")
        some = count > 0
        found[some] = at[order][place[some]]
        return found

    def most(self, values: npt.NDArray[np.float64], mask: Mask) -> Places:
        """Return the row with the largest value above 0 for each post, of equals the newest, then the last; -1 for
        none.
        """
        rows = np.flatnonzero(mask & (values > 0))
        order = rows[np.lexsort((rows, self.of("at")[rows], values[rows]))]
        best = np.full(len(self.posts), -1, dtype=np.intp)
        best[self.post[order]] = order
        return best

    @cached_property
    def voted(self) -> Mask:
        """The counted rows whose votes are known."""
        return self.counted & ~np.isnan(self.of("votes_up").astype(np.float64))

    @cached_property
    def votes(self) -> npt.NDArray[np.float64]:
        """Votes for and against each row."""
        up, down = (self.of(name).astype(np.float64) for name in ("votes_up", "votes_down"))
        return np.nan_to_num(up) + np.nan_to_num(down)

    @cached_property
    def descendants(self) -> npt.NDArray[np.float64]:
        """How many published comments each row that starts a thread has under it."""
        root = threads.roots(self.parent)
        under = root[self.counted & (self.parent >= 0)]
        return np.bincount(under, minlength=len(root)).astype(np.float64)

    @cached_property
    def most_reacted(self) -> Places:
        """The row with most votes, per post."""
        return self.most(self.votes, self.counted)

    @cached_property
    def hottest(self) -> Places:
        """The row of the hottest thread, per post."""
        return self.most(self.descendants, self.counted & self.matches("parent", 0))

    def ids(self, rows: Places) -> pd.Series:
        """Return the comment_ids of rows, missing for -1."""
        if not len(self.comments.rows):
            return pd.Series([None] * len(rows), dtype="str")
        found = self.comments.rows["comment_id"].take(np.maximum(rows, 0)).reset_index(drop=True)
        return found.where(rows >= 0)

    def at_rows(self, values: npt.NDArray[np.float64], rows: Places) -> npt.NDArray[np.float64]:
        """Return the values of rows, 0 for -1."""
        return np.where(rows >= 0, values[np.maximum(rows, 0)] if len(values) else 0, 0)

    def missing(self, declared: str, read: npt.NDArray[np.int64]) -> pd.Series:
        """Return how many of those that the page declares were not read; missing where it declares none."""
        return (self.posts[declared] - read).clip(lower=0)

    def answer_hours(self) -> pd.Series:
        """Median hours to the site's answer of recent questions."""
        has, first = self.answers
        at = self.of("at").astype(np.int64)
        timed = self.recent & has & (first != NEVER)
        return self.median((first - at) / _HOUR, timed & (first >= at))
