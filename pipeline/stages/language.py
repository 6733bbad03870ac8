"""The stage that tells a comment's language."""

from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from pipeline.classifiers.language import open_languages
from pipeline.classifiers.model import Handle, current
from pipeline.features import Features
from pipeline.schema import COMMENTS

LANGUAGE = "language"


def _in_use() -> Handle:
    return current(LANGUAGE)


@dataclass(frozen=True)
class LanguageStage:
    """Answers `language` (missing where the text does not tell) and `language_score`, the probability of the likeliest.

    `expects` are the languages that the site's comments are usually in: a prior, so that a clear text in another
    language still comes out as itself.
    """

    expects: tuple[str, ...] = ("en", "fr")
    classifier: Handle = field(default_factory=_in_use)

    name: ClassVar[str] = "language"
    reads: ClassVar[tuple[str, ...]] = ("text",)
    adds: ClassVar[tuple[str, ...]] = ("language", "language_score")

    @property
    def version(self) -> str:
        """The classifier's name, version and the first digits of its SHA-256."""
        return self.classifier.version

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:
        """Answer one batch."""
        names, scores = open_languages(self.classifier).answers(features.texts, self.expects)
        return pd.DataFrame(
            {
                "language": pd.Series(names, index=batch.index, dtype=COMMENTS["language"].dtype),
                "language_score": pd.Series(scores, index=batch.index),
            }
        )
