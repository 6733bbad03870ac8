"""The same figures per period: calendar weeks and months in a site's time zone, or spans of days back from a moment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.engagement.condense import NEVER, Condensed, condensed
from pipeline.engagement.metrics import BY_NAME
from pipeline.engagement.per_post import of_posts
from pipeline.locale import marked

Unit = Literal["week", "month"]
Codes = npt.NDArray[np.int64]

USUAL = marked(
    "A change is called one when it is more than chance makes of such counts (twice the root of both "
    "together), and, where there are four or more earlier periods, when the count is also outside of their "
    "mean by twice their spread."
)
_DAY = 86_400_000_000
_HISTORY = 4


def per_period(
    comments: pd.DataFrame | Iterable[pd.DataFrame],
    unit: Unit,
    zone: tzinfo = UTC,
    staff: Collection[str] = (),
    now: datetime | None = None,
) -> pd.DataFrame:
    """Return one row per site and period in which there are comments, with `site`, `period` and the figures of a post.

    Arguments are those of `per_post`; `zone` says where a day begins. Periods are named `2026-W47` and `2026-11`.
    Comments without a usable date are in none. New and returning commenters are those of the period.
    """
    read = condensed(comments, staff)
    codes, labels = calendar(read, unit, zone)
    sites = read.numbers("site").astype(np.int64)
    pairs = np.where(codes >= 0, sites * len(labels) + codes, -1)
    used = np.unique(pairs[pairs >= 0])
    place = np.searchsorted(used, pairs)
    names = [f"{read.sites[pair // len(labels)]}\x1f{labels[pair % len(labels)]}" for pair in used]
    table = grouped(read, np.where(pairs >= 0, place, -1), names, bool(staff), now)
    parts = table["period"].str.split("\x1f", expand=True)
    told = table.assign(site=parts[0], period=parts[1]) if len(table) else table
    ordered = told.sort_values(["site", "period"], kind="stable").reset_index(drop=True)
    return ordered[["site", *ordered.columns.drop("site")]]


def grouped(
    comments: Condensed, codes: Codes, labels: Sequence[str], staff_known: bool = False, now: datetime | None = None
) -> pd.DataFrame:
    """Return figures of groups of comments, a row each in the order of `labels`; code -1 is in no group."""
    rows = comments.rows.assign(post=np.where(codes >= 0, codes, len(labels)).astype(np.int32))
    again = replace(comments, rows=rows, posts=[*labels, ""])
    table = of_posts(again, pd.DataFrame({"post_id": [*labels, ""]}), staff_known, now).set_index("post_id")
    return table.loc[list(labels), ["site", *BY_NAME, "not_available"]].rename_axis("period").reset_index()


def calendar(comments: Condensed, unit: Unit, zone: tzinfo) -> tuple[Codes, list[str]]:
    """Return for each row the place of its week or month among the labels, -1 without a usable date; and the labels."""
    at = comments.numbers("at").astype(np.int64)
    dated = at != NEVER
    local = pd.Series(pd.to_datetime(at[dated], unit="us", utc=True)).dt.tz_convert(zone)
    if unit == "month":
        labels = local.dt.strftime("%Y-%m")
    else:
        iso = local.dt.isocalendar()
        labels = iso["year"].astype("str") + "-W" + iso["week"].astype("str").str.zfill(2)
    numbers, names = pd.factorize(labels, sort=True)
    codes = np.full(len(at), -1, dtype=np.int64)
    codes[dated] = numbers
    return codes, [str(name) for name in names]


def spans(comments: Condensed, end: datetime, days: int, most: int) -> Codes:
    """Return for each row how many spans of `days` before `end` it lies: 0 the latest; -1 for others and later ones."""
    at = comments.numbers("at").astype(np.int64)
    back = (int(end.timestamp() * 1e6) - at) // (days * _DAY)
    return np.where((at != NEVER) & (back >= 0) & (back < most), back, -1)


def is_change(now: int, before: int, history: Sequence[int]) -> bool:
    """Tell whether a count differs from the one before by more than USUAL says; `history` are counts before both."""
    if abs(now - before) <= 2 * np.sqrt(now + before):
        return False
    if len(history) < _HISTORY:
        return True
    earlier = np.array([*history, before], dtype=np.float64)
    return bool(abs(now - earlier.mean()) > 2 * earlier.std(ddof=1))
