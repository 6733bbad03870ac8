"""What a list can be narrowed down to, with counts that are what one gets by choosing it.

Import it when the store is open: it needs Django's models.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet

from pipeline.store.faults import told
from pipeline.store.lists import Asked, parts

if TYPE_CHECKING:
    from pipeline.store.models import Comment

COLUMNS = ("language", "post_id", "source", "status")
BY = ("reason", *COLUMNS)
Cell = tuple[str, ...]  # values of COLUMNS, empty where missing


@dataclass(frozen=True)
class Facets:
    """A list's comments counted by COLUMNS together, and, each with every reason that it has, by BY together."""

    comments: Counter[Cell]
    flagged: Counter[Cell]

    def by(self, name: str, asked: Asked) -> Counter[str]:
        """Return how many comments there are by the values of `reason` or a column: by each of them, were it chosen.

        All else that `asked` is narrowed down to holds; what it wants of `name` itself does not.
        """
        free = Asked(**{**vars(asked), name: None})
        found: Counter[str] = Counter()
        with_reasons = name == "reason" or free.reason is not None
        place = BY.index(name) if with_reasons else COLUMNS.index(name)
        for cell, count in self._within(free, with_reasons):
            found[cell[place]] += count
        return found

    def size(self, asked: Asked) -> int:
        """Return how many comments the list has, narrowed down so."""
        return sum(count for _, count in self._within(asked, asked.reason is not None))

    def _within(self, asked: Asked, with_reasons: bool) -> Iterator[tuple[Cell, int]]:
        names = BY if with_reasons else COLUMNS
        chosen = [(place, getattr(asked, name)) for place, name in enumerate(names) if getattr(asked, name) is not None]
        for cell, count in (self.flagged if with_reasons else self.comments).items():
            if all(cell[place] == value for place, value in chosen):
                yield cell, count


def facets(name: str, asked: Asked) -> Facets:
    """Count a list by all that it can be narrowed down to by a click; what is searched for holds.

    Raises UnknownName, StoreError.
    """
    free = replace(asked, reason=None, language=None, post_id=None, source=None, status=None)
    found = Facets(Counter(), Counter())
    with told():
        for part in parts(name, free, in_order=False):
            plain = part.order_by()
            found.comments.update(_counted(plain.values_list(*COLUMNS)))
            found.flagged.update(_counted(plain.filter(flags__isnull=False).values_list("flags__reason", *COLUMNS)))
    return found


def _counted(values: "QuerySet[Comment, Any]") -> Counter[Cell]:
    counted = values.annotate(n=Count("*"))
    return Counter({tuple(one or "" for one in row[:-1]): row[-1] for row in counted})
