"""Which sites there are, and which of them someone has a role on."""

from pipeline.review.access import Who
from pipeline.settings import Settings
from pipeline.store import around


def sites_of(who: Who, settings: Settings) -> list[str]:
    """Return the sites that someone has a role on: those that are configured, kept or named in a role."""
    there = dict.fromkeys([*settings.sites, *around.site_names(), *who.roles])
    return [name for name in there if name and who.role(name)]


def title(settings: Settings, site: str) -> str:
    """Return how a site is called."""
    return settings.site(site).title or site
