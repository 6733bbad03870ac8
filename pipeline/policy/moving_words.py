"""The fewest words that moved a score: guessed from words by themselves, settled by what lowers it when it is gone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.policy.marking import Part, Span, parts

_GUESSED = 6  # words of a text that are looked at closely
_LIKELY, _SHARE = 0.3, 0.3  # of the heaviest: from where a guess is looked at, and a span is told
_MOST = 5
_BETWEEN = 2  # words that say nothing, which may stand between two that do

_LEAST = 1e-3
_AT_ONCE, _WORDS_AT_ONCE = 2_000, 50_000

Numbers = npt.NDArray[np.float64]
ScoreOf = Callable[[Sequence[int], Sequence[str]], Numbers]
Stretch = tuple[int, int, float]


def smallest(
    score: ScoreOf, alone: ScoreOf, texts: Sequence[str], whole: Sequence[Mapping[Span, bool]]
) -> tuple[Numbers, list[list[Stretch]]]:
    """Return the texts' scores, and per text the few smallest spans that lower its score when gone, heaviest first.

    `score` answers one number per variant, on a scale where evidence adds up (log odds), and is told which text each is
    a variant of; `alone` answers the same of a few words without the comment's author and links. `whole`: per text the
    spans that are never cut and stand by themselves (an address), and whether they may be returned. No span begins or
    ends with a word that says nothing, or runs over the end of a sentence.

    Taking out every word in turn (occlusion: Zeiler & Fergus 2014) costs as many readings of a text as it has words.
    Here words and pairs of neighbours are scored by themselves, which costs three, and only those that weigh most so
    are taken out.
    """
    found = [parts(text, of) for text, of in zip(texts, whole, strict=True)]
    guesses = _guessed(alone, texts, found)
    spans = [list(_likely(of, weights)) for of, weights in zip(found, guesses, strict=True)]
    variants = [[text, *(_without(text, *span) for span in of)] for text, of in zip(texts, spans, strict=True)]
    left = _scores(score, variants)
    full = np.array([scores[0] for scores in left], dtype=np.float64)
    losses = (dict(zip(of, scores[0] - scores[1:], strict=True)) for of, scores in zip(spans, left, strict=True))
    return full, [_heaviest(of) for of in losses]


def _guessed(alone: ScoreOf, texts: Sequence[str], found: Sequence[Sequence[Part]]) -> list[Numbers]:
    """Return per text what each of its parts adds by itself, and half of what it adds beside its neighbours."""
    words = [[text[part.start : part.end] for part in of] for text, of in zip(texts, found, strict=True)]
    pairs = [[f"{one} {other}" for one, other in pairwise(of)] for of in words]
    known = _scores(alone, [["", *of, *two] for of, two in zip(words, pairs, strict=True)], _WORDS_AT_ONCE)
    return [_beside(scores[1:] - scores[0], len(of)) for scores, of in zip(known, words, strict=True)]


def _beside(scores: Numbers, words: int) -> Numbers:
    weights, together = scores[:words].copy(), scores[words:]
    more = (together - scores[: words - 1] - scores[1:words]) / 2 if words > 1 else together
    weights[:-1] += more
    weights[1:] += more
    return weights


def _scores(score: ScoreOf, variants: Sequence[Sequence[str]], at_once: int = _AT_ONCE) -> list[Numbers]:
    """Return per text the scores of its variants, asked for in large batches."""
    rows = [row for row, of in enumerate(variants) for _ in of]
    flat = [one for of in variants for one in of]
    parted = [slice(first, first + at_once) for first in range(0, len(flat), at_once)]
    scores = [score(rows[part], flat[part]) for part in parted] or [np.zeros(0)]
    return np.split(np.concatenate(scores), np.cumsum([len(of) for of in variants])[:-1])


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}"


def _likely(found: list[Part], weights: Numbers) -> Iterator[Span]:
    """Yield the words that seem to weigh most, neighbours as one."""
    by_weight = sorted(
        ((weight, place) for place, weight in enumerate(weights.tolist()) if not found[place].says_nothing),
        reverse=True,
    )[:_GUESSED]
    enough = max(_LIKELY * by_weight[0][0], _LEAST) if by_weight else 0.0
    heavy = sorted(place for weight, place in by_weight if weight >= enough)
    if heavy:
        yield from _neighbours(found, heavy)


def _neighbours(run: list[Part], heavy: Sequence[int]) -> Iterator[Span]:
    first = last = heavy[0]
    for place in heavy[1:]:
        if not _go_together(run[last : place + 1]):
            yield run[first].start, run[last].end
            first = place
        last = place
    yield run[first].start, run[last].end


def _go_together(found: list[Part]) -> bool:
    """Tell whether the first and the last of these parts are marked as one, with the little words between them."""
    if found[0].sentence != found[-1].sentence or any(part.is_whole for part in found):
        return False
    between = found[1:-1]
    return (
        len(between) <= _BETWEEN
        and all(part.says_nothing for part in between)
        and not any(part.ends_clause for part in found[:-1])
    )


def _heaviest(losses: Mapping[Span, float]) -> list[Stretch]:
    enough = max(_SHARE * max(losses.values(), default=0.0), _LEAST)
    heaviest = sorted(losses.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return [(start, end, round(float(lost), 4)) for (start, end), lost in heaviest if lost >= enough]
