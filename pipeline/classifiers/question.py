"""Whether a comment asks something that deserves an answer: how its clauses begin, and which of them end in "?"."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.classifiers.model import Model
from pipeline.features import SURFACE, Features
from pipeline.features.reading import Ints, Mask, Reading
from pipeline.features.word_sets import among

LANGUAGES = ("en", "fr")
BITS = 17
ASKS = 0.45
"""The score from which a comment is called a question: misses and false alarms are then about as many."""
SIGNS = (
    "asked_clauses",
    "asked_share",
    "ends_asked",
    "asked_words",
    "flourishes",
    "repeated",
    "answered_after",
    "quoted",
)
_LOOK = [
    SURFACE.index(name)
    for name in (
        "length", "words", "questions", "exclamations", "ends_question", "ends_exclamation",
        "urls", "quotes", "lines", "emoji",
    )
]  # fmt: skip
_ASKING = tuple(
    "what whats which who whos whom whose where wheres when why how hows wat anyone anybody someone somebody any "
    "quel quelle quels quelles lequel laquelle comment cmt komen ou quand pourquoi pk pq pkoi qui que quoi koi combien "
    "kel qu quelqu qqn quelkun kelkun".split()
)
_AUXILIARIES = tuple(
    "can could do does did is are was were will would should shall may might has have had am isnt arent dont doesnt "
    "cant couldnt wouldnt "
    "est es etes sont suis peut peux puis pouvez pourriez pourrait peu pe savez sais sait avez as a ai auriez aurait "
    "faut fais fait font dois doit devez va vas allez vont serait seriez connaissez pensez conseillez vendez utilisez "
    "trouve trouves y".split()
)
_PERSONS = tuple(
    "i you u we they he she it this that these those there the my your one anyone anybody someone any "
    "je tu vous on il elle ils elles nous ce t c ca j".split()
)
_WONDERING = tuple(
    "wonder wondering curious know tell explain advise advice suggest suggestion suggestions recommend tips idea ideas "
    "help clue "
    "demande demandais savoir saurait dire dites expliquer explique mexplike conseil conseils conseiller conseille "
    "suggestion suggestions idee idees aide aider aidez cherche curieux curieuse renseigner indiquer recherche".split()
)
_POLITE = tuple("please pls plz thanks thank svp stp merci avance".split())
WORDED = ("begins_asking", "asking", "inverted", "wondering", "polite_end")
_MIX = np.uint64(0xD6E8FEB86659FD93)
_KINDS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63],
    dtype=np.uint64,
)
_ENDS = np.isin(np.arange(128), [ord(sign) for sign in ".!?"])


def grams(features: Features) -> sparse.csr_array:
    """Return counts, (texts, 2**BITS): words and pairs that begin clauses, and all words of clauses that end in "?"."""
    tokens, asked = features.reading.tokens, _asked(features.reading)
    pairs = np.zeros(len(tokens), dtype=np.uint64)
    pairs[:-1] = tokens.hashes[:-1] * _MIX + tokens.hashes[1:]
    alone = np.ones(len(tokens), dtype=np.bool_)
    alone[:-1] = tokens.rows[:-1] != tokens.rows[1:]
    kinds = np.where(asked, 1, 0)
    found = [
        _of(tokens.rows, tokens.hashes ^ _KINDS[kinds], tokens.breaks),
        _of(tokens.rows, pairs ^ _KINDS[kinds + 2], tokens.breaks & ~alone),
        _of(tokens.rows, tokens.hashes ^ _KINDS[4], asked),
    ]
    rows, hashes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(rows, kind="stable")
    columns = ((hashes[order] * _MIX) >> np.uint64(64 - BITS)).astype(np.int32)
    sizes = np.bincount(rows, minlength=len(features))
    edges = np.concatenate((np.zeros(1, dtype=np.int32), np.cumsum(sizes).astype(np.int32)))
    return sparse.csr_array((np.ones(len(columns), dtype=np.float32), columns, edges), shape=(len(features), 1 << BITS))


def numbers(features: Features) -> npt.NDArray[np.float64]:
    """Return the plain numbers that the classifier looks at: some of the look of the texts, and SIGNS."""
    phrased, marked = worded(features), features.surface[:, [SURFACE.index("questions")]] > 0
    return np.hstack([np.log1p(features.surface[:, _LOOK]), signs(features), phrased, phrased * ~marked])


def worded(features: Features) -> npt.NDArray[np.float64]:
    """Return how a text's words ask, in English or French, one column per name in WORDED."""
    tokens, size = features.reading.tokens, len(features)
    asking, auxiliary, person, wondering, polite = among(
        tokens.hashes, _ASKING, _AUXILIARIES, _PERSONS, _WONDERING, _POLITE
    )
    next_person = np.zeros(len(tokens), dtype=np.bool_)
    next_person[:-1] = person[1:] & (tokens.rows[1:] == tokens.rows[:-1])
    inverted = auxiliary & next_person
    first = np.zeros(len(tokens), dtype=np.bool_)
    first[(np.cumsum(tokens.counts) - tokens.counts)[tokens.counts > 0]] = True
    last = np.arange(len(tokens)) + 3 >= np.repeat(np.cumsum(tokens.counts), tokens.counts)
    marks = (first & (asking | inverted), tokens.breaks & asking, tokens.breaks & inverted, wondering, polite & last)
    return np.column_stack([np.minimum(_tally(tokens.rows, marked, size), 2) for marked in marks])


