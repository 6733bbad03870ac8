"""Write the pages of docs/ that are made from the code itself: `make docs`. tests/test_docs.py holds them equal."""

import inspect
from pathlib import Path
from typing import Any

from typer.main import get_command

from pipeline.cli import commands  # noqa: F401 - importing it registers them
from pipeline.cli.app import app
from pipeline.schema import TABLES, Column, Table
from pipeline.sources import SOURCES

HERE = Path(__file__).parent
MADE = "<!-- made by docs/generate.py from the code: change it there -->\n"


def dictionary() -> str:
    """Return the data dictionary: every table, column, type and meaning."""
    parts = [MADE, "# The tables\n", INTRODUCTION]
    return "\n".join(parts + [_table(table) for table in TABLES.values()])


INTRODUCTION = """\
`causerie export TABLE` writes any of these as CSV, JSONL or Parquet. Times are UTC. An empty cell is a missing value:
not known, or not held by the source, never zero. *Filled by* says who may write a column: a `source` cannot set a score
or a status, whatever its file says.
"""


def _table(table: Table) -> str:
    rows = [f"| `{column.name}` | {_type(column)} | {column.owner} | {column.meaning} |" for column in table.columns]
    key = ", ".join(f"`{name}`" for name in table.key)
    head = f"## {table.name}\n\n{table.meaning} Key: {key}.\n\n| column | type | filled by | meaning |\n"
    head += "|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _type(column: Column) -> str:
    return ", ".join(f"`{word}`" for word in column.words) if column.words else column.kind


HELD = {
    "author": "names",
    "author_key": "people",
    "created_at": "dates",
    "parent_id": "replies",
    "likes": "votes",
    "rating": "ratings",
    "source_status": "status",
    "links": "links",
    "by_staff": "staff",
    "edited_at": "edits",
}


def formats() -> str:
    """Return the table of what each raw form holds and lacks."""
    head = "| form | name | " + " | ".join(HELD.values()) + " |\n|---|---|" + "---|" * len(HELD) + "\n"
    rows = [
        f"| {source.TITLE} | `{name}` | "
        + " | ".join("yes" if column in source.HOLDS else "" for column in HELD)
        + " |"
        for name, source in SOURCES.items()
    ]
    return f"{MADE}\n# The forms that are read\n\n{FORMATS}\n{head}" + "\n".join(rows) + "\n"


FORMATS = """\
A file is recognised by its content, never by its name; the first form in this list that recognises it reads it. *Yes*
means that the form can hold it at all; where it cannot, reports say "not available" and name a form that would.
"""


def command_page() -> str:
    """Return what `--help` says of every command."""
    listed = get_command(app)
    parts = [_command(name, command) for name, command in sorted(listed.commands.items())]  # type: ignore[attr-defined]
    return f"{MADE}\n# The commands\n\n{COMMANDS}\n" + "\n".join(parts)


COMMANDS = """\
These options may stand before or after any command: `--data DIR` (default `data`), `--config FILE`, `--quiet`, `--json`.
[Running it](running.md) explains the exit status.
"""


def _command(name: str, command: Any) -> str:
    given = [one for one in command.params if one.param_type_name == "argument"]
    called = " ".join(["causerie", name, *(one.metavar or one.name.upper() for one in given)])
    options = [one for one in command.params if one.param_type_name == "option"]
    lines = [f"* `{one.metavar or one.name.upper()}`: {one.help or one.name}" for one in given]
    lines += [f"* `{', '.join(one.opts)}`: {one.help}" for one in options]
    return "\n".join([f"## `{called}`", "", inspect.cleandoc(command.help or ""), "", *lines]) + "\n"


PAGES = {"tables.md": dictionary, "formats.md": formats, "commands.md": command_page}

if __name__ == "__main__":
    for name, made in PAGES.items():
        (HERE / name).write_text(made(), encoding="utf-8")
