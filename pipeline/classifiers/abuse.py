"""How likely a comment is abuse: a linear model per language over words, characters, set words and the look."""

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.abuse_signs import signs
from pipeline.classifiers.lexicon import fingerprints, lexicon
from pipeline.classifiers.model import Model
from pipeline.classifiers.own import corrected
from pipeline.errors import ModelError
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


def evidence(features: Features, language: str) -> npt.NDArray[np.float64]:
    """Return the plain numbers that a language's classifier looks at: look, set words, polarity lists."""
    return np.hstack([numbers(features), signs(features, language), features.opinion(lexicon(language))])


def logits(model: Model, features: Features, language: str) -> npt.NDArray[np.float64]:
    """Return the log odds of abuse of texts in one of LANGUAGES; the same text gives the same in any company.

    Raises ModelError if the word lists are not those that the classifier was trained with.
    """
    known = fingerprints(language)
    if model.card.get("lexicons", {}).get(language, known) != known:
        raise ModelError(model.name, f"the {language} word lists have changed since it was trained; train it again")
    told = evidence(features, language)
    base = model.linear(language).logits(features.words, features.chars, told)[:, 0]
    return corrected(model, base, features, told[:, : len(SURFACE)])
