"""What every character is: its kind, and the plain letter that it stands for."""

import unicodedata
from functools import lru_cache

import numpy as np
import numpy.typing as npt

SPACE, LETTER, CAPITAL, DIGIT, EMOJI, SIGN, NOTHING = range(7)

# Stand-ins from the private use area: one character for what many spellings mean.
URL, HANDLE, SMILE, FROWN, HEART = 0xE000, 0xE001, 0x1F642, 0x1F641, 0x2764

_TABLE_SIZE = 0x110000
# Outside these ranges a character is what its block says; inside, what the Unicode database says.
_LISTED = ((0x0000, 0x3100), (0xA640, 0xA830), (0xFB00, 0x10000), (0x1D400, 0x1D800))
_BLOCKS = ((0xE000, 0xF900, EMOJI), (0x1F000, 0x1FB00, EMOJI), (0x1F3FB, 0x1F400, NOTHING), (0xE0000, 0xF0000, NOTHING))

# Accents and variation selectors go; the vowel signs of Indic and Thai scripts are letters.
_MARKS = frozenset((*range(0x370), *range(0x20D0, 0x2100), *range(0xFE00, 0xFE30)))


@lru_cache(maxsize=1)
def tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Return the kind of every code point, and its plain form: small, without accent, one width."""
    kinds = np.full(_TABLE_SIZE, LETTER, dtype=np.uint8)
    plain = np.arange(_TABLE_SIZE, dtype=np.uint32)
    for first, last, kind in _BLOCKS:
        kinds[first:last] = kind
    for first, last in _LISTED:
        for code in range(first, last):
            kinds[code] = _kind(code)
            plain[code] = _plain(code)
    for alias, letter in zip("’‘ʼ´`“”«»–—…", "'''''\"\"\"\"--.", strict=True):
        plain[ord(alias)] = ord(letter)
        kinds[ord(alias)] = SIGN
    plain[(kinds == SPACE)] = ord(" ")
    return kinds, plain


def _kind(code: int) -> int:
    category = unicodedata.category(chr(code))
    if category == "Lu":
        return CAPITAL
    if 0xE000 <= code < 0xF900:
        return EMOJI
    if category[0] == "L" or (category[0] == "M" and code not in _MARKS):
        return LETTER
    if category[0] in "MC" and category != "Cc":
        return NOTHING
    if category[0] in "ZC":
        return SPACE
    if category == "Nd":
        return DIGIT
    if category[0] == "N":
        return LETTER
    return EMOJI if category == "So" and code >= 0x2190 else SIGN


def _plain(code: int) -> int:
    letter = unicodedata.normalize("NFKD", chr(code)).lower()
    if len(letter) > 1:
        letter = "".join(part for part in letter if not unicodedata.combining(part))
    return ord(letter) if len(letter) == 1 else code
