"""Comments that say nearly the same: by the share of word triples that two texts share (Jaccard, Broder 1997)."""

from collections import Counter
from dataclasses import dataclass

from pipeline.identity import fold
from pipeline.store import around
from pipeline.store.models import Comment

AT_LEAST = 0.5
CLEARLY = 0.8
"""From this share on two texts are clearly alike: one was made from the other."""
_LONGEST = 3_000


@dataclass(frozen=True)
class Near:
    """A comment and what is like it: the likest first, what waits before the rest; at most as many as were asked for.

    `clearly` are those of which nobody need wonder; `states` counts all that are like it, itself left out, those too
    that are not among `comments`.
    """

    comments: list[Comment]
    clearly: frozenset[str]
    states: Counter[str]


def nearly(of: Comment, most: int = 25) -> Near:
    """Return what has nearly this comment's text among the newest of all that is kept of its site (`around.newest`)."""
    own = triples(of.text)
    near: dict[str, float] = {}
    for one, text in around.newest(of.site) if own else ():
        if one != of.comment_id and (alike := share(own, triples(text))) >= AT_LEAST:
            near[one] = alike
    states = around.states(near)
    best = sorted(near, key=lambda one: (states[one] != around.WAITS, -near[one], one))
    found = around.by_id([of.comment_id, *best[: most - 1]])
    clearly = frozenset(one for one, alike in near.items() if alike >= CLEARLY)
    return Near(found, clearly, Counter(states.values()))


def triples(text: str | None) -> frozenset[tuple[str, ...]]:
    """Return the word triples of a folded text; of a shorter one its words together."""
    words = fold((text or "")[:_LONGEST]).split()
    if len(words) < 3:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def share(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return which share of all triples of two texts they have in common."""
    return len(one & other) / len(one | other) if one and other else 0.0