def _tally(rows: Ints, marked: Mask, size: int) -> npt.NDArray[np.float64]:
    return np.bincount(rows[marked], minlength=size).astype(np.float64)


def signs(features: Features) -> npt.NDArray[np.float64]:
    """Return what question marks tell, one column per name in SIGNS."""
    reading, size = features.reading, len(features)
    tokens, asked, codes = reading.tokens, _asked(reading), reading.codes
    mark = codes == ord("?")
    words = np.maximum(tokens.counts, 1)
    beside = np.zeros(len(codes), dtype=np.bool_)
    beside[:-1] = (mark[:-1] & (codes[1:] == ord("!"))) | ((codes[:-1] == ord("!")) & mark[1:])
    double = np.zeros(len(codes), dtype=np.bool_)
    double[:-1] = mark[:-1] & mark[1:]
    quoted = np.zeros(len(codes), dtype=np.bool_)
    quoted[:-1] = mark[:-1] & (codes[1:] == ord('"'))
    quoted[:-2] |= mark[:-2] & (codes[1:-1] == ord(" ")) & (codes[2:] == ord('"'))
    of = np.bincount(tokens.rows[asked], minlength=size).astype(np.float64)
    last = np.zeros(size)
    last[tokens.rows] = asked | (codes[tokens.starts] == ord("?"))  # the last assignment of a row stands
    places = np.where(asked | (codes[tokens.starts] == ord("?")), np.arange(len(tokens)), -1)
    final = np.full(size, -1, dtype=np.int64)
    np.maximum.at(final, tokens.rows, places)
    left = np.where(final >= 0, np.cumsum(tokens.counts) - 1 - final, 0)
    return np.column_stack([
        np.log1p(np.bincount(tokens.rows[asked & tokens.breaks], minlength=size)),
        of / words,
        last,
        np.log1p(of),
        _per_text(reading, beside),
        _per_text(reading, double),
        np.log1p(left),
        _per_text(reading, quoted),
    ])  # fmt: skip


def logits(model: Model, features: Features) -> npt.NDArray[np.float64]:
    """Return the log odds of a question in English or French; the same text gives the same in any company."""
    text = model.linear("text").logits(features.words, features.chars, numbers(features))
    return (text + model.linear("clauses").logits(grams(features)))[:, 0]


def logits_elsewhere(model: Model, features: Features) -> npt.NDArray[np.float64]:
    """Return the log odds of a question in any language, by question marks alone."""
    return model.linear("elsewhere").logits(numbers=signs(features))[:, 0]


def _asked(reading: Reading) -> Mask:
    """Return which tokens stand in a sentence that ends in "?": the next of . ! ? in the text is one."""
    codes, tokens = reading.codes, reading.tokens
    signs_at = np.flatnonzero(_ENDS[np.minimum(codes, 127)])
    if not len(signs_at):
        return np.zeros(len(tokens), dtype=np.bool_)
    following = np.minimum(np.searchsorted(signs_at, tokens.ends), len(signs_at) - 1)
    place = signs_at[following]
    own = codes[tokens.starts]
    asked: Mask = (
        (place >= tokens.ends)
        & (place < reading.ends[tokens.rows])
        & (codes[place] == ord("?"))
        & (own != ord("?"))
        & (own != ord("!"))
    )
    return asked


def _of(rows: Ints, hashes: npt.NDArray[np.uint64], chosen: Mask) -> tuple[Ints, npt.NDArray[np.uint64]]:
    return rows[chosen], hashes[chosen]


def _per_text(reading: Reading, marked: Mask) -> npt.NDArray[np.float64]:
    return np.bincount(np.searchsorted(reading.ends, np.flatnonzero(marked)), minlength=len(reading.ends)).astype(
        np.float64
    )
