"""A site's own classifier: the shipped one and a correction of its log odds, learnt from what the site decided.

The correction is linear in the text's words and characters, in its plain numbers, and in the shipped log odds. It is
kept alone; the shipped weights are put under it when it is opened. After an upgrade with other weights it is left
aside until it is learnt anew.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.model import WEIGHTS, Array, Card, Handle, Model, card_of, current, digest, save
from pipeline.errors import ModelError, UsageError
from pipeline.features import Features

PART = "own"
TASKS = ("spam", "abuse")
_FORMER = "former"


def corrected(
    model: Model, base: npt.NDArray[np.float64], features: Features, numbers: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the log odds as the site's own correction has them; as they are where the classifier has none."""
    if f"{PART}.bias" not in model.arrays:
        return base
    plain = np.column_stack([base, numbers])
    return base + model.linear(PART).logits(features.words, features.chars, plain)[:, 0]


def corrects(task: str) -> dict[str, str]:
    """Return which shipped classifier a correction made now belongs to, as its card says."""
    shipped = current(task)
    return {"version": shipped.version, "sha256": shipped.sha256}


def put(folder: Path, card: Card, arrays: dict[str, Array]) -> Handle:
    """Put a site's classifier in use; the one before is kept beside it, for `go_back`, unless it is the same."""
    task = str(card["name"])
    model = in_use(folder, task)
    if model is None or model.card["sha256"] != digest(arrays):
        _move(folder, task, f"{task}.{_FORMER}")
    return save(folder, card, arrays)


def in_use(folder: Path, task: str) -> Model | None:
    """Return the site's own classifier where one is in use; None where the shipped one is, or its files are damaged."""
    try:
        handle = current(task, folder)
        return handle.open() if handle.folder == folder else None
    except ModelError:
        return None


def taken_over(folder: Path, task: str, made_in: Path) -> Handle:
    """Put a classifier that was made in another folder in use for the site, as `put` does."""
    model = current(task, made_in).open()
    return put(folder, model.card, model.arrays)


def go_back(folder: Path, task: str) -> Handle:
    """Put what was in use before the last training in use again, and keep the other; twice is as if never.

    What was before the first training is the shipped classifier. Raises UsageError where nothing was ever trained.
    """
    former, aside = f"{task}.{_FORMER}", f"{task}.aside"
    if not any((folder / f"{name}.json").is_file() for name in (task, former)):
        raise UsageError(f"there is nothing to go back to: the site has never had a classifier of its own for {task}")
    _move(folder, task, aside)
    _move(folder, former, task)
    _move(folder, aside, former)
    return current(task, folder)


def _move(folder: Path, name: str, to: str) -> None:
    """Give both files another name; where there are none, remove those of that name."""
    for end in ("json", "npz"):
        path = folder / f"{name}.{end}"
        if path.is_file():
            path.replace(folder / f"{to}.{end}")
        else:
            (folder / f"{to}.{end}").unlink(missing_ok=True)


def left_aside(folder: Path) -> list[str]:
    """Return a line for each correction that belongs to another shipped classifier and is therefore not used."""
    lines = []
    for task in TASKS:
        if (folder / f"{task}.json").is_file() and current(task, folder).folder == WEIGHTS:
            belongs: dict[str, Any] = card_of(task, folder)["corrects"]
            lines.append(
                f"your own {task} classifier corrects {belongs['version']}; {current(task).version} is used without it "
                f"until you train again: causerie train {task} --from site (or decisions)"
            )
    return lines
