"""Stretches of a text: where each begins and ends, and what it is."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

Span = tuple[int, int, str]


def apart(several: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, without those that one before reaches into; of two that begin together the longer."""
    kept: list[Span] = []
    for one in sorted(several, key=lambda span: (span[0], -span[1])):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return tuple(kept)


def meets(spans: Sequence[tuple[Any, ...]], start: int, end: int) -> bool:
    """Return whether a stretch meets one of these spans, which stand in order and apart."""
    place = bisect_left(spans, end, key=itemgetter(0)) - 1
    return place >= 0 and bool(spans[place][1] > start)
