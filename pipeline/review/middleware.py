"""What every request and answer passes through: headers, the caller's origin, the language, and errors in words."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from pipeline.errors import Busy, CauserieError, Stale, UnknownName
from pipeline.review.access import profile

Next = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = {
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
_SAFE = ("GET", "HEAD", "OPTIONS")


class _Middleware:
    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._next(request)


class Headers(_Middleware):
    """Gives every answer the headers by which a browser runs and loads nothing from elsewhere, and keeps nothing."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self._next(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        for name, value in _FIXED.items():
            answer.headers.setdefault(name, value)
        return answer


class OwnOrigin(_Middleware):
    """Refuses what changes anything unless the desk's own pages ask for it: before tokens are even looked at."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in _SAFE or self._is_own(request):
            return self._next(request)
        return render(request, "review/problem.html", {"status": 403, "problem": "origin"}, status=403)

    def _is_own(self, request: HttpRequest) -> bool:
        told = request.headers.get("Sec-Fetch-Site")
        if told is not None and told != "same-origin":
            return False
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        trusted = {urlsplit(one).netloc for one in settings.CSRF_TRUSTED_ORIGINS}
        return urlsplit(origin).netloc in {request.get_host(), *trusted}


class Language(_Middleware):
    """Speaks the language that the moderator chose, else the one that the browser asks for."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = self._chosen(request) or translation.get_language_from_request(request)
        translation.activate(language)
        answer = self._next(request)
        answer.headers.setdefault("Content-Language", translation.get_language() or language)
        patch_vary_headers(answer, ("Accept-Language",))
        translation.deactivate()
        return answer

    def _chosen(self, request: HttpRequest) -> str | None:
        if not request.user.is_authenticated:
            return None
        found = profile(request.user).shows
        return found if found in dict(settings.LANGUAGES) else None


class Faults(_Middleware):
    """Answers Causerie's own errors as pages: the text changed (409), busy (503), no such thing (404)."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for an error that is known; None for others, which Django answers and logs."""
        if not isinstance(error, CauserieError):
            return None
        status, problem = _said(error)
        context: dict[str, Any] = {"status": status, "problem": problem, "detail": str(error)}
        answer = render(request, "review/problem.html", context, status=status)
        if status == 503:
            answer.headers["Retry-After"] = "5"
        return answer


def _said(error: CauserieError) -> tuple[int, str]:
    kinds: tuple[tuple[type[CauserieError], int, str], ...] = (
        (Stale, 409, "stale"), (UnknownName, 404, "unknown"), (Busy, 503, "busy"),
    )  # fmt: skip
    return next(((status, name) for kind, status, name in kinds if isinstance(error, kind)), (503, "store"))
