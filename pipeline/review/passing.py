"""What was passed on and still waits: who passed it on, and for whom it waits."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from pipeline.review import accounts
from pipeline.review.access import DeskRequest
from pipeline.review.models import Remark
from pipeline.store.models import Comment

MOST = 500


@dataclass(frozen=True)
class Passed:
    """A comment that was passed on, by whom last and when, and who reads its language and did not pass it on too."""

    comment: Comment
    moderator: str
    at: datetime
    passers: frozenset[str]
    waits_for: tuple[str, ...]


def waiting(site: str) -> list[Passed]:
    """Return what was passed on and nobody decided on since, what was passed on last first; of the last MOST."""
    remarks: dict[str, list[Remark]] = {}
    for remark in Remark.objects.filter(site=site, passes=True).order_by("-at")[:MOST]:
        remarks.setdefault(remark.comment_id, []).append(remark)
    if not remarks:
        return []
    undecided = Comment.objects.filter(Q(decided=False) | Q(status="held"), comment_id__in=list(remarks), same_as=None)
    comments = {one.comment_id: one for one in undecided.exclude(status="gone")}
    readers = accounts.readers(site)
    return [_passed(comments[one], several, readers) for one, several in remarks.items() if one in comments]


def _passed(comment: Comment, remarks: list[Remark], readers: dict[str, tuple[str, ...]]) -> Passed:
    passers = frozenset(one.moderator for one in remarks)
    can = (name for name, reads in readers.items() if not reads or comment.language in reads)
    return Passed(comment, remarks[0].moderator, remarks[0].at, passers, tuple(sorted(set(can) - passers)))


def sums(request: DeskRequest) -> list[tuple[str, int]]:
    """Return for whom what a moderator passed on waits, and how many each; admins are told of everyone's.

    Empty names: it waits for nobody.
    """
    mine = (one for one in waiting(request.site) if request.role != "moderator" or request.who.name in one.passers)
    return sorted(Counter(", ".join(one.waits_for) for one in mine).items())
