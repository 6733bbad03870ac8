"""A comment as pages show it: plain values, None where something is missing."""

from dataclasses import dataclass, fields
from datetime import datetime

import pandas as pd


@dataclass(slots=True, frozen=True)
class Comment:
    """What a page shows of one comment; the columns of the comments table."""

    comment_id: str
    post_id: str
    parent_id: str | None
    same_as: str | None
    kind: str
    position: int | None
    author: str | None
    author_key: str | None
    by_staff: bool | None
    created_at: datetime | None
    created_precision: str | None
    text: str
    truncated: bool | None
    likes: int | None
    dislikes: int | None
    rating: float | None
    source_status: str | None
    source: str | None
    source_url: str | None
    language: str | None
    sentiment: str | None
    sentiment_score: float | None
    is_question: bool | None
    question_score: float | None
    spam_score: float | None
    abuse_score: float | None
    verdict: str | None
    read_at: datetime | None
    status: str

    @property
    def is_counted(self) -> bool:
        """Whether it is a published comment that is not there twice."""
        return self.status == "approved" and self.kind == "comment" and self.same_as is None

    @property
    def is_dated(self) -> bool:
        """Whether its day is known."""
        return self.created_at is not None and self.created_precision not in ("month", "year")


COLUMNS = tuple(one.name for one in fields(Comment))
_FILLED = {"kind": "comment", "text": "", "status": "approved"}


def comments(frame: pd.DataFrame) -> list[Comment]:
    """Return the rows of a frame with COLUMNS."""
    columns = [_plain(frame[name], _FILLED.get(name)) for name in COLUMNS]
    return [Comment(*row) for row in zip(*columns, strict=True)]


def _plain(values: pd.Series, missing: object = None) -> list[object]:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return [None if one is pd.NaT else one.to_pydatetime() for one in values]
    return list(values.astype(object).where(values.notna(), missing))
