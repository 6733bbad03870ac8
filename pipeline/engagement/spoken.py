"""The words of many comments as arrays: each as it is written, folded, and where it stands."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

_BETWEEN = "\x00"
"""Stands between two comments, and in none of them."""

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[.!?…;:,()\n]+|\S")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’]", re.IGNORECASE)
_GENITIVE = re.compile(r"['’](?:s|re|ve|ll|d|m|t)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_IRREGULAR = dict(
    pair.split(":")
    for pair in "knives:knife lives:life wives:wife leaves:leaf loaves:loaf halves:half shelves:shelf".split()
)
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spoken:
    """All words, in order: for each the numbers of its form (into `forms`), of its key (into `keys`: forms without
    case, accents and plural), of its comment and of its sentence. Sentences end where anything but a word stands.
    """

    forms: list[str]
    keys: list[str]
    form: Numbers
    key: Numbers
    comment: Numbers
    sentence: Numbers

    def comments_by_key(self) -> Numbers:
        """Return in how many comments each key occurs."""
        size = int(self.comment.max(initial=0)) + 1
        pairs = np.sort(self.key * size + self.comment)
        once = pairs[np.diff(pairs, prepend=-1) != 0]
        return np.bincount(once // size, minlength=len(self.keys))


def spoken(texts: Sequence[str], language: str) -> Spoken:
    """Return the words of these texts, which are in one language (en, fr)."""
    whole = _BETWEEN.join(_without_addresses(text) for text in texts)
    tokens = _TOKEN.findall(_ELIDED.sub(" ", whole) if language == "fr" else _GENITIVE.sub("", whole))
    met, written = pd.factorize(np.array([*tokens, _BETWEEN], dtype=object))
    forms = [str(one) for one in written]
    is_word = np.array([one[0].isalpha() for one in forms])
    key_of_form, keys = pd.factorize(np.array([fold_word(one, language) for one in forms], dtype=object))
    words = is_word[met]
    comment, sentence = np.cumsum(met == met[-1]), np.cumsum(~words)
    form = met[words].astype(np.int64)
    return Spoken(
        forms,
        [str(key) for key in keys],
        form,
        key_of_form[form].astype(np.int64),
        comment[words].astype(np.int64),
        sentence[words].astype(np.int64),
    )


def _without_addresses(text: str) -> str:
    plain = text.replace(_BETWEEN, " ")
    return _ADDRESS.sub(" . ", plain) if "@" in plain or "www" in plain or "://" in plain else plain


@lru_cache(maxsize=100_000)
def fold_word(word: str, language: str) -> str:
    """Return a word without case, accents and plural."""
    plain = word.lower()
    if not plain.isascii():
        plain = "".join(
            sign for sign in unicodedata.normalize("NFKD", plain.replace("œ", "oe")) if not unicodedata.combining(sign)
        )
    if len(plain) < 4 or plain.endswith("ss"):
        return plain
    if language == "en":
        if plain in _IRREGULAR:
            return _IRREGULAR[plain]
        if plain.endswith("ies") and len(plain) > 4:
            return plain[:-3] + "y"
        if plain.endswith(("ches", "shes", "xes", "sses", "toes")):
            return plain[:-2]
        return plain[:-1] if plain.endswith("s") and not plain.endswith(("us", "is")) else plain
    if plain.endswith("eaux"):
        return plain[:-1]
    return plain[:-1] if plain[-1] in "sx" and plain[-2] != "o" else plain
