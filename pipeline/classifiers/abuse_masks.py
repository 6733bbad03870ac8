"""Insults that are written so that no list knows them: "1d10t", "f*ck", "i d i o t", "iiidiot", spelt plainly again.

A word is spelt again only where a known insult, obscenity or word of violence comes out of it: codes, names of products
and chess moves stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipeline.features import SURFACE, Features
from pipeline.features.letters import CAPITAL, DIGIT, LETTER
from pipeline.features.reading import Ints, Joined, Mask

_LIKE_LETTERS, _MASKS = "0134578@$!|€+", "*#%"
_READ_AS = tuple(str.maketrans(_LIKE_LETTERS, letters) for letters in ("oieastbasiiet", "oleastbasllet"))
_MASK = re.compile(f"[{_MASKS}]+")
_ENDS = ',;:?"()«»“”.'
_CHUNK = re.compile(rf"[^\s{re.escape(_ENDS)}]+")
_SIGN = re.compile(f"[{_LIKE_LETTERS}{_MASKS}]")
_THREE = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)
_AGAIN = re.compile(r"(.)\1+")
_APART = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*]{1,2}){3,40}[^\W\d_](?![^\W_])")
_RUN = re.compile(r"[ .\-_*][^\W\d_][ .\-_*]{1,2}[^\W\d_][ .\-_*]")
_SIGNS = np.isin(np.arange(128), [ord(sign) for sign in "*#%@$!|+"])
_LEAST, _LEAST_LETTERS = 4, 2
_ALSO = ("you", "your", "yourself", "die", "ass")  # that stand beside masked words, masked too
_LONGEST = 30
_APART_BY = 3  # characters


@dataclass(frozen=True, eq=False)
class _Known:
    words: frozenset[str]
    once: dict[str, str]  # by the word with every letter but once in a row
    ordered: tuple[str, ...]


def masked_rows(features: Features) -> tuple[Mask, Mask]:
    """Return which texts may hold a word that is masked, the others need no closer look; and which a stretched one."""
    joined, found = features.joined, np.zeros(len(features), dtype=np.bool_)
    letter = (joined.kinds == LETTER) | (joined.kinds == CAPITAL)
    for places in (_signs_in_words(joined, letter), _single_letters(letter)):
        found[np.searchsorted(joined.ends, places)] = True
    stretched = features.surface[:, SURFACE.index("stretched")] > 0
    return found | stretched, stretched


def _single_letters(letter: Mask) -> Ints:
    """Return where a row of four single letters begins, at most two signs between them."""
    single = letter.copy()
    single[1:] &= ~letter[:-1]
    single[:-1] &= ~letter[1:]
    places = np.flatnonzero(single)
    near = np.diff(places) <= _APART_BY
    return places[:-3][near[:-2] & near[1:-1] & near[2:]] if len(places) > 3 else places[:0]


def _signs_in_words(joined: Joined, letter: Mask) -> Ints:
    strange = np.flatnonzero((joined.kinds == DIGIT) | _SIGNS.take(joined.codes, mode="clip"))
    strange = strange[strange > 0]
    ending = (joined.codes[strange] == ord("!")) & ~letter[strange + 1]  # as in "Thanks!"
    found: Ints = strange[(letter[strange - 1] | letter[strange + 1]) & ~ending]
    return found


def unmasked(text: str, known: tuple[str, ...], is_stretched: bool = True) -> tuple[str, int]:
    """Return the text with masked words spelt plainly, and how many there are; stretched ones only where asked."""
    listed, run = _listed(known), 0
    if _RUN.search(text):
        text, run = _replaced(text, ((*at.span(), _in_run(at[0], listed)) for at in _APART.finditer(text)))
    found = [at.span() for at in _CHUNK.finditer(text)] if is_stretched else _chunks(text)
    plain, count = _replaced(text, ((start, end, _plain_word(text[start:end], listed)) for start, end in found))
    return plain, run + count


def _replaced(text: str, found: Iterable[tuple[int, int, str | None]]) -> tuple[str, int]:
    """Return the text with these words in the places given, in order, where there is one; and how many there are."""
    parts, done, count = [], 0, 0
    for start, end, word in found:
        if word is not None:
            parts += [text[done:start], word]
            done, count = end, count + 1
    return "".join((*parts, text[done:])), count


def _chunks(text: str) -> list[tuple[int, int]]:
    """Return where the words are that hold a sign or digit that may stand for a letter."""
    found: list[tuple[int, int]] = []
    for at in _SIGN.finditer(text):
        if not found or at.start() >= found[-1][1]:
            start = at.start()
            while start and text[start - 1] not in _ENDS and not text[start - 1].isspace():
                start -= 1
            chunk = _CHUNK.match(text, start)
            found.append((start, chunk.end() if chunk else at.end()))
    return found


@lru_cache(maxsize=4)
def _listed(words: tuple[str, ...]) -> _Known:
    long = tuple(dict.fromkeys(word for word in (*words, *_ALSO) if len(word) >= _LEAST or word in _ALSO))
    once = {_AGAIN.sub(r"\1", word): word for word in reversed(long)}
    return _Known(frozenset(long), once, long)


def _bare(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(sign))


@lru_cache(maxsize=8192)
def _plain_word(written: str, known: _Known) -> str | None:
    """Return the listed word that is meant; None where it is written plainly, or no such word is."""
    core = written.strip("!'’-_")
    if not 3 <= len(core) <= _LONGEST or "://" in core:
        return None
    word = _bare(core)
    letters = sum(sign.isalpha() for sign in word)
    if letters == len(word):
        return _stretch(word, known)
    if _MASK.search(word.strip("*#%")) or (_MASK.search(word) and word[0].isalpha() and core[0].islower()):
        return _starred(word.strip("#%"), known)
    if letters < _LEAST_LETTERS:
        return None
    for table in _READ_AS:
        read = word.translate(table)
        if read != word and (found := read if read in known.words else _ended(read, known)):
            return found
    return None


def _ended(read: str, known: _Known) -> str | None:
    return read if read.endswith("s") and read[:-1] in known.words else _stretch(read, known)


def _stretch(word: str, known: _Known) -> str | None:
    return known.once.get(_AGAIN.sub(r"\1", word)) if _THREE.search(word) else None


def _starred(word: str, known: _Known) -> str | None:
    """Return the first listed word that fits: a sign stands for a letter, several for about as many."""
    shown = sum(sign.isalpha() for sign in word)
    if shown < (1 if re.fullmatch(r"[a-z][*#%]{3,}", word) else _LEAST_LETTERS):
        return None
    parts = _MASK.split(word)
    holes = [len(hole) for hole in _MASK.findall(word)]
    pattern = re.escape(parts[0])
    for hole, part in zip(holes, parts[1:], strict=True):
        spare = 0 if hole == 1 or shown == 1 else 1
        pattern += f"[a-z]{{{hole - spare},{hole + spare}}}{re.escape(part)}"
    fits = re.compile(pattern)
    return next((one for one in known.ordered if fits.fullmatch(one)), None)


def _in_run(run: str, known: _Known) -> str | None:
    """Return a row of single letters put together, with a listed word in it set apart."""
    word = _bare("".join(sign for sign in run if sign.isalpha()))
    for length in range(len(word), _LEAST - 1, -1):
        for start in range(len(word) - length + 1):
            if word[start : start + length] in known.words:
                end = start + length
                return " ".join(part for part in (word[:start], word[start:end], word[end:]) if part)
    return None
