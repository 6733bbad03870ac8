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
from typing import Any, Self

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
        """Return what the lists say of the texts, one column per list and name in NUMBERS; computed anew each time."""
        return opinion.numbers(self.spoken, lexicon)

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Features":
        """Return the features of the marked comments; what is computed already is cut, not computed again."""
        return self if chosen.all() else _Part(self, chosen)

    def cut(self, name: str, chosen: npt.NDArray[np.bool_]) -> Any:
        """Return what the marked comments have of a feature; cut once for all who ask for the same comments."""
        key = name, chosen.tobytes()
        if key not in self._cuts:
            whole = getattr(self, name)
            self._cuts[key] = whole.where(chosen) if name == "spoken" else whole[np.flatnonzero(chosen)]
        return self._cuts[key]

    @cached_property
    def _cuts(self) -> dict[tuple[str, bytes], Any]:
        return {}


class _Part(Features):
    """The features of some comments of a batch: cut from the whole, so that each is still computed only once."""

    def __init__(self, whole: Features, chosen: npt.NDArray[np.bool_]) -> None:
        self._whole, self._chosen = whole, chosen
        self.texts = [whole.texts[row] for row in np.flatnonzero(chosen).tolist()]

    @cached_property
    def words(self) -> sparse.csr_array:
        found: sparse.csr_array = self._whole.cut("words", self._chosen)
        return found

    @cached_property
    def chars(self) -> sparse.csr_array:
        found: sparse.csr_array = self._whole.cut("chars", self._chosen)
        return found

    @cached_property
    def surface(self) -> npt.NDArray[np.float64]:
        found: npt.NDArray[np.float64] = self._whole.cut("surface", self._chosen)
        return found

    @cached_property
    def spoken(self) -> opinion.Spoken:
        found: opinion.Spoken = self._whole.cut("spoken", self._chosen)
        return found
