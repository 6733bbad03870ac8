"""Many at once: whole texts, ticked off one by one, and one decision on those that were shown and no others."""

import html
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from pipeline.review import harmless, reasons, scene, showing, sure
from pipeline.review.access import DeskRequest
from pipeline.review.alike import nearly
from pipeline.review.asking import Narrowed, narrowed, now
from pipeline.review.counting import list_counts
from pipeline.review.toasts import of_decision, toast
from pipeline.review.views.commenting import by_script
from pipeline.review.words import where
from pipeline.store import around, decide, lists, log, walk
from pipeline.store.models import Comment

A_PAGE = 25
LONGEST = 3_000
"""Characters above which a text is opened by itself: nobody decides on what they did not see."""
WEIGHT = 50_000
"""Bytes of text on one page."""
Told = dict[str, reasons.Why]
READ_FIRST: dict[str, Callable[[list[Comment], Told], dict[str, str]]] = {
    "nothing_against": lambda comments, _: harmless.read_first(comments),
    "sure_spam": sure.read_first,
}
"""Lists of which what is beyond doubt comes ticked, and what says of the rest why it is to be read first.

On all others nothing is ticked before someone does: there a person must judge.
"""
SAME_TEXT = ("text", "again")


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


@dataclass(frozen=True)
class Chosen:
    """What is shown, and of what: comments named (`ids`), like one (`like`), or of a list, narrowed down (`list`).

    `ticked` come ticked; `first` are to be read first, and why. `states` counts all that are like one, itself left out.
    """

    what: str
    comments: list[Comment]
    told: Told
    ticked: Collection[str] = ()
    first: dict[str, str] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)


