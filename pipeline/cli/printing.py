"""How commands print: plain lines and tables for people, one JSON object for programs."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.cli.app import asked


def console() -> Console:
    """Return the console for what people read; it wraps to the terminal and colours only there."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200)


def say(line: str) -> None:
    """Print a line, unless `--quiet` or `--json` was asked for."""
    if not asked.quiet and not asked.json:
        sys.stdout.write(line + "\n")


def say_json(value: Any) -> None:
    """Print one JSON value on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Print rows under column names; numbers to the right."""
    rows = [list(row) for row in rows]
    shown = Table(title=title, box=None, pad_edge=False, title_justify="left", header_style="bold")
    for place, name in enumerate(columns):
        numeric = all(isinstance(row[place], int | float) for row in rows)
        shown.add_column(name, justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        shown.add_row(*("" if cell is None else printable(str(cell)) for cell in row))
    console().print(shown)


def printable(text: str) -> str:
    """Return a stranger's text without what a terminal would act on, and without rich's own markup."""
    clean = "".join(sign if sign.isprintable() or sign == " " else "\ufffd" for sign in text)
    return clean.replace("[", "\\[")
