"""The log of decisions: read, narrowed down, exported, and a whole day of one's own taken back."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.errors import Stale
from pipeline.exports import guarded
from pipeline.review import passing
from pipeline.review.access import DeskRequest
from pipeline.review.asking import day, midnight, now
from pipeline.review.toasts import toast
from pipeline.store import decide, log
from pipeline.store.log import Chosen

_COLUMNS = (
    "decision_id", "comment_id", "decision", "moderator", "decided_at", "reason", "note", "undoes", "verdict",
    "reasons", "state", "author", "language", "text_now", "judged_hash", "hash_now",
)  # fmt: skip
_AT_ONCE = 1_000


def show(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show decisions, the newest first."""
    chosen = _chosen(request, site)
    before = request.GET.get("before", "")
    found = log.log(chosen, int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None)
    at = now(site)
    mine = log.standing(Chosen(site, moderator=request.who.name, since=midnight(at)))
    context: dict[str, Any] = {
        "rows": found, "chosen": chosen, "query": _query(request), "toast": toast(request, at),
        "mine": len(mine), "up": decide.would_show(mine),
        "further": found[-1]["decision_id"] if len(found) == 50 else None,
        "decision": request.GET.get("decision", ""), "moderator": request.GET.get("moderator", ""),
        "since": request.GET.get("since", ""), "until": request.GET.get("until", ""),
        "moderators": log.moderators(site), "is_narrowed": chosen != Chosen(site),
        "passed_on": passing.waiting(site) if chosen == Chosen(site) and not before else (),
    }  # fmt: skip
    return render(request, "review/log.html", context)


def export(request: DeskRequest, site: str) -> HttpResponseBase:
    """Return the log as CSV, times in UTC; cells that a spreadsheet would run are guarded.

    `text_now` is the text as it stands: the one decided on where `hash_now` is the decision's `judged_hash`.
    """
    answer = StreamingHttpResponse(_lines(_chosen(request, site)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="decisions.csv"'
    return answer


def undo_day(request: DeskRequest, site: str) -> HttpResponseBase:
    """Take back all that the moderator decided today and that still stands."""
    at = now(site)
    numbers = log.standing(Chosen(site, moderator=request.who.name, since=midnight(at)))
    if not numbers:
        raise Stale(_("there is nothing of yours to take back"))
    made = decide.undo(numbers, request.who.name, at)
    answer = redirect("log", site=site)
    answer["Location"] += f"?done={made[0]}"
    return answer


def _lines(chosen: Chosen) -> Iterator[str]:
    yield _line(_COLUMNS)
    before = None
    while found := log.log(chosen, before, _AT_ONCE):
        for one in found:
            one["decided_at"] = one["decided_at"].replace(tzinfo=UTC).isoformat()
            one["reasons"] = "; ".join((one["reasons"] or "").splitlines())
            yield _line([one[name] for name in _COLUMNS])
        before = found[-1]["decision_id"]


def _line(cells: Any) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(["" if cell is None else guarded(str(cell)) for cell in cells])
    return written.getvalue()


def _chosen(request: DeskRequest, site: str) -> Chosen:
    moderator, decision = (
        request.GET.get(name, "").replace("\0", "")[:100] or None for name in ("moderator", "decision")
    )
    zone = now(site).tzinfo
    since, until = (day(request.GET.get(name, ""), zone, later) for name, later in (("since", 0), ("until", 1)))
    return Chosen(site, moderator, decision, since, until)


def _query(request: DeskRequest) -> str:
    kept = request.GET.copy()
    for name in ("before", "done", "left"):
        kept.pop(name, None)
    return kept.urlencode()
