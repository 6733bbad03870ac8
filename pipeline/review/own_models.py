"""Which classifiers of the site's own are in use, and how they compare with the shipped ones on its comments."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from pipeline.classifiers.model import card_of, current
from pipeline.classifiers.own import TASKS
from pipeline.errors import ModelError

MEASURES = {
    "rows": gettext_noop("comments compared on"),
    "recall": gettext_noop("bad ones caught"),
    "false_alarms": gettext_noop("good ones blocked"),
    "accuracy": gettext_noop("right"),
    "log_loss": gettext_noop("surprise (log loss)"),
}
"""What is shown of a card, in the order in which it matters to moderators."""
SHARES = ("recall", "false_alarms", "accuracy")


@dataclass(frozen=True)
class Compared:
    """One measure of the shipped classifier (before) and of the site's own (after), as the card tells them."""

    name: str
    before: float | None
    after: float | None
    is_share: bool


@dataclass(frozen=True)
class InUse:
    """The classifier of a task that is in use; `labels` and `measures` only where it is the site's own.

    `state`: `own`, `shipped`, `aside` (the site's own belongs to another shipped one), or `broken`.
    """

    task: str
    state: str
    version: str
    labels: tuple[tuple[str, int], ...] = ()
    measures: tuple[Compared, ...] = ()


def in_use(folder: Path) -> list[InUse]:
    """Return what is in use of each task that a site can learn; `folder` is that of its own classifiers."""
    return [_of(task, folder) for task in TASKS]


def _of(task: str, folder: Path) -> InUse:
    try:
        handle = current(task, folder)
        if handle.folder != folder:
            is_aside = (folder / f"{task}.json").is_file()
            return InUse(task, "aside" if is_aside else "shipped", handle.version)
        return _own(task, handle.version, card_of(task, folder))
    except ModelError as error:
        return InUse(task, "broken", str(error))


def _own(task: str, version: str, card: dict[str, Any]) -> InUse:
    measured = card.get("measured", {})
    before, after = measured.get("shipped", {}), measured.get("own", {})
    compared = (
        Compared(name, before.get(name), after.get(name), name in SHARES)
        for name in MEASURES
        if name in before or name in after
    )
    labels = tuple((str(word), int(count)) for word, count in card.get("labels", {}).items())
    return InUse(task, "own", version, labels, tuple(compared))
