"""Making classifiers: `train(task)` runs the recipe of a task and writes weights and card."""

from importlib import import_module
from pathlib import Path

from pipeline.classifiers.corpora import TASKS, Corpora
from pipeline.classifiers.model import WEIGHTS, Handle
from pipeline.errors import UnknownName


def train(task: str, corpora: Path | None = None, folder: Path = WEIGHTS) -> Handle:
    """Make the classifier of a task from the labelled texts in `corpora` and our own comments; write it into `folder`.

    `corpora` is by default the folder that CAUSERIE_CORPORA names. The same texts give the same bytes. The recipe is
    `<task>_training.build(corpora, folder)`; it needs scikit-learn. Raises UnknownName for a task that there is not,
    UsageError where texts are missing.
    """
    if task not in TASKS:
        raise UnknownName("task", task, TASKS)
    recipe = import_module(f"pipeline.classifiers.{task}_training")
    made: Handle = recipe.build(Corpora.given(corpora).folder, folder)
    return made
