"""Which words of a text moved its score: what the score loses when they are taken out."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Score = Callable[[Sequence[str]], npt.NDArray[np.float64]]
ScoreOf = Callable[[Sequence[int], Sequence[str]], npt.NDArray[np.float64]]
Stretch = tuple[int, int, float]
_WORD = re.compile(r"\S+")
_PIECES = 160
_AT_ONCE = 2_000
_LEAST = 1e-3


def contributions(score: Score, text: str, most: int = 5, share: float = 0.08) -> list[Stretch]:
    """Return up to `most` stretches (start, end, weight) without which the text scores lower, the heaviest first.

    `score` gives one number per text, on a scale where evidence adds up (logits). Words are taken out one by one;
    neighbours that both count become one stretch, whose weight is what the text loses without all of it (occlusion:
    Zeiler & Fergus 2014). Stretches that carry less than `share` of the heaviest are left out. Empty where nothing
    lowers the score. Costs two batches of as many texts as the text has words: ask for flagged comments only.
    """
    return contributions_of(lambda _, texts: score(texts), [text], most, share)[0]


def contributions_of(
    score: ScoreOf, texts: Sequence[str], most: int = 5, share: float = 0.08, pieces: int = _PIECES
) -> list[list[Stretch]]:
    """Return the same for several texts at once, in large batches: `score` is told which text each variant is of.

    A text of more than `pieces` words is cut into that many runs of words.
    """
    cuts = [_pieces([match.span() for match in _WORD.finditer(text)], pieces) for text in texts]
    without = _scored(score, texts, [[(0, 0), *cut] for cut in cuts])
    stretches = []
    for cut, scores in zip(cuts, without, strict=True):
        losses = scores[0] - scores[1:]
        enough = max(share * float(losses.max(initial=0.0)), _LEAST)
        stretches.append(_merged(cut, losses >= enough))
    again = _scored(score, texts, stretches)
    return [
        _heaviest([(*one, float(whole[0] - left)) for one, left in zip(found, lefts, strict=True)], most)
        for found, whole, lefts in zip(stretches, without, again, strict=True)
    ]


def _heaviest(found: list[Stretch], most: int) -> list[Stretch]:
    telling = [(start, end, round(weight, 4)) for start, end, weight in found if weight >= _LEAST]
    return sorted(telling, key=lambda one: (-one[2], one[0]))[:most]


def _scored(
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


def _merged(pieces: list[tuple[int, int]], counts: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    stretches: list[tuple[int, int]] = []
    for i in np.flatnonzero(counts):
        if stretches and i and counts[i - 1]:
            stretches[-1] = (stretches[-1][0], pieces[i][1])
        else:
            stretches.append(pieces[i])
    return stretches
