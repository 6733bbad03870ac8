"""How a text looks: lengths, capitals, signs, addresses; counted on the text as it was written."""

import numpy as np
import numpy.typing as npt

from pipeline.features import letters
from pipeline.features.letters import CAPITAL, DIGIT, EMOJI, LETTER, NOTHING, SIGN, SPACE
from pipeline.features.reading import Ints, Joined, Mask, Reading

Numbers = npt.NDArray[np.float64]

SURFACE = (
    "length", "words", "capital_share", "capital_words", "digit_share", "numbers", "exclamations", "questions",
    "ends_question", "ends_exclamation", "emoji", "smiles", "frowns", "hearts", "urls", "handles", "hashtags",
    "stretched", "dots", "quotes", "commas", "money", "percents", "lines", "foreign_share", "mixed_words", "invisible",
    "signs_share", "word_length", "starts_capital",
)  # fmt: skip
_HAPPY = np.array([ord(sign) for sign in "🙂😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎🥰🤩😘👍👏🙏🎉☺"], dtype=np.uint32)
_FROWNING = "🙁☹😒😓😔😕😖😞😟😠😡😢😣😤😥😦😧😨😩😪😫😬😭🙄🤬👎💩🤢🤮"
_UNHAPPY = np.array([ord(sign) for sign in _FROWNING], dtype=np.uint32)
_HEARTS = np.array([ord(sign) for sign in "❤♥💓💔💕💖💗💘💙💚💛💜💝💞💟🖤🤍🤎🧡"], dtype=np.uint32)
_SORTS = {
    "exclamations": "!", "questions": "?？", "quotes": '"«»“”', "commas": ",", "money": "$€£¥₿", "percents": "%",
    "dots": "…",
}  # fmt: skip
_SORT_OF = np.full(0x10000, len(_SORTS), dtype=np.int64)  # by sign; the last for all others
for _sort, _signs_of in enumerate(_SORTS.values()):
    _SORT_OF[[ord(sign) for sign in _signs_of]] = _sort
_KEPT_OUT = np.isin(np.arange(7), (SPACE, EMOJI, NOTHING))
_STEPS_BACK = 8


def surface(joined: Joined, reading: Reading) -> Numbers:
    """Return one row per text, one column per name in SURFACE: counts, or shares of the characters (0 to 1)."""
    texts, chars = len(joined.ends), np.maximum(joined.ends - joined.starts, 1).astype(np.float64)
    capitals, digits, emoji, signs, nothing = (
        joined.marked(joined.kinds == kind) for kind in (CAPITAL, DIGIT, EMOJI, SIGN, NOTHING)
    )
    letters_said = np.maximum(joined.marked(joined.kinds == LETTER) + capitals, 1)
    columns = {
        "length": chars,
        "words": reading.tokens.counts.astype(np.float64),
        "capital_share": capitals / letters_said,
        "digit_share": digits / chars,
        "lines": joined.marked(joined.codes == ord("\n")),
        "signs_share": (emoji + signs + nothing) / chars,
        "word_length": letters_said / np.maximum(joined.marked(_word_ends(joined)), 1),
        "starts_capital": ((joined.kinds[joined.starts] == CAPITAL) & (chars > 1)).astype(np.float64),
        "capital_words": joined.count(_capital_words(joined)),
        "numbers": joined.count(_last_of_runs(np.flatnonzero(joined.kinds == DIGIT))),
        "stretched": joined.count(_stretched(joined)),
    }
    columns |= _signs(joined, texts)
    columns |= _foreign(joined, letters_said)
    columns |= _stand_ins(reading)
    return np.column_stack([columns[name] for name in SURFACE])


def _signs(joined: Joined, texts: int) -> dict[str, Numbers]:
    """Return what punctuation and currency signs there are."""
    places = np.flatnonzero(joined.kinds == SIGN)
    codes, rows = joined.codes[places], np.searchsorted(joined.ends, places)
    sorts = len(_SORTS) + 1
    found = np.bincount(rows * sorts + _SORT_OF.take(codes, mode="clip"), minlength=texts * sorts)
    counted = found.reshape(texts, sorts).astype(np.float64)
    dots, hashes = places[codes == ord(".")], places[codes == ord("#")]
    several = np.flatnonzero(np.diff(dots) == 1)  # dots with a dot behind them
    tagged = joined.kinds[hashes + 1]
    return {
        **{name: counted[:, place] for place, name in enumerate(_SORTS)},
        "dots": joined.count(_last_of_runs(dots[several])) + counted[:, list(_SORTS).index("dots")],
        "hashtags": joined.count(hashes[(tagged == LETTER) | (tagged == CAPITAL)]),
        **_endings(joined),
    }


