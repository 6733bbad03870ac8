"""Which words of a text moved its score: what the score loses when they are taken out."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Score = Callable[[Sequence[str]], npt.NDArray[np.float64]]
_WORD = re.compile(r"\S+")
_PIECES = 160


def contributions(score: Score, text: str, most: int = 5, share: float = 0.08) -> list[tuple[int, int, float]]:
    """Return up to `most` stretches (start, end, weight) without which the text scores lower, the heaviest first.

    `score` gives one number per text, on a scale where evidence adds up (logits). Words are taken out one by one;
    neighbours that both count become one stretch, whose weight is what the text loses without all of it (occlusion:
    Zeiler & Fergus 2014). Stretches that carry less than `share` of the heaviest are left out. Empty where nothing
    lowers the score. Costs two batches of as many texts as the text has words: ask for flagged comments only.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    if not words:
        return []
    pieces = _pieces(words)
    whole, *without = score([text, *(_without(text, start, end) for start, end in pieces)])
    losses = float(whole) - np.array(without, dtype=np.float64)
    enough = max(share * float(losses.max()), 1e-6)
    stretches = _merged(pieces, losses >= enough)
    if not stretches:
        return []
    again = score([_without(text, start, end) for start, end in stretches])
    found = [(start, end, round(float(whole - left), 4)) for (start, end), left in zip(stretches, again, strict=True)]
    found = [stretch for stretch in found if stretch[2] > 0]
    return sorted(found, key=lambda stretch: (-stretch[2], stretch[0]))[:most]


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}"


def _pieces(words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the words, or in a long text runs of words, so that there are at most _PIECES."""
    step = -(-len(words) // _PIECES)
    return [(words[i][0], words[min(i + step, len(words)) - 1][1]) for i in range(0, len(words), step)]


def _merged(pieces: list[tuple[int, int]], counts: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    stretches: list[tuple[int, int]] = []
    for i in np.flatnonzero(counts):
        if stretches and i and counts[i - 1]:
            stretches[-1] = (stretches[-1][0], pieces[i][1])
        else:
            stretches.append(pieces[i])
    return stretches
