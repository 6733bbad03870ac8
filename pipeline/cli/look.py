"""Commands that look at single comments: check a text, show a kept one."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.printing import printable, say_json
from pipeline.errors import UsageError
from pipeline.settings import load

_AT_ONCE = 1_000


@app.command()
def check(
    text: str | None = typer.Argument(
        None, help="The text; without one, every line of standard input is a text.", show_default=False
    ),
    author: str | None = typer.Option(None, help="The name it is signed with.", show_default=False),
    author_url: str | None = typer.Option(None, help="The address given with the name.", show_default=False),
) -> None:
    """Classify a text and say why: language, sentiment, spam, abuse, question, and what would be done with it."""
    from pipeline.check import check as judged

    settings = load(asked.config, asked.data)
    for texts in [[text.encode("utf-8", "replace").decode()]] if text is not None else _lines():
        scored, outcome = judged(texts, author, author_url, settings.expects, own=settings.classifiers)
        for row in _results(scored, outcome):
            say_json(row) if asked.json else _print_checked(row)


def _lines() -> Iterator[list[str]]:
    waiting: list[str] = []
    for line in sys.stdin:
        if line.strip():
            waiting.append(line.rstrip("\r\n"))
        if len(waiting) >= _AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _results(scored: Any, outcome: Any) -> Iterator[dict[str, Any]]:
    from pipeline.check import ANSWERS

    plain = scored[["text", *ANSWERS]].astype("object").where(scored[["text", *ANSWERS]].notna(), None)
    flags = outcome.flags.groupby("comment_id") if len(outcome.flags) else None
    for (place, row), comment_id in zip(plain.iterrows(), scored["comment_id"], strict=True):
        own = flags.get_group(comment_id) if flags is not None and comment_id in flags.groups else None
        raised = [] if own is None else [
            {"reason": flag.reason, "score": flag.score, **json.loads(flag.detail)} for flag in own.itertuples()
        ]  # fmt: skip
        yield {**row.to_dict(), "verdict": outcome.verdicts.loc[place], "flags": raised}


def _print_checked(row: dict[str, Any]) -> None:
    say = sys.stdout.write
    say(f"{printable(row['text'])}\n")
    for name, score in (("language", "language_score"), ("sentiment", "sentiment_score")):
        say(f"  {name:<10} {row[name] or 'cannot tell'}{_number(row[score])}\n")
    say(f"  {'spam':<10} {_probability(row['spam_score'])}\n  {'abuse':<10} {_probability(row['abuse_score'])}\n")
    say(
        f"  {'question':<10} {'yes' if row['is_question'] else 'cannot tell' if row['is_question'] is None else 'no'}\n"
    )
    say(f"  {'verdict':<10} {row['verdict']}\n")
    for flag in row["flags"]:
        causes = [f'"{row["text"][start:end]}" ({what})' for start, end, what in flag.get("spans", ())]
        causes += [f"{name}: {flag[name]}" for name in ("rule", "links", "author", "author_url") if flag.get(name)]
        say(
            f"  because    {flag['reason']} ({flag['band']})"
            + (": " + printable(", ".join(causes)) if causes else "")
            + "\n"
        )


def _number(score: float | None) -> str:
    return "" if score is None else f" ({score:.2f})"


def _probability(score: float | None) -> str:
    return "cannot tell" if score is None else f"{score:.1%}"


@app.command()
def show(
    comment_id: str = typer.Argument(..., metavar="ID", help="A comment_id, or the number in a site's own system."),
) -> None:
    """Show one comment: its text, scores, flags, decisions, and why."""
    from pipeline import store

    opened_store()
    found = store.one(comment_id)
    if found is None:
        raise UsageError(f"no comment {comment_id!r} is kept; `causerie export comments` lists them")
    if asked.json:
        say_json(found)
        return
    for name, value in found.items():
        if isinstance(value, list):
            for line in value:
                sys.stdout.write(f"{name:<18} {printable(json.dumps(line, ensure_ascii=False, default=str))}\n")
        elif value is not None:
            sys.stdout.write(f"{name:<18} {printable(str(value))}\n")
