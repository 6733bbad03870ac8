"""Comments as short numbers: what all counting starts from, some 100 bytes a comment, read in batches of any size."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.identity import fold
from pipeline.schema import COMMENTS, SENTIMENTS, STATUSES, conform

READS = tuple(
    "site comment_id post_id parent_id same_as kind author author_key by_staff created_at created_precision text"
    " truncated likes dislikes rating source_status source judged_hash language sentiment is_question verdict"
    " status".split()
)
"""The columns of `comments` that counting looks at; those that a frame lacks are taken as missing."""

UNKNOWN = -1
NEVER = np.iinfo(np.int64).min
"""The moment of a comment without a usable date."""

_EXACT = ("second", "minute", "day")
_FROM_SOURCE = {"pending": "held"}
_STAMPED = (
    "comment_id parent_id same_as author judged_hash text sentiment language status verdict source_status likes"
    " dislikes rating is_question by_staff created_at truncated".split()
)
Numbers = npt.NDArray[np.int64]


@dataclass
class Condensed:
    """All comments, a row each, in the order in which they came.

    `rows` has: comment_id (text), id, parent, person (64-bit hashes, 0: none), post, site, source, language (numbers
    into `posts`, `sites`, `sources`, `languages`), at (microseconds UTC, NEVER), is_comment, counted, double, truncated
    (flags), status, tone (places in STATUSES, SENTIMENTS), question, staff (1, 0, -1 unknown), votes_up, votes_down,
    rating (NaN: none), words (-1: text unknown), named (a name is shown), stamp (hash of all), excused (needs no
    answer).
    """

    rows: pd.DataFrame
    posts: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def numbers(self, name: str) -> npt.NDArray[Any]:
        """Return a column as an array."""
        return np.asarray(self.rows[name])


class _Numbering:
    """Numbers words in the order in which they are first met, over all batches."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of(self, values: pd.Series) -> npt.NDArray[np.int32]:
        codes, words = pd.factorize(values)
        numbers = np.array(
            [self.numbers.setdefault(str(word), len(self.numbers)) for word in words] + [UNKNOWN], dtype=np.int32
        )
        return numbers[codes]


def condensed(
    comments: pd.DataFrame | Iterable[pd.DataFrame], staff: Collection[str] = (), not_needed: Collection[str] = ()
) -> Condensed:
    """Return comments (a frame, or frames one after the other) as short numbers.

    Columns are those of READS; `staff` are folded names whose comments count as the site's own answers, `not_needed`
    the comment_ids of questions that need no answer.
    """
    numbering = {name: _Numbering() for name in ("post_id", "site", "source", "language")}
    frames = [comments] if isinstance(comments, pd.DataFrame) else comments
    excused = list(not_needed)
    parts = [
        _part(batch, numbering, frozenset(staff)).assign(excused=batch["comment_id"].isin(excused).to_numpy())
        for batch in _conformed(frames)
    ]
    rows = (
        pd.concat(parts, ignore_index=True)
        if parts
        else _part(conform(pd.DataFrame(), COMMENTS, READS), numbering, frozenset()).assign(excused=False)
    )
    return Condensed(rows, *(list(one.numbers) for one in numbering.values()))


def _conformed(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    for frame in frames:
        yield conform(frame[[name for name in READS if name in frame]], COMMENTS, READS)


def _part(batch: pd.DataFrame, numbering: dict[str, _Numbering], staff: frozenset[str]) -> pd.DataFrame:
    status = _status(batch)
    is_comment = (batch["kind"].fillna("comment") == "comment").to_numpy(dtype=bool)
    double = batch["same_as"].notna().to_numpy()
    approved = status == STATUSES.index("approved")
    exact = batch["created_precision"].fillna("second").isin(_EXACT).to_numpy() & batch["created_at"].notna().to_numpy()
    return pd.DataFrame(
        {
            "comment_id": batch["comment_id"].reset_index(drop=True),
            "id": _hashes(batch["comment_id"]),
            "parent": _hashes(batch["parent_id"]),
            "person": _hashes(batch["author_key"]),
            "named": batch["author"].notna().to_numpy(),
            "post": numbering["post_id"].of(batch["post_id"]),
            "site": numbering["site"].of(batch["site"]),
            "source": numbering["source"].of(batch["source"]),
            "language": numbering["language"].of(batch["language"]),
            "at": np.where(exact, batch["created_at"].astype("int64").to_numpy(), NEVER),
            "is_comment": is_comment,
            "double": double,
            "counted": is_comment & approved & ~double,
            "status": status,
            "tone": _places(batch["sentiment"], SENTIMENTS),
            "question": _flag(batch["is_question"]),
            "staff": _staff(batch, staff),
            "truncated": _flag(batch["truncated"]) == 1,
            "votes_up": batch["likes"].to_numpy(dtype=np.float32, na_value=np.nan),
            "votes_down": batch["dislikes"].abs().to_numpy(dtype=np.float32, na_value=np.nan),
            "rating": batch["rating"].to_numpy(dtype=np.float32, na_value=np.nan),
            "words": _words(batch["text"]),
            "stamp": _stamps(batch),
        }
    )


def _status(batch: pd.DataFrame) -> npt.NDArray[np.int8]:
    """Return the status; where no run has given one, what the source says, and what nothing speaks against is
    approved.
    """
    said = batch["status"].fillna(batch["source_status"].replace(_FROM_SOURCE)).fillna("approved")
    return _places(said, STATUSES)


def _places(values: pd.Series, words: tuple[str, ...]) -> npt.NDArray[np.int8]:
    return pd.Categorical(values, categories=list(words)).codes.astype(np.int8)


def _flag(values: pd.Series) -> npt.NDArray[np.int8]:
    return np.asarray(values.astype("Int8").fillna(UNKNOWN), dtype=np.int8)


def _staff(batch: pd.DataFrame, staff: frozenset[str]) -> npt.NDArray[np.int8]:
    known = _flag(batch["by_staff"])
    if not staff:
        return known
    codes, names = pd.factorize(batch["author"])
    is_staff = np.array([fold(name) in staff for name in names] + [False])
    return np.where(is_staff[codes], np.int8(1), np.maximum(known, 0)).astype(np.int8)


def _hashes(values: pd.Series) -> npt.NDArray[np.uint64]:
    """Return 64-bit hashes, 0 for missing: among a million the chance that two collide is one in thirty million."""
    hashed = pd.util.hash_array(np.asarray(values.astype(object).where(values.notna(), None)), categorize=False)
    return np.where(values.isna().to_numpy(), np.uint64(0), hashed)


def _words(texts: pd.Series) -> npt.NDArray[np.int32]:
    """Return how many words each text has: runs of anything but white space."""
    trimmed = pc.utf8_trim_whitespace(pa.array(texts, type=pa.large_string(), from_pandas=True))
    counted = pc.list_value_length(pc.utf8_split_whitespace(trimmed))
    empty = pc.equal(trimmed, "")  # which would split into one piece
    return np.asarray(pc.if_else(empty, 0, counted).fill_null(UNKNOWN), dtype=np.int32)


def _stamps(batch: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """Return a hash of everything of a comment that a report shows: another one means that it has to be drawn again."""
    stamp: npt.NDArray[np.uint64] = np.zeros(len(batch), dtype=np.uint64)
    for name in _STAMPED:
        hashed = np.asarray(pd.util.hash_pandas_object(batch[name], index=False), dtype=np.uint64)
        stamp = np.add(stamp * np.uint64(0x9E3779B97F4A7C15), hashed, dtype=np.uint64)
    return stamp
