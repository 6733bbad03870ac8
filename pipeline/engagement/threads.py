"""Who answers whom: the parents, roots and answers of comments, whatever their order; cycles do no harm."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.engagement.condense import NEVER, UNKNOWN, Condensed

_DEEPEST = 100
"""Levels that are climbed from an answer; comment systems nest ten."""

Places = npt.NDArray[np.intp]


def parents(comments: Condensed) -> Places:
    """Return the place of each comment's parent among the rows, -1 where it has none or the parent was not read."""
    ids, parent = comments.numbers("id"), comments.numbers("parent")
    places = np.full(len(ids), UNKNOWN, dtype=np.intp)
    replies = np.flatnonzero(parent)
    if len(replies):
        first = pd.Index(ids)
        if not first.is_unique:
            first, kept = np.unique(ids, return_index=True)
            found = pd.Index(first).get_indexer(parent[replies])
            places[replies] = np.where(found >= 0, kept[found], UNKNOWN)
        else:
            places[replies] = first.get_indexer(parent[replies])
    return places


def roots(parent: Places) -> Places:
    """Return the place of the comment at which each one's thread starts; its own where it starts one."""
    place = np.arange(len(parent))
    up = np.where(parent >= 0, parent, place)
    # Each round doubles how far up one looks: twenty climb any thread of a million. Cycles end somewhere in themselves.
    for _ in range(20):
        further = up[up]
        if np.array_equal(further, up):
            break
        up = further
    return up


def answered(comments: Condensed, parent: Places) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Return which comments have a published reply by staff under them, and when the first such was written (NEVER:
    unknown).
    """
    at = comments.numbers("at").astype(np.int64)
    has = np.zeros(len(parent), dtype=bool)
    first = np.full(len(parent), np.iinfo(np.int64).max)
    answer = np.flatnonzero((comments.numbers("staff") == 1) & comments.numbers("counted").astype(bool))
    under = parent[answer]
    for _ in range(_DEEPEST):
        going = under >= 0
        answer, under = answer[going], under[going]
        if not len(answer):
            break
        has[under] = True
        np.minimum.at(first, under, np.where(at[answer] == NEVER, np.iinfo(np.int64).max, at[answer]))
        under = parent[under]
    return has, np.where(first == np.iinfo(np.int64).max, NEVER, first)


def replied(comments: Condensed, parent: Places) -> npt.NDArray[np.bool_]:
    """Return which comments have a published reply directly under them."""
    has = np.zeros(len(parent), dtype=bool)
    has[parent[(parent >= 0) & comments.numbers("counted").astype(bool)]] = True
    return has
