"""A batch's texts as one array of plain letters, cut into tokens: the form in which they are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.features import letters
from pipeline.features.letters import DIGIT, EMOJI, LETTER, NOTHING, SPACE

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]
Found = TypeVar("Found", bound=np.generic)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_END = "\0"
_STOPS = np.isin(np.arange(128), [ord(sign) for sign in '.,;:!?()"'])
# One letter can stand for two only before the texts become an array.
_SPELT_OUT = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("ß", "ss"), ("ﬁ", "fi"), ("ﬂ", "fl"))


@dataclass(frozen=True)
class Joined:
    """All texts in one array: `codes` as they were written, each text followed by a 0; `ends` are where those stand."""

    codes: Codes
    ends: Ints

    @property
    def starts(self) -> Ints:
        """The place of each text's first character."""
        return np.concatenate((np.zeros(1, dtype=np.int64), self.ends[:-1] + 1))

    @cached_property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """What each character is."""
        return letters.tables()[0].take(self.codes)

    def count(self, places: Ints) -> npt.NDArray[np.float64]:
        """Return how many of these places, which ascend, lie in each text."""
        return count(places, self.ends)

    def marked(self, mask: Mask) -> npt.NDArray[np.float64]:
        """Return how many characters of each text are marked."""
        return np.add.reduceat(mask.view(np.uint8), self.starts, dtype=np.int32).astype(np.float64)


def count(places: Ints, ends: Ints) -> npt.NDArray[np.float64]:
    """Return how many of these places, which ascend, lie in each text; a text's end belongs to it."""
    return np.diff(np.searchsorted(places, ends, side="right"), prepend=0).astype(np.float64)


def join(texts: Sequence[str]) -> Joined:
    """Return the texts as one array of UCS-4 codes (NUL inside a text becomes a space)."""
    whole = _END.join(texts) + _END
    if whole.count(_END) != len(texts):
        whole = _END.join(text.replace(_END, " ") for text in texts) + _END
    for letter, spelling in _SPELT_OUT:
        whole = whole.replace(letter, spelling)
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32, copy=False)
    return Joined(codes, np.flatnonzero(codes == 0))


@dataclass(frozen=True)
class Reading:
    """The plain form of joined texts: small letters without accents, one space between words, at most two of a letter.

    An address is one character (`letters.URL`), so is an @name (`letters.HANDLE`) and a smiley. `codes` begins with a
    space; each text ends with one, at `ends`.
    """

    codes: Codes
    kinds: npt.NDArray[np.uint8]
    ends: Ints

    @property
    def starts(self) -> Ints:
        """The place of each text's first character."""
        return np.concatenate((np.ones(1, dtype=np.int64), self.ends[:-1] + 1))

    @cached_property
    def tokens(self) -> "Tokens":
        """The words and signs of all texts, in order."""
        return _tokens(self)

    @cached_property
    def asked(self) -> Mask:
        """Which words stand in a sentence that ends in "?": the next of . ! ? in the text is one."""
        return _asked(self)


@dataclass(frozen=True)
class Tokens:
    """Words (letters and digits) and single signs (emoji, `!`, `?`, stand-ins): where they stand, and an exact hash."""

    starts: Ints
    ends: Ints
    rows: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.uint64]
    breaks: Mask  # a clause ends between the token before and this one
    counts: Ints  # tokens per text

    def __len__(self) -> int:
        return len(self.starts)


def read(joined: Joined) -> Reading:
    """Return the plain reading of joined texts; what stands in one text never touches the reading of another."""
    kinds, codes = joined.kinds.copy(), letters.tables()[1].take(joined.codes)
    kinds[joined.ends], codes[joined.ends] = SPACE, ord(" ")
    gone = kinds == NOTHING
    _stand_in(codes, kinds, gone, *_addresses(codes, kinds), letters.URL)
    _stand_in(codes, kinds, gone, *_handles(codes, kinds), letters.HANDLE)
    _smileys(codes, kinds, gone)
    gone |= _repeated(codes, kinds, gone)
    gone[joined.ends] = False
    kept = np.flatnonzero(~gone)
    ends = np.searchsorted(kept, joined.ends) + 1  # room for the space in front
    before = np.full(1, ord(" "), dtype=np.uint32), np.full(1, SPACE, dtype=np.uint8)
    return Reading(np.concatenate((before[0], codes[kept])), np.concatenate((before[1], kinds[kept])), ends)


