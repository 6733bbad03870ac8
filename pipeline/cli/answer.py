"""The command for questions that need no answer."""

import getpass
from datetime import UTC, datetime

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.printing import say, say_json
from pipeline.errors import UsageError


@app.command()
def answer(
    comment_ids: list[str] = typer.Argument(
        None,
        metavar="[ID]...",
        help="Questions; without any, those that need no answer are listed.",
        show_default=False,
    ),
    needed: bool | None = typer.Option(
        None,
        "--needed/--not-needed",
        help="Say that they do, or with --not-needed that they do not.",
        show_default=False,
    ),
) -> None:
    """Say that a question needs no answer, so that the reports' reply debt leaves it out, or take that back.

    The next report respects it. A question whose text is changed counts as a new one.
    """
    from pipeline.store import answers

    opened_store()
    if not comment_ids:
        found = sorted(answers.not_needed())
        if asked.json:
            say_json({"not_needed": found})
        for one in () if asked.json else found:
            say(one)
        return
    if needed is None:
        raise UsageError("say which: --not-needed, or --needed to take it back")
    count = (
        answers.say_needed(comment_ids)
        if needed
        else answers.say_not_needed(comment_ids, getpass.getuser(), datetime.now(UTC))
    )
    if asked.json:
        say_json({"changed": count})
    else:
        say("%(n)s of %(all)s changed; `causerie report` draws the reports anew", n=count, all=len(comment_ids))
