"""Pages for what went wrong outside a view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _problem(request: HttpRequest, status: int, problem: str) -> HttpResponse:
    return render(request, "review/problem.html", {"status": status, "problem": problem}, status=status)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer a form that did not come from this desk, or from a page that is too old."""
    return _problem(request, 403, "token")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer what is forbidden."""
    return _problem(request, 403, "refused")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere, or to what is not this person's."""
    return _problem(request, 404, "missing")


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer what cannot be understood."""
    return _problem(request, 400, "malformed")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer where the desk itself failed; the log has the details."""
    return _problem(request, 500, "broken")
