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
        asked = ((batch["kind"] == "comment") & (batch["text"].fillna("").str.strip() != "")).to_numpy()
        for language in sentiment.LANGUAGES:
            chosen = asked & (batch["language"] == language).to_numpy()
            if chosen.any():
                found = sentiment.probabilities(self.classifier.open(), features.where(chosen), language)
                labels[chosen] = _LABELS[found.argmax(axis=1)]
                scores[chosen] = np.round(found[:, 2] - found[:, 0], 4)
        return pd.DataFrame(
            {
                "sentiment": pd.Series(labels, index=batch.index, dtype=COMMENTS["sentiment"].dtype),
                "sentiment_score": pd.Series(scores, index=batch.index, dtype=COMMENTS["sentiment_score"].dtype),
            }
        )
