"""Which comment a reply of a text rendering answers: by "Reply to …", else by how far it is indented."""

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.identity import fold
from pipeline.sources.text_heads import Head

_DEEPEST = 50


class Threading:
    """Tells parents; `shown` says that the text shows replies at all, `unsure` counts those that it leaves open."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self._heads = heads
        self._levels = _levels(heads)
        self._answers = any(head.answers is not None for head in heads)
        self.shown = self._answers or len(set(self._levels)) > 1
        self.unsure = 0

    def parents(self, names: Sequence[str]) -> list[str | None]:
        """Return for each comment the one it answers, by the names (numbers or keys) given."""
        return self._by_answers(names) if self._answers else self._by_levels(names)

    def _by_answers(self, names: Sequence[str]) -> list[str | None]:
        path: list[int] = []  # the comment before and those above it: a reply stands under one of them
        parents: list[str | None] = []
        numbers = {name: number for number, name in enumerate(names)}
        last: dict[str, int] = {}  # whoever bore a name last
        for number, head in enumerate(self._heads):
            answered = None
            if head.answers is not None:
                answered = numbers.get(head.answers_id or "")
                answered = self._named(fold(head.answers), path, last) if answered is None else answered
            path = path[: path.index(answered) + 1] if answered in path else [answered] if answered is not None else []
            path.append(number)
            parents.append(names[answered] if answered is not None else None)
            if head.name is not None:
                last[fold(head.name)] = number
        return parents

    def _named(self, wanted: str, path: list[int], last: dict[str, int]) -> int | None:
        found = [
            number
            for number in reversed(path[-_DEEPEST:])
            if (name := self._heads[number].name) is not None and fold(name) == wanted
        ]
        self.unsure += len(found) != 1
        return found[0] if found else last.get(wanted)

    def _by_levels(self, names: Sequence[str]) -> list[str | None]:
        path: list[tuple[int, str]] = []
        parents: list[str | None] = []
        for level, name in zip(self._levels, names, strict=True):
            while path and path[-1][0] >= level:
                path.pop()
            parents.append(path[-1][1] if path else None)
            path.append((level, name))
        return parents


def _levels(heads: Sequence[Head]) -> list[int]:
    """Return how deep each head stands: by the numbers of nested lists where there are any, else by indentation."""
    if heads and all(head.listed for head in heads) and _numbers_begin_again(heads):
        return _levels_of_lists(heads)
    starts, dots = [head.column[0] for head in heads], [head.column[1] for head in heads]
    columns = starts if len(set(starts)) <= len(set(dots)) else dots
    steps: list[int] = []
    for column in sorted(set(columns)):
        if not steps or column - steps[-1] > 1:
            steps.append(column)
    return [bisect_right(steps, column) - 1 for column in columns]


def _numbers_begin_again(heads: Sequence[Head]) -> bool:
    return any(head.listed == 1 for head in heads[1:])


def _levels_of_lists(heads: Sequence[Head]) -> list[int]:
    """A list begins with 1 under the item before; a number goes on with the list whose last item was one less."""
    lists: list[tuple[int, int]] = []  # of each open list: its last number and column
    levels: list[int] = []
    for head in heads:
        column = head.column[1]
        if not lists or (head.listed == 1 and column > lists[-1][1]):
            lists.append((head.listed, column))
        else:
            going_on = [level for level, (last, _) in enumerate(lists) if last == head.listed - 1] or list(
                range(len(lists))
            )
            level = min(going_on, key=lambda level: (abs(lists[level][1] - column), -level))
            lists[level:] = [(head.listed, column)]
        levels.append(len(lists) - 1)
    return levels
