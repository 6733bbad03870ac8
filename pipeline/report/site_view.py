"""What is known of a site when its pages are drawn: the last 30 days, those before, and what waits for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.engagement import Condensed
from pipeline.engagement.condense import NEVER
from pipeline.engagement.counting import Counting
from pipeline.engagement.per_post import returning
from pipeline.engagement.periods import grouped, spans
from pipeline.report.figures import Figures
from pipeline.report.naming import title_of
from pipeline.report.reading import read, reasons_of
from pipeline.report.view import PostView, Site

DAYS = 30
_SPANS = 13
_LISTED = 3_000
"""Comments that a list of a period shows at most, the newest."""

_WEEKS = 52


@dataclass
class SiteView:
    """One site: all its comments in short, its posts with their figures, and the pages of its posts by post_id."""

    site: Site
    comments: Condensed
    table: pd.DataFrame
    pages: Mapping[str, str]
    staff_known: bool
    now: datetime

    @cached_property
    def at(self) -> npt.NDArray[np.int64]:
        """The moments of all comments, µs."""
        return self.comments.numbers("at").astype(np.int64)

    @cached_property
    def counted(self) -> npt.NDArray[np.bool_]:
        """Which comments are published comments, each once."""
        return self.comments.numbers("counted").astype(bool)

    @cached_property
    def latest(self) -> datetime | None:
        """When the latest published comment was written; None where no date is known."""
        dated = self.at[self.counted & (self.at != NEVER)]
        return datetime.fromtimestamp(int(dated.max()) / 1e6, UTC) if len(dated) else None

    @cached_property
    def end(self) -> datetime:
        """Where the last 30 days end: now, or with the latest comment where there has been none in two such periods."""
        if self.latest is None or self.latest >= self.now - timedelta(days=2 * DAYS):
            return self.now
        return self.latest + timedelta(seconds=1)

    @cached_property
    def spans(self) -> npt.NDArray[np.int64]:
        """How many periods before the end each comment lies, -1 for none."""
        return spans(self.comments, self.end, DAYS, _SPANS)

    @cached_property
    def periods(self) -> list[Figures]:
        """The figures of the last 30 days, of those before, and so on back."""
        labels = [str(place) for place in range(_SPANS)]
        table = grouped(self.comments, self.spans, labels, self.staff_known, self.now)
        return [self.figures(row) for row in table.to_dict("records")]

    def figures(self, row: Mapping[Any, object]) -> Figures:
        """Return the figures of a row that is no post's."""
        post = {"post_id": "", "title": None, "url": None, "author": None, "published_at": None}
        declared = dict.fromkeys(("declared_threads", "declared_replies", "declared_authors", "declared_comments"))
        own = {str(name): value for name, value in row.items()}
        return Figures({**post, **declared, "forms": self._forms, **own}, self.site.words)

    @cached_property
    def _forms(self) -> str:
        """The forms that anything on the site was read from, with a comma."""
        return ", ".join(sorted({form for forms in self.table["forms"].dropna() for form in forms.split(", ") if form}))

    @cached_property
    def this(self) -> PostView:
        """The comments of the last 30 days."""
        return self.period_view("recent", self.spans == 0, self.periods[0])

    @cached_property
    def before(self) -> PostView:
        """The comments of the 30 days before."""
        return self.period_view("before", self.spans == 1, self.periods[1])

    @cached_property
    def waiting(self) -> PostView:
        """The questions of the last 90 days."""
        return self.period_view("questions", self.counting.recent, self.whole)

    @cached_property
    def counting(self) -> Counting:
        """All comments on their way to figures."""
        posts = pd.DataFrame({"post_id": self.comments.posts, "site": self.site.name})
        return Counting(self.comments, posts, self.now, self.staff_known)

    @cached_property
    def whole(self) -> Figures:
        """The figures of the whole site."""
        codes = np.zeros(len(self.comments.rows), dtype=np.int64)
        table = grouped(self.comments, codes, ["all"], self.staff_known, self.now)
        return self.figures(table.to_dict("records")[0])

    @cached_property
    def posts(self) -> dict[str, tuple[str, str]]:
        """Title and page of each post."""
        titles = zip(self.table["post_id"], self.table["title"], strict=True)
        return {
            post_id: (title_of(title, self.site.words), f"{self.pages[post_id]}.html")
            for post_id, title in titles
            if post_id in self.pages
        }

    def period_view(self, name: str, mask: npt.NDArray[np.bool_], figures: Figures) -> PostView:
        """Return the comments of a mask as pages show them: the newest, if there are very many."""
        rows = np.flatnonzero(mask)
        newest = rows[np.argsort(self.at[rows], kind="stable")[-_LISTED:]]
        ids = self.comments.rows["comment_id"].take(newest).tolist()
        comments = list(read({"comment_id": ids})) if ids else []
        counting = self.counting
        still_open = counting.asking & ~counting.answers[0] & mask
        known_open = frozenset(self.comments.rows["comment_id"].take(np.flatnonzero(still_open)))
        returned = frozenset().union(*self._returning(mask).values())
        return PostView(
            self.site,
            name,
            figures,
            comments,
            returned,
            reasons_of(comments),
            self.posts,
            known_open if figures["questions_unanswered"] is not None else None,
        )

    def _returning(self, mask: npt.NDArray[np.bool_]) -> dict[str, frozenset[str]]:
        """Return the comments of a mask by people who had one before its first, as `returning` finds them between
        posts.
        """
        rows = self.comments.rows.assign(post=np.where(mask, 1, 0).astype(np.int32))
        return returning(
            Condensed(rows, ["before", "here"], self.comments.sites, self.comments.sources, self.comments.languages),
            {"here"},
        )

    @cached_property
    def growth(self) -> list[tuple[str, int, int]]:
        """Posts with comments in the last 30 days: post_id, comments then, comments in the 30 days before; most
        gained first.
        """
        post = self.comments.numbers("post").astype(np.int64)
        now, before = (
            np.bincount(post[self.counted & (self.spans == place)], minlength=len(self.comments.posts))
            for place in (0, 1)
        )
        found = [(self.comments.posts[place], int(now[place]), int(before[place])) for place in np.flatnonzero(now)]
        return sorted(found, key=lambda row: (row[2] - row[1], -row[1], row[0]))

    @cached_property
    def weeks(self) -> list[tuple[datetime, int]]:
        """Begin and published comments of the last 52 times seven days, the latest last."""
        back = spans(self.comments, self.end, 7, _WEEKS)
        counts = np.bincount(back[self.counted & (back >= 0)], minlength=_WEEKS)
        return [(self.end - timedelta(days=7 * (place + 1)), int(counts[place])) for place in reversed(range(_WEEKS))]

    @cached_property
    def hours(self) -> npt.NDArray[np.int64]:
        """Published comments by weekday (Monday first) and hour, in the site's time zone, (7, 24)."""
        dated = self.counted & (self.at != NEVER)
        local = pd.Series(pd.to_datetime(self.at[dated], unit="us", utc=True)).dt.tz_convert(self.site.words.zone)
        place = local.dt.day_of_week.to_numpy() * 24 + local.dt.hour.to_numpy()
        return np.bincount(place, minlength=7 * 24).reshape(7, 24)
