"""How likely a comment is abuse: a linear model per language over words, characters and the look of the text."""

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.model import Model
from pipeline.classifiers.own import corrected
from pipeline.features import SURFACE, Features

LANGUAGES = ("en", "fr")
_COUNTED = [
    place
    for place, name in enumerate(SURFACE)
    if not name.endswith("_share") and not name.startswith(("ends_", "starts_"))
]


def numbers(features: Features) -> npt.NDArray[np.float64]:
    """Return the look of the texts, counts as logarithms."""
    look = features.surface.copy()
    look[:, _COUNTED] = np.log1p(np.maximum(look[:, _COUNTED], 0))
    return look


def logits(model: Model, features: Features, language: str) -> npt.NDArray[np.float64]:
    """Return the log odds of abuse of texts in one of LANGUAGES; the same text gives the same in any company."""
    plain = numbers(features)
    base = model.linear(language).logits(features.words, features.chars, plain)[:, 0]
    return corrected(model, base, features, plain)
