"""The moderators' lists: queries over comments, not tables. Import it when the store is open: it needs Django's models.

A list is made of parts that follow the index `comments_lists`, so that a page costs the same however long the list is.
What was decided on as it stands is in none, nor what another moderator has open, nor what is known twice. What the
first run of a source found among what the site's team had dealt with makes a first look and is in none either.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from pipeline.errors import UnknownName
from pipeline.store.draw import week
from pipeline.store.faults import told
from pipeline.store.models import Claim, Comment, Decision, Drawn

YOUNG = timedelta(days=14)
"""So long a published comment counts as one that readers read now."""


@dataclass(frozen=True)
class Part:
    """Comments of one status on the site and one verdict; `age` is `young`, `old` or None for any.

    `of_first_look`: those that the first run of a source found, too.
    """

    source_status: str | None
    verdict: str
    age: str | None = None
    of_first_look: bool = False


def _pending(verdict: str) -> tuple[Part, ...]:
    """Return what waits on the site, whenever it was first read; and what is of unknown status there, if new."""
    unknown = () if verdict == "publish" else (Part(None, verdict),)
    return (Part("pending", verdict, of_first_look=True), *unknown)


LISTS: dict[str, tuple[Part, ...]] = {
    "to_decide": (
        Part("approved", "spam", age="young"),
        Part("approved", "hold", age="young"),
        *_pending("hold"),
    ),
    "nothing_against": _pending("publish"),
    "sure_spam": _pending("spam"),
    "rescue": (Part("spam", "publish"),),
    "old_findings": (Part("approved", "spam", age="old"), Part("approved", "hold", age="old")),
}
"""The lists and their parts, in the order in which they are shown; `check` and `done_today` come from elsewhere."""

NAMES = (*LISTS, "check", "done_today")


@dataclass(frozen=True)
class Asked:
    """Whose lists, of which site and moment, and what they are narrowed down to; an empty `language`: cannot tell."""

    site: str
    moderator: str
    now: datetime
    reason: str | None = None
    language: str | None = None
    post_id: str | None = None
    source: str | None = None
    author_key: str | None = None
    author: str | None = None
    text: str | None = None
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    without: tuple[str, ...] = ()  # comments that the moderator passed on to others


def counts(asked: Asked) -> dict[str, int]:
    """Return how many comments are in each list. Raises StoreError."""
    with told():
        return {name: sum(part.count() for part in parts(name, asked)) for name in NAMES}


def page(name: str, asked: Asked, start: int = 0, size: int = 25) -> list[Comment]:
    """Return `size` comments of a list from place `start` on, each with its flags at hand (`comment.flags.all()`).

    Visible to readers first, then the oldest. Raises UnknownName, StoreError.
    """
    found: list[Comment] = []
    with told():
        for part in parts(name, asked):
            if len(found) < size:
                taken = list(part.prefetch_related("flags")[start : start + size - len(found)])
                found += taken
                start = 0 if taken else max(0, start - part.count())
    return found


def facets(name: str, asked: Asked) -> dict[str, Counter[str]]:
    """Return how many comments of a list there are by `language` (empty: cannot tell) and by `reason`.

    Raises UnknownName, StoreError.
    """
    by_language: Counter[str] = Counter()
    by_reason: Counter[str] = Counter()
    with told():
        for part in parts(name, asked):
            plain = part.order_by()
            by_language.update({one or "": n for one, n in plain.values_list("language").annotate(n=Count("*"))})
            reasons = plain.filter(flags__isnull=False).values_list("flags__reason").annotate(n=Count("*"))
            by_reason.update(dict(reasons))
    return {"language": by_language, "reason": by_reason}


def parts(name: str, asked: Asked) -> Iterator["QuerySet[Comment]"]:
    """Yield what a list is made of, each in order of time. Raises UnknownName."""
    if name not in NAMES:
        raise UnknownName("list", name, NAMES)
    if name == "done_today":
        today = asked.now.replace(hour=0, minute=0, second=0, microsecond=0)
        done = Decision.objects.filter(moderator=asked.moderator, decided_at__gte=today, undoes=None)
        yield _narrowed(Comment.objects.filter(site=asked.site, comment_id__in=done.values("comment_id")), asked)
        return
    waiting = _waiting(asked)
    if name == "check":
        drawn = Drawn.objects.filter(site=asked.site, week=week(asked.now)).values_list("comment_id", flat=True)
        yield waiting.filter(verdict__isnull=False, comment_id__in=list(drawn))
        return
    for part in LISTS[name]:
        chosen = Q(source_status=part.source_status, verdict=part.verdict)
        if not part.of_first_look:
            chosen &= Q(first_look=False)
        if part.age:
            young = Q(created_at__gte=asked.now - YOUNG)
            chosen &= young if part.age == "young" else Q(created_at__lt=asked.now - YOUNG) | Q(created_at=None)
        yield waiting.filter(chosen)


def _waiting(asked: Asked) -> "QuerySet[Comment]":
    claimed = Claim.objects.filter(until__gt=asked.now).exclude(moderator=asked.moderator)
    waiting = Comment.objects.filter(site=asked.site, decided=False, same_as=None)
    if asked.without:
        waiting = waiting.exclude(comment_id__in=asked.without)
    return _narrowed(waiting.exclude(comment_id__in=claimed.values("comment_id")), asked)


def _narrowed(comments: "QuerySet[Comment]", asked: Asked) -> "QuerySet[Comment]":
    for name in ("post_id", "source", "author_key", "author", "status"):
        wanted = getattr(asked, name)
        if wanted is not None:
            comments = comments.filter(**{name: wanted})
    if asked.language is not None:
        comments = comments.filter(language=asked.language or None)
    if asked.reason is not None:
        comments = comments.filter(flags__reason=asked.reason)
    if asked.text is not None:
        comments = comments.filter(text__icontains=asked.text)
    if asked.since is not None:
        comments = comments.filter(created_at__gte=asked.since)
    if asked.until is not None:
        comments = comments.filter(created_at__lt=asked.until)
    return comments.order_by("created_at", "comment_id")
