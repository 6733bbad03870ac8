"""A comment in context, as its page shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.errors import Busy
from pipeline.review import accounts, reasons, showing
from pipeline.review.access import DeskRequest
from pipeline.review.asking import Narrowed
from pipeline.review.models import Remark
from pipeline.review.toasts import connected
from pipeline.review.words import language_name, where
from pipeline.store import around, claims, log, walk
from pipeline.store.models import Comment
from pipeline.store.runs import naive

MOST_LEFT = 200
"""So many are counted at most of what is left of a list."""


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
    asked = asks.asked(request, now)
    before, after = walk.beside(asks.list, asked, comment)
    hides = around.hidden_with([comment.comment_id]).get(comment.comment_id, 0)
    made = log.log(log.Chosen(comment.site, comment_id=comment.comment_id), size=10)
    others = readers_but(request, comment)
    scores = around.scores(comment)
    measured = {one["task"] for one in scores if one["current"]}
    alike = [(what, found.total(), where(found)) for what, found in around.look_alikes(comment).items()]
    remarks = list(Remark.objects.filter(comment_id=comment.comment_id).order_by("at")[:50])
    return {
        "asks": asks, "comment": comment, "why": why.reasons,
        "text": showing.shown(comment.text, why.spans),
        "against": reasons.against(comment, past, why),
        "post": around.post(comment), "parent": around.parent(comment), "thread": around.thread(comment),
        "past": past, "refused": past.statuses["spam"] + past.statuses["trash"], "alike": alike,
        "scores": scores, "unscored": [one for one in why.kinds if one.key not in measured],
        "decisions": made, "last": made[0]["decision_id"] if made else "", "state": state(comment),
        "remarks": remarks, "beside": reasons.beside(comment, why),
        "actions": actions(comment, hides), "hides": hides,
        "previous_url": asks.comment_url(before) if before else None,
        "next_url": asks.comment_url(after) if after else None,
        "left": walk.left(asks.list, asked, comment, MOST_LEFT) if after else 0, "most_left": MOST_LEFT,
        "next_number": after.partition(":")[2] if after else "",
        "can_read": request.who.can_read(comment.language),
        "others": others, "nobody": "" if others else nobody(comment),
        "passed": next((one for one in reversed(remarks) if one.passes), None),
        "held": log.holders([comment.comment_id]).get(comment.comment_id) if comment.status == "held" else None,
        "connected": connected(comment.site), "is_gone": comment.status == "gone",
    }  # fmt: skip


def state(comment: Comment) -> str:
    """Return a sign of how a comment stands: another text, status or decision makes another one."""
    return f"{comment.judged_hash}/{comment.status}/{log.last_on([comment.comment_id]).get(comment.comment_id, 0)}"


def claimed_by(comment: Comment, moderator: str, now: datetime, take_over: bool = False) -> str:
    """Claim a comment for a moderator; where another one has it open say who and since when, empty otherwise.

    A moderator has one comment of a site open: what they had before is free.
    """
    claims.release_all(comment.site, moderator, but=comment.comment_id)
    try:
        claims.claim(comment.comment_id, moderator, now, take_over)
    except Busy:
        return opened_by(comment.comment_id, moderator, now)
    return ""


def opened_by(comment_id: str, moderator: str, now: datetime) -> str:
    """Say which other moderator has a comment open, and since when; empty where none has."""
    who, since = claims.claims([comment_id], now).get(comment_id, (moderator, naive(now)))
    if who == moderator:
        return ""
    minutes = max(0, int((naive(now) - since).total_seconds() // 60))
    if not minutes:
        return _("%(who)s has just opened this comment.") % {"who": who}
    return ngettext(
        "%(who)s opened this comment %(n)d minute ago and has it still.",
        "%(who)s opened this comment %(n)d minutes ago and has it still.",
        minutes,
    ) % {"who": who, "n": minutes}


def readers_but(request: DeskRequest, comment: Comment) -> list[str]:
    """Return which other moderators of the site read a comment's language."""
    return sorted(
        name
        for name, reads in accounts.readers(comment.site).items()
        if name != request.who.name and (not reads or comment.language in reads)
    )


def nobody(comment: Comment) -> str:
    """Say that nobody else reads a comment's language."""
    if not comment.language:
        return _("Its language cannot be told, and nobody else here reads all languages.")
    return _("Nobody else here reads %(language)s.") % {"language": language_name(comment.language)}
