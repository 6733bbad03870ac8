"""How likely a comment is spam: one linear model over its words, its addresses, who signs it and how it looks."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.model import Model
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


def numbers(features: Features, found: Signs) -> npt.NDArray[np.float64]:
    """Return the plain numbers that the classifier looks at: the text's look and the signs; counts as logarithms."""
    look, beside = features.surface.copy(), found.numbers.copy()
    look[:, _COUNTED] = np.log1p(np.maximum(look[:, _COUNTED], 0))
    beside[:, _SIGNS_COUNTED] = np.log1p(beside[:, _SIGNS_COUNTED])
    return np.hstack([look, beside])


def logits(model: Model, features: Features, beside: Beside) -> npt.NDArray[np.float64]:
    """Return the log odds of spam, one per text; the same text gives the same in any company."""
    found = signs(features, beside)
    total = model.linear(TEXT).logits(features.words, features.chars, numbers(features, found))[:, 0]
    for part, texts in ((NAME, beside.authors), (ADDRESS, found.addresses)):
        total = total + _of_named(model, part, texts)
    return total


def _of_named(model: Model, part: str, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return what names or addresses add; nothing where there are none."""
    there = [row for row, text in enumerate(texts) if text]
    added = np.zeros(len(texts))
    if there:
        features = Features.of([texts[row] for row in there])
        added[there] = model.linear(part).logits(features.words, features.chars)[:, 0]
    return added
