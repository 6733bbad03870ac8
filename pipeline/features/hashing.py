"""Hashed word and character n-grams of a reading, as sparse counts, without a Python step per n-gram."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.features.letters import SPACE
from pipeline.features.reading import Ints, Mask, Reading, Tokens
from pipeline.features.word_sets import among

WORD_BITS = 18
CHAR_BITS = 18
CHAR_LENGTHS = (2, 5)
NEGATED_FOR = 4  # tokens that a negation reaches, within its clause
_MIX = np.uint64(0xD6E8FEB86659FD93)
_NEGATED = np.uint64(0xA24BAED4963EE407)
_NEXT = np.uint32(0x01000193)
_LENGTHS = CHAR_LENGTHS[1] - CHAR_LENGTHS[0] + 1
# English and French together: what negates in one hardly occurs in the other.
NEGATORS = tuple(
    "not no never nothing nobody none nor cannot without hardly barely neither dont doesnt didnt isnt wasnt arent cant "
    "wont couldnt wouldnt shouldnt havent hasnt aint ne n pas jamais rien aucun aucune ni sans guere nullement "
    "pa".split()
)


def negators(reading: Reading) -> Mask:
    """Return which tokens negate what follows: `not`, `pas`, and the `t` of `don't`."""
    tokens = reading.tokens
    found, clipped_off = among(tokens.hashes, NEGATORS, ("t",))
    clipped = np.flatnonzero(clipped_off)
    clipped = clipped[(clipped > 0) & (tokens.starts[clipped] >= 3)]
    codes, start = reading.codes, tokens.starts[clipped]
    found[clipped[(codes[start - 1] == ord("'")) & (codes[start - 2] == ord("n"))]] = True
    return found


def negated(tokens: Tokens, negator: Mask) -> Mask:
    """Return which tokens stand at most NEGATED_FOR after a negator, in the same clause."""
    reached = np.zeros(len(tokens), dtype=np.bool_)
    free = ~tokens.breaks
    hit = negator
    for step in range(1, min(NEGATED_FOR, len(tokens) - 1) + 1):
        hit = hit[:-1] & free[step:]
        reached[step:] |= hit
    return reached & ~negator


def word_grams(reading: Reading, marked: Mask) -> sparse.csr_array:
    """Return counts of words and word pairs, (texts, 2**WORD_BITS); a negated word counts as another word."""
    tokens = reading.tokens
    hashes = tokens.hashes ^ (_NEGATED * marked)
    grams = np.empty((len(tokens), 2), dtype=np.uint64)
    grams[:, 0] = hashes
    grams[1:, 1] = hashes[:-1] * _MIX + hashes[1:]
    grams *= _MIX
    columns = (grams >> np.uint64(64 - WORD_BITS)).astype(np.int32).ravel()
    first = np.zeros(len(tokens), dtype=np.bool_)
    first[np.cumsum(tokens.counts)[:-1][tokens.counts[1:] > 0]] = True
    first[:1] = True
    kept = np.ones(len(columns), dtype=np.bool_)
    kept[1::2] = ~first
    sizes = np.maximum(2 * tokens.counts - 1, 0)
    return _counts(columns[np.flatnonzero(kept)], sizes, WORD_BITS)


def char_grams(reading: Reading) -> sparse.csr_array:
    """Return counts of the character n-grams (CHAR_LENGTHS) inside blank-separated words with a blank at either side.

    (texts, 2**CHAR_BITS). The n-grams of scikit-learn's `char_wb` analyzer, except at the edges of very short words.
    """
    size, blank = len(reading.codes), reading.kinds == SPACE
    grams = np.empty((size, _LENGTHS), dtype=np.uint32)
    valid = np.zeros((size, _LENGTHS), dtype=np.bool_)
    rolling = reading.codes * np.uint32(0x9E3779B1)
    inner = np.ones(size, dtype=np.bool_)  # no blank but at the edges
    for column, length in enumerate(range(2, 2 + _LENGTHS)):
        room = max(size - length + 1, 0)
        rolling = rolling[:room]
        rolling ^= reading.codes[length - 1 :]
        rolling *= _NEXT
        rolling ^= rolling >> np.uint32(17)
        inner = inner[:room] if length == 2 else inner[:room] & ~blank[length - 2 : length - 2 + room]
        grams[:room, column] = rolling
        valid[:room, column] = inner if length > 2 else ~(blank[:-1] & blank[1:])
    places = np.flatnonzero(valid)
    found = grams.ravel()[places]
    found *= np.uint32(0x2C1B3C6D)
    found ^= found >> np.uint32(15)
    found *= np.uint32(0x297A2D39)
    found >>= np.uint32(32 - CHAR_BITS)
    # An n-gram belongs to the text of its second character: its first may be the blank that ends the text before.
    ends = np.searchsorted(places, _LENGTHS * reading.ends)
    return _counts(found.view(np.int32), np.diff(ends, prepend=0), CHAR_BITS)


def _counts(columns: npt.NDArray[np.int32], sizes: Ints, bits: int) -> sparse.csr_array:
    """Return ones in these columns, so many a row; a column may come twice in a row, and then counts twice."""
    edges = np.concatenate((np.zeros(1, dtype=np.int32), np.cumsum(sizes, dtype=np.int32)))
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_array((ones, columns, edges), shape=(len(sizes), 1 << bits), copy=False)