def _stand_in(codes: Codes, kinds: npt.NDArray[np.uint8], gone: Mask, starts: Ints, ends: Ints, sign: int) -> None:
    """Put one sign in the place of each of these stretches."""
    if not len(starts):
        return
    inside = np.flatnonzero(spread(starts, ends, len(codes)))
    gone[inside] = True
    gone[inside[np.diff(inside, prepend=-2) > 1]] = False
    codes[inside], kinds[inside] = sign, EMOJI


def spread(starts: Ints, ends: Ints, size: int) -> Mask:
    """Mark the places, of so many, from each start up to before its end."""
    lengths = np.maximum(ends - starts, 0)
    before = np.cumsum(lengths) - lengths
    marked = np.zeros(size, dtype=np.bool_)
    marked[np.repeat(starts - before, lengths) + np.arange(lengths.sum())] = True
    return marked


def _at(codes: npt.NDArray[Found], places: Ints, offset: int) -> npt.NDArray[Found]:
    """Return what stands so far from these places, 0 outside."""
    where = places + offset
    outside = (where < 0) | (where >= len(codes))
    found = codes[np.where(outside, 0, where)]
    found[outside] = 0
    return found


def _spelt(codes: Codes, places: Ints, offset: int, word: str) -> Mask:
    letters_there = [_at(codes, places, offset + i) == ord(letter) for i, letter in enumerate(word)]
    return np.asarray(np.logical_and.reduce(letters_there), dtype=np.bool_)


