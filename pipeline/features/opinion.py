"""What a polarity list says of texts: sums of word and phrase scores, with negation, intensity and contrast.

The idea is VADER's (Hutto & Gilbert, ICWSM 2014); here it works on a whole batch at once, and a classifier weighs the
numbers instead of fixed rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.features.letters import EMOJI
from pipeline.features.reading import Ints, Mask, Reading, Tokens, join, read, spread

Numbers = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]
Roles = npt.NDArray[np.uint8]
NUMBERS = (
    "positive", "negative", "balance", "compound", "positives", "negatives", "highest", "lowest", "first", "last",
    "before_contrast", "after_contrast", "negated_positive", "negated_negative", "negations", "intensified",
    "diminished", "happy_signs", "unhappy_signs", "polar_share", "nothing", "mixed", "sign", "first_third",
    "last_third",
)  # fmt: skip
KINDS = ("polarity", "negation", "intensifier", "diminisher", "contrast")
_NEGATION, _INTENSIFIER, _DIMINISHER, _CONTRAST = 1, 2, 4, 8
_ROLES = dict(zip(KINDS[1:], (_NEGATION, _INTENSIFIER, _DIMINISHER, _CONTRAST), strict=True))
_REACH = 3  # tokens between a negator and what it turns
_TURNED, _RAISED, _LOWERED = -0.6, 1.3, 0.7
_LETTERS = 12  # of a word that are looked at; 5 bits each
_FIRST_SIGN = np.uint64(28) << np.uint64(5 * (_LETTERS - 1))
_SMALL = np.full(129, 28, dtype=np.uint32)  # by letter, the last for all beyond
_SMALL[ord("a") : ord("z") + 1] = np.arange(1, 27)
_SMALL[ord("0") : ord("9") + 1] = 27
_LONGEST = 6  # words in a phrase
_MIX = np.uint64(0x9FB21C651E98DF25)


Entry = tuple[str, float, str]


@dataclass(frozen=True)
class _List:
    """One list's scores: of words by step, of phrases by hash; `pairs` marks the hash of their first two words."""

    polarity: Numbers
    pairs: Mask
    phrases: Hashes
    scores: Numbers


@dataclass(frozen=True)
class Lexicon:
    """Polarity lists of a language made ready: words and prefixes as a step function over packed letters."""

    edges: Hashes
    roles: Roles
    lists: tuple[_List, ...]
    emoji: npt.NDArray[np.uint32]
    emoji_scores: Numbers

    @classmethod
    def of(cls, lists: Sequence[Sequence[Entry]], emoji: Iterable[tuple[str, float]] = ()) -> "Lexicon":
        """Make ready lists of entries (word, prefix with `*`, or phrase; score -4 to 4; one of KINDS) and emoji.

        Of two entries for the same word the later holds; a longer prefix goes before a shorter one. What negates or
        strengthens in one list does so in all.
        """
        read_in = [_read_in(entries) for entries in lists]
        edges = _edges([word for words, _ in read_in for word in words])
        roles = np.zeros(len(edges), dtype=np.uint8)
        ready = []
        for words, phrases in read_in:
            polarity = np.zeros(len(edges))
            _fill(words, edges, polarity, roles)
            hashes = sorted(phrases)
            pairs = np.zeros(1 << 16, dtype=np.bool_)
            pairs[[pair >> 48 for pair, _ in phrases.values()]] = True
            scores = np.array([phrases[one][1] for one in hashes], dtype=np.float64)
            ready.append(_List(polarity, pairs, np.array(hashes, dtype=np.uint64), scores))
        signs = sorted({ord(sign[0]): score for sign, score in emoji}.items())
        codes = np.array([code for code, _ in signs], dtype=np.uint32)
        return cls(edges, roles, tuple(ready), codes, np.array([score for _, score in signs], dtype=np.float64))

    @cached_property
    def _begun(self) -> npt.NDArray[np.int32]:
        """How many edges lie before each beginning of four letters."""
        beginnings = np.arange((1 << 20) + 1, dtype=np.uint64) << np.uint64(5 * (_LETTERS - 4))
        return np.searchsorted(self.edges, beginnings).astype(np.int32)

    def steps(self, keys: Hashes) -> Ints:
        """Return on which step each packed word stands; most are known by their first four letters."""
        beginnings = (keys >> np.uint64(5 * (_LETTERS - 4))).astype(np.int64)
        found = self._begun[beginnings + 1].astype(np.int64)
        several = np.flatnonzero(self._begun[beginnings] != found)
        found[several] = np.searchsorted(self.edges, keys[several], side="right")
        return found - 1