def many(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show comments whole: those named, those like one, or those of a list as it is narrowed down, page by page."""
    at, asks = now(site), narrowed(site, request.GET)
    asked = asks.asked(request, at)
    chosen = _chosen(request, asks, asked)
    items = _items(chosen, asks)
    shown_ids = [one.comment.comment_id for one in items]
    context: dict[str, Any] = {
        "asks": asks, "items": items, "what": chosen.what, "at": at,
        "hides": sum(around.hidden_with(shown_ids).values()), "ticked": sum(one.is_ticked for one in items),
        "visible": sum(one.comment.status == "approved" for one in items),
        "actions": scene.actions(Comment(status="pending")), "toast": toast(request, at),
        "alone": request.GET.get("like") == "near" and not chosen.states, "where": where(chosen.states),
        "total": len(chosen.comments) if chosen.what == "ids" else chosen.states.total() + 1,
    }  # fmt: skip
    if chosen.what == "list":
        context |= _turning(asks, asked, _after(request, site), chosen.comments[: len(items)])
    if not items:
        context["counts"] = list_counts(lists.Asked(site, request.who.name, at, without=asked.without))
    return render(request, "review/many.html", context)


def deciding(request: DeskRequest, site: str) -> HttpResponseBase:
    """Decide on the comments that were shown and are ticked, as they were shown; then show those that come after."""
    at, asks = now(site), narrowed(site, request.POST)
    seen = dict(_seen(site, one) for one in request.POST.getlist("shown")[:A_PAGE])
    made = decide.decide(seen, request.POST.get("decision", ""), request.who.name, at, reason="many at once")
    first = min(made.made.values(), default=None)
    if by_script(request):
        line = of_decision(site, first, request.who.name, at) if first else None
        return JsonResponse({**(line.plain() if line else {}), "left": len(made.stale)})
    url = asks.url
    if request.POST.get("again") == "1":
        url = asks.many_from(request.POST.get("last" if seen else "after", ""))
    told = {"done": first, "left": len(made.stale), "none": not seen}
    said = "&".join(f"{name}={int(value)}" for name, value in told.items() if value)
    return redirect(url + ("&" if "?" in url else "?") + said)


def _chosen(request: DeskRequest, asks: Narrowed, asked: lists.Asked) -> Chosen:
    if numbers := request.GET.getlist("id"):
        named = around.comments(asks.site, numbers[:A_PAGE])
        return Chosen("ids", named, _told(named), {one.comment_id for one in named})
    if like := request.GET.get("like"):
        return _like(asks.site, request.GET.get("of", ""), like)
    after = _after(request, asks.site)
    found = walk.after(asks.list, asked, after, A_PAGE) if after else lists.page(asks.list, asked, 0, A_PAGE)
    told = _told(found)
    if asks.list not in READ_FIRST:
        return Chosen("list", found, told)
    first = READ_FIRST[asks.list](found, told)
    return Chosen("list", found, told, {one.comment_id for one in found} - set(first), first)


def _like(site: str, number: str, like: str) -> Chosen:
    """Return what is like a comment; of it what waits and is clearly the same text comes ticked."""
    of = around.comment(site, number)
    if of is None:
        raise Http404
    if like == "near":
        near = nearly(of, A_PAGE)
        found, same, states = near.comments, near.clearly, near.states
    else:
        found, states = around.like_it(of, like, A_PAGE), around.sharing(of, like)
        same = frozenset(one.comment_id for one in found) if like in SAME_TEXT else frozenset()
    waits = {one.comment_id for one in found if around.state(one.status, one.decided) == around.WAITS}
    alike = same & waits
    return Chosen("like", found, _told(found), alike | ({of.comment_id} & waits if alike else set()), {}, states)


def _told(comments: list[Comment]) -> Told:
    return {one.comment_id: reasons.why(one) for one in comments}


def _after(request: DeskRequest, site: str) -> Comment | None:
    """Return the comment after which a page of a list begins; None where it begins with the first."""
    number = request.GET.get("after", "")
    return around.comment(site, number) if number else None


def _turning(asks: Narrowed, asked: lists.Asked, after: Comment | None, shown: list[Comment]) -> dict[str, Any]:
    """Return where a page stands in its list: what was left before it, and where the next one begins."""
    total, passed_by = walk.size(asks.list, asked), walk.passed_by(asks.list, asked, after) if after else 0
    last, left = shown[-1] if shown else after, max(0, total - passed_by - len(shown))
    number = last.comment_id.partition(":")[2] if last else ""
    return {
        "total": total, "passed_by": passed_by, "last": number,
        "after": after.comment_id.partition(":")[2] if after else "", "left": left,
        "next_url": asks.many_from(number) if left else None,
    }  # fmt: skip


def _items(chosen: Chosen, asks: Narrowed) -> list[Item]:
    """Return what goes on one page, what is to be read first after the rest."""
    last = log.last_on([one.comment_id for one in chosen.comments])
    items: list[Item] = []
    weight = 0
    for one in chosen.comments[:A_PAGE]:
        why = chosen.told[one.comment_id]
        text = showing.shown(one.text, why.spans, most=LONGEST)
        weight += sum(
            len(html.escape(piece.text).encode("utf-8", "replace")) + 40 * len(piece.marks) for piece in text.pieces
        )
        if weight > WEIGHT and items:
            break
        number = one.comment_id.partition(":")[2]
        shown = f"{one.judged_hash or '-'} {last.get(one.comment_id, 0)} {number}"
        is_long, url = text.length > LONGEST, asks.comment_url(one.comment_id)
        is_ticked = one.comment_id in chosen.ticked and not is_long
        read = chosen.first.get(one.comment_id, "")
        items.append(Item(one, text, why.kinds, url, shown, is_ticked, is_long, read))
    return sorted(items, key=lambda item: bool(item.read_first))


def _seen(site: str, told: str) -> tuple[str, decide.Shown]:
    judged_hash, _space, rest = told.partition(" ")
    last, _space, number = rest.partition(" ")
    if not (last.isascii() and last.isdigit() and len(last) < 18):
        raise Http404
    return f"{site}:{number}", decide.Shown(judged_hash, int(last) or None)
