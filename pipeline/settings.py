"""Settings: frozen dataclasses from causerie.toml, then CAUSERIE_* variables; an unknown key is an error.

A variable names its key in capitals, tables and keys parted by two underscores: `CAUSERIE_REPORT__NAMES=initials`.
"""

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import tzinfo
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import SettingsError, reason
from pipeline.identity import fold, host

LANGUAGES = ("en", "fr")
NAMES = ("full", "first", "initials")
SECURITIES = ("starttls", "tls", "none")
PERIODS = ("week", "month")
_PREFIX = "CAUSERIE_"
T = TypeVar("T")


@dataclass(frozen=True)
class Site:
    """One site: its address, who answers for it, and what is particular to it."""

    url: str = ""  # its address; files that name its host belong to it
    title: str = ""  # its name in reports
    expects: tuple[str, ...] = ()  # languages of its comments; empty: as for all
    timezone: str = ""  # empty: as for all
    staff: tuple[str, ...] = ()  # names of those who answer for the site
    sources: tuple[str, ...] = ()  # files and folders to read, from causerie.toml's folder


SAMPLES = "example"
"""The site that the samples belong to, with what its owner would have written into causerie.toml."""
_SAMPLE_SITE = Site(
    url="https://atelier-des-deux-rives.example/",
    title="L'Atelier des Deux Rives",
    timezone="Europe/Paris",
    staff=("Owen Hathersage", "Solène Marquet"),
)


@dataclass(frozen=True)
class Report:
    """How reports look."""

    language: str = ""  # empty: as `language`
    names: str = "full"  # in what may be shared: full, first, initials
    folder: str = ""  # empty: processed/reports under the data folder


@dataclass(frozen=True)
class Mail:
    """Whom a run writes to; without a host nothing is sent."""

    host: str = ""  # of the SMTP server
    port: int = 587
    security: str = "starttls"  # starttls, tls, none
    user: str = ""  # empty: no login
    password: str = ""  # only from the environment: CAUSERIE_MAIL__PASSWORD
    password_file: str = ""  # a file that holds it
    sender: str = ""  # address that the mails come from
    owners: tuple[str, ...] = ()  # addresses that get the digest
    moderators: tuple[str, ...] = ()  # addresses that get a line when something waits
    period: str = "week"  # of the digest: week, month


@dataclass(frozen=True)
class Settings:
    """Everything that causerie.toml can say; all of it can be left out."""

    language: str = "en"  # of messages and reports
    expects: tuple[str, ...] = LANGUAGES  # languages that comments are usually in: a prior, not a wall
    timezone: str = "UTC"  # of dates without one, and of reports
    workers: int = 0  # processes; 0: as many as the input is worth, at most one per core
    database: str = ""  # empty: SQLite in the data folder; else postgres://user@host/name
    sites: Mapping[str, Site] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)  # our column = "their column", for tables
    titles: Mapping[str, str] = field(default_factory=dict)  # post_id = "title", for posts whose source has none
    report: Report = Report()
    mail: Mail = Mail()
    data: Path = Path("data")  # not in the file: --data
    file: Path | None = None  # where this was read from

    @property
    def database_url(self) -> str:
        """The database's address: `sqlite:///…` or `postgres://…`."""
        return self.database or f"sqlite:///{(self.data / 'causerie.sqlite3').resolve().as_posix()}"

    @property
    def reports(self) -> Path:
        """The folder that reports are written to."""
        return Path(self.report.folder) if self.report.folder else self.data / "processed" / "reports"

    @property
    def classifiers(self) -> Path:
        """The folder of the site's own classifiers."""
        return self.data / "classifiers"

    @property
    def hosts(self) -> dict[str, str]:
        """Which site a host belongs to."""
        return {found: name for name, site in self.sites.items() if (found := host(site.url))}

    def site(self, name: str | None) -> Site:
        """Return what the settings say of a site: nothing particular where they do not name it."""
        return self.sites.get(name or "") or (_SAMPLE_SITE if name == SAMPLES else Site())

    def zone(self, site: str | None = None) -> tzinfo:
        """Return a site's time zone."""
        return ZoneInfo(self.site(site).timezone or self.timezone)

    def languages(self, site: str | None = None) -> tuple[str, ...]:
        """Return the languages that a site expects."""
        return self.site(site).expects or self.expects

    def staff(self, site: str | None = None) -> frozenset[str]:
        """Return the folded names of those who answer for the site, or for any of them."""
        chosen = [self.site(site)] if site else self.sites.values()
        return frozenset(fold(name) for one in chosen for name in one.staff)


