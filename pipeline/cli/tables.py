"""Commands that show what there is: tables, runs, quarantine, sources, stages."""

import sys
from pathlib import Path
from typing import Literal

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.naming import STATES
from pipeline.cli.printing import say, say_json, table, words


@app.command()
def export(
    name: str = typer.Argument(
        ..., metavar="TABLE", help="comments, posts, scores, flags, decisions, ... or engagement."
    ),
    form: Literal["csv", "jsonl", "parquet"] = typer.Option("csv", "--format", help="How it is written."),
    output: Path | None = typer.Option(
        None, "-o", "--output", help="File to write; default: standard output.", show_default=False
    ),
    site: str | None = typer.Option(None, help="Only this site's rows.", show_default=False),
) -> None:
    """Write a whole table as CSV, JSONL or Parquet; `causerie restore FILE --table TABLE` gives the same rows again.

    What moderators decided is in the table decisions: the status of comments comes back with it. Comments that are
    read as a source (`causerie run FILE`) bring what their site said of them, and are judged anew.
    """
    from pipeline import exports

    settings = asked.settings()
    count = exports.write(settings, name, form, output, site, sys.stdout.buffer)
    if output is not None:
        if asked.json:
            say_json({"table": name, "rows": count, "file": str(output)})
        else:
            said = words().count(
                "%(n)s row of %(table)s written to %(file)s",
                "%(n)s rows of %(table)s written to %(file)s",
                count,
                table=name,
                file=output,
            )
            say(said)


@app.command()
def runs(last: int = typer.Option(20, help="How many of the latest.")) -> None:
    """Show what was read when, with which versions."""
    from pipeline.store.runs import latest_runs

    opened_store()
    tell = words().say
    found = latest_runs(last)
    if asked.json:
        say_json(found.to_dict("records"))
        return
    names = ["run_id", "site", "started_at", "ended_at", "state", "problem"]
    rows = found[names].astype("object").where(found[names].notna(), None).itertuples(index=False)
    table(names, [[*one[:4], tell(STATES.get(one[4], one[4])), one[5]] for one in rows])


@app.command()
def quarantine(last: int = typer.Option(50, help="How many of the latest.")) -> None:
    """Show what could not be read: file, place, reason."""
    from pipeline import store

    opened_store()
    found = store.list_quarantine(last)
    if asked.json:
        say_json(found.to_dict("records"))
        return
    names = ["file", "place", "reason", "excerpt"]
    table(names, found[names].astype("object").where(found[names].notna(), None).itertuples(index=False))


@app.command()
def sources() -> None:
    """List the forms that can be read, and what each holds."""
    from pipeline.sources import SOURCES

    if asked.json:
        say_json({name: {"title": source.TITLE, "holds": sorted(source.HOLDS)} for name, source in SOURCES.items()})
        return
    held = {
        "author": "names",
        "created_at": "dates",
        "parent_id": "replies",
        "likes": "votes",
        "source_status": "status",
    }
    rows = [
        [name, source.TITLE, *("yes" if one in source.HOLDS else "" for one in held)]
        for name, source in SOURCES.items()
    ]
    table(["name", "form", *held.values()], rows)


@app.command()
def stages() -> None:
    """List the stages in running order, with the columns they read and answer."""
    from pipeline.stages import stages as make

    listed = make()
    if asked.json:
        say_json([{"name": one.name, "reads": one.reads, "adds": one.adds, "version": one.version} for one in listed])
        return
    table(
        ["stage", "reads", "answers", "classifier"],
        [[s.name, ", ".join(s.reads), ", ".join(s.adds), s.version] for s in listed],
    )
