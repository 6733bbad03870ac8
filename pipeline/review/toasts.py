"""What was just done, in one line, with its undo: told by the number of a decision in the address, asked of the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.review import showing
from pipeline.review.access import DeskRequest
from pipeline.review.recent import recently
from pipeline.review.words import DECISION_WORDS
from pipeline.store import around, log, outbox
from pipeline.store.models import Comment
from pipeline.store.runs import naive


@dataclass(frozen=True)
class Toast:
    """A line; `done` is the decision that its undo takes back, None where there is nothing to undo."""

    line: str
    done: int | None = None
    left: int = 0

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {"line": self.line, "done": self.done}


def toast(request: DeskRequest, now: datetime) -> Toast | None:
    """Return what the address says was done: by this moderator only."""
    if request.GET.get("none") == "undo":
        return Toast(nothing_to_undo())
    if request.GET.get("none"):
        return Toast(_("Nothing was ticked, so nothing was done."))
    for name in ("passed", "unpassed"):
        if number := request.GET.get(name):
            return Toast(_of_passing(name, around.comment(request.site, number)))
    given, left = request.GET.get("done", ""), request.GET.get("left", "")
    found = of_decision(request.site, int(given), request.who.name, now) if _is_number(given) else None
    if _is_number(left):
        more = ngettext(
            "%(n)d was left alone: changed or decided meanwhile.",
            "%(n)d were left alone: changed or decided meanwhile.",
            int(left),
        ) % {"n": int(left)}
        return Toast(f"{found.line} {more}" if found else more, found.done if found else None, int(left))
    return found


def passed_on(comment: Comment) -> str:
    """Say that a comment was passed on."""
    return _of_passing("passed", comment)


def _of_passing(name: str, comment: Comment | None) -> str:
    who = (showing.name(comment.author) if comment else "") or _("no name")
    said = _("Passed on: %(who)s.") if name == "passed" else _("Taken back: passed on · %(who)s.")
    return said % {"who": who}


def nothing_to_undo() -> str:
    """Say that there is nothing to undo."""
    return _("There is nothing of yours to undo.")


def of_decision(site: str, number: int, moderator: str, now: datetime, alone: bool = False) -> Toast | None:
    """Return the line for a decision and those made in one go with it; None where it is not this moderator's.

    `alone`: it is known that none was.
    """
    made = log.alone(site, number) if alone else log.together(site, number)
    if not made or made[0]["moderator"] != moderator:
        return None
    said = _(DECISION_WORDS[made[0]["decision"]])
    if made[0]["decision"] == "undo" and len(made) > 1:
        return Toast(
            ngettext("%(n)d decision taken back.", "%(n)d decisions taken back.", len(made)) % {"n": len(made)}
        )
    if len(made) > 1:
        whose = ngettext("%(n)d comment", "%(n)d comments", len(made)) % {"n": len(made)}
    else:
        whose = showing.name(made[0]["author"]) or _("no name")
    if made[0]["decision"] == "undo":
        what = [one["decision"] for one in log.alone(site, made[0]["undoes"])]
        return Toast(_("Taken back: %(what)s · %(who)s.") % {"what": _(DECISION_WORDS[what[0]]), "who": whose})
    standing = [one for one in made if one["undone"] is None]
    return Toast(f"{said} · {whose}. {_waits(site, made[0], now)}".strip(), number if standing else None)


def _waits(site: str, made: dict[str, Any], now: datetime) -> str:
    if not connected(site):
        return _("It counts here; the site is not connected.")
    if made["state"] != "waiting" or made["due_at"] is None:
        return ""
    seconds = round((made["due_at"] - naive(now)).total_seconds())
    return _("May be sent in %(n)d s.") % {"n": seconds} if seconds > 0 else ""


def connected(site: str) -> bool:
    """Return whether decisions are sent to the site; what was long to find out is told again for half a minute."""
    return recently(("connected", site), lambda: outbox.is_read(site), lambda _: 0)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
