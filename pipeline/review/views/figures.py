"""What is counted of moderation, without a text of what was held: for owners too."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render

from pipeline.review import own_models, passing, reading
from pipeline.review.access import DeskRequest
from pipeline.review.asking import Narrowed, now
from pipeline.review.counting import list_counts, narrowing
from pipeline.review.errors_seen import errors
from pipeline.review.words import DECISION_WORDS
from pipeline.store import agreement, outbox
from pipeline.store.draw import is_drawn
from pipeline.store.status import SITE

SPANS = (7, 30, 90)


WAITING = ("to_decide", "sure_spam")
"""The lists of what has something against it and waits."""


@dataclass(frozen=True)
class Waits:
    """So many comments wait in a list for one reason, and the address that shows them."""

    count: int = 0
    url: str = ""


def figures(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show lists' counts, what is held for which reasons, what was decided, and how often the policy erred."""
    at = now(site)
    days = _days(request)
    since = at - timedelta(days=days)
    made = agreement.decided_by(site, since)
    by_decision: dict[str, int] = defaultdict(int)
    by_moderator: dict[str, dict[str, int]] = defaultdict(dict)
    for moderator, decision, count in made:
        by_decision[decision if moderator != SITE else "site"] += count
        if moderator != SITE:
            by_moderator[moderator][decision] = count
    found = errors(agreement.agreed(site, since))
    may_see_work = request.role == "admin"
    context: dict[str, Any] = {
        "counts": list_counts(Narrowed(site, "to_decide").asked(request, at)), "unread": reading.unread_by(request),
        "is_drawn": is_drawn(site, at), "passed_on": passing.waiting(site),
        "waiting": WAITING, "reasons": _by_reason(request, at), "days": days, "spans": SPANS,
        "decided": [(name, by_decision[name]) for name in DECISION_WORDS if by_decision[name]],
        "on_site": by_decision["site"], "errors": found, "outbox": outbox.outbox_counts(site),
        "may_see_work": may_see_work, "models": own_models.in_use(settings.DESK.settings.classifiers),
        "work": _work(by_moderator) if may_see_work and request.GET.get("work") == "1" else None,
    }  # fmt: skip
    return render(request, "review/figures.html", context)


def _by_reason(request: DeskRequest, at: datetime) -> list[tuple[str, list[Waits]]]:
    """Return what waits by reason, the commonest first: by the lists' own counts, so that a click shows as many."""
    found: dict[str, list[Waits]] = {}
    for place, name in enumerate(WAITING):
        asks = Narrowed(request.site, name)
        asked = asks.asked(request, at)
        for reason, count in narrowing(asks, asked).by("reason", asked).items():
            several = found.setdefault(reason, [Waits() for _ in WAITING])
            several[place] = Waits(count, asks.but("reason", reason).url)
    return sorted(found.items(), key=lambda item: (-sum(one.count for one in item[1]), item[0]))


def _work(by_moderator: dict[str, dict[str, int]]) -> list[tuple[str, int, int]]:
    rows = [
        (name, sum(n for word, n in of.items() if word != "undo"), of.get("undo", 0))
        for name, of in by_moderator.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _days(request: DeskRequest) -> int:
    given = request.GET.get("days", "")
    return int(given) if given in {str(one) for one in SPANS} else 30
