"""How commands print: plain lines and tables for people in the settings' language, one JSON object for programs."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli.app import asked
from pipeline.locale.words import Words


def console() -> Console:
    """Return the console for what people read; it wraps to the terminal and colours only there."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200)


def words() -> Words:
    """Return how things are said in the settings' language and time zone, English and UTC before they are read."""
    return Words(asked.language, asked.zone)


def say(message: str, **values: object) -> None:
    """Print a message in the settings' language, unless `--quiet` or `--json` was asked for."""
    if not asked.quiet and not asked.json:
        sys.stdout.write(words().say(message, **values) + "\n")


def say_json(value: Any) -> None:
    """Print one JSON value on one line; moments in ISO 8601, UTC, what is missing as null."""
    sys.stdout.write(json.dumps(_plain(value), ensure_ascii=False, default=str) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float | datetime) and value != value:
        return None
    return f"{_utc(value).replace(tzinfo=None).isoformat()}Z" if isinstance(value, datetime) else value


def moment(value: datetime) -> str:
    """Return a moment (naive: UTC) in the settings' time zone, which is named."""
    return _utc(value).astimezone(asked.zone).strftime("%Y-%m-%d %H:%M:%S %Z")


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Print rows under column names, in the settings' language; numbers to the right."""
    rows = [list(row) for row in rows]
    tell = words()
    shown = Table(title=title, box=None, pad_edge=False, title_justify="left", header_style="bold")
    for place, name in enumerate(columns):
        numeric = all(isinstance(row[place], int | float) for row in rows)
        shown.add_column(Text(tell.say(name)), justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(_cell(cell)) for cell in row))
    console().print(shown)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return moment(value) if isinstance(value, datetime) else printable(str(value))


def printable(text: str) -> str:
    """Return a stranger's text without what a terminal would act on."""
    return "".join(sign if sign.isprintable() or sign in _SPACES else "\ufffd" for sign in text)


_SPACES = " \u00a0\u202f"
