"""How likely a comment is spam, by its words, its addresses, who signs it and how it looks.

Two linear judges, one taught by comments of all kinds, one by those below videos (where "subscribe to my channel" is
the usual spam), and a third that says how much a comment is like the latter: the log odds are their mean, weighted by
it (a mixture of experts: Jacobs et al. 1991).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.model import Model, sigmoid
from pipeline.classifiers.own import corrected
from pipeline.classifiers.spam_signs import SIGNS, Beside, Signs, signs
from pipeline.features import SURFACE, Features

TEXT, NAME, ADDRESS = "text", "name", "address"
_COUNTED = [
    place
    for place, name in enumerate(SURFACE)
    if not name.endswith("_share") and not name.startswith(("ends_", "starts_"))
]
_SIGNS_COUNTED = [
    place for place, name in enumerate(SIGNS) if name not in ("address_share", "author_in_url", "disguised")
]
_NAME_WORDS, _SHOUTED = SIGNS.index("author_words"), SURFACE.index("capital_words")
_IN_FULL = 2  # words of a first and a last name: whether people sign so differs from site to site


def numbers(features: Features, found: Signs) -> npt.NDArray[np.float64]:
    """Return the plain numbers that the classifier looks at: the text's look and the signs; counts as logarithms.

    Of a name only the words beyond the second count; words in capitals do not.
    """
    look, beside = features.surface.copy(), found.numbers.copy()
    look[:, _COUNTED] = np.log1p(np.maximum(look[:, _COUNTED], 0))
    beside[:, _NAME_WORDS] = np.maximum(beside[:, _NAME_WORDS] - _IN_FULL, 0)
    beside[:, _SIGNS_COUNTED] = np.log1p(beside[:, _SIGNS_COUNTED])
    look[:, _SHOUTED] = 0
    return np.hstack([look, beside])


def logits(model: Model, features: Features, beside: Beside) -> npt.NDArray[np.float64]:
    """Return the log odds of spam, one per text; the same text gives the same in any company."""
    found = signs(features, beside)
    plain = numbers(features, found)
    total = model.linear(TEXT).logits(features.words, features.chars, plain)
    for part, texts in ((NAME, beside.authors), (ADDRESS, found.addresses)):
        _add_named(total, model, part, texts)
    return corrected(model, mixed(total), features, plain)


def mixed(outputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return what the three outputs mean: spam anywhere, spam below videos, and how like those a comment is."""
    share = sigmoid(outputs[:, 2])
    return share * outputs[:, 1] + (1 - share) * outputs[:, 0]


def _add_named(total: npt.NDArray[np.float64], model: Model, part: str, texts: Sequence[str]) -> None:
    """Add what names or addresses tell; nothing where there are none."""
    if there := [row for row, text in enumerate(texts) if text]:
        places = {text: place for place, text in enumerate(dict.fromkeys(texts[row] for row in there))}
        features = Features.of(list(places))  # names come again: each is looked at once
        told = model.linear(part).logits(features.words, features.chars)
        total[there] += told[[places[texts[row]] for row in there]]
