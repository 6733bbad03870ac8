"""Rules and thresholds: what holds now, tried on the site's own past, added, taken off, imported."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render

from pipeline.policy.rules import DEFAULTS
from pipeline.review.access import DeskRequest
from pipeline.review.asking import now
from pipeline.review.forms import RuleForm
from pipeline.review.trying import tried, wordpress_list
from pipeline.store.rules import active_rules, add_rules

TRIED_AT_MOST = 5_000
LONGEST_LIST = 5_000


def rules(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show the rules that hold."""
    return _page(request, site, RuleForm())


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
    """Take a rule of this site off."""
    given = request.POST.get("rule", "")
    found = next((one for one in active_rules(site) if str(one["rule_id"]) == given and one["site"] == site), None)
    if found is None:
        raise Http404
    names = ("site", "action", "field", "pattern", "language", "value")
    add_rules([{**{name: found[name] for name in names}, "active": False}], request.who.name, now(site))
    return redirect("rules", site=site)


def imported(request: DeskRequest, site: str) -> HttpResponseBase:
    """Add what a list of WordPress holds; says what could not be taken."""
    action = "spam" if request.POST.get("action") == "spam" else "hold"
    lines = request.POST.get("lines", "").replace("\0", "").splitlines()[:LONGEST_LIST]
    found, rest = wordpress_list(lines, action)
    there = {(one["action"], one["field"], one["pattern"]) for one in active_rules(site)}
    new = [one for one in found if (one["action"], one["field"], one["pattern"]) not in there]
    if new:
        add_rules([{**one, "site": site} for one in new], request.who.name, now(site))
    return _page(request, site, RuleForm(), taken=len(new), known=len(found) - len(new), rest=rest[:50])


def _expects(site: str) -> tuple[str, ...]:
    expects: tuple[str, ...] = settings.DESK.settings.languages(site)
    return expects


def _page(request: DeskRequest, site: str, form: RuleForm, **more: Any) -> HttpResponseBase:
    held = active_rules(site)
    limits = [{"reason": reason, "language": language, "limits": of} for (reason, language), of in DEFAULTS.items()]
    context = {
        "form": form, "limits": limits, "thresholds": [one for one in held if one["action"] == "threshold"],
        "listed": [one for one in held if one["action"] != "threshold"], "may_set": request.role == "admin",
        "tried_at_most": TRIED_AT_MOST, **more,
    }  # fmt: skip
    return render(request, "review/rules.html", context)
