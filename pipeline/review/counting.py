"""How many comments each list has, and how many by what it can be narrowed down to; long counts are told again."""

from pipeline.review.asking import Narrowed
from pipeline.review.recent import recently
from pipeline.store import facets, lists

CLICKED = {"language": "language", "reason": "reason", "post": "post_id", "source": "source", "status": "status"}
"""Filters that are chosen by a click, by the names that addresses have for them, and the store's."""


def list_counts(asked: lists.Asked) -> dict[str, int]:
    """Return how many comments are in each list; on long ones what was true within half a minute."""
    key = ("counts", asked.site, asked.moderator, asked.without)
    return recently(key, lambda: lists.counts(asked), lambda found: sum(found.values()))


def narrowing(asks: Narrowed, asked: lists.Asked) -> facets.Facets:
    """Return how many comments there are by what a list can be narrowed down to; on long ones within half a minute."""
    searched = tuple(one for one in asks.filters if one[0] not in CLICKED)
    key = ("narrowing", asks.site, asks.list, searched, asked.moderator, asked.without)
    return recently(key, lambda: facets.facets(asks.list, asked), lambda found: found.comments.total())
