"""Which tokens of a batch are in a list of words."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.features.hashing import hash_words
from pipeline.features.reading import Mask


def among(hashes: npt.NDArray[np.uint64], words: list[str]) -> Mask:
    """Return which of these token hashes are of one of the words (small letters without accents)."""
    known = _hashes_of(tuple(words))
    found: Mask = known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes
    return found


@lru_cache(maxsize=32)
def _hashes_of(words: tuple[str, ...]) -> npt.NDArray[np.uint64]:
    return np.sort(hash_words(sorted(set(words))))
