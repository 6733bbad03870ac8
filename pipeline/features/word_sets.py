"""Which tokens of a batch are in a list of words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
import numpy.typing as npt

from pipeline.features.reading import Mask, join, read

Hashes = npt.NDArray[np.uint64]
_MIX = 0xD6E8FEB86659FD93
_ADDRESS_BITS = np.uint64(16)


def hash_words(words: Sequence[str]) -> Hashes:
    """Return the token hashes of plain words (small letters, no accents); raise ValueError where one is not a word."""
    tokens = read(join(words)).tokens
    if tokens.counts.tolist() != [1] * len(words):
        raise ValueError(f"not one word each: {words}")
    return tokens.hashes


def among(hashes: Hashes, *lists: tuple[str, ...]) -> list[Mask]:
    """Return per list (at most eight) which of these token hashes are of one of its words, as `hash_words` has them."""
    known = _known(lists)
    places = known.places[_addresses(hashes, known.factor)]
    found = np.where(known.hashes[places] == hashes, known.lists[places], np.uint8(0))
    return [(found & np.uint8(1 << place)) > 0 for place in range(len(lists))]


@dataclass(frozen=True)
class _Known:
    """The words of some lists by address: no two share one, so that each token is compared with one word at most."""

    factor: np.uint64
    places: npt.NDArray[np.uint16]  # by address: which word; 0, which is in no list, where there is none
    hashes: Hashes
    lists: npt.NDArray[np.uint8]  # a bit for each list


@lru_cache(maxsize=32)
def _known(lists: tuple[tuple[str, ...], ...]) -> _Known:
    words = sorted({word for one in lists for word in one})
    hashes = hash_words(words)
    bits = [sum(1 << place for place, one in enumerate(lists) if word in one) for word in words]
    factor = next(f for f in _factors() if len(np.unique(_addresses(hashes, f))) == len(words))
    places = np.zeros(1 << int(_ADDRESS_BITS), dtype=np.uint16)
    places[_addresses(hashes, factor)] = np.arange(1, len(words) + 1)
    return _Known(factor, places, np.append(np.uint64(0), hashes), np.array([0, *bits], dtype=np.uint8))


def _factors() -> Iterator[np.uint64]:
    return (np.uint64(factor) for factor in count(_MIX, 2))


def _addresses(hashes: Hashes, factor: np.uint64) -> Hashes:
    return (hashes * factor) >> (np.uint64(64) - _ADDRESS_BITS)
