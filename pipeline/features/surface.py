"""How a text looks: lengths, capitals, signs, addresses; counted on the text as it was written."""

import numpy as np
import numpy.typing as npt

from pipeline.features import letters
from pipeline.features.letters import CAPITAL, DIGIT, EMOJI, LETTER, NOTHING, SPACE
from pipeline.features.reading import Joined, Reading

SURFACE = (
    "length", "words", "capital_share", "capital_words", "digit_share", "numbers", "exclamations", "questions", "ends_question",
    "ends_exclamation", "emoji", "smiles", "frowns", "hearts", "urls", "handles", "hashtags", "stretched", "dots", "quotes", "commas",
    "money", "percents", "lines", "foreign_share", "mixed_words", "invisible", "signs_share", "word_length", "starts_capital",
)  # fmt: skip
_HAPPY = np.array([0x1F642, *range(0x1F600, 0x1F60F), 0x1F60D, 0x1F970, 0x1F929, 0x1F618, 0x1F44D, 0x1F44F, 0x1F64F, 0x1F389, 0x263A], dtype=np.uint32)
_UNHAPPY = np.array([0x1F641, 0x2639, *range(0x1F612, 0x1F617), *range(0x1F61E, 0x1F62E), 0x1F644, 0x1F621, 0x1F620, 0x1F92C, 0x1F44E, 0x1F4A9, 0x1F922, 0x1F92E], dtype=np.uint32)
_HEARTS = np.array([0x2764, 0x2665, *range(0x1F493, 0x1F4A0), 0x1F5A4, 0x1F90D, 0x1F90E, 0x1F9E1], dtype=np.uint32)


def surface(joined: Joined, reading: Reading) -> npt.NDArray[np.float64]:
    """Return one row per text, one column per name in SURFACE: counts, or shares of the characters (0 to 1)."""
    kind_of, _ = letters.tables()
    codes, kinds, tokens = joined.codes, kind_of[joined.codes], reading.tokens
    count = joined.count
    chars = np.maximum(joined.ends - joined.starts, 1).astype(np.float64)
    letter = (kinds == LETTER) | (kinds == CAPITAL)
    letter_count = np.maximum(count(letter), 1)
    word_ends = np.zeros(len(codes), dtype=np.bool_)
    word_ends[:-1] = letter[:-1] & ~letter[1:]
    foreign = letter & (codes > 0x24F) & ~((codes >= 0x1E00) & (codes < 0x1F00))
    digit = kinds == DIGIT
    columns = {
        "length": chars,
        "words": tokens.counts.astype(np.float64),
        "capital_share": count(kinds == CAPITAL) / letter_count,
        "capital_words": count(_capital_words(kinds)),
        "digit_share": count(digit) / chars,
        "numbers": count(_ends(digit)),
        "exclamations": count(codes == ord("!")),
        "questions": count((codes == ord("?")) | (codes == 0xFF1F)),
        "ends_question": _last_sign(joined, kinds, "?"),
        "ends_exclamation": _last_sign(joined, kinds, "!"),
        "lines": count(codes == 10),
        "hashtags": count(_before(codes == ord("#"), letter)),
        "stretched": count(_stretched(codes, letter)),
        "dots": count(_ends(_before(codes == ord("."), codes == ord("."))) | (codes == 0x2026)),
        "quotes": count(np.isin(codes, [ord(sign) for sign in '"«»“”'])),
        "commas": count(codes == ord(",")),
        "money": count(np.isin(codes, [ord(sign) for sign in "$€£¥₿"])),
        "percents": count(codes == ord("%")),
        "foreign_share": count(foreign) / letter_count,
        "mixed_words": count(foreign & _beside(letter & (codes < 0x80))),
        "invisible": count(kinds == NOTHING) - count((codes >= 0xFE00) & (codes <= 0xFE0F)),
        "signs_share": count((kinds > DIGIT) & (codes != 0)) / chars,
        "word_length": letter_count / np.maximum(count(word_ends), 1),
        "starts_capital": np.where(chars > 1, kinds[np.minimum(joined.starts, len(kinds) - 1)] == CAPITAL, 0).astype(np.float64),
    }
    columns |= _stand_ins(reading)
    return np.column_stack([columns[name] for name in SURFACE])


def _stand_ins(reading: Reading) -> dict[str, npt.NDArray[np.float64]]:
    """Return what the reading has replaced by one sign each: addresses, names, smileys."""
    places = np.flatnonzero(reading.kinds == EMOJI)
    codes, rows = reading.codes[places], np.searchsorted(reading.ends, places)
    url, handle = codes == letters.URL, codes == letters.HANDLE

    def count(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        return np.bincount(rows[mask], minlength=len(reading.ends)).astype(np.float64)

    return {
        "urls": count(url),
        "handles": count(handle),
        "emoji": count(~url & ~handle),
        "smiles": count(np.isin(codes, _HAPPY)),
        "frowns": count(np.isin(codes, _UNHAPPY)),
        "hearts": count(np.isin(codes, _HEARTS)),
    }


def _ends(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return mask & ~np.concatenate((mask[1:], np.zeros(1, dtype=np.bool_)))


def _before(mask: npt.NDArray[np.bool_], following: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return mask & np.concatenate((following[1:], np.zeros(1, dtype=np.bool_)))


def _beside(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    edge = np.zeros(1, dtype=np.bool_)
    return np.concatenate((mask[1:], edge)) | np.concatenate((edge, mask[:-1]))


def _capital_words(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Mark the last letter of words of three or more letters that are all capitals."""
    capital, letter = kinds == CAPITAL, (kinds == CAPITAL) | (kinds == LETTER)
    ends = np.flatnonzero(_ends(letter))
    small = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(letter & ~capital)))
    starts = np.flatnonzero(letter & ~np.concatenate((np.zeros(1, dtype=np.bool_), letter[:-1])))
    marked = np.zeros(len(kinds), dtype=np.bool_)
    marked[ends[(ends - starts >= 2) & (small[ends + 1] == small[starts])]] = True
    return marked


def _stretched(codes: npt.NDArray[np.uint32], letter: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Mark the third of three equal letters in a row."""
    marked = np.zeros(len(codes), dtype=np.bool_)
    marked[2:] = (codes[2:] == codes[1:-1]) & (codes[2:] == codes[:-2]) & letter[2:]
    return marked


def _last_sign(joined: Joined, kinds: npt.NDArray[np.uint8], sign: str) -> npt.NDArray[np.float64]:
    """Return 1 where the last character that is neither a space, an emoji nor nothing is this sign."""
    places = np.where((kinds != SPACE) & (kinds != EMOJI) & (kinds != NOTHING), np.arange(len(kinds)), -1)
    last = np.maximum.accumulate(places)[joined.ends]
    found: npt.NDArray[np.bool_] = (last >= joined.starts) & (joined.codes[np.maximum(last, 0)] == ord(sign))
    return found.astype(np.float64)
