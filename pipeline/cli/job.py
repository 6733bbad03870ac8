"""The main job on the command line: run, report, init."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.mailing import day, deliver
from pipeline.cli.naming import COLUMNS, COUNTED, VERDICTS
from pipeline.cli.printing import printable, say, say_json, table, words
from pipeline.errors import UsageError
from pipeline.locale.reasons import reason_name

if TYPE_CHECKING:
    from pipeline.run import Progress, Summary


@app.command()
def run(
    sources: list[str] = typer.Argument(
        None, metavar="[SOURCE]...", help="Files, folders, - or names of sites.", show_default=False
    ),
    site: str | None = typer.Option(None, help="Everything read belongs to this site.", show_default=False),
    no_report: bool = typer.Option(False, "--no-report", help="Only keep and judge; `causerie report` draws later."),
) -> None:
    """Read comments, judge what is new in them, keep it, and draw the reports: the main job.

    Without SOURCE it reads the sources of causerie.toml, else what lies in data/raw, else the samples. It may be
    repeated, killed and run again: nothing is lost and nothing is kept twice.
    """
    from pipeline.run import run as main_job

    settings = asked.settings()
    with _progress() as told:
        summary = main_job(settings, sources or (), site, told=told, reports=not no_report)
    if not no_report:
        deliver(settings)
    if asked.json:
        say_json(summary.plain())
    else:
        _print(summary)
    raise typer.Exit(summary.exit_status)


@contextmanager
def _progress() -> Iterator[Any]:
    """Give what shows a run's progress: a line that is rewritten on a terminal, nothing elsewhere."""
    if asked.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(words().say("starting")) as status:

        def told(progress: "Progress") -> None:
            status.update(Text(_line(progress)))

        yield told


def _line(progress: "Progress") -> str:
    tell = words()
    parts = [f"{tell.say(progress.doing)} {printable(progress.file)}"]
    if progress.files > 1 and progress.file:
        parts.append(tell.say("file %(place)s of %(files)s", place=progress.place, files=progress.files))
    parts.append(tell.count("%(n)s comment", "%(n)s comments", progress.read))
    return " · ".join(parts)


def _print(summary: "Summary") -> None:
    if asked.quiet:
        _print_problems(summary)
        return
    tell = words()
    counted = [name for name in COUNTED if name != "completed" or summary.total(name)]
    rows: list[list[object]] = [
        [name, counts.source, *(getattr(counts, one) for one in counted)] for name, counts in summary.files.items()
    ]
    if len(rows) > 1:
        rows.append([tell.say("together"), "", *(summary.total(one) for one in counted)])
    table([COLUMNS[one] for one in ("source", "form", *counted)], rows)
    _print_problems(summary)
    _print_notes(summary)
    say("")
    if summary.total("read") and not summary.total("new") and not summary.total("changed"):
        say("Nothing new: everything read was kept before, and nothing was changed.")
    _print_outcome(summary)
    took = tell.count("%(n)s comment in %(seconds)s s", "%(n)s comments in %(seconds)s s", summary.total("read"),
                      seconds=tell.number(summary.seconds, 1))  # fmt: skip
    say(f"{took} · run {summary.run_id}")
    if summary.report:
        say("report: %(file)s", file=summary.report)


def _print_notes(summary: "Summary") -> None:
    tell = words()
    for name, counts in summary.files.items():
        if counts.posts and not counts.read and not counts.problem:
            said = tell.count(
                "%(n)s post read; it holds no comments", "%(n)s posts read; it holds no comments", counts.posts
            )
            say("note: %(file)s: %(what)s", file=printable(name), what=said)
        for what, count in counts.remarks.items():
            often = f" ({tell.number(count)})" if count > 1 else ""
            say("note: %(file)s: %(what)s", file=printable(name), what=printable(tell.say(what)) + often)
    if summary.samples_removed:
        say("note: the samples' comments were taken off (%(n)s): here are your own", n=summary.samples_removed)


