"""Many at once: whole texts, ticked off one by one, and one decision on those that were shown and no others."""

import html
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from pipeline.review import reasons, scene, showing
from pipeline.review.access import DeskRequest
from pipeline.review.alike import nearly
from pipeline.review.asking import Narrowed, narrowed, now
from pipeline.review.harmless import read_first
from pipeline.review.toasts import of_decision, toast
from pipeline.review.views.commenting import by_script
from pipeline.store import around, decide, lists, log, walk
from pipeline.store.models import Comment

A_PAGE = 25
LONGEST = 3_000
"""Characters above which a text is opened by itself: nobody decides on what they did not see."""
MIXED = ("rescue", "check", "old_findings", *lists.VIEWS)
"""Lists of which good and bad comments are to be expected: nothing is ticked before someone does."""
WEIGHT = 50_000
"""Bytes of text on one page."""


@dataclass(frozen=True)
class Item:
    """A comment with its whole text; `shown` says what was seen of it, `read_first` why it is not ticked at once."""

    comment: Comment
    text: showing.Shown
    why: list[reasons.Reason]
    url: str
    shown: str
    is_ticked: bool
    is_long: bool
    read_first: str = ""


def many(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show comments whole: those named, those like one, or the first of a list as it is narrowed down."""
    at, asks = now(site), narrowed(site, request.GET)
    found, what = _chosen(request, site, asks, at)
    reasons_first = _read_first(found, asks, what)
    items = _items(sorted(found, key=lambda one: one.comment_id in reasons_first), asks, what, reasons_first)
    shown_ids = [one.comment.comment_id for one in items]
    hides = sum(around.hidden_with(shown_ids).values())
    asked = asks.asked(request, at)
    context: dict[str, Any] = {
        "asks": asks, "items": items, "what": what, "at": at, "hides": hides,
        "ticked": sum(one.is_ticked for one in items),
        "visible": sum(one.comment.status == "approved" for one in items),
        "total": walk.size(asks.list, asked) if what == "list" else len(found),
        "actions": scene.actions(Comment(status="pending")), "toast": toast(request, at),
        "alone": request.GET.get("like") == "near" and len(found) == 1,
        "back": request.get_full_path() if what == "list" else asks.url,
    }  # fmt: skip
    return render(request, "review/many.html", context)


def deciding(request: DeskRequest, site: str) -> HttpResponseBase:
    """Decide on the comments that were shown and are ticked, as they were shown."""
    at, asks = now(site), narrowed(site, request.POST)
    seen = dict(_seen(site, one) for one in request.POST.getlist("shown")[:A_PAGE])
    made = decide.decide(seen, request.POST.get("decision", ""), request.who.name, at, reason="many at once")
    first = min(made.made.values(), default=None)
    if by_script(request):
        line = of_decision(site, first, request.who.name, at) if first else None
        return JsonResponse({**(line.plain() if line else {}), "left": len(made.stale)})
    url = asks.many_url if request.POST.get("again") == "1" else asks.url
    told = {"done": first, "left": len(made.stale), "none": not seen}
    said = "&".join(f"{name}={int(value)}" for name, value in told.items() if value)
    return redirect(url + ("&" if "?" in url else "?") + said)


def _chosen(request: DeskRequest, site: str, asks: Narrowed, at: Any) -> tuple[list[Comment], str]:
    if numbers := request.GET.getlist("id"):
        return around.comments(site, numbers[:A_PAGE]), "ids"
    if like := request.GET.get("like"):
        of = around.comment(site, request.GET.get("of", ""))
        if of is None:
            raise Http404
        return (nearly(of) if like == "near" else around.like_it(of, like, A_PAGE)), "like"
    return lists.page(asks.list, asks.asked(request, at), 0, A_PAGE), "list"


def _read_first(found: list[Comment], asks: Narrowed, what: str) -> dict[str, str]:
    """Return what of the list that one key may publish whole is to be read first, and why."""
    if what != "list" or asks.list != "nothing_against":
        return {}
    return {one.comment_id: why for one in found if (why := read_first(one))}


def _is_ticked(comment: Comment, asks: Narrowed, what: str) -> bool:
    """Return whether a comment is meant before anybody said so."""
    return not comment.decided if what == "like" else what == "ids" or asks.list not in MIXED


def _items(found: list[Comment], asks: Narrowed, what: str, first: dict[str, str]) -> list[Item]:
    last = log.last_on([one.comment_id for one in found])
    items: list[Item] = []
    weight = 0
    for one in found[:A_PAGE]:
        why = reasons.why(one)
        text = showing.shown(one.text, why.spans, most=LONGEST)
        weight += sum(
            len(html.escape(piece.text).encode("utf-8", "replace")) + 40 * len(piece.marks) for piece in text.pieces
        )
        if weight > WEIGHT and items:
            break
        number = one.comment_id.partition(":")[2]
        shown = f"{one.judged_hash or '-'} {last.get(one.comment_id, 0)} {number}"
        is_long = text.length > LONGEST
        read = first.get(one.comment_id, "")
        is_ticked = not (is_long or read) and _is_ticked(one, asks, what)
        items.append(Item(one, text, why.reasons, asks.comment_url(one.comment_id), shown, is_ticked, is_long, read))
    return items


def _seen(site: str, told: str) -> tuple[str, decide.Shown]:
    judged_hash, _space, rest = told.partition(" ")
    last, _space, number = rest.partition(" ")
    if not (last.isascii() and last.isdigit() and len(last) < 18):
        raise Http404
    return f"{site}:{number}", decide.Shown(judged_hash, int(last) or None)
