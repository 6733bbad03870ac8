"""Commands that make and measure classifiers."""

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.printing import say, say_json, table, words
from pipeline.errors import UsageError
from pipeline.locale import marked

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.classifiers.model import Handle
    from pipeline.classifiers.own_training import Learnt

_DIGITS = 3


@app.command()
def evaluate(
    task: str = typer.Argument(..., help="language, sentiment, spam, abuse or question."),
    files: list[Path] = typer.Argument(..., help="CSV files with the columns text and label (or the task's name)."),
    cut: float = typer.Option(0.5, help="From this score on a comment counts as spam or abuse."),
) -> None:
    """Measure a classifier on labelled texts, per language, source and file, with 95 % intervals.

    Labels: spam or ham; abuse or ok (also toxic, hateful and their opposites); yes or no; positive, neutral or
    negative; ISO 639-1 codes. The columns author, author_url and post_id are used where a file has them.
    """
    from pipeline.classifiers.evaluation import evaluate as measured
    from pipeline.policy.over_file import alone, together
    from pipeline.settings import load
    from pipeline.stages import stages

    settings = load(asked.config, asked.data)
    judges = {"policy": alone, "policy, copies and authors counted": together} if task == "spam" else {}
    found = measured(task, files, stages(settings.expects, settings.classifiers), cut, judges=judges)
    scores = found.scores.astype(object).where(found.scores.notna(), None)
    if asked.json:
        confusion = {str(truth): row.to_dict() for truth, row in found.confusion.iterrows()}
        say_json({"task": task, "scores": scores.to_dict("records"), "confusion": confusion})
        return
    _show_scores(scores)
    say("")
    say("confusion (rows: label, columns: answer)")
    names = [str(name) for name in found.confusion.columns]
    table(
        ["", *names],
        [[str(truth), *row] for truth, row in zip(found.confusion.index, found.confusion.to_numpy(), strict=True)],
    )


def _show_scores(scores: "pd.DataFrame") -> None:
    """Print every measure of all texts, a column for each judge; then those of Causerie's own per part."""
    measures = list(scores["measure"].unique())
    whole = scores[scores["part"] == "all"]
    judges = {str(by): _cells(rows) for by, rows in whole.groupby("by", sort=False)}
    say("")
    say("all %(texts)s texts; in brackets 95 %% intervals", texts=int(whole["comments"].iloc[0]))
    table(["", *judges], [[one, *(cells.get(one) for cells in judges.values())] for one in measures])
    own = scores[(scores["by"] == scores["by"].iloc[0]) & (scores["part"] != "all")]
    if len(own):
        rows = [(part, of["comments"].iloc[0], _cells(of)) for part, of in own.groupby("part", sort=False)]
        say("")
        table(
            [marked("part"), marked("texts"), *measures],
            [[*named, *map(cells.get, measures)] for *named, cells in rows],
        )


def _cells(rows: "pd.DataFrame") -> dict[str, str | None]:
    cells: dict[str, str | None] = {}
    for measure, value, low, high in rows[["measure", "value", "low", "high"]].itertuples(index=False):
        cells[measure] = None if value is None else f"{value:.{_DIGITS}f} ({low:.{_DIGITS}f}-{high:.{_DIGITS}f})"
    return cells


class Origin(StrEnum):
    """What a site's own classifier learns from."""

    SITE = "site"
    DECISIONS = "decisions"


@app.command()
def train(
    task: str = typer.Argument(..., help="language, sentiment, spam, abuse or question."),
    corpora: Path | None = typer.Option(None, help="Labelled corpora; default: CAUSERIE_CORPORA.", show_default=False),
    into: Path | None = typer.Option(None, help="Folder to write to; default: data/classifiers.", show_default=False),
    origins: list[Origin] | None = typer.Option(
        None,
        "--from",
        help="Learn the site's own spam or abuse: from the site's statuses, the moderators' decisions, or both.",
        show_default=False,
    ),
    back: bool = typer.Option(False, "--back", help="Go back to the classifier before; once more undoes it."),
) -> None:
    """Make a classifier anew from labelled corpora and the project's own comments; same texts, same bytes.

    With --from the shipped classifier is corrected by what the site decided. The correction is put in use only where it
    is better on comments that it was fitted without; what was in use before is kept, for --back. The next run judges
    all comments again.
    """
    if back and (origins or corpora):
        raise UsageError("--back goes back to what was in use before; it takes neither --from nor --corpora")
    if origins and corpora:
        raise UsageError("--from corrects the shipped classifier, --corpora makes one anew: name one of them")
    if back:
        _go_back(task, into)
    elif origins:
        _learn(task, [origin.value for origin in dict.fromkeys(origins)], into)
    else:
        _train(task, corpora, into)


def _train(task: str, corpora: Path | None, into: Path | None) -> None:
    from pipeline.classifiers.own import taken_over
    from pipeline.classifiers.training import train as made

    if into is not None:
        handle = made(task, corpora, into)
    else:
        folder = asked.settings().classifiers
        with TemporaryDirectory() as made_in:
            made(task, corpora, Path(made_in))
            handle = taken_over(folder, task, Path(made_in))
    if asked.json:
        say_json({"task": task, "version": handle.version, "sha256": handle.sha256, "folder": str(handle.folder)})
    else:
        say("%(version)s written to %(folder)s", version=handle.version, folder=handle.folder)


def _go_back(task: str, into: Path | None) -> None:
    from pipeline.classifiers.own import go_back

    handle = go_back(into or asked.settings().classifiers, task)
    if asked.json:
        say_json({"task": task, "version": handle.version, "folder": str(handle.folder)})
    else:
        say("%(version)s is in use again; the next run judges all comments again", version=handle.version)


def _learn(task: str, origins: list[str], into: Path | None) -> None:
    from pipeline.classifiers import own_training
    from pipeline.store import said

    own_training.check(task, origins)
    settings = opened_store()
    folder = into or settings.classifiers
    learnt = own_training.learn(task, origins, said(origins), folder)
    handle = learnt.put(folder) if learnt.is_better else None
    if asked.json:
        say_json({**learnt.plain(), "version": handle.version if handle else None, "folder": str(folder)})
    elif not asked.quiet:
        _show(learnt, handle)


def _show(learnt: "Learnt", handle: "Handle | None") -> None:
    labels = ", ".join(f"{count:,} {label}" for label, count in learnt.labels.items())
    say(
        "%(labels)s, by %(groups)s different authors or texts; each judged by a classifier fitted without it",
        labels=labels,
        groups=learnt.groups,
    )
    names = list(learnt.measures)
    measures = [name for name in _SHOWN if any(learnt.measures[by].get(name) is not None for by in names)]
    table(
        ["", *names], [[words().say(_SHOWN[one]), *(learnt.measures[by].get(one) for by in names)] for one in measures]
    )
    value, low, high = learnt.gain
    say("gain in log loss over the shipped one: %(value)s (%(low)s to %(high)s)", value=value, low=low, high=high)
    if handle:
        say("%(version)s is in use now; the next run judges all comments again", version=handle.version)
        say("to go back: causerie train %(task)s --back", task=learnt.task)
    else:
        say("nothing is replaced: %(why)s", why=words().say(learnt.why))


_SHOWN = {
    "rows": marked("comments"),
    "log_loss": marked("log loss"),
    "accuracy": marked("accuracy"),
    "mcc": marked("MCC"),
    "auc": marked("AUC"),
    "recall": marked("caught"),
    "false_alarms": marked("good ones blocked"),
    "calibration_error": marked("calibration error"),
}
