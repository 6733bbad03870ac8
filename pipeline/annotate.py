"""Stages answer columns; this is the contract, and the only place that adds columns to a batch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import pandas as pd

from pipeline.errors import StageError
from pipeline.features import Features
from pipeline.schema import COMMENTS


class Stage(Protocol):
    """Looks at some columns of a batch and answers new ones; sees no clock, database, network or history.

    `stage(batch[reads], features)` returns one column per name in `adds`, typed as in the comments table, on the
    batch's own index. It answers row by row (cutting a batch changes nothing) and says "missing" where it cannot tell.
    """

    @property
    def name(self) -> str:
        """The task: `language`, `spam`, ..."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns it looks at."""

    @property
    def adds(self) -> tuple[str, ...]:
        """The columns it answers."""

    @property
    def version(self) -> str:
        """The classifier behind it: name, version and the first digits of its SHA-256."""

    def __call__(self, batch: pd.DataFrame, features: Features) -> pd.DataFrame:
        """Answer one non-empty batch."""


def plan(stages: Iterable[Stage], given: Iterable[str] | None = None) -> tuple[Stage, ...]:
    """Return the stages in running order if each finds the columns it reads; raise StageError if one does not.

    `given` are the columns at hand before the first stage: by default those that a source and a run fill.
    """
    at_hand = set(COMMENTS.owned_by("source", "run") if given is None else given)
    planned: list[Stage] = []
    for stage in stages:
        missing = [name for name in stage.reads if name not in at_hand]
        if missing:
            raise StageError(stage.name, f"reads {', '.join(missing)}, which no stage before it answers")
        twice = [name for name in stage.adds if name in at_hand]
        if twice:
            raise StageError(stage.name, f"answers {', '.join(twice)}, which is there already")
        at_hand.update(stage.adds)
        planned.append(stage)
    return tuple(planned)


def annotate(batch: pd.DataFrame, stages: Sequence[Stage]) -> pd.DataFrame:
    """Return the batch with the answers of all stages in its columns; same rows, same order, nothing else changed.

    Raises StageError, which names the stage, when one raises or its answer breaks the contract. An empty batch comes
    back with empty answers and reaches no stage.
    """
    answers = {name: COMMENTS[name].dtype for stage in stages for name in stage.adds}
    asked = batch.drop(columns=list(answers), errors="ignore")
    if asked.empty:
        return asked.assign(**{name: pd.Series([], index=asked.index, dtype=dtype) for name, dtype in answers.items()})
    features, found = Features(asked), [asked]
    columns = {name: asked[name] for stage in stages for name in stage.reads if name in asked}
    for stage in stages:
        answered = _answers(stage, columns, asked.index, features)
        columns |= {name: answered[name] for name in stage.adds}
        found.append(answered)
    return pd.concat(found, axis=1)


def _answers(stage: Stage, columns: Mapping[str, pd.Series], index: pd.Index, features: Features) -> pd.DataFrame:
    try:
        answers = stage(pd.DataFrame({name: columns[name] for name in stage.reads}, index), features)
    except Exception as error:
        raise StageError(stage.name, f"{type(error).__name__}: {error}") from error
    if not isinstance(answers, pd.DataFrame) or not answers.index.equals(index):
        raise StageError(stage.name, f"answered other rows than the {len(index)} it was asked about")
    if tuple(answers.columns) != stage.adds:
        raise StageError(
            stage.name, f"answered {', '.join(map(str, answers.columns))} instead of {', '.join(stage.adds)}"
        )
    for name in stage.adds:
        if str(answers[name].dtype) != COMMENTS[name].dtype:
            raise StageError(stage.name, f"answered {name} as {answers[name].dtype} instead of {COMMENTS[name].dtype}")
    return answers
