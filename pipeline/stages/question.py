"""The stage that tells whether a comment asks something that deserves an answer."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from pipeline.classifiers.model import Handle, current, sigmoid
from pipeline.classifiers.question import ASKS, LANGUAGES, logits, logits_elsewhere
from pipeline.features import Features

QUESTION = "question"


def _in_use() -> Handle:
    return current(QUESTION)


@dataclass(frozen=True)
class QuestionStage:
    """Answers `is_question` and `question_score`, a probability; missing where there is no text.

    In other languages than English and French question marks alone are looked at.
    """

    classifier: Handle = field(default_factory=_in_use)

    name: ClassVar[str] = QUESTION
    reads: ClassVar[tuple[str, ...]] = ("text", "language")
    adds: ClassVar[tuple[str, ...]] = ("is_question", "question_score")

    @property
    def version(self) -> str:
        """The classifier's name, version and the first digits of its SHA-256."""
        return self.classifier.version

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:
        """Answer one batch."""
        model = self.classifier.open()
        told = batch["language"].to_numpy(dtype=object, na_value="")
        read = np.array([not language or language in LANGUAGES for language in told], dtype=np.bool_)
        odds = logits(model, features)
        if not read.all():
            odds = np.where(read, odds, logits_elsewhere(model, features))
        scores = np.where(features.written, np.round(sigmoid(odds), 4), np.nan)
        asks = pd.arrays.BooleanArray(scores >= ASKS, ~features.written)
        return pd.DataFrame({"is_question": asks, "question_score": scores}, index=batch.index)
