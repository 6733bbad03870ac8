"""What every page shows around itself."""

import hashlib
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from pipeline.review.config import STATIC

VERSIONED = ("desk.css", "desk.js", "icon.svg")


@lru_cache
def versions() -> dict[str, str]:
    """Return the address of each static file, with a sign of its content, so that browsers may keep it."""
    return {
        name: f"/static/{name}?{hashlib.blake2b((STATIC / name).read_bytes(), digest_size=5).hexdigest()}"
        for name in VERSIONED
    }


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return who is signed in, on which site, and where the look comes from."""
    static = versions()
    return {
        "who": getattr(request, "who", None),
        "site": getattr(request, "site", None),
        "role": getattr(request, "role", None),
        "zone": str(settings.DESK.settings.zone(getattr(request, "site", None))),
        "language": translation.get_language() or "en",
        "css": static["desk.css"],
        "js": static["desk.js"],
        "icon": static["icon.svg"],
    }
