"""How often Causerie errs, by what moderators decided: from the lists, and from the week's lot, which is fair."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.store.agreement import Agreed

_REFUSED = ("spam", "abuse", "trash")
_Z = 1.96


@dataclass(frozen=True)
class Rate:
    """`wrong` of `seen` were wrong: a share with the bounds in which it lies (95 %); None where nothing was seen."""

    wrong: int = 0
    seen: int = 0

    @property
    def share(self) -> float | None:
        """The share that was wrong."""
        return self.wrong / self.seen if self.seen else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The bounds of the share (Wilson 1927), 95 %."""
        if not self.seen:
            return None
        share, n = self.wrong / self.seen, self.seen
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * (share * (1 - share) / n + _Z**2 / (4 * n**2)) ** 0.5
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Errors:
    """Of one language (empty: all): held although good, let pass although bad, and the same two by lot.

    What was only doubtful is in neither of the first two: it was not held, and shown all the same.
    """

    language: str
    wrongly_held: Rate
    missed: Rate
    drawn_missed: Rate
    drawn_wrong: Rate


def errors(found: Iterable[Agreed]) -> list[Errors]:
    """Return the errors of all languages together, then of each, the most decided first. `hold` decides nothing."""
    by_language: dict[str, list[Agreed]] = defaultdict(list)
    for one in found:
        if one.decision != "hold":
            by_language[one.language or "-"].append(one)
    everything = [one for several in by_language.values() for one in several]
    ordered = sorted(by_language.items(), key=lambda item: (-sum(one.count for one in item[1]), item[0]))
    return [_errors(language, several) for language, several in [("", everything), *ordered]]


def _errors(language: str, found: list[Agreed]) -> Errors:
    listed = [one for one in found if one.drawn_from is None]
    held = [one for one in listed if one.verdict != "publish"]
    passed = [one for one in listed if one.verdict == "publish" and not one.doubted]
    published = [one for one in found if one.drawn_from == "approved"]
    spam = [one for one in found if one.drawn_from == "spam"]
    return Errors(
        language,
        _rate(held, ("approve",)),
        _rate(passed, _REFUSED),
        _rate(published, _REFUSED),
        _rate(spam, ("approve",)),
    )


def _rate(found: list[Agreed], wrong: tuple[str, ...]) -> Rate:
    return Rate(sum(one.count for one in found if one.decision in wrong), sum(one.count for one in found))
