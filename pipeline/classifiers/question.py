"""Whether a comment asks something that deserves an answer: how its clauses begin, and which of them end in "?"."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.classifiers.model import Model
from pipeline.features import SURFACE, Features
from pipeline.features.letters import DIGIT, LETTER
from pipeline.features.reading import Ints, Mask, count
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
_SOMEONE = tuple("anyone anybody someone somebody un one qqn quelkun kelkun vous you".split())
_KNOWING = tuple(
    "know knows tried got has had found connait connaissez connaitrait sait savez saurait sauriez peut pouvez pourrait "
    "pourriez aurait auriez a idea experience essaye teste could can".split()
)
_WHETHER = tuple(
    "if whether what which how when why where who si comment quel quelle quels quelles quand pourquoi ou combien ce "
    "qui lequel laquelle par the le la un une".split()
)
_OPEN = tuple("what why how quoi koi combien quel quelle quels quelles lequel laquelle comment cmt pourquoi pk".split())
_SUBJECTS = tuple("il elle on ils elles je tu ce you they he she we vous nous".split())
_AFTER_HYPHEN = tuple("il elle on ils elles je tu".split())
_EITHER = tuple("ou or".split())
_POLITE = tuple("please pls plz thanks thank svp stp merci avance".split())
WORDED = (
    "begins_asking", "asking", "inverted", "wondering", "polite_end", "someone_knows", "wonders_whether", "open",
    "open_late", "inverted_inside", "hyphened", "bare_open", "bare_either", "bare_inverted", "is_it_that",
)  # fmt: skip
_MIX = np.uint64(0xD6E8FEB86659FD93)
_KINDS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63],
    dtype=np.uint64,
)


def grams(features: Features) -> sparse.csr_array:
    """Return counts, (texts, 2**BITS): words and pairs that begin clauses, and all words of clauses that end in "?"."""
    tokens, asked = features.reading.tokens, features.reading.asked
    hashes, rows = tokens.hashes, tokens.rows
    begins, inside = np.flatnonzero(tokens.breaks), np.flatnonzero(asked)
    paired = begins[begins < len(tokens) - 1]
    paired = paired[rows[paired] == rows[paired + 1]]
    kinds = asked.astype(np.intp)
    found = (
        hashes[begins] ^ _KINDS[kinds[begins]],
        (hashes[paired] * _MIX + hashes[paired + 1]) ^ _KINDS[kinds[paired] + 2],
        hashes[inside] ^ _KINDS[4],
    )
    rows, hashes = np.concatenate([rows[places] for places in (begins, paired, inside)]), np.concatenate(found)
    order = np.argsort(rows, kind="stable")
    columns = ((hashes[order] * _MIX) >> np.uint64(64 - BITS)).astype(np.int32)
    sizes = np.bincount(rows, minlength=len(features))
    edges = np.concatenate((np.zeros(1, dtype=np.int32), np.cumsum(sizes, dtype=np.int32)))
    return sparse.csr_array((np.ones(len(columns), dtype=np.float32), columns, edges), shape=(len(features), 1 << BITS))


def numbers(features: Features) -> npt.NDArray[np.float64]:
    """Return the plain numbers that the classifier looks at: some of the look of the texts, and SIGNS."""
    phrased, marked = worded(features), features.surface[:, [SURFACE.index("questions")]] > 0
    return np.hstack([np.log1p(features.surface[:, _LOOK]), signs(features), phrased, phrased * ~marked])


def worded(features: Features) -> npt.NDArray[np.float64]:
    """Return how a text's words ask, in English or French, one column per name in WORDED."""
    tokens, size = features.reading.tokens, len(features)
    asking, auxiliary, person, wondering, polite, someone, knowing, whether = among(
        tokens.hashes, _ASKING, _AUXILIARIES, _PERSONS, _WONDERING, _POLITE, _SOMEONE, _KNOWING, _WHETHER
    )
    opens, subject, follows, either, est, ce, que = among(
        tokens.hashes, _OPEN, _SUBJECTS, _AFTER_HYPHEN, _EITHER, ("est",), ("ce",), ("que", "qu")
    )
    inverted = auxiliary & _next(person, tokens.rows)
    first = np.zeros(len(tokens), dtype=np.bool_)
    first[(np.cumsum(tokens.counts) - tokens.counts)[tokens.counts > 0]] = True
    last = np.arange(len(tokens)) + 3 >= np.repeat(np.cumsum(tokens.counts), tokens.counts)
    hyphened = follows & (features.reading.codes[tokens.starts - 1] == ord("-"))
    inside = auxiliary & _next(subject, tokens.rows)
    bare = _bare(features)[tokens.rows]
    marks = (
        first & (asking | inverted),
        tokens.breaks & asking,
        tokens.breaks & inverted,
        wondering,
        polite & last,
        someone & _soon(knowing, tokens.rows, 2),
        wondering & _soon(whether, tokens.rows, 2),
        opens,
        opens & last,
        inside,
        hyphened,
        opens & bare,
        either & bare,
        (inside | hyphened) & bare,
        est & _next(ce & _next(que, tokens.rows), tokens.rows),
    )
    return np.column_stack([np.minimum(_tally(tokens.rows, marked, size), 2) for marked in marks])


