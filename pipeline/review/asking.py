"""What a page is asked for, as its address says it: which list, narrowed down to what; and the address that says so."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, QueryDict
from django.urls import reverse

from pipeline.review.access import DeskRequest
from pipeline.review.models import Remark
from pipeline.store.lists import NAMES, Asked

FILTERS = ("reason", "language", "post", "source", "author", "who", "text", "status", "since", "until")
"""Parameters of an address, in the order in which they are written; `who` is an author's key."""

_FIELDS = {"post": "post_id", "who": "author_key"}
UNKNOWN = "-"
"""Stands for a language that nobody could tell."""
_LONGEST = 300


@dataclass(frozen=True)
class Narrowed:
    """A list and what it is narrowed down to, as an address holds it."""

    site: str
    list: str
    filters: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """Return what a filter holds."""
        return dict(self.filters).get(name)

    def but(self, name: str, value: str | None) -> "Narrowed":
        """Return the same with a filter set otherwise, or taken off."""
        kept = {one: held for one, held in self.filters if one != name}
        if value:
            kept[name] = value
        return replace(self, filters=tuple((one, kept[one]) for one in FILTERS if one in kept))

    def on(self, name: str) -> "Narrowed":
        """Return another list, narrowed down alike."""
        return replace(self, list=name)

    def query(self, **more: str | int | None) -> str:
        """Return the part of an address after the question mark."""
        said = [("list", self.list), *self.filters, *((name, value) for name, value in more.items() if value)]
        return urlencode(said)

    @property
    def url(self) -> str:
        """The address of the list's page."""
        query = urlencode(self.filters)
        return reverse("list", kwargs={"site": self.site, "name": self.list}) + (f"?{query}" if query else "")

    @property
    def many_url(self) -> str:
        """The address where its texts stand whole."""
        return f"{reverse('many', kwargs={'site': self.site})}?{self.query()}"

    def many_from(self, number: str) -> str:
        """Return the address where those of its texts stand whole that come after a comment; all without one."""
        return self.many_url + (f"&after={quote(number, safe='')}" if number else "")

    def comment_url(self, comment_id: str, **more: str | int | None) -> str:
        """Return the address of a comment that was come to by this list."""
        number = comment_id.partition(":")[2]
        return f"{reverse('comment', kwargs={'site': self.site})}?id={quote(number, safe='')}&{self.query(**more)}"

    def asked(self, request: DeskRequest, now: datetime) -> Asked:
        """Return what the store is asked for; a date that is none is left out."""
        wanted: dict[str, Any] = {_FIELDS.get(name, name): value for name, value in self.filters}
        for name, days in (("since", 0), ("until", 1)):
            if name in wanted:
                wanted[name] = day(wanted[name], now.tzinfo, days)
        if wanted.get("language") == UNKNOWN:
            wanted["language"] = ""
        return Asked(self.site, request.who.name, now, without=passed_on(self.site, request.who.name), **wanted)


def narrowed(site: str, given: QueryDict, name: str | None = None) -> Narrowed:
    """Return the list that an address or a form asks for, the first one where it names none; raises Http404."""
    chosen = name or given.get("list") or NAMES[0]
    filters = [(one, value[:_LONGEST]) for one in FILTERS if (value := given.get(one, "").replace("\0", "").strip())]
    if chosen not in NAMES:
        raise Http404
    return Narrowed(site, chosen, tuple(filters))


def passed_on(site: str, moderator: str) -> tuple[str, ...]:
    """Return the comments that the moderator passed on to others and will not be shown again in lists."""
    mine = Remark.objects.filter(site=site, moderator=moderator, passes=True)
    return tuple(mine.values_list("comment_id", flat=True))


def now(site: str) -> datetime:
    """Return this moment by the site's clock."""
    return datetime.now(settings.DESK.settings.zone(site))


def midnight(at: datetime) -> datetime:
    """Return when the day of a moment began, by the same clock."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def day(text: str, zone: tzinfo | None, later: int = 0) -> datetime | None:
    """Return when a day (2026-03-01) begins in a time zone, or the one so many days later; None where it is none."""
    try:
        return (datetime.fromisoformat(text[:10]) + timedelta(days=later)).replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None
