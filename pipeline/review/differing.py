"""What changed between the comment that a moderator saw and the one that stands there now, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Stretch:
    """A stretch of a text; `changed`: it is not in the other one."""

    text: str
    changed: bool


Sides = tuple[tuple[Stretch, ...], tuple[Stretch, ...]]


def differing(old: str, new: str) -> Sides:
    """Return both texts in stretches, those marked that are not in the other one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    # Words that come again and again are no anchors (its autojunk): else a hostile text takes minutes.
    steps = SequenceMatcher(None, _plain(before), _plain(after)).get_opcodes()
    return (
        _sides(before, [(start, end, step) for step, start, end, _, _ in steps]),
        _sides(after, [(start, end, step) for step, _, _, start, end in steps]),
    )


def _plain(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _sides(words: Sequence[str], steps: Sequence[tuple[int, int, str]]) -> tuple[Stretch, ...]:
    return tuple(Stretch("".join(words[start:end]), step != "equal") for start, end, step in steps if start < end)
