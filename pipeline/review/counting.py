"""How many comments each list has, for the tabs above the lists and for the figures."""

from pipeline.review.recent import recently
from pipeline.store import lists


def list_counts(asked: lists.Asked) -> dict[str, int]:
    """Return how many comments are in each list; on long ones what was true within half a minute."""
    key = ("counts", asked.site, asked.moderator, asked.without)
    return recently(key, lambda: lists.counts(asked), lambda found: sum(found.values()))
