"""The desk as a WSGI application, and a server for it."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.review.config import STATIC, Desk, extra
from pipeline.settings import Settings, secret_key

_THREADS = 8
_KEEP_STATIC = 3600  # their addresses change with their content
_STATIC_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'",
    "X-Content-Type-Options": "nosniff",
}


def open_desk(settings: Settings, url: str = "") -> None:
    """Open the store with everything that the desk needs beside it. Raises StoreError, SettingsError."""
    store.open_store(settings.database_url, secret_key(settings.data), extra(Desk(settings, url)))
    from django.db import connections

    # A connection per request would cost more than most pages.
    connections.settings["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def application(settings: Settings, url: str = "") -> Callable[..., Any]:
    """Return the desk as a WSGI application; opens the store."""
    open_desk(settings, url)
    log_to(settings.data / "causerie.log")
    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import get_resolver
    from whitenoise import WhiteNoise

    served: Callable[..., Any] = WhiteNoise(
        WSGIHandler(),
        root=STATIC,
        prefix="static/",
        max_age=_KEEP_STATIC,
        allow_all_origins=False,
        add_headers_function=_add_static_headers,
    )
    get_resolver().url_patterns  # noqa: B018 - what is wrong in a page is told now, not at the first visit
    return served


def _add_static_headers(headers: Any, _path: str, _url: str) -> None:
    for name, value in _STATIC_HEADERS.items():
        headers[name] = value


def server(app: Callable[..., Any], host: str, port: int, proxy: str | None = None) -> Any:
    """Return a server that listens already (`effective_port` says where); `run()` serves, `close()` ends it.

    `proxy` is the address of the reverse proxy whose word about the caller and TLS is taken.
    """
    from waitress.server import create_server

    trusted: dict[str, Any] = (
        {"trusted_proxy": proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto"}
        if proxy
        else {}
    )
    return create_server(
        app, host=host, port=port, threads=_THREADS, ident=None, clear_untrusted_proxy_headers=True,
        max_request_body_size=4_000_000, channel_timeout=60, **trusted,
    )  # fmt: skip


def log_to(file: Path) -> None:
    """Write what goes wrong to the log."""
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    for name in ("django.request", "axes", "waitress"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(logging.WARNING if name != "django.request" else logging.ERROR)
        logger.propagate = False
