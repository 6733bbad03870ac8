"""What changed between the comment that a moderator saw and the one that stands there now, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+\s*|\s+")
_CLOSELY = 2_000  # words


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text; `changed`: it is not in the other one."""

    text: str
    changed: bool


Step = tuple[str, int, int, int, int]
Sides = tuple[tuple[Stretch, ...], tuple[Stretch, ...]]


def differing(old: str, new: str) -> Sides:
    """Return both texts in stretches, those marked that are not in the other one.

    Between what long texts begin and end with alike, all counts as changed: a hostile text would take minutes.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    steps = _steps(_plain(before), _plain(after))
    return (
        _sides(before, [(start, end, step) for step, start, end, _, _ in steps]),
        _sides(after, [(start, end, step) for step, _, _, start, end in steps]),
    )


def _steps(old: list[str], new: list[str]) -> list[Step]:
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    ends, begins = len(old) - last, len(new) - last
    between: Sequence[Step] = [("replace", 0, ends - first, 0, begins - first)]
    if max(ends, begins) - first <= _CLOSELY:
        between = SequenceMatcher(None, old[first:ends], new[first:begins]).get_opcodes()
    return [
        ("equal", 0, first, 0, first),
        *((step, first + a, first + b, first + c, first + d) for step, a, b, c, d in between),
        ("equal", ends, len(old), begins, len(new)),
    ]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (word, its) in pairs if word != its), min(len(one), len(other)))


def _plain(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _sides(words: Sequence[str], steps: Sequence[tuple[int, int, str]]) -> tuple[Stretch, ...]:
    return tuple(Stretch("".join(words[start:end]), step != "equal") for start, end, step in steps if start < end)