def load(path: Path | None = None, data: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of a file (default: causerie.toml here, if there is one) and of the environment.

    Raises SettingsError for a file that is named but missing, TOML that is none, an unknown key, a wrong type or value.
    """
    environ = os.environ if environ is None else environ
    file = path or (Path("causerie.toml") if Path("causerie.toml").is_file() else None)
    given = _from_file(file) if file else {}
    if isinstance(mail := given.get("mail"), dict) and "password" in mail:
        raise SettingsError("mail.password", "belongs into CAUSERIE_MAIL__PASSWORD, or into a file: mail.password_file")
    _merge(given, _from_environment(environ))
    settings = _build(Settings, given, "")
    if data is not None or file is not None:
        settings = _placed(settings, data, file)
    _check(settings)
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(str(path), "there is no such file") from None
    except OSError as error:
        raise SettingsError(str(path), f"cannot be read: {reason(error)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), f"is not well-formed: {error}") from None


_NOT_SETTINGS = frozenset({"DATA", "CONFIG", "CASES", "REQUIRE_ALL", "CORPORA", "LOG"})


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in sorted(environ.items()):
        key = name.removeprefix(_PREFIX)
        if key == name or key.split("_")[0] in _NOT_SETTINGS or key in _NOT_SETTINGS:
            continue
        place = given
        *tables, last = key.lower().split("__")
        for table in tables:
            place = place.setdefault(table, {})
        place[last] = value
    return given


def _merge(base: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        else:
            base[key] = value


def _build(kind: type[T], given: Any, where: str) -> T:
    if not isinstance(given, dict):
        raise SettingsError(where, "should be a table")
    types = get_type_hints(kind)
    known = [one.name for one in fields(kind) if one.name not in ("data", "file")]  # type: ignore[arg-type]
    values = {}
    for key, value in given.items():
        if key not in known:
            raise SettingsError(f"{where}{key}", f"is no setting; there are: {', '.join(known)}")
        values[key] = _value(types[key], value, f"{where}{key}")
    return kind(**values)


def _value(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _build(kind, value, f"{where}.")  # type: ignore[arg-type]
    origin = get_origin(kind)
    if origin is tuple:
        values = value.split(",") if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise SettingsError(where, 'should be a list of texts: ["…", "…"]')
        return tuple(one.strip() for one in values if one.strip())
    if origin is not None and origin not in (Union, UnionType):
        inner = get_args(kind)[1]
        if not isinstance(value, dict):
            raise SettingsError(where, "should be a table")
        return {name: _value(inner, one, f"{where}.{name}") for name, one in value.items()}
    if kind is int and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
        raise SettingsError(where, f"should be {'a text' if kind is str else 'a number'}, is {value!r}")
    return value


def _placed(settings: Settings, data: Path | None, file: Path | None) -> Settings:
    values = {one.name: getattr(settings, one.name) for one in fields(settings)}
    return Settings(**values | {"data": data or settings.data, "file": file})


def _check(settings: Settings) -> None:
    def one_of(where: str, value: str, known: tuple[str, ...]) -> None:
        if value not in known:
            raise SettingsError(where, f"is {value!r}; there are: {', '.join(known)}")

    one_of("language", settings.language, LANGUAGES)
    one_of("report.language", settings.report.language or settings.language, LANGUAGES)
    one_of("report.names", settings.report.names, NAMES)
    one_of("mail.security", settings.mail.security, SECURITIES)
    one_of("mail.period", settings.mail.period, PERIODS)
    if settings.mail.host and not settings.mail.sender:
        raise SettingsError("mail.sender", "is missing: the address that mails come from")
    if settings.workers < 0:
        raise SettingsError("workers", "is below 0; 0 means as many as the input is worth")
    if settings.database and not settings.database.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise SettingsError("database", "should begin with sqlite:/// or postgres://")
    for where, zone in [
        ("timezone", settings.timezone),
        *((f"sites.{n}.timezone", s.timezone) for n, s in settings.sites.items()),
    ]:
        _check_zone(where, zone)
    for name, site in settings.sites.items():
        if ":" in name or not name.strip():
            raise SettingsError(f"sites.{name}", "a site's name has no colon and is not empty")
        if site.url and not host(site.url):
            raise SettingsError(f"sites.{name}.url", "should be a full address: https://…")


def _check_zone(where: str, name: str) -> None:
    if not name:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(where, f"{name!r} is no time zone; write one like Europe/Paris") from None


def secret_key(data: Path) -> bytes:
    """Return the key of this data folder's hashes, made at random the first time (readable by its owner only).

    Without it no author and no copy would be recognised again: it belongs into every backup. Raises SettingsError where
    the file is no key or cannot be written.
    """
    file = data / "secret.key"
    try:
        if not file.exists():
            _make_key(file)
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except FileExistsError:
        return secret_key(data)
    except OSError as error:
        raise SettingsError(str(file), f"cannot be read or made: {reason(error)}") from error
    except ValueError:
        key = b""
    if len(key) != 32:
        raise SettingsError(str(file), "is no key of 32 bytes; restore it from a backup")
    return key


def _make_key(file: Path) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(secrets.token_hex(32) + "\n")
    except OSError:
        file.unlink(missing_ok=True)  # half a key would be none for ever
        raise


def written(url: str, name: str, expects: list[str], staff: list[str], language: str) -> str:
    """Return a commented causerie.toml with these answers."""
    site = name or (host(url) or "").replace(":", "-") or "site"
    lines = [
        "# Settings of Causerie. Everything can be left out; docs/settings.md says what else there is.",
        f"language = {_toml(language)}          # of messages and reports: en or fr",
        f"expects = {_toml(expects)}   # languages that comments are usually in",
        'timezone = "UTC"         # of dates without one, and of reports: "Europe/Paris", "America/Montreal", …',
        "# workers = 1             # processes; without it as many as the input is worth",
        '# database = "postgres://causerie@localhost/causerie"   # default: SQLite in the data folder',
    ]
    if url or name or staff:
        lines += [
            "",
            f"[sites.{_toml(site)}]",
            f"url = {_toml(url)}   # files that name this host belong to the site",
            f"staff = {_toml(staff)}   # who answers for it: their replies end a question's wait",
            '# sources = ["exports"]   # files and folders to read, from this file\'s folder; without it data/raw',
        ]
    lines += [
        "",
        "# [columns]               # for tables whose columns have names of their own: ours = theirs",
        '# text = "Message body"',
        "",
        "[report]",
        'names = "full"            # in what may be shared: full, first, initials',
    ]
    return "\n".join(lines) + "\n"


def _toml(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
