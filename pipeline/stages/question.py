"""The stage that tells whether a comment asks something that deserves an answer."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from pipeline.classifiers.model import Handle, current, sigmoid
from pipeline.classifiers.question import ASKS, LANGUAGES, logits, logits_elsewhere
from pipeline.features import Features
from pipeline.schema import COMMENTS

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
        read = (batch["language"].isna() | batch["language"].isin(LANGUAGES)).to_numpy(dtype=np.bool_)
        scores = np.where(read, logits(model, features), logits_elsewhere(model, features))
        scores = np.round(sigmoid(scores), 4)
        empty = np.array([not text or text.isspace() for text in features.texts])
        scores[empty] = np.nan
        asks = pd.Series(scores >= ASKS, index=batch.index, dtype=COMMENTS["is_question"].dtype).mask(empty)
        return pd.DataFrame({"is_question": asks, "question_score": pd.Series(scores, index=batch.index)})
