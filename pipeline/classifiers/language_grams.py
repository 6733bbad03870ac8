"""What tells a text's language: its letters, the 1- to 5-grams of them, and its words, batchwise and as hashes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Alphabet = npt.NDArray[np.uint16]

LONGEST = 5  # letters in a gram
PIECE, PIECES = 48, 3  # of a text longer than three pieces, these are looked at: so many characters each, spread out
READ = 1000  # characters of a text among which those are chosen
SPACE, OTHER, DROPPED = 0, 1, 0xFFF  # letters are numbered from 2; 12 bits each, so that five fit into one number
_BITS = np.uint64(12)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_WORD = np.uint64(0x5DEECE66D1234567)
_POWERS = np.multiply.accumulate(np.full(PIECE * PIECES + 4, 0x5851F42D4C957F2D, dtype=np.uint64))
_DOMAINS = "com|org|net|info|biz|fr|eu|de|uk|ru|ca|be|ch|co|io|top|xyz"
_ADDRESS = re.compile(rf"@|https?\b|www\.|\.(?:{_DOMAINS})\b")
_DOMAIN = re.compile(rf"\.(?:{_DOMAINS})\b")
_SPACE = re.compile(r"\s")


def excerpt(text: str) -> str:
    """Return the part of the text that is looked at, without web addresses, e-mail addresses and @names."""
    text = text[:READ]
    if "@" in text or "http" in text or "www." in text or _DOMAIN.search(text):
        text = _without_addresses(text)
    length = len(text)
    if length <= PIECES * PIECE:
        return text
    second, third = _word_from(text, 3 * length // 8), _word_from(text, min(3 * length // 4, length - PIECE))
    return f"{text[:PIECE]} {text[second : second + PIECE]} {text[third : third + PIECE]}"


def _word_from(text: str, place: int) -> int:
    """Return where the next word begins, if not too far away."""
    return text.find(" ", place, place + PIECE // 2) + 1 or place


def _without_addresses(text: str) -> str:
    kept, done = [], 0
    while found := _ADDRESS.search(text, done):
        start = found.start()
        if text[start] in "@.":  # what stands before belongs to it
            start = max(text.rfind(" ", done, start), text.rfind("\n", done, start), done - 1) + 1
        kept.append(text[done:start])
        rest = _SPACE.search(text, found.end())
        done = rest.start() if rest else len(text)
    return " ".join((*kept, text[done:]))


@dataclass(frozen=True)
class Letters:
    """Excerpts as one array of numbered letters: `ids` with one space between words, `ends` of each text in it."""

    ids: Keys
    ends: Ints

    @property
    def counts(self) -> Ints:
        """How many letters each text has."""
        return np.diff(np.searchsorted(np.flatnonzero(self.ids != SPACE), self.ends), prepend=0)

    def grams(self) -> Iterator[tuple[Keys, Ints]]:
        """Yield for 1- to 5-grams, then for words: their hashes in order, and per text how many came up to its end.

        Grams take in the space before and after a word, and never reach over one. No text has more of a kind than
        its excerpt has characters.
        """
        size = len(self.ids) - LONGEST
        space = self.ids == SPACE
        keys, broken = self.ids[:size], space[:size]
        yield self._hashed(keys, 1, ~broken, 0)
        broken = space[:size] & space[1 : size + 1]
        for length in range(2, LONGEST + 1):
            keys = (keys << _BITS) | self.ids[length - 1 : size + length - 1]
            if length > 2:
                broken = broken | space[length - 2 : size + length - 2]
            yield self._hashed(keys, length, ~broken, 1)
        yield self._words(space)

    def all_grams(self) -> tuple[Keys, Ints]:
        """Return all of them at once, kind after kind, and how many came up to the end of each kind and text."""
        keys, ends = zip(*self.grams(), strict=True)
        before = np.cumsum([0, *map(len, keys[:-1])])
        return np.concatenate(keys), np.concatenate([of + start for of, start in zip(ends, before, strict=True)])

    def _hashed(self, keys: Keys, length: int, whole: npt.NDArray[np.bool_], inside: int) -> tuple[Keys, Ints]:
        places = np.flatnonzero(whole)
        hashes = ((keys[places] << np.uint64(3)) | np.uint64(length)) * _MIX
        return hashes, np.searchsorted(places, self.ends - inside)

    def _words(self, space: npt.NDArray[np.bool_]) -> tuple[Keys, Ints]:
        starts = np.flatnonzero(space[:-1] & ~space[1:]) + 1
        if not len(starts):
            return np.zeros(0, dtype=np.uint64), np.zeros(len(self.ends), dtype=np.int64)
        lengths = np.diff(np.append(starts, len(self.ids)))
        places = np.arange(starts[0], len(self.ids)) - np.repeat(starts, lengths)
        parts = self.ids[starts[0] :] * _POWERS.take(places, mode="clip")
        sums = np.add.reduceat(parts, starts - starts[0])
        return ((sums ^ (sums >> np.uint64(29))) * _MIX) ^ _WORD, np.searchsorted(starts, self.ends)


def letters(texts: Sequence[str], alphabet: Alphabet) -> Letters:
    """Return the excerpts of the texts as numbered letters: small, at most two of a kind in a row."""
    excerpts = [excerpt(text) for text in texts]
    # Not features.joined: that spells out æ and ß, which tell languages apart, and holds long texts whole.
    codes = np.frombuffer(("\n".join(excerpts) + "\n").encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = np.cumsum(np.fromiter(map(len, excerpts), np.int64, len(texts)) + 1)
    ids = alphabet.take(codes, mode="clip")
    kept = ids != DROPPED
    kept[2:] &= (ids[2:] != ids[1:-1]) | (ids[2:] != ids[:-2]) | (ids[2:] == SPACE)
    ids, ends = _only(kept, ids, ends)
    kept = ids != SPACE
    kept[1:] |= kept[:-1].copy()
    ids, ends = _only(kept, ids, ends)
    room = np.zeros(LONGEST + 1, dtype=np.uint64)
    return Letters(np.concatenate((room[:1], ids.astype(np.uint64), room)), ends + 1)


def _only(kept: npt.NDArray[np.bool_], ids: Alphabet, ends: Ints) -> tuple[Alphabet, Ints]:
    places = np.flatnonzero(kept)
    return ids[places], np.searchsorted(places, ends)


def normal(character: str) -> str:
    """Return the letter that a character counts as, by langdetect's NGram.normalize on the small letter; else a space.

    Other than there, every Hangul syllable counts as one (langdetect's Korean profile does so too).
    """
    from langdetect.utils.ngram import NGram

    small = character.lower()[0]
    if "HANGUL" in unicodedata.name(small, ""):
        return "가"
    letter = str(NGram.normalize(small))
    return letter if unicodedata.category(letter)[0] in "LM" else " "


def alphabet_of(known: Iterable[str]) -> tuple[Alphabet, dict[str, int]]:
    """Return the number of every character of the basic plane, and those of the known letters; others share one.

    Characters that are not seen (zero-width, soft hyphen) are dropped; what is no letter is a space.
    """
    numbers = {letter: number for number, letter in enumerate(sorted(set(known)), start=OTHER + 1)}
    if len(numbers) + OTHER + 1 >= DROPPED:
        raise ValueError(f"{len(numbers)} letters do not fit into 12 bits")
    alphabet = np.zeros(0x10000, dtype=np.uint16)
    for code in range(0xFFFF):  # the last one stands for all beyond: no letters that tell a language
        if 0xD800 <= code < 0xE000:
            continue
        if unicodedata.category(chr(code)) == "Cf":
            alphabet[code] = DROPPED
        elif (letter := normal(chr(code))) != " ":
            alphabet[code] = numbers.get(letter, OTHER)
    return alphabet, numbers
