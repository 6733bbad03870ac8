"""What a polarity list says of texts: sums of word and phrase scores, with negation, intensity and contrast.

The idea is VADER's (Hutto & Gilbert, ICWSM 2014); here it works on a whole batch at once, and a classifier weighs the
numbers instead of fixed rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.features.letters import EMOJI
from pipeline.features.reading import Ints, Mask, Reading, Tokens, join, read

Numbers = npt.NDArray[np.float64]
NUMBERS = (
    "positive", "negative", "balance", "compound", "positives", "negatives", "highest", "lowest", "first", "last", "before_contrast",
    "after_contrast", "negated_positive", "negated_negative", "negations", "intensified", "diminished", "happy_signs", "unhappy_signs",
    "polar_share", "nothing", "mixed", "sign", "first_third", "last_third",
)  # fmt: skip
KINDS = ("polarity", "negation", "intensifier", "diminisher", "contrast")
_NEGATION, _INTENSIFIER, _DIMINISHER, _CONTRAST, _OPENS = (np.uint8(1 << bit) for bit in range(5))
_ROLES = dict(zip(KINDS[1:], (_NEGATION, _INTENSIFIER, _DIMINISHER, _CONTRAST), strict=True))
_REACH = 3  # tokens between a negator and what it turns
_TURNED, _RAISED, _LOWERED = -0.6, 1.3, 0.7
_LETTERS = 12  # of a word that are looked at; 5 bits each
_FIRST_SIGN = np.uint64(28) << np.uint64(5 * (_LETTERS - 1))
_LONGEST = 6  # words in a phrase
_MIX = np.uint64(0x9FB21C651E98DF25)


@dataclass(frozen=True)
class Lexicon:
    """A polarity list made ready: words and prefixes as a step function over packed letters, phrases and emoji by hash."""

    edges: npt.NDArray[np.uint64]
    polarity: Numbers
    roles: npt.NDArray[np.uint8]
    pairs: npt.NDArray[np.uint64]
    phrases: npt.NDArray[np.uint64]
    phrase_scores: Numbers
    emoji: npt.NDArray[np.uint32]
    emoji_scores: Numbers

    @classmethod
    def of(cls, entries: Iterable[tuple[str, float, str]], emoji: Iterable[tuple[str, float]] = ()) -> "Lexicon":
        """Make ready entries (word, prefix with `*`, or phrase; score -4 to 4; one of KINDS) and scores of emoji.

        Of two entries for the same word the later holds; a longer prefix goes before a shorter one.
        """
        listed = list(entries)
        reading = read(join([entry for entry, _, _ in listed]))
        keys, tokens = packed(reading, reading.tokens), reading.tokens
        firsts = np.cumsum(tokens.counts) - tokens.counts
        words: list[tuple[int, int, float, np.uint8]] = []
        phrases: dict[int, float] = {}
        pairs: set[int] = set()
        for (entry, score, kind), first, count in zip(listed, firsts.tolist(), tokens.counts.tolist(), strict=True):
            if count == 1 and keys[first] < _FIRST_SIGN:
                length = int(tokens.ends[first] - tokens.starts[first])
                words.append((int(keys[first]), length if entry.endswith("*") else _LETTERS, score, _ROLES.get(kind, np.uint8(0))))
            elif 1 < count <= _LONGEST and kind == "polarity":
                phrases[_phrase(tokens.hashes[first : first + count])] = score
                pairs.add(_phrase(tokens.hashes[first : first + 2]))
                words.append((int(keys[first]), _LETTERS, np.nan, _OPENS))
        edges, polarity, roles = _steps(words)
        hashes = np.array(sorted(phrases), dtype=np.uint64)
        signs = sorted({ord(sign[0]): score for sign, score in emoji}.items())
        return cls(
            edges, polarity, roles, np.array(sorted(pairs), dtype=np.uint64), hashes, np.array([phrases[int(found)] for found in hashes], dtype=np.float64),
            np.array([code for code, _ in signs], dtype=np.uint32), np.array([score for _, score in signs], dtype=np.float64),
        )  # fmt: skip


def packed(reading: Reading, tokens: Tokens) -> npt.NDArray[np.uint64]:
    """Return the first _LETTERS letters of each token as one number that sorts as the words do."""
    codes = reading.codes
    small = np.where((codes >= ord("a")) & (codes <= ord("z")), codes - (ord("a") - 1), 28).astype(np.uint8)
    small[(codes >= ord("0")) & (codes <= ord("9"))] = 27
    small = np.concatenate((small, np.zeros(_LETTERS, dtype=np.uint8)))
    keys = np.zeros(len(tokens), dtype=np.uint64)
    lengths = tokens.ends - tokens.starts
    for letter in range(_LETTERS):
        longer = np.flatnonzero(lengths > letter)
        keys[longer] |= small[tokens.starts[longer] + letter].astype(np.uint64) << np.uint64(5 * (_LETTERS - 1 - letter))
    return keys


def _steps(words: list[tuple[int, int, float, np.uint8]]) -> tuple[npt.NDArray[np.uint64], Numbers, npt.NDArray[np.uint8]]:
    """Return where the step function of words and prefixes changes, with polarity and roles from there on."""
    edges = np.array(sorted({0} | {edge for key, length, _, _ in words for edge in _interval(key, length)}), dtype=np.uint64)
    polarity, roles = np.zeros(len(edges)), np.zeros(len(edges), dtype=np.uint8)
    for key, length, score, role in sorted(words, key=lambda word: word[1]):  # longer prefixes are written over shorter
        first, last = np.searchsorted(edges, np.array(_interval(key, length), dtype=np.uint64))
        if role:
            roles[first:last] |= role
        elif not np.isnan(score):
            polarity[first:last] = score
    return edges, polarity, roles


def _interval(key: int, length: int) -> tuple[int, int]:
    return key, key + (1 << 5 * (_LETTERS - min(length, _LETTERS)))


def _phrase(hashes: npt.NDArray[np.uint64]) -> int:
    whole = np.zeros(1, dtype=np.uint64)
    for one in hashes:
        whole = (whole ^ one) * _MIX
    return int(whole[0])


@dataclass(frozen=True)
class Spoken:
    """The tokens that a list is asked about: what `numbers` needs of them, in order, of `texts` texts."""

    rows: Ints
    keys: npt.NDArray[np.uint64]
    hashes: npt.NDArray[np.uint64]
    signs: npt.NDArray[np.uint32]  # the emoji, 0 for a word
    breaks: Mask
    negators: Mask
    texts: int

    @classmethod
    def of(cls, reading: Reading, negators: Mask) -> "Spoken":
        """Return all tokens of a reading."""
        tokens = reading.tokens
        signs = np.where(reading.kinds[tokens.starts] == EMOJI, reading.codes[tokens.starts], np.uint32(0))
        return cls(
            tokens.rows, packed(reading, tokens), tokens.hashes, signs, tokens.breaks, negators, len(reading.ends)
        )

    def where(self, chosen: Mask) -> "Spoken":
        """Return the tokens of the chosen texts."""
        kept = chosen[self.rows]
        number = np.cumsum(chosen) - 1
        return Spoken(
            number[self.rows[kept]], self.keys[kept], self.hashes[kept], self.signs[kept], self.breaks[kept], self.negators[kept],
            int(chosen.sum()),
        )  # fmt: skip


def numbers(spoken: Spoken, lexicon: Lexicon) -> Numbers:
    """Return what the list says of each text, (texts, len(NUMBERS)) float64; zeros where it knows no word."""
    steps = np.searchsorted(lexicon.edges, spoken.keys, side="right") - 1
    roles, scores = lexicon.roles[steps], lexicon.polarity[steps]
    scores = np.where(spoken.signs > 0, _looked_up(spoken.signs, lexicon.emoji, lexicon.emoji_scores), scores)
    scores, covered = _with_phrases(spoken, lexicon, roles, scores)
    polar = np.flatnonzero(scores)
    negators = ((roles & _NEGATION > 0) | spoken.negators) & ~covered
    turned = _reached(spoken, negators, _REACH)[polar] & (spoken.signs[polar] == 0)
    raised, lowered = (_reached(spoken, roles & role > 0, 1)[polar] for role in (_INTENSIFIER, _DIMINISHER))
    final = scores[polar] * np.where(turned, _TURNED, 1) * np.where(raised, _RAISED, 1) * np.where(lowered, _LOWERED, 1)
    return _summed(spoken, polar, scores[polar], final, turned, raised, lowered, roles)


def _looked_up(wanted: npt.NDArray[np.uint32], known: npt.NDArray[np.uint32], scores: Numbers) -> Numbers:
    if not len(known):
        return np.zeros(len(wanted))
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[found] == wanted, scores[found], 0.0)


def _with_phrases(
    spoken: Spoken, lexicon: Lexicon, roles: npt.NDArray[np.uint8], scores: Numbers
) -> tuple[Numbers, Mask]:
    """Put a phrase's score on its first word in place of its words' own; say which words stand in a phrase.

    The longest phrase from a word on holds; one that begins inside another does not.
    """
    size = len(spoken.rows)
    covered = np.zeros(size, dtype=np.bool_)
    opening, lengths, values = _phrases(spoken, lexicon, np.flatnonzero(roles[: max(size - 1, 0)] & _OPENS))
    if not len(opening):
        return scores, covered
    inside = _spread(opening + 1, opening + lengths, size)
    free = ~inside[opening]
    covered = _spread(opening[free], opening[free] + lengths[free], size)
    scores = np.where(covered, 0.0, scores)
    scores[opening[free]] = values[free]
    return scores, covered


def _phrases(spoken: Spoken, lexicon: Lexicon, opening: Ints) -> tuple[Ints, Ints, Numbers]:
    """Return where phrases begin, how many words they have, and their scores: the longest from each word on."""
    rows, hashes, size = spoken.rows, spoken.hashes, len(spoken.rows)
    whole = ((hashes[opening] * _MIX) ^ hashes[opening + 1]) * _MIX
    likely = _member(whole, lexicon.pairs)
    opening, whole = opening[likely], whole[likely]
    lengths, values = np.zeros(len(opening), dtype=np.int64), np.zeros(len(opening))
    for length in range(2, _LONGEST + 1):
        if length > 2:
            whole = (whole ^ hashes[np.minimum(opening + length - 1, size - 1)]) * _MIX
        last = np.minimum(opening + length - 1, size - 1)
        hit = _member(whole, lexicon.phrases) & (opening + length <= size) & (rows[last] == rows[opening])
        lengths[hit] = length
        values[hit] = lexicon.phrase_scores[np.searchsorted(lexicon.phrases, whole[hit])]
    said = lengths > 0
    return opening[said], lengths[said], values[said]


def _member(wanted: npt.NDArray[np.uint64], known: npt.NDArray[np.uint64]) -> Mask:
    if not len(known):
        return np.zeros(len(wanted), dtype=np.bool_)
    return np.asarray(known[np.minimum(np.searchsorted(known, wanted), len(known) - 1)] == wanted, dtype=np.bool_)


def _spread(starts: Ints, ends: Ints, size: int) -> Mask:
    """Mark the places from each start up to before its end."""
    change = np.zeros(size + 1, dtype=np.int64)
    np.add.at(change, starts, 1)
    np.add.at(change, ends, -1)
    return np.asarray(np.cumsum(change[:-1]) > 0, dtype=np.bool_)


def _reached(spoken: Spoken, sources: Mask, reach: int) -> Mask:
    """Return which tokens stand at most so many tokens after one of the sources, in the same clause."""
    places = np.arange(len(sources))
    if not len(places):
        return sources
    last = np.maximum.accumulate(np.where(sources, places, -reach - 1))
    before = np.concatenate((np.full(1, -reach - 1), last[:-1]))
    clause = np.maximum.accumulate(np.where(spoken.breaks, places, 0))
    return np.asarray((places - before <= reach) & (before >= clause), dtype=np.bool_)


def _summed(
    spoken: Spoken, polar: Ints, raw: Numbers, final: Numbers, turned: Mask, raised: Mask, lowered: Mask, roles: npt.NDArray[np.uint8]
) -> Numbers:
    rows, texts = spoken.rows[polar], spoken.texts

    def total(values: Numbers, where: Mask | None = None) -> Numbers:
        chosen = slice(None) if where is None else where
        return np.bincount(rows[chosen], weights=values[chosen], minlength=texts).astype(np.float64)

    sizes = np.bincount(spoken.rows, minlength=texts)
    begins = np.cumsum(sizes) - sizes
    place = (polar - begins[rows]) / np.maximum(sizes[rows], 1)
    contrast = np.full(texts, -1)
    found = np.flatnonzero(roles & _CONTRAST)
    contrast[spoken.rows[found]] = found  # the last one of each text
    after = polar > contrast[rows]
    ones, sign = np.ones(len(polar)), spoken.signs[polar] > 0
    plus, minus = total(final, final > 0), total(final, final < 0)
    balance = plus + minus
    highest, lowest, first, last = np.zeros(texts), np.zeros(texts), np.zeros(texts), np.zeros(texts)
    np.maximum.at(highest, rows, final)
    np.minimum.at(lowest, rows, final)
    last[rows] = final
    first[rows[::-1]] = final[::-1]
    columns = {
        "positive": plus, "negative": minus, "balance": balance, "compound": balance / np.sqrt(balance**2 + 15),
        "positives": total(ones, final > 0), "negatives": total(ones, final < 0), "highest": highest, "lowest": lowest,
        "first": first, "last": last, "before_contrast": np.where(contrast >= 0, total(final, ~after), 0.0),
        "after_contrast": np.where(contrast >= 0, total(final, after), 0.0),
        "negated_positive": total(raw, turned & (raw > 0)), "negated_negative": total(raw, turned & (raw < 0)),
        "negations": np.bincount(spoken.rows[spoken.negators], minlength=texts).astype(np.float64),
        "intensified": total(final, raised), "diminished": total(final, lowered),
        "happy_signs": total(raw, sign & (raw > 0)), "unhappy_signs": total(raw, sign & (raw < 0)),
        "polar_share": total(ones) / np.maximum(sizes, 1), "nothing": (total(ones) == 0).astype(np.float64),
        "mixed": ((plus > 0) & (minus < 0)).astype(np.float64), "sign": np.sign(np.round(balance, 6)),
        "first_third": total(final, place < 1 / 3), "last_third": total(final, place >= 2 / 3),
    }  # fmt: skip
    return np.column_stack([columns[name] for name in NUMBERS])
