"""Making classifiers: `train(task)` runs the recipe of a task and writes weights and card."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from threadpoolctl import threadpool_limits

from pipeline.classifiers.corpora import TASKS, Corpora, labelled
from pipeline.classifiers.model import WEIGHTS, Handle
from pipeline.errors import UnknownName, UsageError


def train(task: str, corpora: Path | None = None, folder: Path = WEIGHTS, apart_from: Sequence[Path] = ()) -> Handle:
    """Make the classifier of a task from the labelled texts in `corpora` and our own comments; write it into `folder`.

    `corpora` is by default the folder that CAUSERIE_CORPORA names. The same texts give the same bytes. The recipe is
    `<task>_training.build(corpora, folder)`; it needs scikit-learn. Sentiment leaves out public posts that nearly
    repeat a text of the files `apart_from`, for an honest test on those. Raises UnknownName for a task that there is
    not, UsageError where texts are missing.
    """
    if task not in TASKS:
        raise UnknownName("task", task, TASKS)
    recipe = import_module(f"pipeline.classifiers.{task}_training")
    given = Corpora.given(corpora).folder
    if apart_from and task != "sentiment":
        raise UsageError(f"{task} is not trained apart from given files, only sentiment is")
    beside = [[text for path in apart_from for text in labelled(path, task)["text"]]] if apart_from else []
    with threadpool_limits(1):  # sums in the same order on any number of cores
        made: Handle = recipe.build(given, folder, *beside)
    return made
