"""The moderators' lists: queries over comments, not tables. Import it when the store is open: it needs Django's models.

A list is made of parts that follow the index `comments_lists`, so that a page costs the same however long the list is.
Of `to_decide` what readers see stands before what waits, and of either what is grave (`gravity.py`) before the rest.
What was decided on as it stands is in none but `on_hold`, where it waits if the last word on it was to hold it; nor is
what another moderator has open, nor what is known twice. What the first run of a source found among what the site's
team had dealt with is in `first_look` and, of the site's spam folder, in `first_rescue` only: views that one may open.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from pipeline.errors import UnknownName
from pipeline.store.draw import week
from pipeline.store.faults import told
from pipeline.store.gravity import LET_PASS
from pipeline.store.models import Claim, Comment, Decision, Drawn, Flag
from pipeline.store.search import condition

YOUNG = timedelta(days=14)
"""So long a published comment counts as one that readers read now."""


@dataclass(frozen=True)
class Part:
    """Comments of one status on the site and one verdict; `age` is `young`, `old` or None for any.

    `first_look`: only those that the first run of a source found (True), none of them (False), those too (None).
    `doubted`: only those with a reason to look, though none holds them (True), only those without (False).
    `grave`: only those of which something may hurt someone (True), only the others (False), both (None).
    `abuse`: only those with a flag of abuse, be it a doubtful one (True), only the others (False), both (None).
    """

    source_status: str | None
    verdict: str
    age: str | None = None
    first_look: bool | None = False
    doubted: bool | None = None
    grave: bool | None = None
    abuse: bool | None = None


def _gravest_first(*several: Part) -> tuple[Part, ...]:
    return tuple(replace(part, grave=grave) for grave in (True, False) for part in several)


def _pending(verdict: str) -> tuple[Part, ...]:
    """Return what waits on the site, whenever it was first read; and what is of unknown status there, if new."""
    return (Part("pending", verdict, first_look=None), Part(None, verdict))


LISTS: dict[str, tuple[Part, ...]] = {
    "to_decide": (
        *_gravest_first(Part("approved", "spam", age="young"), Part("approved", "hold", age="young")),
        *_gravest_first(*_pending("hold")),
        Part("pending", "publish", first_look=None, doubted=True, abuse=True),  # a threat may score low
        Part("pending", "publish", first_look=None, doubted=True, abuse=False),
    ),
    "nothing_against": (Part("pending", "publish", first_look=None, doubted=False),),
    "sure_spam": _pending("spam"),
    "rescue": (Part("spam", "publish"),),
    "old_findings": (Part("approved", "spam", age="old"), Part("approved", "hold", age="old")),
    "first_look": tuple(
        part
        for status in ("approved", None)
        for part in _gravest_first(*(Part(status, verdict, first_look=True) for verdict in ("spam", "hold")))
    ),
    "first_rescue": (Part("spam", "publish", first_look=True),),
}
"""The lists that are made of parts; `on_hold`, `check` and `done_today` come from elsewhere."""

NAMES = (
    "to_decide", "on_hold", "nothing_against", "sure_spam", "rescue", "old_findings", "check", "done_today",
    "first_look", "first_rescue",
)  # fmt: skip
VIEWS = ("first_look", "first_rescue")
"""What came with the first run of a source: no lists to be cleared, but views that one may open."""


@dataclass(frozen=True)
class Asked:
    """Whose lists, of which site and moment, and what they are narrowed down to; an empty `language`: cannot tell.

    `text` and `author` are searched as people type: all words, in any order, without minding case or accents.
    """

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
        return {name: sum(part.count() for part in parts(name, asked, in_order=False)) for name in NAMES}


def page(name: str, asked: Asked, start: int = 0, size: int = 25) -> list[Comment]:
    """Return `size` comments of a list from place `start` on, each with its flags at hand (`comment.flags.all()`).

    Visible to readers first, of those the grave first, then the oldest. Raises UnknownName, StoreError.
    """
    found: list[Comment] = []
    with told():
        for part in parts(name, asked):
            if len(found) < size:
                taken = list(part.prefetch_related("flags")[start : start + size - len(found)])
                found += taken
                start = max(0, start - part.count()) if start and not taken else 0
    return found


def open_elsewhere(name: str, asked: Asked) -> dict[str, int]:
    """Return how many comments others have open that would be in a list, by their names. Raises UnknownName."""
    if name == "done_today":
        return {}
    with told():
        holders = dict(_open_now(asked).values_list("comment_id", "moderator"))
        among = list(holders)
        ids = [
            one
            for part in parts(name, asked, among, in_order=False)
            for one in part.values_list("comment_id", flat=True)
        ]
    return dict(sorted(Counter(holders[one] for one in ids).items()))


def parts(
    name: str, asked: Asked, among: Collection[str] | None = None, in_order: bool = True
) -> Iterator["QuerySet[Comment]"]:
    """Yield what a list is made of, each in order of time; `among`: of these comments those that belong to it.

    What others have open is left out, but `among` which it may be. Without `in_order` there are fewer parts, to be
    counted. Raises UnknownName.
    """
    if name not in NAMES:
        raise UnknownName("list", name, NAMES)
    if name == "done_today":
        today = asked.now.replace(hour=0, minute=0, second=0, microsecond=0)  # by the clock of whoever asks
        done = Decision.objects.filter(moderator=asked.moderator, decided_at__gte=today, undoes=None)
        done = done.exclude(Exists(Decision.objects.filter(undoes=OuterRef("decision_id"))))
        found = _narrowed(Comment.objects.filter(site=asked.site, comment_id__in=done.values("comment_id")), asked)
        last = done.filter(comment_id=OuterRef("comment_id")).order_by("-decision_id").values("decision_id")[:1]
        yield found.annotate(done=Subquery(last)).order_by("-done") if in_order else found
        return
    waiting = _free(Comment.objects.filter(site=asked.site, same_as=None), asked, among)
    if name == "on_hold":
        yield waiting.filter(decided=True, status="held")
        return
    waiting = waiting.filter(decided=False)
    if name == "check":
        drawn = Drawn.objects.filter(site=asked.site, week=week(asked.now)).values_list("comment_id", flat=True)
        yield waiting.filter(verdict__isnull=False, comment_id__in=list(drawn))
        return
    for part in LISTS[name] if in_order else dict.fromkeys(map(_in_any_order, LISTS[name])):
        yield waiting.filter(_chosen(part, asked.now))


def _in_any_order(part: Part) -> Part:
    return replace(part, grave=None, abuse=None)


def _chosen(part: Part, now: datetime) -> Q:
    chosen = Q(source_status=part.source_status, verdict=part.verdict)
    if part.first_look is not None:
        chosen &= Q(first_look=part.first_look)
    if part.age:
        young = Q(created_at__gte=now - YOUNG)
        chosen &= young if part.age == "young" else Q(created_at__lt=now - YOUNG) | Q(created_at=None)
    if part.grave is not None:
        chosen &= Q(grave=True) if part.grave else Q(grave=None)
    if part.doubted is not None:
        chosen &= (_has_flag() & ~_has_flag(LET_PASS)) if part.doubted else (~_has_flag() | _has_flag(LET_PASS))
    if part.abuse is not None:
        chosen &= _has_flag("abuse") if part.abuse else ~_has_flag("abuse")
    return chosen


def _has_flag(reason: str | None = None) -> Q:
    """Return the condition that a comment has a flag, looked for comment by comment.

    PostgreSQL would turn EXISTS around and go through all flags; out of a subquery with LIMIT it makes no join.
    """
    flags = Flag.objects.filter(comment_id=OuterRef("comment_id"), **({"reason": reason} if reason else {}))
    return Q(IsNull(Subquery(flags.values("reason")[:1]), False))


def is_called_abuse(comment: Comment) -> bool:
    """Return whether a comment has a flag of abuse, be it a doubtful one."""
    return any(flag.reason == "abuse" for flag in comment.flags.all())


def is_doubted(comment: Comment) -> bool:
    """Return whether there is a reason to look at a comment, and no rule of the site's own that lets it pass."""
    reasons = {flag.reason for flag in comment.flags.all()}
    return bool(reasons) and LET_PASS not in reasons


