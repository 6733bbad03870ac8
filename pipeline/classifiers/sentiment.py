"""How a comment feels: three probabilities per text, from words, characters, polarity lists and the look of the text.

Two judges per language, one taught by comments and one by short public posts, and a third that says which of the two a
text resembles: the probabilities are their mean, weighted by it (a mixture of experts: Jacobs et al. 1991).
"""

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.lexicon import fingerprints, lexicon
from pipeline.classifiers.model import Linear, Model, sigmoid, softmax
from pipeline.errors import ModelError
from pipeline.features import Features

LANGUAGES = ("en", "fr")
# Outputs: comments negative, comments positive, posts negative, posts positive (neutral is 0), and how comment-like.
OUTPUTS = 5


def numbers(features: Features, language: str) -> npt.NDArray[np.float64]:
    """Return the plain numbers that the classifier looks at beside hashed words: look and polarity lists.

    Of counts and sums their logarithm, sign kept: twice as many words are not twice the feeling.
    """
    plain = np.hstack([features.surface, features.opinion(lexicon(language, phrases=True))])
    return np.asarray(np.sign(plain) * np.log1p(np.abs(plain)), dtype=np.float64)


def probabilities(model: Model, features: Features, language: str) -> npt.NDArray[np.float64]:
    """Return (texts, 3) float64: negative, neutral, positive.

    Raises ModelError if the word lists are not those that the classifier was trained with.
    """
    linear = opened(model, language)
    return mixed(linear.logits(features.words, features.chars, numbers(features, language)))


def mixed(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the probabilities that the five outputs mean."""
    neutral = np.zeros(len(logits))
    comments = softmax(np.column_stack([logits[:, 0], neutral, logits[:, 1]]))
    posts = softmax(np.column_stack([logits[:, 2], neutral, logits[:, 3]]))
    share = sigmoid(logits[:, 4])[:, None]
    return share * comments + (1 - share) * posts


def opened(model: Model, language: str) -> Linear:
    """Return a language's weights; raise ModelError if the word lists are not those that it was trained with."""
    told = model.card.get("lexicons", {}).get(language)
    if told != fingerprints(language, phrases=True):
        raise ModelError(model.name, f"the {language} word lists have changed since it was trained; train it again")
    return model.linear(language)
