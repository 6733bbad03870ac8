"""What comments say themselves, with masked words spelt plainly, and apart from it what they quote of others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.abuse_masks import masked_rows, unmasked
from pipeline.classifiers.abuse_quotes import parted, quoting_rows
from pipeline.classifiers.abuse_signs import MASKED
from pipeline.features import Features


@dataclass(frozen=True)
class Heard:
    """Of those comments in which it is not simply their text: what is said, what is quoted, how many words are masked.

    `rows` are their places, in order; all others say their text as it stands.
    """

    rows: npt.NDArray[np.int64]
    said: Features
    quoted: Features
    masked: npt.NDArray[np.float64]

    @classmethod
    def of(cls, features: Features, language: str) -> "Heard":
        """Return what comments of a language say and quote; a row never depends on the others."""
        rows: list[int] = []
        said: list[str] = []
        quoted: list[str] = []
        masked: list[int] = []
        (masking, stretched), quoting = masked_rows(features), quoting_rows(features)
        for row in np.flatnonzero(masking | quoting).tolist():
            text = features.texts[row]
            plain, count = unmasked(text, MASKED[language], stretched[row]) if masking[row] else (text, 0)
            own, others = parted(plain) if quoting[row] else (plain, "")
            if own != text:
                rows.append(row)
                said.append(own)
                quoted.append(others)
                masked.append(count)
        places, counts = np.array(rows, dtype=np.int64), np.array(masked, dtype=np.float64)
        return cls(places, Features.of(said), Features.of(quoted), counts)
