"""Which sites there are, which of them someone has a role on, and what waits on each."""

from pipeline.review.access import Who
from pipeline.review.asking import now, passed_on
from pipeline.review.counting import list_counts
from pipeline.settings import Settings
from pipeline.store import around
from pipeline.store.lists import Asked

WAITING = ("to_decide", "nothing_against", "sure_spam")
"""The lists that a moderator comes for."""


def sites_of(who: Who, settings: Settings) -> list[str]:
    """Return the sites that someone has a role on: those that are configured, kept or named in a role."""
    there = dict.fromkeys([*settings.sites, *around.site_names(), *who.roles])
    return [name for name in there if name and who.role(name)]


def waiting(site: str, moderator: str) -> dict[str, int]:
    """Return how many comments are in the lists of WAITING, the empty ones left out."""
    asked = Asked(site, moderator, now(site), without=passed_on(site, moderator))
    counts = list_counts(asked)
    return {name: counts[name] for name in WAITING if counts[name]}
