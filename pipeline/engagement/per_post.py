"""One row per post: every figure of `metrics.METRICS`, missing where the source cannot support it."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.engagement import threads
from pipeline.engagement.condense import NEVER, Condensed, condensed
from pipeline.engagement.counting import Counting
from pipeline.engagement.metrics import BY_NAME, COLUMNS, DECLARED, OF_POST
from pipeline.schema import DTYPES, POSTS, conform


def per_post(
    comments: pd.DataFrame | Iterable[pd.DataFrame],
    posts: pd.DataFrame,
    staff: Collection[str] = (),
    now: datetime | None = None,
) -> pd.DataFrame:
    """Return one row per post with `metrics.COLUMNS`, most comments first.

    `comments` is a frame with the columns of `condense.READS` (those that it lacks are taken as missing), or frames one
    after the other; `posts` has the columns of the posts table. `staff` are folded names that answer for the site,
    beside those whom the source marks; `now` is what the last 90 days are counted back from. A post without comments
    counts 0.
    """
    return of_posts(condensed(comments, staff), posts, bool(staff), now)


def of_posts(
    comments: Condensed, posts: pd.DataFrame, staff_known: bool = False, now: datetime | None = None
) -> pd.DataFrame:
    """Return the same from comments that are condensed already."""
    counting = Counting(comments, _told(comments, posts), now or datetime.now(UTC), staff_known)
    figures = {name: _figure(counting, name) for name in BY_NAME}
    table = counting.posts.assign(forms=counting.forms, **figures, not_available=counting.lacking)
    ordered = table.sort_values(["comments", "post_id"], ascending=[False, True], kind="stable")
    return ordered[list(COLUMNS)].reset_index(drop=True)


def _told(comments: Condensed, posts: pd.DataFrame) -> pd.DataFrame:
    """Return the posts in the order of their numbers, and after them those without comments."""
    known = conform(posts[[name for name in POSTS.names if name in posts]], POSTS).drop_duplicates(
        "post_id", keep="last"
    )
    own = pd.Index(comments.posts, dtype="str")
    more = known.loc[~known["post_id"].isin(own), "post_id"]
    whole = known.set_index("post_id").reindex(own.append(pd.Index(more))).rename_axis("post_id").reset_index()
    site = _first(comments.numbers("post"), comments.numbers("site"), len(own))
    names = pd.Series(
        [comments.sites[number] if number >= 0 else None for number in site] + [None] * len(more), dtype="str"
    )
    return whole.assign(site=whole["site"].fillna(names))[[*OF_POST, *DECLARED]]


def _first(groups: npt.NDArray[Any], values: npt.NDArray[Any], count: int) -> npt.NDArray[np.int64]:
    found = np.full(count, -1, dtype=np.int64)
    found[groups[::-1]] = values[::-1]
    return found


def _figure(counting: Counting, name: str) -> pd.Series:
    """Return a figure of every post, missing where something that it needs is lacking."""
    metric = BY_NAME[name]
    values = pd.Series(FIGURES[name](counting)).astype(DTYPES[metric.kind])
    can = np.logical_and.reduce([counting.has(need) for need in metric.needs], initial=True) & np.ones(
        len(values), bool
    )
    return values.where(can)


def _moment(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values.astype("Int64"), unit="us", utc=True)


FIGURES: dict[str, Callable[[Counting], object]] = {
    "comments": lambda c: c.count(c.counted),
    "threads": lambda c: c.count(c.counted & (c.of("parent") == 0)),
    "replies": lambda c: c.count(c.counted & (c.of("parent") != 0)),
    "pings": lambda c: c.count(c.pings),
    "comment_authors": lambda c: c.authors(),
    "nameless": lambda c: c.count(c.counted & ~c.flag("named")),
    "staff_comments": lambda c: c.count(c.counted & (c.of("staff") == 1)),
    "held": lambda c: c.count(c.kept & c.is_status("held")),
    "spam": lambda c: c.count(c.kept & c.is_status("spam")),
    "trashed": lambda c: c.count(c.kept & c.is_status("trash")),
    "gone": lambda c: c.count(c.kept & c.is_status("gone")),
    "doubles": lambda c: c.count(c.flag("double")),
    "truncated": lambda c: c.count(c.counted & c.flag("truncated")),
    "missing_threads": lambda c: c.missing("declared_threads", c.count((c.counted | c.pings) & (c.of("parent") == 0))),
    "missing_replies": lambda c: c.missing("declared_replies", c.count(c.counted & (c.of("parent") != 0))),
    "missing_comments": lambda c: c.missing("declared_comments", c.count(c.counted | c.pings)),
    "first_at": lambda c: _moment(c.extreme(c.of("at"), c.dated, largest=False)),
    "half_at": lambda c: _moment(c.half()),
    "last_at": lambda c: _moment(c.extreme(c.of("at"), c.dated, largest=True)),
    "dated": lambda c: c.count(c.dated),
    "language_en": lambda c: c.count(c.is_language("en")),
    "language_fr": lambda c: c.count(c.is_language("fr")),
    "language_other": lambda c: c.count(
        c.counted & (c.of("language") >= 0) & ~c.is_language("en") & ~c.is_language("fr")
    ),
    "language_unknown": lambda c: c.count(c.counted & (c.of("language") < 0)),
    "positive": lambda c: c.count(c.is_tone("positive")),
    "neutral": lambda c: c.count(c.is_tone("neutral")),
    "negative": lambda c: c.count(c.is_tone("negative")),
    "tone_unknown": lambda c: c.count(c.counted & (c.of("tone") < 0)),
    "questions": lambda c: c.count(c.questions),
    "questions_unreplied": lambda c: c.count(c.asking & ~threads.replied(c.comments, c.parent)),
    "questions_unanswered": lambda c: c.count(c.asking & ~c.answers[0]),
    "recent_questions": lambda c: c.count(c.recent),
    "recent_unanswered": lambda c: c.count(c.recent & ~c.answers[0]),
    "response_rate": lambda c: c.rate(c.recent & c.answers[0], c.recent),
    "recent_answer_hours": lambda c: c.answer_hours(),
    "votes_known": lambda c: c.count(c.voted),
    "votes_up": lambda c: c.sums(np.nan_to_num(c.of("votes_up").astype(np.float64)), c.counted),
    "votes_down": lambda c: c.sums(np.nan_to_num(c.of("votes_down").astype(np.float64)), c.counted),
    "most_reacted": lambda c: c.ids(c.most_reacted),
    "most_reacted_votes": lambda c: c.at_rows(c.votes, c.most_reacted),
    "hottest_thread": lambda c: c.ids(c.hottest),
    "hottest_replies": lambda c: c.at_rows(c.descendants, c.hottest),
    "new_authors": lambda c: c.arrivals(returning=False),
    "returning_authors": lambda c: c.arrivals(returning=True),
    "ratings": lambda c: c.count(c.counted & ~np.isnan(c.of("rating").astype(np.float64))),
    "rating_median": lambda c: c.median(c.of("rating"), c.counted & ~np.isnan(c.of("rating").astype(np.float64))),
    "words_median": lambda c: c.median(c.of("words"), c.measured),
    "words_least": lambda c: c.extreme(c.of("words"), c.measured, largest=False),
    "words_most": lambda c: c.extreme(c.of("words"), c.measured, largest=True),
}


def returning(comments: Condensed, among: Collection[str]) -> dict[str, frozenset[str]]:
    """Return for these posts the comment_ids of people who had a dated comment under another post of the site
    before.
    """
    known = comments.numbers("counted") & (comments.numbers("at") != NEVER) & (comments.numbers("person") != 0)
    rows = comments.rows.loc[known, ["site", "person", "post", "at", "comment_id"]]
    here = rows.groupby(["site", "person", "post"])["at"].transform("min")
    ever = rows.groupby(["site", "person"])["at"].transform("min")
    wanted = {number for number, post_id in enumerate(comments.posts) if post_id in among}
    chosen = rows[(here > ever) & rows["post"].isin(wanted)]
    return {comments.posts[number]: frozenset(ids) for number, ids in chosen.groupby("post")["comment_id"]}
