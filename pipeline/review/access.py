"""Who may see and do what: every page is made by `page`, which says so, and the gate asks at every request.

What is not said is refused: a view that `page` did not make lets nobody in. The site is a part of every address that
shows anything of it, and comments are named by their number in it, so that no address leads to another site's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from pipeline.review.models import ROLES, Member, Profile
from pipeline.store import around

View = Callable[..., HttpResponseBase]

ANYONE = frozenset({"anyone"})
MEMBERS = frozenset({"member"})  # of whichever site
DECIDE = frozenset({"moderator", "admin"})
COUNTS = frozenset(ROLES)
SET = frozenset({"admin"})

_ALLOWED = "allowed_roles"


class DeskRequest(HttpRequest):
    """A request that passed the gate: `who` is set, and on a site's pages `site` and `role`."""

    who: "Who"
    site: str  # type: ignore[assignment]  # Django calls something else so
    role: str


@dataclass(frozen=True)
class Who:
    """Someone who is known: their name, their roles by site (empty: all sites), and how they work."""

    name: str
    roles: dict[str, str]
    profile: Profile

    def role(self, site: str) -> str | None:
        """Return their role on a site: the one given for it, else the one for all sites."""
        return self.roles.get(site) or self.roles.get("")

    @property
    def reads(self) -> tuple[str, ...]:
        """The languages they read; empty: all."""
        return self.profile.languages

    def can_read(self, language: str | None) -> bool:
        """Return whether they read this language; what has none is for everyone."""
        return not self.reads or not language or language in self.reads


def page(route: str, view: View, name: str, allowed: frozenset[str], methods: str = "GET", **given: str) -> URLPattern:
    """Return the address of a page, and who may see it: roles on the site that the address names, MEMBERS or ANYONE."""
    guarded = require_http_methods([*methods.split(), *(["HEAD"] if "GET" in methods else [])])(view)
    setattr(guarded, _ALLOWED, allowed)
    return path(route, guarded, given, name=name)


def profile(user: AbstractBaseUser | AnonymousUser) -> Profile:
    """Return how a user works, asked of the database once a request."""
    found = getattr(user, "profile", None)  # Django's OneToOneField remembers it, and raises where there is none
    return found if isinstance(found, Profile) else Profile()


def known(user: AbstractBaseUser | AnonymousUser) -> Who | None:
    """Return who a user is; None for one who is not signed in or has no role anywhere."""
    if not user.is_authenticated or not user.is_active:
        return None
    roles = {one.site: one.role for one in Member.objects.filter(user_id=user.pk) if one.role in ROLES}
    return Who(user.get_username(), roles, profile(user)) if roles else None


def _is_there(site: str, who: Who) -> bool:
    """Return whether there is such a site: with a role of its own, in the settings, or of which something is kept."""
    return site in who.roles or site in settings.DESK.settings.sites or around.is_kept(site)


class Gate:
    """Lets through whom a page was made for; to others a site that is not theirs does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._next(request)

    def process_view(
        self, request: HttpRequest, view: View, _: tuple[Any, ...], given: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Return None where the page may be made, else what is answered instead; raises Http404."""
        allowed: frozenset[str] = getattr(view, _ALLOWED, frozenset())
        if allowed == ANYONE:
            return None
        who = known(request.user)
        if who is None:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", "login")
        setattr(request, "who", who)  # noqa: B010 - Django's request does not know of it
        if who.profile.must_change and getattr(request.resolver_match, "url_name", "") != "password":
            return redirect("password")
        if allowed == MEMBERS:
            return None
        site = given.get("site")
        role = who.role(site) if isinstance(site, str) else None
        if not isinstance(site, str) or role is None or role not in allowed or not _is_there(site, who):
            raise Http404
        setattr(request, "site", site)  # noqa: B010
        setattr(request, "role", role)  # noqa: B010
        return None
