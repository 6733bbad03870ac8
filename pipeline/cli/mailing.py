"""What the commands run and report do beside drawing: mails that are due, a day as people write it."""

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from pipeline.cli.printing import printable
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.settings import Settings


def deliver(settings: "Settings", period: Literal["week", "month"] | None = None) -> int:
    """Send what is due by mail; return how many. What could not be sent is a line, and no failure of the run."""
    from pipeline import store
    from pipeline.report import letters

    sites = [str(name) for name in store.posts()["site"].unique()] if settings.mail.host else []
    count, problems = letters.deliver(settings, sites, datetime.now(UTC), period)
    for problem in problems:
        sys.stderr.write(f"causerie: {printable(problem)}\n")
    return count


def day(text: str | None) -> date | None:
    """Return the day that `--since` names; raises UsageError where it names none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--since {text!r}: write a day as 2026-03-01") from None
