"""The lists: what waits, narrowed down, one line each."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render

from pipeline.review import passing, reading, reasons
from pipeline.review.access import DECIDE, DeskRequest
from pipeline.review.asking import FILTERS, UNKNOWN, Narrowed, narrowed, now
from pipeline.review.counting import CLICKED, list_counts, narrowing
from pipeline.review.models import Remark
from pipeline.review.toasts import toast
from pipeline.review.words import ABOUT_LISTS, NOTHING_IN_LISTS
from pipeline.store import around, claims, facets, lists, log, outbox
from pipeline.store.draw import Progress, draw, is_drawn, progress
from pipeline.store.models import Comment

A_PAGE = 25
MOST_CHOICES = 12
WHOLE = ("nothing_against", "sure_spam")
"""Lists that are read with whole texts, many at a time."""


@dataclass(frozen=True)
class Row:
    """A comment on one line."""

    comment: Comment
    url: str
    reasons: list[reasons.Reason]
    passed: bool
    held: log.Holder | None = None


@dataclass(frozen=True)
class Choice:
    """One value that a list can be narrowed down to, with how many there are; None where that is not known yet."""

    value: str
    count: int | None
    url: str
    is_chosen: bool


def site(request: DeskRequest, site: str) -> HttpResponseBase:
    """Lead to what this person comes for: moderators to what waits, owners to the counts."""
    if request.role in DECIDE:
        return redirect("list", site=site, name="to_decide")
    return redirect("figures", site=site)


def listing(request: DeskRequest, site: str, name: str) -> HttpResponseBase:
    """Show a list: its rows, what it can be narrowed down to, and the counts of all lists."""
    if name not in lists.NAMES:
        raise Http404
    at = now(site)
    asks = narrowed(site, request.GET, name)
    if any(one in request.GET and not asks.get(one) for one in FILTERS):  # a form sends its empty fields too
        return redirect(asks.url)
    claims.release_all(site, request.who.name)
    asked = asks.asked(request, at)
    if name == "check":
        draw(site, at)
    counts = list_counts(lists.Asked(site, request.who.name, at, without=asked.without))
    several = narrowing(asks, asked)
    size = several.size(asked) if asks.filters else counts[name]
    found = choices(asks, asked, several)
    context: dict[str, Any] = {
        "asks": asks, "name": name, "about": ABOUT_LISTS[name], "none": NOTHING_IN_LISTS[name], "size": size,
        "counts": counts, "tabs": _tabs(asks, counts, is_drawn(site, at)), "choices": found,
        "titles": post_titles(found), "whole": name in WHOLE,
        "progress": checked(progress(site, at)) if name == "check" else (),
        "unread": reading.unread_by(request),
        "elsewhere": lists.open_elsewhere(name, asked).items(), "passed_on": passing.sums(request),
        "outbox": outbox.outbox_counts(site), "reading": reading.last(site), "toast": toast(request, at),
        **_rows(asks, asked, _start(request), size),
    }  # fmt: skip
    return render(request, "review/list.html", context)


def _rows(asks: Narrowed, asked: lists.Asked, start: int, size: int) -> dict[str, Any]:
    """Return the rows of a page of a list, and where the pages beside it are."""
    found = lists.page(asks.list, asked, start, A_PAGE)
    ids = [one.comment_id for one in found]
    passed = set(Remark.objects.filter(comment_id__in=ids, passes=True).values_list("comment_id", flat=True))
    holders = log.holders([one.comment_id for one in found if one.decided]) if asks.list == "on_hold" else {}
    rows = [
        Row(
            one, asks.comment_url(one.comment_id), reasons.why(one).kinds, one.comment_id in passed,
            holders.get(one.comment_id),
        )
        for one in found
    ]  # fmt: skip
    return {
        "rows": rows, "start": start,
        "before": _page(asks, start - A_PAGE) if start else None,
        "after": _page(asks, start + A_PAGE) if start + A_PAGE < size else None,
    }  # fmt: skip


def choices(asks: Narrowed, asked: lists.Asked, several: facets.Facets) -> dict[str, list[Choice]]:
    """Return what a list can be narrowed down to, each with the count that one gets by choosing it.

    What is chosen already stands there too, with what there is now, to be taken off. On long lists the counts may be
    half a minute old.
    """
    found = {name: _values(name, of, asks, asked, several) for name, of in CLICKED.items()}
    return {
        name: [Choice(value, count, *_chosen(asks, name, value)) for value, count in counted.items()]
        for name, counted in found.items()
        if len(counted) > 1 or asks.get(name)
    }


def _values(name: str, of: str, asks: Narrowed, asked: lists.Asked, several: facets.Facets) -> dict[str, int]:
    counted = several.by(of, asked)
    if name == "language":
        counted[UNKNOWN] = counted.pop("", 0)
    found = {value: count for value, count in counted.most_common(MOST_CHOICES) if value and count}
    if chosen := asks.get(name):
        found.setdefault(chosen, counted[chosen])
    return found


def _chosen(asks: Narrowed, name: str, value: str) -> tuple[str, bool]:
    """Return where a click on a value leads, and whether it is chosen: then a click takes it off."""
    is_chosen = asks.get(name) == value
    return asks.but(name, None if is_chosen else value).url, is_chosen


def checked(found: list[Progress]) -> list[tuple[str, list[Progress]]]:
    """Return how far the week's check is by language, for those of which something was drawn."""
    by_language: dict[str, list[Progress]] = {}
    for one in found:
        by_language.setdefault(one.language or UNKNOWN, []).append(one)
    return list(by_language.items())


def post_titles(found: dict[str, list[Choice]]) -> dict[str, str]:
    """Return the titles of the posts that a list can be narrowed down to."""
    return around.titles([one.value for one in found.get("post", ())])


def _tabs(asks: Narrowed, counts: dict[str, int], drawn: bool) -> list[Choice]:
    known: dict[str, int | None] = {**counts} if drawn else {**counts, "check": None}
    return [
        Choice(name, count, Narrowed(asks.site, name).url, name == asks.list)
        for name, count in known.items()
        if name not in lists.VIEWS or name == asks.list
    ]


def _start(request: DeskRequest) -> int:
    given = request.GET.get("start", "0")
    return min(int(given), 1_000_000) if given.isascii() and given.isdigit() else 0


def _page(asks: Narrowed, start: int) -> str:
    return asks.url + ("&" if asks.filters else "?") + f"start={max(start, 0)}"
