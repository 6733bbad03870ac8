"""One comment in context, and everything that is done with it."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.errors import Stale
from pipeline.review import differing, scene, showing
from pipeline.review.access import DeskRequest
from pipeline.review.asking import Narrowed, narrowed, now
from pipeline.review.models import Remark
from pipeline.review.toasts import nothing_to_undo, of_decision, passed_on, toast
from pipeline.review.words import stale_words
from pipeline.store import around, claims, decide, log
from pipeline.store.models import Comment, Decision

AT_ONCE = 20_000
"""Characters of a long text on one page."""
_LONGEST_NOTE = 2_000
A_DAY = timedelta(days=1)
"""So long undo goes back by itself; the log goes further."""


def by_script(request: HttpRequest) -> bool:
    """Return whether the desk's own script asks, which wants a short answer."""
    return request.headers.get("X-Desk") == "1"


def asked_for(site: str, given: QueryDict) -> Comment:
    """Return the comment that an address or a form names; raises Http404 where the site has none such."""
    found = around.comment(site, given.get("id", ""))
    if found is None:
        raise Http404
    return found


def comment(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show a comment in context, and claim it, unless the page is only fetched ahead."""
    found = asked_for(site, request.GET)
    at, asks = now(site), narrowed(site, request.GET)
    context = scene.scene(request, found, asks, at)
    if not by_script(request):
        context["claimed"] = scene.claimed_by(found, request.who.name, at)
    context["toast"] = toast(request, at)
    return render(request, "review/comment.html", context)


def claim(request: DeskRequest, site: str) -> HttpResponseBase:
    """Claim a comment that is being looked at, or take it over from someone; those looked at before are free.

    The script is told whether it was shown as it stands.
    """
    found = asked_for(site, request.POST)
    held = scene.claimed_by(found, request.who.name, now(site), take_over=request.POST.get("take") == "1")
    if by_script(request):
        return JsonResponse({"held": held, "changed": request.POST.get("state") != scene.state(found)})
    return redirect(narrowed(site, request.POST).comment_url(found.comment_id))


def deciding(request: DeskRequest, site: str) -> HttpResponseBase:
    """Decide on a comment as it was shown, and go on to the next; where it changed meanwhile show it again.

    What another moderator has open is asked about once.
    """
    at, asks = now(site), narrowed(site, request.POST)
    if not _is_sure(request) and (
        held := scene.opened_by(f"{site}:{request.POST.get('id', '')}", request.who.name, at)
    ):
        return _ask(request, asks, held, _("Decide all the same"))
    after = request.POST.get("next", "")
    saw = decide.Shown(request.POST.get("hash", ""), _number(request.POST.get("last", "")))
    note = request.POST.get("note", "").strip()[:_LONGEST_NOTE] or None
    try:
        comment_id, decision = f"{site}:{request.POST.get('id', '')}", request.POST.get("decision", "")
        number = decide.decide_one(comment_id, saw, decision, request.who.name, at, note)
    except Stale as stale:
        return _again(request, asked_for(site, request.POST), asks, str(stale))
    if by_script(request):
        made = of_decision(site, number, request.who.name, at, alone=True)
        return JsonResponse(made.plain() if made else {})
    if after:
        return redirect(asks.comment_url(f"{site}:{after}", done=number))
    return redirect(_with(asks.url, f"done={number}"))


def _is_sure(request: DeskRequest) -> bool:
    return request.POST.get("sure") == "1"


def _ask(request: DeskRequest, asks: Narrowed, why: str, yes: str) -> HttpResponse:
    """Ask once before what was wanted is done: with what was sent as it was, so that a yes does it."""
    found = asked_for(asks.site, request.POST)
    if by_script(request):
        return JsonResponse({"problem": why}, status=409)
    context = scene.scene(request, found, asks, now(asks.site))
    sent = [(name, request.POST[name]) for name in _SENT if name in request.POST]
    context["question"] = {"why": why, "yes": yes, "sent": sent, "url": request.path}
    return render(request, "review/comment.html", context, status=409)


_SENT = ("id", "hash", "last", "next", "seen", "seen_author", "seen_url", "note", "decision", "passes")
"""What the form of a comment sends."""


def _again(request: DeskRequest, found: Comment, asks: Narrowed, problem: str) -> HttpResponse:
    """Show what is on the comment now beside what was shown: nothing was decided."""
    if by_script(request):
        return JsonResponse({"problem": stale_words(problem, found.site)}, status=409)
    at = now(found.site)
    context = scene.scene(request, found, asks, at)
    context |= {"stale": problem, "claimed": scene.claimed_by(found, request.who.name, at)}
    context["note"] = request.POST.get("note", "").strip()[:_LONGEST_NOTE]
    if request.POST.get("hash") != found.judged_hash:
        context["changes"] = _changes(request.POST, found)
    return render(request, "review/comment.html", context, status=409)


def _changes(given: QueryDict, found: Comment) -> list[tuple[str, differing.Sides]]:
    """Return what of a comment is not as it was shown: the name, the address with it, the text."""
    pairs = (
        (_("Name"), given.get("seen_author"), showing.name(found.author)),
        (_("Address with the name"), given.get("seen_url"), showing.address(found.author_url)),
        (_("Text"), given.get("seen"), showing.plain(found.text)),
    )
    told = ((what, (old or "").replace("\r\n", "\n"), new) for what, old, new in pairs if old is not None)
    return [(what, differing.differing(old, new)) for what, old, new in told if old.split() != new.split()]


def undoing(request: DeskRequest, site: str) -> HttpResponseBase:
    """Take back a decision with all that were made in one go with it; without a number what the moderator did last."""
    at, given = now(site), _number(request.POST.get("done", ""))
    if given is None:
        given = next(iter(log.standing(log.Chosen(site, moderator=request.who.name, since=at - A_DAY))), None)
        if passed := _passed_since(given, request.who.name, site, at):
            return _unpassed(request, passed)
    made = [one for one in log.together(site, given) if one["undone"] is None] if given else []
    whose = {one["moderator"] for one in made}
    if not made:
        return _nothing_undone(request, site)
    if whose != {request.who.name} and request.role != "admin":
        raise Http404
    numbers = decide.undo([one["decision_id"] for one in made], request.who.name, at)
    asks = narrowed(site, request.POST)
    url = (
        asks.comment_url(made[0]["comment_id"], done=numbers[0])
        if len(made) == 1
        else _with(asks.url, f"done={numbers[0]}")
    )
    if by_script(request):
        return JsonResponse({"url": url})
    return redirect(url)


def _nothing_undone(request: DeskRequest, site: str) -> HttpResponseBase:
    if by_script(request):
        return JsonResponse({"line": nothing_to_undo()})
    return redirect(_with(narrowed(site, request.POST).url, "none=undo"))


def _passed_since(decision_id: int | None, moderator: str, site: str, at: datetime) -> Remark | None:
    """Return what a moderator passed on last, where that was after a decision and less than a day ago."""
    decided = Decision.objects.filter(pk=decision_id or 0).values_list("decided_at", flat=True).first()
    passes = Remark.objects.filter(site=site, moderator=moderator, passes=True, at__gte=decided or at - A_DAY)
    return passes.order_by("-at").first()


def _unpassed(request: DeskRequest, passed: Remark) -> HttpResponseBase:
    """Take a comment back that was passed on; a note on it stays."""
    number = passed.comment_id.partition(":")[2]
    url = narrowed(passed.site, request.POST).comment_url(passed.comment_id, unpassed=number)
    if passed.note:
        passed.passes = False
        passed.save(update_fields=["passes"])
    else:
        passed.delete()
    return JsonResponse({"url": url}) if by_script(request) else redirect(url)


def passing(request: DeskRequest, site: str) -> HttpResponseBase:
    """Pass a comment on to those who read its language, or leave a note for whoever opens it next.

    Where nobody else reads it, that is asked about once.
    """
    found = asked_for(site, request.POST)
    passes, note = request.POST.get("passes") == "1", request.POST.get("note", "").strip()[:_LONGEST_NOTE]
    if passes and not _is_sure(request) and not scene.readers_but(request, found):
        return _ask(request, narrowed(site, request.POST), scene.nobody(found), _("Pass it on all the same"))
    if passes or note:
        Remark.objects.create(
            comment_id=found.comment_id, site=site, judged_hash=found.judged_hash or "", moderator=request.who.name,
            at=now(site), passes=passes, note=note,
        )  # fmt: skip
    asks, after = narrowed(site, request.POST), request.POST.get("next", "")
    if passes:
        claims.release(found.comment_id, request.who.name)
    if by_script(request):
        return JsonResponse({"line": passed_on(found) if passes else _("Noted.")})
    if passes:
        said = {"passed": found.comment_id.partition(":")[2]}
        return redirect(asks.comment_url(f"{site}:{after}", **said) if after else _with(asks.url, urlencode(said)))
    return redirect(asks.comment_url(found.comment_id))


def whole(request: DeskRequest, site: str) -> HttpResponseBase:
    """Show a long text, so many characters at a time."""
    found = asked_for(site, request.GET)
    start = min(_number(request.GET.get("from", "")) or 0, len(found.text or ""))
    text = showing.shown(found.text, start=start, most=AT_ONCE)
    after = start + AT_ONCE if start + AT_ONCE < text.length else None
    context = {"comment": found, "asks": narrowed(site, request.GET), "text": text, "start": start, "after": after}
    return render(request, "review/text.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _with(url: str, more: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{more}"
