"""The reports behind the login: the files that a run drew, for owners those that may be shared."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseBase

from pipeline.report.places import INTERNAL, SHARE, site_folder
from pipeline.review.access import DeskRequest

_TYPES = {
    ".html": "text/html; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
}  # fmt: skip
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-same-origin allow-downloads allow-popups allow-top-navigation-by-user-activation"
)
"""Reports carry their style within and no script; here, and only here, style may stand in a page."""


def shared(_request: DeskRequest, site: str, path: str) -> HttpResponseBase:
    """Return a page of the report that may be shared."""
    return _file(site, SHARE, path)


def internal(_request: DeskRequest, site: str, path: str) -> HttpResponseBase:
    """Return a page of the internal report, which may show what is held."""
    return _file(site, INTERNAL, path)


def _file(site: str, version: str, path: str) -> HttpResponseBase:
    folder = (Path(settings.DESK.settings.reports) / version / site_folder(site)).resolve()
    try:
        file = (folder / (path or "index.html")).resolve()
    except (OSError, ValueError):
        raise Http404 from None
    if folder not in file.parents or file.suffix not in _TYPES or not file.is_file():
        raise Http404
    answer = FileResponse(file.open("rb"), content_type=_TYPES[file.suffix])
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
