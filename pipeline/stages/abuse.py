"""The stage that tells how likely a comment is abuse."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from pipeline.classifiers.abuse import LANGUAGES, logits
from pipeline.classifiers.model import Handle, current, sigmoid
from pipeline.features import Features

ABUSE = "abuse"


def _in_use() -> Handle:
    return current(ABUSE)


@dataclass(frozen=True)
class AbuseStage:
    """Answers `abuse_score`, a probability; missing where there is no text and for languages without a classifier.

    A text whose language cannot be told is read in each language, and gets the mean of the probabilities.
    """

    classifier: Handle = field(default_factory=_in_use)

    name: ClassVar[str] = ABUSE
    reads: ClassVar[tuple[str, ...]] = ("text", "language")
    adds: ClassVar[tuple[str, ...]] = ("abuse_score",)

    @property
    def version(self) -> str:
        """The classifier's name, version and the first digits of its SHA-256."""
        return self.classifier.version

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:
        """Answer one batch."""
        model = self.classifier.open()
        told_languages = batch["language"].to_numpy(dtype=object, na_value="")
        untold = (told_languages == "") & features.written
        scores = np.where(untold, 0.0, np.nan)
        for language in LANGUAGES:
            told = (told_languages == language) & features.written
            if told.any():
                scores[told] = sigmoid(logits(model, features.where(told), language))
            if untold.any():
                scores[untold] += sigmoid(logits(model, features.where(untold), language)) / len(LANGUAGES)
        return pd.DataFrame({"abuse_score": np.round(scores, 4)}, index=batch.index)