@dataclass(frozen=True)
class _Word:
    """An entry of one word: its packed letters, how many of them count, its score (none for a role), its roles."""

    key: int
    length: int
    score: float | None
    role: int

    @property
    def interval(self) -> tuple[int, int]:
        """The packed letters from which on, and before which, a token is this word or begins with this prefix."""
        return self.key, self.key + (1 << 5 * (_LETTERS - min(self.length, _LETTERS)))


def _read_in(entries: Sequence[Entry]) -> tuple[list[_Word], dict[int, tuple[int, float]]]:
    """Return the words of a list, and its phrases: hash to the hash of their first two words and their score."""
    reading = read(join([entry for entry, _, _ in entries]))
    tokens, keys = reading.tokens, packed(reading, reading.tokens)
    firsts = np.cumsum(tokens.counts) - tokens.counts
    words: list[_Word] = []
    phrases: dict[int, tuple[int, float]] = {}
    for (entry, score, kind), first, count in zip(entries, firsts.tolist(), tokens.counts.tolist(), strict=True):
        if count == 1 and keys[first] < _FIRST_SIGN:
            length = int(tokens.ends[first] - tokens.starts[first]) if entry.endswith("*") else _LETTERS
            words.append(_Word(int(keys[first]), length, None if kind in _ROLES else score, _ROLES.get(kind, 0)))
        elif 1 < count <= _LONGEST and kind == "polarity":
            hashes = tokens.hashes[first : first + count]
            phrases[_phrase(hashes)] = (_phrase(hashes[:2]), score)
    return words, phrases


def _edges(words: list[_Word]) -> Hashes:
    """Return where the step function of words and prefixes changes."""
    return np.array(sorted({0} | {edge for word in words for edge in word.interval}), dtype=np.uint64)


def _fill(words: list[_Word], edges: Hashes, polarity: Numbers, roles: Roles) -> None:
    for word in sorted(words, key=lambda word: word.length):  # longer prefixes are written over shorter
        first, last = np.searchsorted(edges, np.array(word.interval, dtype=np.uint64))
        roles[first:last] |= np.uint8(word.role)
        if word.score is not None:
            polarity[first:last] = word.score


def packed(reading: Reading, tokens: Tokens) -> Hashes:
    """Return the first _LETTERS letters of each token as one number that sorts as the words do."""
    small = np.concatenate((_SMALL.take(reading.codes, mode="clip"), np.zeros(_LETTERS, dtype=np.uint32)))
    two = (small[:-1] << np.uint32(5)) | small[1:]
    four = ((two[:-2] << np.uint32(10)) | two[2:]).astype(np.uint64)
    keys: Hashes = np.zeros(len(tokens), dtype=np.uint64)
    for part in range(0, _LETTERS, 4):
        keys = (keys << np.uint64(20)) | four[tokens.starts + part]
    beyond = (5 * np.maximum(_LETTERS - (tokens.ends - tokens.starts), 0)).astype(np.uint64)  # bits of what follows
    return np.asarray((keys >> beyond) << beyond, dtype=np.uint64)


def _phrase(hashes: Hashes) -> int:
    whole = np.zeros(1, dtype=np.uint64)
    for one in hashes:
        whole = (whole ^ one) * _MIX
    return int(whole[0])


