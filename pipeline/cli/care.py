"""Commands that look after what is kept: doctor, backup, restore, prune."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.printing import say, say_json, table, words
from pipeline.errors import UsageError
from pipeline.locale import marked


@app.command()
def doctor() -> None:
    """Look at every part of the installation and say what is wrong with it, and what to do."""
    from dataclasses import asdict

    from pipeline.doctor import findings

    found = list(findings(asked.settings()))
    if asked.json:
        say_json([asdict(one) for one in found])
    elif not asked.quiet or not all(one.is_well for one in found):
        tell = words().say
        rows = [[tell("ok") if one.is_well else tell("WRONG"), one.part, one.found] for one in found]
        table(["", marked("part"), marked("found")], rows)
    raise typer.Exit(0 if all(one.is_well for one in found) else 1)


@app.command()
def backup(file: Path = typer.Argument(..., help="The copy to write.")) -> None:
    """Copy the database, as it stands at this moment, into a file; keep secret.key with it."""
    from pipeline import store

    settings = opened_store()
    store.backup(file)
    say(
        "Written: %(file)s. Keep %(key)s and %(classifiers)s with it.",
        file=file,
        key=settings.data / "secret.key",
        classifiers=settings.data / "classifiers",
    )


@app.command()
def restore(
    file: Path = typer.Argument(..., help="A copy made by `causerie backup`, or with --table an exported table."),
    of: str | None = typer.Option(None, "--table", help="The table that FILE is an export of.", show_default=False),
    force: bool = typer.Option(False, "--force", help="Replace a database that holds something."),
) -> None:
    """Put a backup in the database's place, or read an exported table back into it.

    A comment's status follows from the decisions on it: with the comments restore the decisions too, in either order.
    """
    from pipeline import restoring

    settings = asked.settings()
    if not file.is_file():
        raise UsageError(f"{file} is no file")
    if of is None:
        restoring.restore_database(settings, file, force)
        say("Restored: %(file)s", file=settings.database_url)
        return
    found = restoring.restore_table(settings, of, file)
    if asked.json:
        say_json({"table": of, "rows": found.rows, "undecided": found.undecided})
        return
    say(words().count("%(n)s row of %(table)s read back", "%(n)s rows of %(table)s read back", found.rows, table=of))
    if found.undecided:
        say(
            "comments whose status was decided: %(n)s. Without the decisions, a table of their own, site and policy say"
            " it: causerie restore FILE --table decisions",
            n=found.undecided,
        )


@app.command()
def prune(days: int = typer.Option(365, min=1, help="Keep what is younger than this many days.")) -> None:
    """Forget the records of old runs and what they could not read; comments and decisions stay."""
    from pipeline import store

    opened_store()
    gone, rejects = store.prune(datetime.now(UTC) - timedelta(days=days))
    if asked.json:
        say_json({"runs": gone, "rejects": rejects})
    else:
        say("forgotten: runs %(runs)s, records that could not be read %(rejects)s", runs=gone, rejects=rejects)
