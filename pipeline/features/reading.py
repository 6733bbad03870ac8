"""A batch's texts as one array of plain letters, cut into tokens: the form in which they are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.features import letters
from pipeline.features.letters import CAPITAL, DIGIT, EMOJI, LETTER, NOTHING, SPACE

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]
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
        return letters.tables()[0][self.codes]

    @cached_property
    def of_kind(self) -> npt.NDArray[np.float64]:
        """How many characters of each kind a text has, (texts, kinds)."""
        texts = len(self.ends)
        rows = np.repeat(np.arange(0, 8 * texts, 8, dtype=np.int64), self.ends - self.starts + 1)
        return np.bincount(rows + self.kinds, minlength=8 * texts).reshape(texts, 8).astype(np.float64)

    def count(self, places: Ints) -> npt.NDArray[np.float64]:
        """Return how many of these places lie in each text."""
        return np.bincount(np.searchsorted(self.ends, places), minlength=len(self.ends)).astype(np.float64)


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
    kinds, codes = joined.kinds.copy(), letters.tables()[1][joined.codes]
    kinds[joined.ends], codes[joined.ends] = SPACE, ord(" ")
    gone = kinds == NOTHING
    _stand_in(codes, kinds, gone, *_addresses(codes, kinds), letters.URL)
    _stand_in(codes, kinds, gone, *_handles(codes, kinds), letters.HANDLE)
    _smileys(codes, kinds, gone)
    gone |= _repeated(codes, kinds, gone)
    gone[joined.ends] = False
    kept = ~gone
    ends = np.cumsum(kept)[joined.ends]  # one more than the index: room for the space in front
    before = np.full(1, ord(" "), dtype=np.uint32), np.full(1, SPACE, dtype=np.uint8)
    return Reading(np.concatenate((before[0], codes[kept])), np.concatenate((before[1], kinds[kept])), ends)


def _stand_in(codes: Codes, kinds: npt.NDArray[np.uint8], gone: Mask, starts: Ints, ends: Ints, sign: int) -> None:
    """Put one sign in the place of each of these stretches."""
    if not len(starts):
        return
    change = np.zeros(len(codes) + 1, dtype=np.int32)
    np.add.at(change, starts, 1)
    np.add.at(change, ends, -1)
    inside = np.cumsum(change[:-1]) > 0
    first = inside & ~np.concatenate((np.zeros(1, dtype=np.bool_), inside[:-1]))
    gone |= inside
    gone[first] = False
    codes[inside], kinds[inside] = sign, EMOJI


def _at(codes: Codes, places: Ints, offset: int) -> Codes:
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
    dots = dots[~np.isin(_at(kinds.astype(np.uint32), dots, -4), (LETTER, CAPITAL, DIGIT))]
    starts = np.concatenate((colons[plain] - 4, colons[secure] - 5, dots - 3))
    spaces = np.flatnonzero(kinds == SPACE)
    return starts, spaces[np.searchsorted(spaces, starts)]


def _handles(codes: Codes, kinds: npt.NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Return where @names begin and end."""
    word = ((kinds >= LETTER) & (kinds <= DIGIT)) | (codes == ord("_"))
    signs = np.flatnonzero(codes == ord("@"))
    signs = signs[(_at(word.astype(np.uint32), signs, 1) == 1) & (_at(word.astype(np.uint32), signs, -1) == 0)]
    if not len(signs):
        return signs, signs
    stops = np.flatnonzero(~word)
    return signs, stops[np.searchsorted(stops, signs + 1)]


def _smileys(codes: Codes, kinds: npt.NDArray[np.uint8], gone: Mask) -> None:
    """Turn `:-)`, `;)`, `=D`, `:(`, `<3` into one emoji each."""
    hearts = np.flatnonzero(codes == ord("<"))
    after = _at(kinds.astype(np.uint32), hearts, 2)
    hearts = hearts[(_at(codes, hearts, 1) == ord("3")) & (after != LETTER) & (after != DIGIT)]
    codes[hearts], kinds[hearts], gone[hearts + 1] = letters.HEART, EMOJI, True
    eyes = np.flatnonzero((codes == ord(":")) | (codes == ord(";")) | (codes == ord("=")))
    eyes = eyes[~gone[eyes]]
    nose = np.isin(_at(codes, eyes, 1), [ord("-"), ord("'"), ord("^"), ord("o")]).astype(np.int64)
    mouths = eyes + 1 + nose
    mouth = _at(codes, mouths, 0)
    after = _at(kinds.astype(np.uint32), mouths, 1)
    alone = ~np.isin(after, (LETTER, CAPITAL, DIGIT))
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
    word = (kinds >= LETTER) & (kinds <= DIGIT)
    last = np.zeros(len(codes), dtype=np.bool_)
    last[:-1] = word[:-1] & ~word[1:]
    first = np.zeros(len(codes), dtype=np.bool_)
    first[1:] = word[1:] & ~word[:-1]
    starts, ends = np.flatnonzero(first | single), np.flatnonzero(last | single) + 1
    rows = np.searchsorted(reading.ends, starts)
    stops = np.cumsum(_STOPS[np.minimum(codes, 127)] | (kinds == EMOJI))[starts]
    breaks = np.ones(len(starts), dtype=np.bool_)
    breaks[1:] = (stops[1:] != stops[:-1]) | (rows[1:] != rows[:-1])
    counts = np.bincount(rows, minlength=len(reading.ends))
    return Tokens(starts, ends, rows, _hash(codes, starts, ends), breaks, counts)


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