@dataclass(frozen=True)
class Spoken:
    """The tokens that a list is asked about: what `numbers` needs of them, in order, of `texts` texts."""

    rows: Ints
    keys: Hashes
    hashes: Hashes
    signs: npt.NDArray[np.uint32]  # the emoji, 0 for a word
    clauses: npt.NDArray[np.int32]  # equal for tokens of one clause
    negators: Mask
    texts: int

    @classmethod
    def of(cls, reading: Reading, negators: Mask) -> "Spoken":
        """Return all tokens of a reading."""
        tokens = reading.tokens
        signs = reading.codes[tokens.starts] * (reading.kinds[tokens.starts] == EMOJI)
        keys, clauses = packed(reading, tokens), np.cumsum(tokens.breaks, dtype=np.int32)
        return cls(tokens.rows, keys, tokens.hashes, signs, clauses, negators, len(reading.ends))

    @cached_property
    def pairs(self) -> Hashes:
        """The hash of each token with the one after it, as `_phrase` has it."""
        return ((self.hashes[:-1] * _MIX) ^ self.hashes[1:]) * _MIX

    def where(self, chosen: Mask) -> "Spoken":
        """Return the tokens of the chosen texts."""
        kept = np.flatnonzero(chosen[self.rows])
        rows = (np.cumsum(chosen) - 1)[self.rows[kept]]
        keys, hashes, signs = self.keys[kept], self.hashes[kept], self.signs[kept]
        return Spoken(rows, keys, hashes, signs, self.clauses[kept], self.negators[kept], int(chosen.sum()))


def numbers(spoken: Spoken, lexicon: Lexicon) -> Numbers:
    """Return what the lists say of each text, (texts, lists * len(NUMBERS)) float64; zeros where they know no word."""
    steps = lexicon.steps(spoken.keys)
    roles = lexicon.roles[steps]
    emoji = np.flatnonzero(spoken.signs)
    felt = _looked_up(spoken.signs[emoji], lexicon.emoji, lexicon.emoji_scores)
    found = []
    for one in lexicon.lists:
        scores = one.polarity[steps]
        scores[emoji] = felt
        found.append(_Heard.of(spoken, scores, _phrases(spoken, one), roles).summed())
    return np.hstack(found)


def _looked_up(wanted: npt.NDArray[np.uint32], known: npt.NDArray[np.uint32], scores: Numbers) -> Numbers:
    if not len(known):
        return np.zeros(len(wanted))
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[found] == wanted, scores[found], 0.0)


def _phrases(spoken: Spoken, one: _List) -> tuple[Ints, Ints, Numbers]:
    """Return where phrases begin, before which word they end, and their scores.

    The longest phrase from a word on holds; one that begins inside another does not.
    """
    rows, hashes, size = spoken.rows, spoken.hashes, len(spoken.rows)
    opening = np.flatnonzero(one.pairs[spoken.pairs >> np.uint64(48)])
    whole = spoken.pairs[opening]
    lengths, values = np.zeros(len(opening), dtype=np.int64), np.zeros(len(opening))
    for length in range(2, _LONGEST + 1):
        last = np.minimum(opening + length - 1, size - 1)
        if length > 2:
            whole = (whole ^ hashes[last]) * _MIX
        hit = _member(whole, one.phrases) & (opening + length <= size) & (rows[last] == rows[opening])
        lengths[hit] = length
        values[hit] = one.scores[np.searchsorted(one.phrases, whole[hit])]
    said = lengths > 0
    opening, ends, values = opening[said], opening[said] + lengths[said], values[said]
    free = ~spread(opening + 1, ends, size)[opening]
    return opening[free], ends[free], values[free]


def _member(wanted: Hashes, known: Hashes) -> Mask:
    if not len(known):
        return np.zeros(len(wanted), dtype=np.bool_)
    return np.asarray(known[np.minimum(np.searchsorted(known, wanted), len(known) - 1)] == wanted, dtype=np.bool_)


def _near(places: Ints, sources: Ints, clauses: npt.NDArray[np.int32], reach: int) -> Mask:
    """Return which places stand at most so many tokens after one of the sources, in the same clause."""
    if not len(sources):
        return np.zeros(len(places), dtype=np.bool_)
    before = np.searchsorted(sources, places) - 1
    last = sources[np.maximum(before, 0)]
    return np.asarray((before >= 0) & (places - last <= reach) & (clauses[last] == clauses[places]), dtype=np.bool_)


