"""Write the pages of docs/ that are made from the code itself: `make docs`. tests/test_docs.py holds them equal."""

from pathlib import Path

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

PAGES = {"tables.md": dictionary, "formats.md": formats}

if __name__ == "__main__":
    for name, made in PAGES.items():
        (HERE / name).write_text(made(), encoding="utf-8")
