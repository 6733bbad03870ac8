"""A comment in context, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.errors import Busy
from pipeline.review import accounts, reasons, showing
from pipeline.review.access import DeskRequest
from pipeline.review.asking import Narrowed
from pipeline.review.models import Remark
from pipeline.store import around, claims, log, walk
from pipeline.store.models import Comment
from pipeline.store.runs import naive

TAKE_OVER = timedelta(minutes=5)


@dataclass(frozen=True)
class Action:
    """A decision that can be made, its key, and what it does on the site."""

    decision: str
    key: str
    does: str


def actions(comment: Comment, hides: int = 0) -> list[Action]:
    """Return what can be decided on a comment, and what each decision does on the site."""
    visible = comment.status == "approved"
    down = _("taken down")
    if visible and hides:
        down = ngettext(
            "taken down, hides %(n)d approved reply under it",
            "taken down, hides %(n)d approved replies under it",
            hides,
        ) % {"n": hides}
    says = {
        "approve": _("stays up") if visible else _("goes up: readers see it"),
        "hold": _("%(down)s, waits under On hold") % {"down": down} if visible else _("waits under On hold"),
        "spam": _("%(down)s, to the spam folder") % {"down": down} if visible else _("to the spam folder"),
        "abuse": _("%(down)s, to the bin, a mark against the author") % {"down": down}
        if visible
        else _("to the bin, a mark against the author"),
        "trash": _("%(down)s, to the bin, no mark") % {"down": down} if visible else _("to the bin, no mark"),
    }
    keys = {"approve": "a", "hold": "h", "spam": "s", "abuse": "x", "trash": "t"}
    return [Action(name, keys[name], said) for name, said in says.items()]


def scene(request: DeskRequest, comment: Comment, asks: Narrowed, now: datetime) -> dict[str, Any]:
    """Return everything that a comment's page shows."""
    why = reasons.why(comment)
    past = around.history(comment)
    before, after = walk.beside(asks.list, asks.asked(request, now), comment)
    hides = around.hidden_with([comment.comment_id]).get(comment.comment_id, 0)
    made = log.log(log.Chosen(comment.site, comment_id=comment.comment_id), size=10)
    site_readers = accounts.readers(comment.site)
    return {
        "asks": asks, "comment": comment, "why": why.reasons,
        "text": showing.shown(comment.text, why.spans),
        "against": reasons.against(comment, past, (one.key for one in why.reasons)),
        "post": around.post(comment), "parent": around.parent(comment), "thread": around.thread(comment),
        "past": past, "refused": past.statuses["spam"] + past.statuses["trash"], "alike": around.look_alikes(comment),
        "scores": around.scores(comment), "decisions": made, "last": made[0]["decision_id"] if made else "",
        "remarks": Remark.objects.filter(comment_id=comment.comment_id).order_by("at")[:50],
        "actions": actions(comment, hides), "hides": hides,
        "previous_url": asks.comment_url(before) if before else None,
        "next_url": asks.comment_url(after) if after else None,
        "next_number": after.partition(":")[2] if after else "",
        "can_read": request.who.can_read(comment.language),
        "others": sorted(
            name for name, reads in site_readers.items()
            if name != request.who.name and (not reads or comment.language in reads)
        ),
        "held": log.holders([comment.comment_id]).get(comment.comment_id) if comment.status == "held" else None,
        "is_gone": comment.status == "gone",
    }  # fmt: skip


def claimed_by(comment: Comment, moderator: str, now: datetime, take_over: bool = False) -> dict[str, Any] | None:
    """Claim a comment for a moderator; where another one has it return who, since when, and if it can be taken over."""
    try:
        claims.claim(comment.comment_id, moderator, now, take_over)
    except Busy:
        found = claims.claims([comment.comment_id], now).get(comment.comment_id)
        if found is None or found[0] == moderator:
            return None
        minutes = max(0, int((naive(now) - found[1]).total_seconds() // 60))
        return {"who": found[0], "minutes": minutes, "since": found[1], "may_take": True}
    return None
