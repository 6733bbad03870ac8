"""Which labelled comments belong together, copies of a text and all of one author: no part may tell of another."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

FOLDS = 5
_TOGETHER = ("text_hash", "author_key", "author_url")


def groups_of(comments: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the number of each comment's group: those linked, directly or not, by text, author or author's address."""
    links = [_linked(comments[name]) for name in _TOGETHER]
    among = sparse.csr_array(sum(links[1:], links[0]))
    return np.asarray(connected_components(among, directed=False)[1], dtype=np.int64)


def _linked(values: pd.Series) -> sparse.coo_array:
    """Return which comments follow the one before with the same value; a missing value links nothing."""
    codes = pd.factorize(values)[0]
    order = np.argsort(codes, kind="stable")
    same = (codes[order][1:] == codes[order][:-1]) & (codes[order][1:] >= 0)
    size = len(codes)
    return sparse.coo_array((np.ones(int(same.sum())), (order[1:][same], order[:-1][same])), shape=(size, size))


def folds_of(
    groups: npt.NDArray[np.int64], answers: npt.NDArray[np.bool_], folds: int = FOLDS
) -> npt.NDArray[np.int64]:
    """Return the part of each comment: whole groups, and about as many yes and no in each part."""
    counts = np.stack([np.bincount(groups, weights=answers == side) for side in (False, True)], axis=1)
    total = np.maximum(counts.sum(axis=0), 1)
    filled = np.zeros((folds, 2))
    part = np.zeros(len(counts), dtype=np.int64)
    for group in np.argsort(-(counts / total).sum(axis=1), kind="stable"):
        share = counts[group] / total
        part[group] = np.argmin((filled * (share > 0)).sum(axis=1) + 1e-9 * filled.sum(axis=1))
        filled[part[group]] += share
    return part[groups]
