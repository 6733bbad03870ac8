"""What is sent by mail: each digest once to the owners, and a line to the moderators when something waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.engagement.periods import Unit
from pipeline.errors import CauserieError
from pipeline.locale.words import Words
from pipeline.report import mail
from pipeline.report.places import INTERNAL, site_folder
from pipeline.settings import Settings
from pipeline.store import sent


@dataclass(frozen=True)
class Letter:
    """Something to send: `name` is what it is known by once it was sent."""

    name: str
    to: Sequence[str]
    subject: str
    text: str


def last_whole(unit: Unit, now: datetime) -> str:
    """Return the name of the last whole week or month before `now`, in its zone: 2026-W47, 2026-11."""
    if unit == "month":
        return f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
    year, number, _ = (now - timedelta(days=now.weekday() + 1)).isocalendar()
    return f"{year}-W{number:02}"


def due(settings: Settings, sites: Sequence[str], now: datetime) -> Unit | None:
    """Return the period whose digest owners have not been sent yet, of at least one site; None where none is due."""
    unit: Unit = "month" if settings.mail.period == "month" else "week"
    if not settings.mail.host or not settings.mail.owners:
        return None
    return unit if any(not sent.was_sent(_digest_name(settings, site, unit, now)) for site in sites) else None


def deliver(settings: Settings, sites: Sequence[str], now: datetime, unit: Unit | None = None) -> tuple[int, list[str]]:
    """Send what is due: digests of the last whole period that are drawn, and what waits.

    Returns how many mails were sent, and a line for each that could not be; those are tried again by the next run.
    What was sent is noted in the database before it is handed over, so that nothing is sent twice.
    """
    count, problems = 0, []
    if not settings.mail.host:
        return 0, []
    for letter in _letters(settings, sites, now, unit or ("month" if settings.mail.period == "month" else "week")):
        if not letter.to or not sent.claim_sending(letter.name, now):
            continue
        try:
            mail.send(mail.message(settings.mail.sender, letter.to, letter.subject, letter.text), settings.mail)
            count += 1
        except CauserieError as error:
            sent.not_sent(letter.name)
            problems.append(str(error))
    return count, problems


def _letters(settings: Settings, sites: Sequence[str], now: datetime, unit: Unit) -> Iterator[Letter]:
    yield from (found for site in sites if (found := _digest(settings, site, unit, now)) is not None)
    waiting = _waiting(settings, sites, now)
    if waiting is not None:
        yield waiting


def _digest_name(settings: Settings, site: str, unit: Unit, now: datetime) -> str:
    return f"digest:{site}:{unit}-{last_whole(unit, now.astimezone(settings.zone(site)))}"


def _digest(settings: Settings, site: str, unit: Unit, now: datetime) -> Letter | None:
    name = _digest_name(settings, site, unit, now)
    file = settings.reports / INTERNAL / site_folder(site) / f"{name.rpartition(':')[2]}.txt"
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return None
    return Letter(name, settings.mail.owners, text.partition("\n")[0], text)


def _waiting(settings: Settings, sites: Sequence[str], now: datetime) -> Letter | None:
    """Return a line for each site where something waits, once a day."""
    lines = [line for site in sites if (line := _line(settings, site))]
    day = f"{now.astimezone(settings.zone()):%Y-%m-%d}"
    return Letter(f"waiting:{day}", settings.mail.moderators, lines[0], "\n".join(lines) + "\n") if lines else None


def _line(settings: Settings, site: str) -> str:
    found, words = sent.waiting(site), Words(settings.report.language or settings.language, settings.zone(site))
    if not found.count:
        return ""
    told = words.count(
        "%(site)s: %(n)s comment waits for a decision",
        "%(site)s: %(n)s comments wait for a decision",
        found.count,
        site=settings.site(site).title or site,
    )
    since = words.say(" (the oldest is of %(day)s)", day=words.day(found.oldest)) if found.oldest else ""
    return f"{told}{since}."