def _print_outcome(summary: "Summary") -> None:
    """Say what the comments are that were judged; where more were, for an earlier run had kept them, say so."""
    tell = words()
    answered, judged = sum(summary.languages.values()), sum(summary.verdicts.values())
    unknown = tell.say("cannot tell")
    languages = {name or unknown: count for name, count in summary.languages.most_common(8)}
    _print_counter(tell.say("languages"), languages)
    if judged > answered:
        why = tell.say("a run was cut short, or rules, classifiers or copies are others now")
        said = tell.count(
            "judged: %(n)s comment, kept before: %(before)s (%(why)s)",
            "judged: %(n)s comments, kept before: %(before)s (%(why)s)",
            judged,
            before=judged - answered,
            why=why,
        )
        say(said)
    _print_counter(tell.say("flags"), {tell.say(reason_name(k)): n for k, n in summary.flags.most_common()})
    _print_counter(tell.say("verdicts"), {tell.say(VERDICTS.get(k, k)): n for k, n in summary.verdicts.most_common()})
    if summary.waiting and (summary.verdicts["hold"] or summary.verdicts["spam"]):
        say(
            "waiting for a moderator: %(n)s. What the site has published, marked as spam or decided on does not wait; a"
            " comment in two forms waits once.",
            n=summary.waiting,
        )


def _print_counter(name: str, counts: dict[str, int]) -> None:
    if counts:
        tell = words()
        say(f"{name}{tell.say(': ')}" + ", ".join(f"{what} {tell.number(count)}" for what, count in counts.items()))


def _print_problems(summary: "Summary") -> None:
    for counts in summary.files.values():
        if counts.problem:
            sys.stderr.write(f"causerie: {printable(counts.problem)}\n")
    if new := summary.total("newly_rejected"):
        said = words().count(
            "%(n)s record could not be read; `causerie quarantine` shows it",
            "%(n)s records could not be read; `causerie quarantine` shows them",
            new,
        )
        sys.stderr.write(f"causerie: {said}\n")


@app.command()
def report(
    post: str | None = typer.Option(None, help="Only this post's page (a post_id).", show_default=False),
    period: Literal["week", "month"] | None = typer.Option(
        None, help="Also the digest of the last whole week or month.", show_default=False
    ),
    since: str | None = typer.Option(
        None, help="Also the digest from this day to now (2026-03-01).", show_default=False
    ),
    mail: bool = typer.Option(False, "--mail", help="Also send what is due, as every run does."),
) -> None:
    """Draw the reports again from what is kept."""
    from pipeline.run import drawn

    settings = opened_store()
    if mail and not settings.mail.host:
        raise UsageError("there is no mail server in the settings: mail.host")
    index = drawn(settings, datetime.now(UTC), post, period, day(since))
    sent = deliver(settings, period) if mail else None
    if asked.json:
        say_json({"report": str(index), **({} if sent is None else {"mails": sent})})
        return
    say("report: %(file)s", file=index)
    if sent is not None:
        say("mails sent: %(n)s; what was sent before is not sent again", n=sent)


@app.command()
def init(
    url: str = typer.Option("", prompt="Address of the site (empty: none)", help="The site's address."),
    name: str = typer.Option(
        "", prompt="A short name for it (empty: its host)", help="The site's name in causerie.toml."
    ),
    languages: str = typer.Option("en,fr", prompt="Languages of its comments", help="ISO codes, with commas."),
    staff: str = typer.Option(
        "", prompt="Who answers for the site (names, with commas)", help="Names that answer for the site."
    ),
    language: str = typer.Option("en", prompt="Language of reports (en or fr)", help="en or fr."),
) -> None:
    """Ask five questions, make the data folder, and write a commented causerie.toml."""
    from pipeline.settings import secret_key, written

    file = asked.config or Path("causerie.toml")
    if file.exists():
        raise UsageError(f"{file} is there already; edit it, or name another one with --config")
    text = written(url.strip(), name.strip(), _list(languages), _list(staff), language.strip())
    (asked.data / "raw").mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    asked.config = file
    try:
        asked.loaded()
    except UsageError:
        file.unlink()
        raise
    secret_key(asked.data)
    say(
        "Written: %(file)s. Put exports or saved pages into %(folder)s, then: causerie run",
        file=file,
        folder=asked.data / "raw",
    )


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
