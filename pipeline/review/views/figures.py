"""What is counted of moderation, without a text of what was held: for owners too."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render

from pipeline.review import own_models
from pipeline.review.access import DeskRequest
from pipeline.review.asking import Narrowed, now
from pipeline.review.counting import list_counts
from pipeline.review.errors_seen import errors
from pipeline.review.words import DECISION_WORDS
from pipeline.store import agreement, outbox
from pipeline.store.status import SITE

SPANS = (7, 30, 90)


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
        "counts": list_counts(Narrowed(site, "to_decide").asked(request, at)),
        "reasons": agreement.held_by_reason(site), "days": days, "spans": SPANS,
        "decided": [(name, by_decision[name]) for name in DECISION_WORDS if by_decision[name]],
        "on_site": by_decision["site"], "errors": found, "outbox": outbox.outbox_counts(site),
        "may_see_work": may_see_work, "models": own_models.in_use(settings.DESK.settings.classifiers),
        "work": _work(by_moderator) if may_see_work and request.GET.get("work") == "1" else None,
    }  # fmt: skip
    return render(request, "review/figures.html", context)


def _work(by_moderator: dict[str, dict[str, int]]) -> list[tuple[str, int, int]]:
    rows = [
        (name, sum(n for word, n in of.items() if word != "undo"), of.get("undo", 0))
        for name, of in by_moderator.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _days(request: DeskRequest) -> int:
    given = request.GET.get("days", "")
    return int(given) if given in {str(one) for one in SPANS} else 30
