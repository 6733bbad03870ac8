"""The stage that tells a comment's language."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipeline.classifiers.language import open_languages
from pipeline.classifiers.model import Handle, current
from pipeline.features import Features
from pipeline.schema import COMMENTS


@dataclass(frozen=True)
class LanguageStage:
    """Answers `language` (missing where the text does not tell) and `language_score`, its probability.

    `expects` are the languages that the site's comments are usually in: a prior, so that a clear text in another
    language still comes out as itself.
    """

    expects: tuple[str, ...] = ("en", "fr")
    classifier: Handle = field(default_factory=lambda: current("language"))

    name: str = "language"
    reads: tuple[str, ...] = ("text",)
    adds: tuple[str, ...] = ("language", "language_score")

    @property
    def version(self) -> str:
        """The classifier's name, version and the first digits of its SHA-256."""
        return self.classifier.version

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:
        """Answer one batch."""
        names, scores = open_languages(self.classifier).answers(features.texts, self.expects)
        answered = np.array([name is not None for name in names])
        languages = pd.array(names, dtype=COMMENTS["language"].dtype)
        return pd.DataFrame({"language": languages, "language_score": np.where(answered, scores, np.nan)}, batch.index)