@dataclass(frozen=True)
class _Heard:
    """The words of all texts that a list has a score for: where, how much, and what their neighbours make of it."""

    spoken: Spoken
    places: Ints
    raw: Numbers
    final: Numbers
    turned: Mask
    raised: Mask
    lowered: Mask
    contrasts: Ints

    @classmethod
    def of(cls, spoken: Spoken, scores: Numbers, phrases: tuple[Ints, Ints, Numbers], roles: Roles) -> "_Heard":
        """Put a phrase's score on its first word in place of its words' own, and weigh scores by what stands before."""
        starts, ends, values = phrases
        covered = spread(starts, ends, len(scores))
        scores[covered] = 0.0
        scores[starts] = values
        places = np.flatnonzero(scores)
        negators = np.flatnonzero((((roles & _NEGATION) > 0) | spoken.negators) & ~covered)
        turned = _near(places, negators, spoken.clauses, _REACH) & (spoken.signs[places] == 0)
        raised, lowered = (
            _near(places, np.flatnonzero(roles & role), spoken.clauses, 1) for role in (_INTENSIFIER, _DIMINISHER)
        )
        raw = scores[places]
        final = raw * np.where(turned, _TURNED, 1) * np.where(raised, _RAISED, 1) * np.where(lowered, _LOWERED, 1)
        return cls(spoken, places, raw, final, turned, raised, lowered, np.flatnonzero(roles & _CONTRAST))

    def summed(self) -> Numbers:
        """Return one row per text, one column per name in NUMBERS."""
        final, raw, turned, rows = self.final, self.raw, self.turned, self.spoken.rows[self.places]
        sign = self.spoken.signs[self.places] > 0
        up, down, total = final > 0, final < 0, self._total
        sizes = np.bincount(self.spoken.rows, minlength=self.spoken.texts)
        place = (self.places - (np.cumsum(sizes) - sizes)[rows]) / np.maximum(sizes[rows], 1)
        before, after = self._around_contrast(rows)
        plus, minus, hits = total(final, up), total(final, down), total(np.ones(len(final)))
        balance = plus + minus
        columns = {
            "positive": plus, "negative": minus, "balance": balance, "compound": balance / np.sqrt(balance**2 + 15),
            "positives": total(np.ones(len(final)), up), "negatives": total(np.ones(len(final)), down),
            "before_contrast": before, "after_contrast": after,
            "negated_positive": total(raw, turned & (raw > 0)), "negated_negative": total(raw, turned & (raw < 0)),
            "negations": np.bincount(self.spoken.rows[self.spoken.negators], minlength=self.spoken.texts),
            "intensified": total(final, self.raised), "diminished": total(final, self.lowered),
            "happy_signs": total(raw, sign & (raw > 0)), "unhappy_signs": total(raw, sign & (raw < 0)),
            "polar_share": hits / np.maximum(sizes, 1), "nothing": hits == 0, "mixed": (plus > 0) & (minus < 0),
            "sign": np.sign(np.round(balance, 6)),
            "first_third": total(final, place < 1 / 3), "last_third": total(final, place >= 2 / 3),
            **self._extremes(rows),
        }  # fmt: skip
        return np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in NUMBERS])

    def _total(self, values: Numbers, where: Mask | slice = slice(None)) -> Numbers:
        rows = self.spoken.rows[self.places]
        return np.bincount(rows[where], weights=values[where], minlength=self.spoken.texts).astype(np.float64)

    def _around_contrast(self, rows: Ints) -> tuple[Numbers, Numbers]:
        """Return the sums before and after a text's last contrast word, 0 where it has none."""
        contrast = np.full(self.spoken.texts, -1)
        contrast[self.spoken.rows[self.contrasts]] = self.contrasts
        there, later = contrast[rows] >= 0, self.places > contrast[rows]
        return self._total(self.final, there & ~later), self._total(self.final, there & later)

    def _extremes(self, rows: Ints) -> dict[str, Numbers]:
        highest, lowest, first, last = np.zeros((4, self.spoken.texts))
        np.maximum.at(highest, rows, self.final)
        np.minimum.at(lowest, rows, self.final)
        last[rows] = self.final
        first[rows[::-1]] = self.final[::-1]
        return {"highest": highest, "lowest": lowest, "first": first, "last": last}
