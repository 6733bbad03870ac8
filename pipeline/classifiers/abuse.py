"""How likely a comment is abuse: a linear model per language over words, characters, set words and the look.

What a comment quotes of others is heard apart from what it says itself (`abuse_heard`).
"""

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.abuse_heard import Heard
from pipeline.classifiers.abuse_signs import SIGNS, signs
from pipeline.classifiers.lexicon import fingerprints, lexicon
from pipeline.classifiers.model import Model
from pipeline.classifiers.own import corrected
from pipeline.errors import ModelError
from pipeline.features import SURFACE, Features

LANGUAGES = ("en", "fr")
QUOTED = " quoted"
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


def evidence(features: Features, heard: Heard, language: str) -> npt.NDArray[np.float64]:
    """Return the plain numbers that a language's classifier looks at.

    The look of the text; what set words and polarity lists tell of what it says, and set words of what it quotes; how
    many words are masked.
    """
    apart = np.zeros((len(features), len(SIGNS) + 1))
    said = _told(features, language)
    if len(heard.rows):
        said[heard.rows] = _told(heard.said, language)
        apart[heard.rows, :-1] = signs(heard.quoted, language)
        apart[heard.rows, -1] = np.log1p(heard.masked)
    return np.hstack([numbers(features), said, apart])


def _told(features: Features, language: str) -> npt.NDArray[np.float64]:
    return np.hstack([signs(features, language), features.opinion(lexicon(language))])


def logits(model: Model, features: Features, language: str) -> npt.NDArray[np.float64]:
    """Return the log odds of abuse of texts in one of LANGUAGES; the same text gives the same in any company.

    Raises ModelError if the word lists are not those that the classifier was trained with.
    """
    known = fingerprints(language)
    if model.card.get("lexicons", {}).get(language, known) != known:
        raise ModelError(model.name, f"the {language} word lists have changed since it was trained; train it again")
    heard = Heard.of(features, language)
    told = evidence(features, heard, language)
    base = model.linear(language).logits(features.words, features.chars, told)[:, 0]
    if len(heard.rows):
        said, quoted = heard.said, heard.quoted
        base[heard.rows] = (
            model.linear(language).logits(said.words, said.chars, told[heard.rows])
            + model.linear(language + QUOTED).logits(quoted.words, quoted.chars)
        )[:, 0]
    return corrected(model, base, features, told[:, : len(SURFACE)])
