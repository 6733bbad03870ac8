"""The lists: what waits, narrowed down, one line each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from pipeline.review import reading, reasons
from pipeline.review.access import DECIDE, DeskRequest
from pipeline.review.asking import FILTERS, UNKNOWN, Narrowed, narrowed, now
from pipeline.review.counting import list_counts
from pipeline.review.models import Remark
from pipeline.review.recent import recently
from pipeline.review.toasts import toast
from pipeline.review.words import ABOUT_LISTS
from pipeline.store import around, claims, lists, log, outbox, walk
from pipeline.store.draw import draw, is_drawn
from pipeline.store.models import Comment

A_PAGE = 25
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
    at = now(site)
    asks = narrowed(site, request.GET, name)
    if any(one in request.GET and not asks.get(one) for one in FILTERS):  # a form sends its empty fields too
        return redirect(asks.url)
    asked = asks.asked(request, at)
    if name == "check":
        draw(site, at)
    plain = Narrowed(site, name).asked(request, at)
    counts = list_counts(plain)
    start = _start(request)
    found = lists.page(name, asked, start, A_PAGE)
    size = (
        recently(("size", asks, asked.without), lambda: walk.size(name, asked), int) if asks.filters else counts[name]
    )
    passed = set(
        Remark.objects.filter(comment_id__in=[one.comment_id for one in found], passes=True).values_list(
            "comment_id", flat=True
        )
    )
    holders = log.holders([one.comment_id for one in found if one.decided]) if name == "on_hold" else {}
    several = choices(asks, asked)
    context: dict[str, Any] = {
        "asks": asks, "name": name, "about": ABOUT_LISTS[name], "size": size,
        "counts": _tabs(asks, counts, is_drawn(site, at)),
        "rows": [
            Row(
                one, asks.comment_url(one.comment_id), reasons.why(one).reasons, one.comment_id in passed,
                holders.get(one.comment_id),
            )
            for one in found
        ],
        "choices": several, "titles": post_titles(several),
        "nothing_against": counts["nothing_against"], "first_look": counts["first_look"],
        "start": start, "whole": name in WHOLE,
        "before": _page(asks, start - A_PAGE) if start else None,
        "after": _page(asks, start + A_PAGE) if start + A_PAGE < size else None,
        "elsewhere": claims.open_elsewhere(site, request.who.name, at).items(),
        "outbox": outbox.outbox_counts(site),
        "reading": reading.last(site),
        "toast": toast(request, at),
    }  # fmt: skip
    return render(request, "review/list.html", context)


def choices(asks: Narrowed, asked: lists.Asked) -> dict[str, list[Choice]]:
    """Return what a list can be narrowed down to, with counts: by language, reason, post, source and status.

    On long lists the counts may be half a minute old.
    """
    counted = recently(("choices", asks, asked.without), lambda: _counted(asks.list, asked), _together)
    return {
        name: [
            Choice(
                value, count, asks.but(name, None if asks.get(name) == value else value).url, asks.get(name) == value
            )
            for value, count in found.items()
            if value
        ]
        for name, found in counted.items()
        if len(found) > 1 or asks.get(name)
    }


def _counted(name: str, asked: lists.Asked) -> dict[str, dict[str, int]]:
    facets = lists.facets(name, lists.Asked(**{**vars(asked), "language": None, "reason": None}))
    return {
        "language": {key or UNKNOWN: count for key, count in facets["language"].most_common(12)},
        "reason": dict(facets["reason"].most_common(12)),
        **{of: walk.values(name, asked, column) for of, column in _COLUMNS.items()},
    }


def _together(found: dict[str, dict[str, int]]) -> int:
    return max(sum(several.values()) for several in found.values())


_COLUMNS = {"post": "post_id", "source": "source", "status": "status"}


def post_titles(found: dict[str, list[Choice]]) -> dict[str, str]:
    """Return the titles of the posts that a list can be narrowed down to."""
    return around.titles([one.value for one in found.get("post", ())])


def _tabs(asks: Narrowed, counts: dict[str, int], drawn: bool) -> list[Choice]:
    known: dict[str, int | None] = {**counts} if drawn else {**counts, "check": None}
    return [
        Choice(name, count, Narrowed(asks.site, name).url, name == asks.list)
        for name, count in known.items()
        if name != "first_look" or name == asks.list
    ]


def _start(request: DeskRequest) -> int:
    given = request.GET.get("start", "0")
    return min(int(given), 1_000_000) if given.isascii() and given.isdigit() else 0


def _page(asks: Narrowed, start: int) -> str:
    return asks.url + ("&" if asks.filters else "?") + f"start={max(start, 0)}"
