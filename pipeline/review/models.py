"""What the desk keeps of its own: who may do what on which site, how they like to work, what they tell each other."""

# ruff: noqa: DJ008 - nobody reads a row as one word.

from django.conf import settings
from django.db import models

ROLES = ("moderator", "owner", "admin")
"""A moderator reads and decides; an owner reads reports and counts; an admin does both, and sets rules."""


class Member(models.Model):
    """That someone has a role on a site; an empty site means all."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    site = models.TextField(blank=True, default="")
    role = models.TextField(choices=[(role, role) for role in ROLES])

    class Meta:
        db_table = "members"
        constraints = (models.UniqueConstraint(fields=["user", "site"], name="members_one_role_a_site"),)


class Profile(models.Model):
    """How someone works: the languages they read (empty: all), the language they are shown, their keys."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile")
    reads = models.TextField(blank=True, default="")
    shows = models.TextField(blank=True, default="")
    keys = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)

    class Meta:
        db_table = "profiles"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages they read, as ISO codes; none given: all."""
        return tuple(self.reads.split())


class Remark(models.Model):
    """A note about a comment for the others, or that someone passed it on to them."""

    comment_id = models.TextField()
    site = models.TextField()
    judged_hash = models.TextField()
    moderator = models.TextField()
    at = models.DateTimeField()
    passes = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "remarks"
        indexes = (
            models.Index(fields=["comment_id"], name="remarks_comment"),
            models.Index(fields=["site", "moderator", "passes"], name="remarks_passed"),
        )
