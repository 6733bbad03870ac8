"""Which language a text is in: hashed letter grams and words, one sum per language, a prior of what the site expects.

The weights begin as the log-probabilities of langdetect's profiles (Nakatani Shuyo; Michal Danilák's port, Apache-2.0)
and are then fitted as a softmax regression; see `language_training`. Needs NumPy and SciPy only.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.classifiers.language_grams import Alphabet, Ints, Keys, letters
from pipeline.classifiers.model import Array, Handle, softmax

Floats = npt.NDArray[np.float64]
Addresses = npt.NDArray[np.uint32]

SLOT_BITS, PRINT_BITS = 20, 12  # of a gram's hash: its place in the table, and what tells it from others there
_PRINT = np.uint32((1 << PRINT_BITS) - 1)


def addresses_of(keys: Keys) -> Addresses:
    """Return what is kept of the hashes of grams: the place in the table, and what tells them from others there."""
    return (keys >> np.uint64(64 - SLOT_BITS - PRINT_BITS)).astype(np.uint32)


@dataclass(frozen=True)
class Languages:
    """The grams that are known, whole-number weights of each per language, and how sums become probabilities."""

    names: tuple[str, ...]
    alphabet: Alphabet
    addresses: Addresses  # (grams,) sorted: the first 32 bits of each gram's hash
    weights: npt.NDArray[np.int8]  # (grams, languages)
    warmth: Floats  # the factor of a sum over n letters is warmth[0] * (n + warmth[1]) ** warmth[2]
    odds: Floats  # (languages,) how common each is on the web, before a letter is read
    least: float  # the least probability that is an answer

    @cached_property
    def _table(self) -> npt.NDArray[np.uint32]:
        table = np.zeros(1 << SLOT_BITS, dtype=np.uint32)
        rows = np.arange(1, len(self.addresses) + 1, dtype=np.uint32)
        table[self.addresses >> np.uint32(PRINT_BITS)] = (rows << np.uint32(PRINT_BITS)) | (self.addresses & _PRINT)
        return table

    @cached_property
    def _dense(self) -> npt.NDArray[np.int16]:
        return np.concatenate((np.zeros((1, len(self.names)), np.int8), self.weights)).astype(np.int16)

    def evidence(self, texts: Sequence[str]) -> Floats:
        """Return (texts, languages) logits without any prior. The same text gives the same logits in any company."""
        read = letters(texts, self.alphabet)
        # Whole numbers, so that no order of adding can matter; and no text has so many grams of a length that their
        # sum is beyond 16 bits.
        sums = (self._known(*read.all_grams()) @ self._dense).reshape(-1, len(texts), len(self.names))
        sums = sums.sum(axis=0, dtype=np.float32)
        factor = self.warmth[0] * (read.counts + self.warmth[1]) ** self.warmth[2]
        return np.asarray(sums * factor[:, None], dtype=np.float64)

    def probabilities(self, texts: Sequence[str], expects: Collection[str] = ()) -> Floats:
        """Return (texts, languages) probabilities on a site that expects these languages (those that are known)."""
        return softmax(self.evidence(texts) + self.prior(expects))

    def prior(self, expects: Collection[str]) -> Floats:
        """Return the log-probability of each language before a letter is read; see `prior`."""
        return prior(self.names, self.odds, expects)

    def answers(self, texts: Sequence[str], expects: Collection[str] = ()) -> tuple[list[str | None], Floats]:
        """Return each text's language (None where none is probable enough) and the likeliest one's probability."""
        probabilities = self.probabilities(texts, expects)
        best = probabilities.argmax(axis=1)
        scores = np.round(probabilities[np.arange(len(texts)), best], 4)
        names = [self.names[place] if score >= self.least else None for place, score in zip(best, scores, strict=True)]
        return names, scores

    def _known(self, keys: Keys, ends: Ints) -> sparse.csr_array:
        """Return counts of the known grams among these, one row per end, one column per known gram and one before."""
        addresses = addresses_of(keys)
        entries = self._table.take(addresses >> np.uint32(PRINT_BITS))
        known = np.flatnonzero((((entries ^ addresses) & _PRINT) == 0) & (entries > _PRINT))
        rows = (entries[known] >> np.uint32(PRINT_BITS)).astype(np.int32)
        pointers = np.concatenate((np.zeros(1, dtype=np.int32), np.searchsorted(known, ends).astype(np.int32)))
        shape = (len(ends), len(self.weights) + 1)
        return sparse.csr_array((np.ones(len(rows), dtype=np.int16), rows, pointers), shape=shape)

    def packed(self) -> dict[str, Array]:
        """Return arrays to save; `unpacked` reads them."""
        return {
            "names": np.array(self.names),
            "alphabet": self.alphabet,
            "steps": np.diff(self.addresses, prepend=np.uint32(0)),
            "weights": self.weights,
            "warmth": self.warmth,
            "odds": self.odds,
            "least": np.array([self.least]),
        }

    @classmethod
    def unpacked(cls, arrays: dict[str, Array]) -> "Languages":
        """Return what `packed` put into the arrays; raises KeyError if one is missing."""
        return cls(
            tuple(arrays["names"].tolist()),
            arrays["alphabet"],
            np.cumsum(arrays["steps"], dtype=np.uint32),
            arrays["weights"],
            arrays["warmth"],
            arrays["odds"],
            float(arrays["least"][0]),
        )


def prior(names: Sequence[str], odds: Floats, expects: Collection[str]) -> Floats:
    """Return log-probabilities: two expected languages are each as likely as all that are not expected together.

    So are more than two; one alone is half as likely as the others, lest a text that tells nothing be called that.
    """
    expected = np.isin(names, list(expects))
    if not expected.any() or expected.all():
        shares = odds
    else:
        others = np.where(expected, 0.0, odds)
        shares = np.where(expected, 1.0, others * ((2.0 if expected.sum() == 1 else 1.0) / others.sum()))
    return np.asarray(np.log(shares / shares.sum()), dtype=np.float64)


@lru_cache(maxsize=2)
def open_languages(handle: Handle) -> Languages:
    """Return the classifier that is meant, opened once per process; raises ModelError as `Handle.open` does."""
    return Languages.unpacked(handle.open().arrays)
