"""Commands that look at single comments: check a text, show a kept one."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.naming import COPIES, LABELS, VERDICTS
from pipeline.cli.printing import moment, printable, say_json, words
from pipeline.errors import UsageError
from pipeline.locale.reasons import BANDS, BESIDE, CAUSES, reason_name

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

    settings = asked.loaded()
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
    tell = words().say
    sys.stdout.write(f"{printable(row['text'])}\n")
    asks = tell("cannot tell") if row["is_question"] is None else tell("yes") if row["is_question"] else tell("no")
    lines = [
        (tell("language"), _answer(row["language"], row["language_score"])),
        (tell("sentiment"), _answer(row["sentiment"], row["sentiment_score"])),
        (tell("spam"), _probability(row["spam_score"])),
        (tell("abuse"), _probability(row["abuse_score"])),
        (tell("question"), asks),
        (tell("verdict"), tell(VERDICTS[row["verdict"]])),
        *((tell("because"), _because(flag, row["text"])) for flag in row["flags"]),
    ]
    width = max(len(name) for name, _ in lines) + 1
    sys.stdout.writelines(f"  {name:<{width}} {value}\n" for name, value in lines)


def _because(flag: dict[str, Any], text: str) -> str:
    """Return a flag in words: the reason, how sure it is, and what caused it."""
    tell = words()
    causes = [
        f"{tell.quoted(text[start:end])} ({tell.say(CAUSES.get(what, what))})"
        for start, end, what in flag.get("spans") or ()
        if text[start:end]
    ]
    beside = (BESIDE | COPIES).items()
    causes += [f"{tell.say(name)}{tell.say(': ')}{flag[key]}" for key, name in beside if flag.get(key)]
    reason = tell.say(reason_name(flag["reason"]))
    band = f" ({tell.say(BANDS.get(flag['band'], flag['band']))})" if flag.get("band") else ""
    return reason + band + (tell.say(": ") + printable(", ".join(causes)) if causes else "")


def _answer(label: str | None, score: float | None) -> str:
    tell = words()
    name = tell.say(LABELS.get(label, label)) if label else tell.say("cannot tell")
    return name + ("" if score is None else f" ({tell.number(score, 2)})")


def _probability(score: float | None) -> str:
    tell = words()
    return tell.say("cannot tell") if score is None else tell.number(100 * score, 1) + tell.habits.percent


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
        for line in _lines_of(name, value, found):
            sys.stdout.write(f"{name:<18} {line}\n")


def _lines_of(name: str, value: Any, comment: dict[str, Any]) -> list[str]:
    """Return what `show` says of a column, or of the scores, flags and decisions: a line each."""
    if name == "flags":
        now = comment["judged_hash"]
        return [
            _because(flag, comment["text"] or "" if one["judged_hash"] == now else "")
            for one in value
            for flag in _flags(one)
        ]
    if isinstance(value, list):
        return [
            printable(
                ", ".join(f"{key} {_shown(one)}" for key, one in row.items() if key in _OF[name] and one is not None)
            )
            for row in value
        ]
    return [] if value is None else [printable(_shown(value))]


def _flags(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a flag tells: one thing, or all that several rules say."""
    first = json.loads(row["detail"] or "{}")
    return [{"reason": row["reason"], **detail} for detail in (first, *first.pop("more", ()))]


def _shown(value: object) -> str:
    return moment(value) if isinstance(value, datetime) else str(value)


_OF = {
    "scores": ("task", "score", "label", "model_version"),
    "decisions": ("decision", "moderator", "decided_at", "reason", "note", "verdict", "undoes"),
}
"""What `show` tells of each score and decision; `--json` tells all."""
