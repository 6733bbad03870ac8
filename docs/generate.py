"""Write the pages of docs/ that are made from the code itself: `make docs`. tests/test_docs.py holds them equal."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from pipeline.cli import commands  # noqa: F401 - importing it registers them
from pipeline.cli.app import app
from pipeline.engagement import FEW, METRICS, Metric
from pipeline.engagement.periods import USUAL
from pipeline.engagement.phrases import HOW as TOPICS
from pipeline.engagement.quotes import CRITICAL, OTHER, PROUD, USEFUL
from pipeline.report.digest import QUESTIONS
from pipeline.report.first_look import ALARMS, THRESHOLDS
from pipeline.report.margins import HOW as MARGIN
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

[Saved text](sources-text.md) says how pages saved as text are read, and how well. Of every file a run says what was
filtered or repaired (control bytes, broken encodings, entities encoded twice, e-mail addresses in names, addresses that
are no page of the web), which replies answer a comment that is not in it, and what it holds that is unknown.

Each may come packed: in `.zip`, `.tar`, `.gz`, `.bz2`, `.xz`, as a page that a browser saved in one file (`.mhtml`,
also `.eml`), by SingleFile, or from the Wayback Machine, whose addresses are led back. "2 years ago" counts from when a
page says that it was saved, else from when its file was written.

Texts of tables, of Isso's JSON and of static sites' files may be plain or HTML: there a `<` begins markup only where an
element of HTML that comments can hold follows, with its end ("<Vec<T>>", "<3" and "<grin>" are text). What is left out
with its content (scripts, styles, frames, objects, forms), and of how many comments, is said by the run.

A table may be delimited, JSON (a list under any key of an object, answers inside what they answer), Parquet, a list in
YAML (`wp comment list --format=yaml`), or drawn with lines (WP-CLI's and MySQL's own tables, Markdown's). It may stand
under the title of its export; WordPress's own table of comments needs no header. Where a post has a path and no
address ("/soup/", as Isso's), its address is that on the site: give `sites.NAME.url`, or name the site by its host.
In a MySQL dump a broken row costs itself and is told, and the next one is read.

On one core, dates included, theme pages read 5,600 to 7,500 comments a second, pages of other systems 6,700 to 13,000,
saved text 5,000 to 7,500, exports and tables 7,300 to 23,000 (`benchmarks/sources.py`: 2,000 comments a form, on a
busy machine with two cores). Each is read from damaged files within bounds of time and memory
(`benchmarks/fuzz.py`: a second and four more for each MB).
"""


def command_page() -> str:
    """Return what `--help` says of every command."""
    listed = get_command(app)
    parts = [_command(name, command) for name, command in _commands(listed)]
    return f"{MADE}\n# The commands\n\n{COMMANDS}\n" + "\n".join(parts)


COMMANDS = """\
These options may stand before or after any command: `--data DIR` (default `data`), `--config FILE`, `--quiet`,
`--json`. [Running it](running.md) explains the exit status.
"""


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name, those of groups after their group."""
    for name, command in sorted(group.commands.items()):
        yield before + name, command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")


def _command(name: str, command: Any) -> str:
    given = [one for one in command.params if one.param_type_name == "argument"]
    called = " ".join(["causerie", name, *(one.metavar or one.name.upper() for one in given)])
    options = [one for one in command.params if one.param_type_name == "option"]
    lines = [f"* `{one.metavar or one.name.upper()}`: {one.help or one.name}" for one in given]
    lines += [f"* `{', '.join(one.opts)}`: {one.help}" for one in options]
    return "\n".join([f"## `{called}`", "", inspect.cleandoc(command.help or ""), "", *lines]) + "\n"


def metrics_page() -> str:
    """Return how every figure of a report is counted, and what a source must hold for it."""
    rows = [f"| {one.title} | `{one.name}` | {one.counted} | {_needs(one)} |" for one in METRICS]
    others = [f"* **{name}**: {counted}" for name, counted in OTHER_FIGURES.items()]
    head = "| figure | column | how it is counted | needs |\n|---|---|---|---|\n"
    return (
        f"{MADE}\n# What a report counts\n\n{METRICS_HEAD}\n{head}"
        + "\n".join(rows)
        + "\n\n## Beside them\n\n"
        + "\n".join(others)
        + "\n"
    )


OTHER_FIGURES = {
    "Change": USUAL,
    "Margin of a tone": MARGIN,
    "Topics": TOPICS,
    "To be proud of": PROUD,
    "Most useful": USEFUL,
    "In the other language": OTHER,
    "Most critical": CRITICAL,
    "Questions of a digest": QUESTIONS,
    "False alarms of a first look": ALARMS,
    "Thresholds of a first look": THRESHOLDS,
}

METRICS_HEAD = f"""\
One row per post in `causerie export engagement` and `data/processed/engagement.csv`; the same figures per site and
period in reports. Each says on the page how it is counted, in these words, and leads to the comments that it counts.
Below {FEW}, counts are shown and no shares. A figure whose needs no source of a post meets is missing there, never 0,
and its needs are named in the column `not_available`.
"""


def _needs(metric: Metric) -> str:
    return ", ".join("someone who answers for the site" if need == "staff" else f"`{need}`" for need in metric.needs)


PAGES = {"tables.md": dictionary, "formats.md": formats, "commands.md": command_page, "metrics.md": metrics_page}

if __name__ == "__main__":
    for name, made in PAGES.items():
        (HERE / name).write_text(made(), encoding="utf-8")