def _foreign(joined: Joined, letters_said: Numbers) -> dict[str, Numbers]:
    """Return letters beyond Latin, those beside an English letter, and characters that do not show."""
    codes, kinds = joined.codes, joined.kinds
    beyond = np.flatnonzero(codes > 0x24F)
    is_letter = (kinds[beyond] == LETTER) | (kinds[beyond] == CAPITAL)
    strange = beyond[is_letter & ~((codes[beyond] >= 0x1E00) & (codes[beyond] < 0x1F00))]
    beside = _plain_letter(joined, strange - 1) | _plain_letter(joined, strange + 1)
    hidden = np.flatnonzero(kinds == NOTHING)
    shown = (codes[hidden] >= 0xFE00) & (codes[hidden] <= 0xFE0F)  # how an emoji is to look
    return {
        "foreign_share": joined.count(strange) / letters_said,
        "mixed_words": joined.count(strange[beside]),
        "invisible": joined.count(hidden[~shown]),
    }


def _stand_ins(reading: Reading) -> dict[str, Numbers]:
    """Return what the reading has replaced by one sign each: addresses, names, smileys."""
    places = np.flatnonzero(reading.kinds == EMOJI)
    codes, rows = reading.codes[places], np.searchsorted(reading.ends, places)
    url, handle = codes == letters.URL, codes == letters.HANDLE

    def count(mask: Mask) -> Numbers:
        return np.bincount(rows[mask], minlength=len(reading.ends)).astype(np.float64)

    return {
        "urls": count(url),
        "handles": count(handle),
        "emoji": count(~url & ~handle),
        "smiles": count(np.isin(codes, _HAPPY)),
        "frowns": count(np.isin(codes, _UNHAPPY)),
        "hearts": count(np.isin(codes, _HEARTS)),
    }


def _last_of_runs(places: Ints) -> Ints:
    """Return of each run of neighbouring places the last."""
    return np.asarray(places[np.append(np.diff(places) != 1, True)[: len(places)]], dtype=np.int64)


def _letter(joined: Joined, places: Ints) -> Mask:
    """Return at which of these places stands a letter; the end of a text is none, nor is what lies outside."""
    kinds = joined.kinds[np.maximum(places, 0)]
    return np.asarray(((kinds == LETTER) | (kinds == CAPITAL)) & (places >= 0), dtype=np.bool_)


def _plain_letter(joined: Joined, places: Ints) -> Mask:
    return np.asarray(_letter(joined, places) & (joined.codes[np.maximum(places, 0)] < 0x80), dtype=np.bool_)


def _word_ends(joined: Joined) -> Mask:
    letter: Mask = (joined.kinds == LETTER) | (joined.kinds == CAPITAL)
    letter[:-1] &= ~letter[1:]  # the last character, the end of a text, is none
    return letter


def _capital_words(joined: Joined) -> Ints:
    """Return where words of three or more letters end that are all capitals."""
    capitals = np.flatnonzero(joined.kinds == CAPITAL)
    ends = _last_of_runs(capitals)
    starts = capitals[np.append(True, np.diff(capitals) != 1)[: len(capitals)]]
    alone = ~_letter(joined, ends + 1) & ~_letter(joined, starts - 1)
    return np.asarray(ends[(ends - starts >= 2) & alone], dtype=np.int64)


def _stretched(joined: Joined) -> Ints:
    """Return the third and later of equal letters in a row."""
    same = joined.codes[1:] == joined.codes[:-1]
    third = np.flatnonzero(same[1:] & same[:-1]) + 2
    return third[_letter(joined, third)]


def _endings(joined: Joined) -> dict[str, Numbers]:
    """Return 1 where the last character that is neither a space, an emoji nor nothing is `?`, or is `!`."""
    last, starts = joined.ends - 1, joined.starts
    for _ in range(_STEPS_BACK):
        skipped = (last >= starts) & _KEPT_OUT[joined.kinds[np.maximum(last, 0)]]
        if not skipped.any():
            break
        last = last - skipped
    for row in np.flatnonzero((last >= starts) & _KEPT_OUT[joined.kinds[np.maximum(last, 0)]]):
        kept = np.flatnonzero(~_KEPT_OUT[joined.kinds[starts[row] : last[row] + 1]])
        last[row] = starts[row] + kept[-1] if len(kept) else starts[row] - 1
    signs = np.where(last >= starts, joined.codes[np.maximum(last, 0)], 0)
    return {
        "ends_question": (signs == ord("?")).astype(np.float64),
        "ends_exclamation": (signs == ord("!")).astype(np.float64),
    }
