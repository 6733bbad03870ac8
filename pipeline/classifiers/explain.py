"""Which words of a text moved its score: what the score loses when they are taken out."""

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Score = Callable[[Sequence[str]], npt.NDArray[np.float64]]
ScoreOf = Callable[[Sequence[int], Sequence[str]], npt.NDArray[np.float64]]
Span = tuple[int, int]
Stretch = tuple[int, int, float]
_WORD = re.compile(r"\S+")
_PIECES = 160
_AT_ONCE = 2_000
LEAST = 1e-3
"""What a text must lose by what is taken out, for that to count."""


def contributions(score: Score, text: str, most: int = 5, share: float = 0.08) -> list[Stretch]:
    """Return up to `most` stretches (start, end, weight) without which the text scores lower, the heaviest first.

    `score` gives one number per text, on a scale where evidence adds up (logits). Words are taken out one by one;
    neighbours that both count become one stretch, whose weight is what the text loses without all of it (occlusion:
    Zeiler & Fergus 2014). Stretches that carry less than `share` of the heaviest are left out. Empty where nothing
    lowers the score. Costs a batch of as many texts as the text has words: ask for flagged comments only.
    """
    return contributions_of(lambda _, texts: score(texts), [text], most, share)[1][0]


def contributions_of(
    score: ScoreOf, texts: Sequence[str], most: int = 5, share: float = 0.08, pieces: int = _PIECES
) -> tuple[npt.NDArray[np.float64], list[list[Stretch]]]:
    """Return the scores of several texts, and those stretches of each, in large batches.

    `score` is told which text each variant is of. One of more than `pieces` words is cut into that many runs of them.
    """
    cuts = [_pieces([match.span() for match in _WORD.finditer(text)], pieces) for text in texts]
    without = scores_without(score, texts, [[(0, 0), *cut] for cut in cuts])
    whole = np.array([scores[0] for scores in without], dtype=np.float64)
    weights = [dict(zip(cut, scores[0] - scores[1:], strict=True)) for cut, scores in zip(cuts, without, strict=True)]
    stretches = [_merged(cut, _counting(losses, share)) for cut, losses in zip(cuts, weights, strict=True)]
    joined = [[one for one in of if one not in known] for of, known in zip(stretches, weights, strict=True)]
    for known, of, lefts, full in zip(weights, joined, scores_without(score, texts, joined), whole, strict=True):
        known.update(zip(of, full - lefts, strict=True))
    found = [[(*one, float(known[one])) for one in of] for of, known in zip(stretches, weights, strict=True)]
    return whole, [_heaviest(of, most) for of in found]


def _counting(losses: Mapping[Span, float], share: float) -> list[bool]:
    """Tell which pieces carry enough: that share of the heaviest."""
    enough = max(share * max(losses.values(), default=0.0), LEAST)
    return [loss >= enough for loss in losses.values()]


def _heaviest(found: list[Stretch], most: int) -> list[Stretch]:
    telling = [(start, end, round(weight, 4)) for start, end, weight in found if weight >= LEAST]
    return sorted(telling, key=lambda one: (-one[2], one[0]))[:most]


def scores_without(
    score: ScoreOf, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
) -> list[npt.NDArray[np.float64]]:
    """Return per text the scores without each of its spans."""
    rows = [row for row, of in enumerate(spans) for _ in of]
    variants = [_without(text, *span) for text, of in zip(texts, spans, strict=True) for span in of]
    scores = [
        score(rows[first : first + _AT_ONCE], variants[first : first + _AT_ONCE])
        for first in range(0, len(variants), _AT_ONCE)
    ]
    ends = np.cumsum([len(of) for of in spans])[:-1]
    return np.split(np.concatenate(scores) if scores else np.zeros(0), ends)


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}" if end > start else text


def _pieces(words: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """Return the words, or in a long text runs of words, so that there are at most `most`."""
    step = max(-(-len(words) // most), 1)
    return [(words[i][0], words[min(i + step, len(words)) - 1][1]) for i in range(0, len(words), step)]


def _merged(pieces: Sequence[Span], counts: Sequence[bool]) -> list[Span]:
    stretches: list[Span] = []
    for i, piece in enumerate(pieces):
        if counts[i] and i and counts[i - 1]:
            stretches[-1] = (stretches[-1][0], piece[1])
        elif counts[i]:
            stretches.append(piece)
    return stretches
