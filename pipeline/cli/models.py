"""Commands that make and measure classifiers."""

from pathlib import Path

import typer

from pipeline.cli.app import app, asked
from pipeline.cli.printing import say, say_json, table

_PARTS = 14
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
    from pipeline.settings import load
    from pipeline.stages import stages

    settings = load(asked.config, asked.data)
    found = measured(task, files, stages(settings.expects, settings.classifiers), cut)
    if asked.json:
        confusion = {str(truth): row.to_dict() for truth, row in found.confusion.iterrows()}
        say_json({"task": task, "scores": found.scores.to_dict("records"), "confusion": confusion})
        return
    for (by, part), rows in list(found.scores.groupby(["by", "part"], sort=False))[:_PARTS]:
        say(f"\n{by}, {part}: {rows['comments'].iloc[0]:,} texts")
        shown = rows[["measure", "value", "low", "high"]].round(_DIGITS)
        table(["measure", "value", "low", "high"], shown.itertuples(index=False))
    say("\nconfusion (rows: label, columns: answer)")
    names = [str(name) for name in found.confusion.columns]
    table(
        ["", *names],
        [[str(truth), *row] for truth, row in zip(found.confusion.index, found.confusion.to_numpy(), strict=True)],
    )


@app.command()
def train(
    task: str = typer.Argument(..., help="language, sentiment, spam, abuse or question."),
    corpora: Path | None = typer.Option(None, help="Labelled corpora; default: CAUSERIE_CORPORA.", show_default=False),
    into: Path | None = typer.Option(None, help="Folder to write to; default: data/classifiers.", show_default=False),
) -> None:
    """Make a classifier anew from labelled corpora and the project's own comments; same texts, same bytes."""
    from pipeline.classifiers.training import train as made

    handle = made(task, corpora, into or asked.settings().classifiers)
    if asked.json:
        say_json({"task": task, "version": handle.version, "sha256": handle.sha256, "folder": str(handle.folder)})
    else:
        say(f"{handle.version} written to {handle.folder}")
