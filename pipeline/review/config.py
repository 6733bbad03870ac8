"""Django's settings for the desk: what is let in, what leaves, and how passwords and sessions are kept."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.settings import LANGUAGES, Settings

HERE = Path(__file__).parent
STATIC = HERE / "static" / "desk"
ITSELF = ("localhost", "127.0.0.1", "[::1]")
HALF_A_DAY = 12 * 3600
SHORTEST_PASSWORD = 12


@dataclass(frozen=True)
class Desk:
    """What the desk is told when it starts: the settings, and the address by which browsers reach it."""

    settings: Settings = field(default_factory=Settings)
    url: str = ""  # https://desk.example.org behind a proxy; empty: this computer only

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by TLS only."""
        return self.url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The hosts that it answers to."""
        named = urlsplit(self.url).hostname
        return [*ITSELF, *([f"[{named}]" if ":" in named else named] if named else [])]


def extra(desk: Desk) -> dict[str, Any]:
    """Return what Django must be told beside the store's own settings."""
    return {
        "DESK": desk,
        "ALLOWED_HOSTS": desk.hosts,
        "ROOT_URLCONF": "pipeline.review.urls",
        "WSGI_APPLICATION": None,
        "INSTALLED_APPS": [
            "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "axes", "pipeline.review",
        ],
        "MIDDLEWARE": [
            "pipeline.review.middleware.Headers",
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "pipeline.review.middleware.OwnOrigin",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "pipeline.review.middleware.Language",
            "pipeline.review.middleware.Faults",
            "pipeline.review.access.Gate",
            "axes.middleware.AxesMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["pipeline.review.frame.frame"], "builtins": [
                    "django.templatetags.i18n", "pipeline.review.templatetags.desk",
                ]},
            }
        ],
        "LANGUAGE_CODE": desk.settings.language,
        "LANGUAGES": [(code, code) for code in LANGUAGES],
        "LOCALE_PATHS": [HERE / "locale"],
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2_000_000,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 500,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        **_getting_in(),
        **_leaving(desk),
    }  # fmt: skip


def _getting_in() -> dict[str, Any]:
    validation = "django.contrib.auth.password_validation"
    return {
        "AUTHENTICATION_BACKENDS": ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{validation}.UserAttributeSimilarityValidator"},
            {"NAME": f"{validation}.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
            {"NAME": f"{validation}.CommonPasswordValidator"},
        ],
        "LOGIN_URL": "login",
        "LOGIN_REDIRECT_URL": "home",
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": 0.25,  # hours
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_LOCKOUT_CALLABLE": "pipeline.review.views.signing_in.locked_out",
        "AXES_CLIENT_IP_CALLABLE": "pipeline.review.address.network",
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_ENABLE_ADMIN": False,
        "AXES_VERBOSE": False,
        "SILENCED_SYSTEM_CHECKS": ["axes.W003"],
    }


def _leaving(desk: Desk) -> dict[str, Any]:
    secure = desk.is_secure
    prefix = "__Host-" if secure else ""
    return {
        "SESSION_COOKIE_NAME": f"{prefix}causerie_session",
        "SESSION_COOKIE_AGE": HALF_A_DAY,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_NAME": f"{prefix}causerie_csrf",
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_TRUSTED_ORIGINS": [desk.url.rstrip("/")] if desk.url else [],
        "CSRF_FAILURE_VIEW": "pipeline.review.views.failing.forged",
        "LANGUAGE_COOKIE_SECURE": secure,
        "SECURE_HSTS_SECONDS": 31_536_000 if secure else 0,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "APPEND_SLASH": False,
    }
