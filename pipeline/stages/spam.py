"""The stage that tells how likely a comment is spam."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from pipeline.classifiers.model import Handle, current, sigmoid
from pipeline.classifiers.spam import logits
from pipeline.classifiers.spam_signs import Beside
from pipeline.features import Features

SPAM = "spam"


def _in_use() -> Handle:
    return current(SPAM)


@dataclass(frozen=True)
class SpamStage:
    """Answers `spam_score`, a probability, in every language; missing where there is no text."""

    classifier: Handle = field(default_factory=_in_use)

    name: ClassVar[str] = SPAM
    reads: ClassVar[tuple[str, ...]] = ("text", "kind", "author", "author_url", "links")
    adds: ClassVar[tuple[str, ...]] = ("spam_score",)

    @property
    def version(self) -> str:
        """The classifier's name, version and the first digits of its SHA-256."""
        return self.classifier.version

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:
        """Answer one batch."""
        scores = np.round(sigmoid(logits(self.classifier.open(), features, Beside.of(batch))), 4)
        return pd.DataFrame({"spam_score": np.where(features.written, scores, np.nan)}, index=batch.index)
