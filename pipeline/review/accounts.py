"""Accounts of the desk: made, changed and ended on the command line, never over the web."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from pipeline.errors import UnknownName, UsageError
from pipeline.review.models import ROLES, Member, Profile
from pipeline.store.faults import told
from pipeline.store.status import SITE

_RESERVED = (SITE, "")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Account:
    """An account as it is listed."""

    name: str
    roles: dict[str, str]  # by site; empty: all sites
    reads: tuple[str, ...]
    is_active: bool


def add(name: str, role: str, site: str = "", reads: Iterable[str] = (), password: str | None = None) -> str | None:
    """Make an account, or give one that is there a role on one more site; return its one-time password, if it got one.

    Without a `password` a new account gets one that lets in once and must then be changed. Raises UsageError for a name
    or password that will not do, UnknownName for a role, StoreError.
    """
    if role not in ROLES:
        raise UnknownName("role", role, ROLES)
    name = _checked(name)
    with told(), transaction.atomic():
        user = User.objects.filter(username__iexact=name).first()
        given = None
        if user is None:
            user = User(username=name)
            given = _let_in(user, password)
        elif password is not None:
            raise UsageError(f"{user.username} is there already; change the password with: causerie moderator password")
        Member.objects.update_or_create(user=user, site=site, defaults={"role": role})
        if reads:
            Profile.objects.filter(user=user).update(reads=" ".join(reads))
    return given


def set_password(name: str, password: str | None = None) -> str | None:
    """Set a password, or without one a one-time password, which is returned; ends the account's sessions."""
    with told(), transaction.atomic():
        user = _found(name)
        user.is_active = True
        given = _let_in(user, password)
        end_sessions(user)
    return given


def disable(name: str) -> None:
    """Let an account in no more and end its sessions at once; what was decided with it stays."""
    with told(), transaction.atomic():
        user = _found(name)
        user.is_active = False
        user.set_unusable_password()
        user.save()
        end_sessions(user)


def end_sessions(user: User, but: str | None = None) -> int:
    """End all sessions of a user but the one with this key; return how many ended."""
    own = [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    ended = [one for one in own if one.session_key != but]
    for session in ended:
        session.delete()
    return len(ended)


def accounts() -> list[Account]:
    """Return all accounts, by name."""
    with told():
        users = User.objects.order_by("username").prefetch_related("memberships", "profile")
        return [
            Account(
                user.username,
                {one.site: one.role for one in user.memberships.all()},
                user.profile.languages if hasattr(user, "profile") else (),
                user.is_active,
            )
            for user in users
        ]


def readers(site: str) -> dict[str, tuple[str, ...]]:
    """Return who decides on a site, and the languages each reads (none named: all)."""
    return {
        one.name: one.reads
        for one in accounts()
        if one.is_active and (one.roles.get(site) or one.roles.get("")) in ("moderator", "admin")
    }


def _let_in(user: User, password: str | None) -> str | None:
    given = None if password is not None else secrets.token_urlsafe(12)
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise UsageError(f"this password will not do: {' '.join(error.messages)}") from None
    user.set_password(password or given)
    user.save()
    Profile.objects.update_or_create(user=user, defaults={"must_change": given is not None})
    return given


def _found(name: str) -> User:
    user = User.objects.filter(username__iexact=name).first()
    if user is None:
        raise UnknownName("moderator", name, User.objects.order_by("username").values_list("username", flat=True))
    return user


def _checked(name: str) -> str:
    name = " ".join(name.split())
    try:
        User.username_validator(name)
    except ValidationError:
        raise UsageError(f"{name!r} is no name for an account: letters, digits and @ . + - _ only") from None
    if name.casefold() in _RESERVED or len(name) > _LONGEST_NAME:
        raise UsageError(f"{name!r} cannot be the name of an account; choose another one")
    return name
