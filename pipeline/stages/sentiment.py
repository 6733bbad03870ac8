"""How the comment feels, as its author meant it: positive, neutral or negative, in English and French."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.classifiers import model, sentiment
from pipeline.features import Features
from pipeline.schema import COMMENTS

_LABELS = np.array(["negative", "neutral", "positive"], dtype=object)


@dataclass(frozen=True)
class SentimentStage:
    """Answers the likeliest of three attitudes and P(positive) - P(negative).

    Missing for other languages, for pingbacks and trackbacks, and where there is no text.
    """

    classifier: model.Handle = field(default_factory=lambda: model.current("sentiment"))
    name: str = "sentiment"
    reads: tuple[str, ...] = ("text", "kind", "language")
    adds: tuple[str, ...] = ("sentiment", "sentiment_score")

    @property
    def version(self) -> str:
        """The classifier behind it."""
        return self.classifier.version

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:
        """Answer one batch."""
        labels = np.full(len(batch), None, dtype=object)
        scores = np.full(len(batch), np.nan)
        asked = (batch["kind"] == "comment").to_numpy(dtype=np.bool_) & features.written
        told = batch["language"].to_numpy(dtype=object, na_value="")
        for language in sentiment.LANGUAGES:
            chosen = asked & (told == language)
            if chosen.any():
                found = sentiment.probabilities(self.classifier.open(), features.where(chosen), language)
                labels[chosen] = _LABELS[found.argmax(axis=1)]
                scores[chosen] = np.round(found[:, 2] - found[:, 0], 4)
        told_labels = pd.array(labels, dtype=COMMENTS["sentiment"].dtype)
        return pd.DataFrame({"sentiment": told_labels, "sentiment_score": scores}, index=batch.index)
