"""The polarity lists that ship with the package, read and made ready once per process."""

import csv
import hashlib
from functools import lru_cache
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.features import Lexicon

FOLDER = Path(__file__).with_name("lexicons")
# Per language, one or more lists; a list is one or more files, of which the later ones correct the earlier.
LISTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (("roles_en.csv", "vader_en.csv", "polarity_en.csv"), ("roles_en.csv", "opinion_en.csv")),
    "fr": (("roles_fr.csv", "polarity_fr.csv"), ("roles_fr.csv", "vader_fr.csv")),
}
# What only sentiment hears beside, in the first list: how people say in comments that they like a thing or not.
PHRASES = {"en": "phrases_en.csv", "fr": "phrases_fr.csv"}
_EMOJI = "emoji.csv"


@lru_cache(maxsize=8)
def lexicon(language: str, phrases: bool = False) -> Lexicon:
    """Return the polarity lists of a language made ready, in the order in which a classifier is trained on them."""
    emoji = [(entry, score) for entry, score, _ in _entries(_EMOJI)]
    lists = _lists(language, phrases)
    return Lexicon.of([[entry for file in files for entry in _entries(file)] for files in lists], emoji)


@lru_cache(maxsize=8)
def fingerprints(language: str, phrases: bool = False) -> dict[str, str]:
    """Return the SHA-256 of every file behind a language's lists, for the card of what is trained on them."""
    names = [name for files in _lists(language, phrases) for name in files] + [_EMOJI]
    return {name: hashlib.sha256(_text(name).encode("utf-8")).hexdigest() for name in names}


def _lists(language: str, phrases: bool) -> tuple[tuple[str, ...], ...]:
    first, *others = LISTS[language]
    return ((*first, PHRASES[language]), *others) if phrases else LISTS[language]


def _entries(name: str) -> list[tuple[str, float, str]]:
    rows = csv.DictReader(_text(name).splitlines())
    return [(row["entry"], float(row.get("score") or 0), row.get("kind") or "polarity") for row in rows]


def _text(name: str) -> str:
    try:
        return (FOLDER / name).read_text(encoding="utf-8")  # line ends as "\n" whatever the checkout made of them
    except OSError as error:
        raise ModelError(name, f"the word list cannot be read ({error}); install the package again") from error
