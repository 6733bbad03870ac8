"""What is computed from a batch's texts once and shared by all stages, on demand.

    features.texts      list of str, "" where a comment has none
    features.surface    (comments, len(SURFACE)) float64: lengths, capitals, signs, addresses ...
    features.words      (comments, 2**18) sparse counts of words and word pairs, negation marked
    features.chars      (comments, 2**18) sparse counts of character 2- to 5-grams inside words
    features.opinion(l) (comments, len(NUMBERS) per list) float64: what the polarity lists of a Lexicon say of the texts
    features.where(m)   the same features of some of the comments, at little cost

A row's values never depend on the other rows. Needs NumPy and SciPy only.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from pipeline.features import hashing, opinion, reading, surface
from pipeline.features.opinion import NUMBERS, Lexicon
from pipeline.features.surface import SURFACE

__all__ = ["NUMBERS", "SURFACE", "Features", "Lexicon"]


class Features:
    """Everything that stages share about one batch (a frame with a `text` column), computed when first asked for."""

    def __init__(self, batch: pd.DataFrame) -> None:
        self.texts: list[str] = batch["text"].fillna("").tolist()

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Return the features of plain texts."""
        features = cls.__new__(cls)
        features.texts = list(texts)
        return features

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def joined(self) -> reading.Joined:
        """The texts as one array of characters, as they were written."""
        return reading.join(self.texts)

    @cached_property
    def reading(self) -> reading.Reading:
        """The texts as one array of plain letters, cut into tokens."""
        return reading.read(self.joined)

    @cached_property
    def written(self) -> npt.NDArray[np.bool_]:
        """Which texts have anything but blanks."""
        return np.array([bool(text) and not text.isspace() for text in self.texts], dtype=np.bool_)

    @cached_property
    def negators(self) -> npt.NDArray[np.bool_]:
        """Which tokens negate."""
        return hashing.negators(self.reading)

    @cached_property
    def words(self) -> sparse.csr_array:
        """Counts of words and word pairs, hashed; a negated word counts as another word."""
        return hashing.word_grams(self.reading, hashing.negated(self.reading.tokens, self.negators))

    @cached_property
    def chars(self) -> sparse.csr_array:
        """Counts of character n-grams inside words, hashed."""
        return hashing.char_grams(self.reading)

    @cached_property
    def surface(self) -> npt.NDArray[np.float64]:
        """How the texts look, one column per name in SURFACE."""
        return surface.surface(self.joined, self.reading)

    @cached_property
    def spoken(self) -> opinion.Spoken:
        """The tokens as a polarity list is asked about them."""
        return opinion.Spoken.of(self.reading, self.negators)

    def opinion(self, lexicon: Lexicon) -> npt.NDArray[np.float64]:
        """Return what the lists say of the texts, one column per list and name in NUMBERS; not to be written on."""
        if id(lexicon) not in self._opinions:
            self._opinions[id(lexicon)] = lexicon, opinion.numbers(self.spoken, lexicon)
        return self._opinions[id(lexicon)][1]

    @cached_property
    def _opinions(self) -> dict[int, tuple[Lexicon, npt.NDArray[np.float64]]]:
        """By identity: equal lists would have to be compared word by word. Each is held, so that no other takes it."""
        return {}

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Features":
        """Return the features of the marked comments, which all who ask for the same comments share.

        What is computed already is cut, not computed again.
        """
        if chosen.all():
            return self
        return self._parts.setdefault(chosen.tobytes(), _Part(self, chosen))

    @cached_property
    def _parts(self) -> dict[bytes, "_Part"]:
        return {}


class _Part(Features):
    """The features of some comments of a batch: cut from the whole, so that each is still computed only once."""

    def __init__(self, whole: Features, chosen: npt.NDArray[np.bool_]) -> None:
        self._whole, self._chosen, self._rows = whole, chosen, np.flatnonzero(chosen)
        self.texts = [whole.texts[row] for row in self._rows.tolist()]

    @cached_property
    def words(self) -> sparse.csr_array:
        return self._whole.words[self._rows]

    @cached_property
    def chars(self) -> sparse.csr_array:
        return self._whole.chars[self._rows]

    @cached_property
    def surface(self) -> npt.NDArray[np.float64]:
        return self._whole.surface[self._rows]

    @cached_property
    def spoken(self) -> opinion.Spoken:
        return self._whole.spoken.where(self._chosen)
