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
from pipeline.cli.printing import printable, say, say_json, table
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.run import FileCounts, Progress, Summary


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

    with Console(stderr=True).status("starting") as status:

        def told(progress: "Progress") -> None:
            of = f" · file {progress.place} of {progress.files}" if progress.files > 1 and progress.file else ""
            status.update(f"{progress.doing} {printable(progress.file)}{of} · {progress.read:,} comments")

        yield told


def _print(summary: "Summary") -> None:
    if asked.quiet:
        _print_problems(summary)
        return
    rows = [[name, *_counts(counts)] for name, counts in summary.files.items()]
    if len(rows) > 1:
        rows.append(
            ["together", "", *(summary.total(name) for name in ("read", "new", "changed", "unchanged", "rejected"))]
        )
    table(["source", "form", "read", "new", "changed", "unchanged", "rejected"], rows)
    _print_problems(summary)
    for name, counts in summary.files.items():
        for what, count in counts.remarks.items():
            say(f"note: {name}: {what}" + (f" ({count})" if count > 1 else ""))
    if summary.samples_removed:
        say(f"note: the samples' {summary.samples_removed} comments were taken off: here are your own")
    say("")
    if not summary.total("new") and not summary.total("changed"):
        say("Nothing new: everything read was kept before, and nothing was changed.")
    _print_counter("languages", {name or "cannot tell": count for name, count in summary.languages.most_common(8)})
    _print_counter("flags", dict(summary.flags.most_common()))
    _print_counter("verdicts", dict(summary.verdicts.most_common()))
    say(f"{summary.total('read'):,} comments in {summary.seconds:.1f} s · run {summary.run_id}")
    if summary.report:
        say(f"report: {summary.report}")


def _counts(counts: "FileCounts") -> list[object]:
    return [counts.source, counts.read, counts.new, counts.changed, counts.unchanged, counts.rejected]


def _print_counter(name: str, counts: dict[str, int]) -> None:
    if counts:
        say(f"{name}: " + ", ".join(f"{what} {count:,}" for what, count in counts.items()))


def _print_problems(summary: "Summary") -> None:
    for counts in summary.files.values():
        if counts.problem:
            sys.stderr.write(f"causerie: {printable(counts.problem)}\n")
    if new := summary.total("newly_rejected"):
        sys.stderr.write(f"causerie: {new} records could not be read; `causerie quarantine` shows them\n")


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
    say(f"report: {index}")
    if sent is not None:
        say(f"mails sent: {sent}" if sent else "no mail sent: nothing is due that was not sent before")


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
    from pipeline.settings import load, secret_key, written

    file = asked.config or Path("causerie.toml")
    if file.exists():
        raise UsageError(f"{file} is there already; edit it, or name another one with --config")
    text = written(url.strip(), name.strip(), _list(languages), _list(staff), language.strip())
    (asked.data / "raw").mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    try:
        load(file, asked.data)
    except UsageError:
        file.unlink()
        raise
    secret_key(asked.data)
    say(f"Written: {file}. Put exports or saved pages into {asked.data / 'raw'}, then: causerie run")


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