def _free(comments: "QuerySet[Comment]", asked: Asked, among: Collection[str] | None = None) -> "QuerySet[Comment]":
    """Return those that nobody else has open, or those `among` these, and that were not passed on, narrowed down."""
    if asked.without:
        comments = comments.exclude(comment_id__in=asked.without)
    if among is not None:
        return _narrowed(comments.filter(comment_id__in=among), asked)
    return _narrowed(comments.exclude(comment_id__in=_open_now(asked).values("comment_id")), asked)


def _open_now(asked: Asked) -> "QuerySet[Claim]":
    """Return what others have open."""
    return Claim.objects.filter(until__gt=asked.now).exclude(moderator=asked.moderator)


def _narrowed(comments: "QuerySet[Comment]", asked: Asked) -> "QuerySet[Comment]":
    for name in ("post_id", "source", "author_key", "status"):
        wanted = getattr(asked, name)
        if wanted is not None:
            comments = comments.filter(**{name: wanted})
    if asked.language is not None:
        comments = comments.filter(language=asked.language or None)
    if asked.reason is not None:
        comments = comments.filter(flags__reason=asked.reason)
    for name in ("text", "author"):
        if (given := getattr(asked, name)) is not None:
            comments = comments.filter(condition(name, given))
    if asked.since is not None:
        comments = comments.filter(created_at__gte=asked.since)
    if asked.until is not None:
        comments = comments.filter(created_at__lt=asked.until)
    return comments.order_by("created_at", "comment_id")
