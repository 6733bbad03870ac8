"""Rules and thresholds: what holds now, tried on the site's own past, added, taken off, imported."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render

from pipeline.policy.rules import DEFAULTS
from pipeline.review.access import DeskRequest
from pipeline.review.asking import now
from pipeline.review.rule_form import RuleForm
from pipeline.review.trying import tried
from pipeline.review.wordpress_lists import taken_over
from pipeline.store.rules import active_rules, add_rules

TRIED_AT_MOST = 5_000
LONGEST_LIST = 5_000


def rules(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show the rules that hold."""
    return _page(request, site, RuleForm(), added=_together(site, request.GET.get("added", "")))


def trial(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show what would change if a rule held; nothing is saved."""
    form = RuleForm(request.POST)
    found = tried(site, form.rule(site), _expects(site), TRIED_AT_MOST) if form.is_valid() else None
    return _page(request, site, form, trial=found)


def add(request: DeskRequest, site: str) -> HttpResponseBase:
    """Save a rule; it is applied at the next run."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, site, form)
    add_rules([form.rule(site)], request.who.name, now(site))
    return redirect("rules", site=site)


def remove(request: DeskRequest, site: str) -> HttpResponseBase:
    """Take a rule of this site off, or, `together`, all that were added in one go with it."""
    found = _together(site, request.POST.get("rule", ""))
    if not found:
        raise Http404
    if request.POST.get("together") != "1":
        found = [one for one in found if str(one["rule_id"]) == request.POST["rule"]]
    names = ("site", "action", "field", "pattern", "language", "value")
    ended = [{**{name: one[name] for name in names}, "active": False} for one in found]
    add_rules(ended, request.who.name, now(site))
    return redirect("rules", site=site)


def imported(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show what taking over a list of WordPress would add; add it where that was seen (`sure`)."""
    action = "spam" if request.POST.get("action") == "spam" else "hold"
    told = request.POST.get("lines", "").replace("\0", "")
    lines = told.splitlines()
    found = taken_over(site, lines[:LONGEST_LIST], action)
    found.refused += [(line, "many") for line in lines[LONGEST_LIST:] if line.strip()]
    if request.POST.get("sure") != "1" or not found.new:
        return _page(request, site, RuleForm(), preview=found, lines=told, action=action)
    add_rules([{**one, "site": site} for one in found.new], request.who.name, now(site))
    answer = redirect("rules", site=site)
    mine = (one["rule_id"] for one in reversed(active_rules(site)) if one["created_by"] == request.who.name)
    answer["Location"] += f"?added={next(mine, '')}"
    return answer


def _together(site: str, rule_id: str) -> list[dict[str, Any]]:
    """Return the rules of this site that were added in one go with one of them, it included; nothing for none such."""
    held = [one for one in active_rules(site) if one["site"] == site]
    chosen = next((one for one in held if str(one["rule_id"]) == rule_id), None)
    return [one for one in held if chosen and _moment(one) == _moment(chosen)]


def _moment(rule: dict[str, Any]) -> tuple[Any, Any]:
    return rule["created_by"], rule["created_at"]


def _listed(held: Sequence[dict[str, Any]]) -> list[tuple[list[dict[str, Any]], bool]]:
    """Return the lists' entries, those that were added in one go together; whether that were several."""
    grouped = [list(several) for _, several in groupby(held, _moment)]
    return [(several, len(several) > 1) for several in grouped]


def _expects(site: str) -> tuple[str, ...]:
    expects: tuple[str, ...] = settings.DESK.settings.languages(site)
    return expects


def _page(request: DeskRequest, site: str, form: RuleForm, **more: Any) -> HttpResponseBase:
    held = active_rules(site)
    limits = [{"reason": reason, "language": language, "limits": of} for (reason, language), of in DEFAULTS.items()]
    context = {
        "form": form, "limits": limits, "thresholds": [one for one in held if one["action"] == "threshold"],
        "listed": _listed([one for one in held if one["action"] != "threshold"]), "may_set": request.role == "admin",
        "tried_at_most": TRIED_AT_MOST, **more,
    }  # fmt: skip
    return render(request, "review/rules.html", context)