def _addresses(codes: Codes, kinds: npt.NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return where web addresses begin and end: http://, https:// or www. up to the next space."""
    colons = np.flatnonzero(codes == ord(":"))
    colons = colons[_spelt(codes, colons, 1, "//")]
    plain, secure = _spelt(codes, colons, -4, "http"), _spelt(codes, colons, -5, "https")
    dots = np.flatnonzero(codes == ord("."))
    dots = dots[_spelt(codes, dots, -3, "www")]
    dots = dots[~_is_word(_at(kinds, dots, -4))]
    starts = np.concatenate((colons[plain] - 4, colons[secure] - 5, dots - 3))
    if not len(starts):
        return starts, starts
    spaces = np.flatnonzero(kinds == SPACE)
    return starts, spaces[np.searchsorted(spaces, starts)]


def _handles(codes: Codes, kinds: npt.NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return where @names begin and end."""
    signs = np.flatnonzero(codes == ord("@"))
    if not len(signs):
        return signs, signs
    word = _is_word(kinds) | (codes == ord("_"))
    signs = signs[_at(word, signs, 1) & ~_at(word, signs, -1)]
    stops = np.flatnonzero(~word)
    return signs, stops[np.searchsorted(stops, signs + 1)]


def _is_word(kinds: npt.NDArray[np.uint8]) -> Mask:
    return (kinds >= LETTER) & (kinds <= DIGIT)


def _smileys(codes: Codes, kinds: npt.NDArray[np.uint8], gone: Mask) -> None:
    """Turn `:-)`, `;)`, `=D`, `:(`, `<3` into one emoji each."""
    hearts = np.flatnonzero(codes == ord("<"))
    after = _at(kinds, hearts, 2)
    hearts = hearts[(_at(codes, hearts, 1) == ord("3")) & (after != LETTER) & (after != DIGIT)]
    codes[hearts], kinds[hearts], gone[hearts + 1] = letters.HEART, EMOJI, True
    eyes = np.flatnonzero((codes == ord(":")) | (codes == ord(";")) | (codes == ord("=")))
    eyes = eyes[~gone[eyes]]
    nose = np.isin(_at(codes, eyes, 1), [ord("-"), ord("'"), ord("^"), ord("o")]).astype(np.int64)
    mouths = eyes + 1 + nose
    mouth = _at(codes, mouths, 0)
    alone = ~_is_word(_at(kinds, mouths, 1))
    for signs, meaning in ((")]dp*", letters.SMILE), ("([/|\\", letters.FROWN)):
        found = alone & np.isin(mouth, [ord(sign) for sign in signs])
        codes[eyes[found]], kinds[eyes[found]] = meaning, EMOJI
        gone[eyes[found] + 1] = True
        gone[mouths[found]] = True


def _repeated(codes: Codes, kinds: npt.NDArray[np.uint8], gone: Mask) -> Mask:
    """Mark the third and later of equal characters in a row, and the second and later of spaces."""
    same = np.zeros(len(codes), dtype=np.bool_)
    same[1:] = (codes[1:] == codes[:-1]) & ~gone[:-1]
    third = same.copy()
    third[1:] &= same[:-1]
    return np.asarray((same & (kinds == SPACE)) | (third & (kinds != DIGIT)), dtype=np.bool_)


def _tokens(reading: Reading) -> Tokens:
    codes, kinds = reading.codes, reading.kinds
    single = (kinds == EMOJI) | (codes == ord("!")) | (codes == ord("?"))
    word = _is_word(kinds)
    last = np.zeros(len(codes), dtype=np.bool_)
    last[:-1] = word[:-1] & ~word[1:]
    first = np.zeros(len(codes), dtype=np.bool_)
    first[1:] = word[1:] & ~word[:-1]
    starts, ends = np.flatnonzero(first | single), np.flatnonzero(last | single) + 1
    counts = np.diff(np.searchsorted(starts, reading.ends), prepend=0)
    rows = np.repeat(np.arange(len(counts)), counts)
    stops = np.cumsum(_STOPS.take(codes, mode="clip") | (kinds == EMOJI), dtype=np.int32)[starts]
    breaks = np.ones(len(starts), dtype=np.bool_)
    breaks[1:] = (stops[1:] != stops[:-1]) | (rows[1:] != rows[:-1])
    return Tokens(starts, ends, rows, _hash(codes, starts, ends), breaks, counts)


def _asked(reading: Reading) -> Mask:
    codes, tokens = reading.codes, reading.tokens
    question = codes == ord("?")
    signs = np.flatnonzero(question | (codes == ord(".")) | (codes == ord("!")))
    asking = np.flatnonzero(question[signs])
    begun = np.maximum(np.append(-1, signs)[asking], reading.starts[np.searchsorted(reading.ends, signs[asking])] - 1)
    first, last = (np.searchsorted(tokens.ends, places, side="right") for places in (begun, signs[asking]))
    own = codes[tokens.starts]
    asked: Mask = spread(first, last, len(tokens)) & (own != ord("?")) & (own != ord("!"))
    return asked


def _hash(codes: Codes, starts: Ints, ends: Ints) -> npt.NDArray[np.uint64]:
    """Return a 64-bit polynomial hash of each stretch, the same wherever it stands (all arithmetic modulo 2**64)."""
    powers, inverse = _powers(len(codes))
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes.astype(np.uint64) * powers[: len(codes)], out=sums[1:])
    found = (sums[ends] - sums[starts]) * inverse[starts]
    return found ^ (found >> np.uint64(29))


_grown: list[npt.NDArray[np.uint64]] = []


def _powers(size: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    if not _grown or len(_grown[0]) < size:
        room = 1 << max(size, 1 << 16).bit_length()
        _grown[:] = [_geometric(_FACTOR, room), _geometric(_INVERSE, room)]
    return _grown[0], _grown[1]


def _geometric(factor: np.uint64, size: int) -> npt.NDArray[np.uint64]:
    series = np.full(size, factor, dtype=np.uint64)
    series[0] = 1
    return np.multiply.accumulate(series)