def _bare(features: Features) -> Mask:
    """Return which texts end in a letter or digit: their writer sets no marks."""
    reading = features.reading
    kinds = reading.kinds[np.maximum(reading.ends - 1, 0)]
    return np.asarray((kinds >= LETTER) & (kinds <= DIGIT), dtype=np.bool_)


def _next(marked: Mask, rows: Ints) -> Mask:
    """Return which tokens have a marked one right behind them in the same text."""
    return _soon(marked, rows, 1)


def _soon(marked: Mask, rows: Ints, reach: int) -> Mask:
    """Return which tokens have a marked one at most `reach` behind them in the same text."""
    found = np.zeros(len(marked), dtype=np.bool_)
    for step in range(1, min(reach, len(marked) - 1) + 1):
        found[:-step] |= marked[step:] & (rows[step:] == rows[:-step])
    return found


def _tally(rows: Ints, marked: Mask, size: int) -> npt.NDArray[np.float64]:
    return np.bincount(rows[np.flatnonzero(marked)], minlength=size).astype(np.float64)


def signs(features: Features) -> npt.NDArray[np.float64]:
    """Return what question marks tell, one column per name in SIGNS."""
    reading, size = features.reading, len(features)
    tokens, asked, codes = reading.tokens, features.reading.asked, reading.codes
    mark = codes == ord("?")
    marks = np.flatnonzero(mark)
    after, next_after = (codes[np.minimum(marks + step, len(codes) - 1)] for step in (1, 2))
    exclaimed = np.flatnonzero(codes[:-1] == ord("!"))
    beside = np.union1d(marks[after == ord("!")], exclaimed[mark[exclaimed + 1]])
    quoted = marks[(after == ord('"')) | ((after == ord(" ")) & (next_after == ord('"')))]
    of = _tally(tokens.rows, asked, size)
    ends = np.cumsum(tokens.counts) - 1  # of each text the last token, where there is one
    places = np.flatnonzero(asked | (codes[tokens.starts] == ord("?")))
    final = np.full(size, -1, dtype=np.int64)
    final[tokens.rows[places]] = places  # the last assignment of a row stands
    left = np.where(final >= 0, ends - final, 0)
    return np.column_stack([
        np.log1p(_tally(tokens.rows, asked & tokens.breaks, size)),
        of / np.maximum(tokens.counts, 1),
        (final >= 0) & (left == 0),
        np.log1p(of),
        count(beside, reading.ends),
        count(marks[after == ord("?")], reading.ends),
        np.log1p(left),
        count(quoted, reading.ends),
    ])  # fmt: skip


def logits(model: Model, features: Features) -> npt.NDArray[np.float64]:
    """Return the log odds of a question in English or French; the same text gives the same in any company."""
    text = model.linear("text").logits(features.words, features.chars, numbers(features))
    return (text + model.linear("clauses").logits(grams(features)))[:, 0]


def logits_elsewhere(model: Model, features: Features) -> npt.NDArray[np.float64]:
    """Return the log odds of a question in any language, by question marks alone."""
    return model.linear("elsewhere").logits(numbers=signs(features))[:, 0]
