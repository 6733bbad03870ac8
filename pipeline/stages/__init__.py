"""The stages, in running order: `stages(expects)` makes them ready for a site that expects these languages."""

from collections.abc import Callable
from pathlib import Path

from pipeline.annotate import Stage
from pipeline.classifiers.model import Handle, current
from pipeline.stages.abuse import AbuseStage
from pipeline.stages.language import LanguageStage
from pipeline.stages.question import QuestionStage
from pipeline.stages.sentiment import SentimentStage
from pipeline.stages.spam import SpamStage

STAGES: dict[str, Callable[[tuple[str, ...], Handle], Stage]] = {
    "language": LanguageStage,
    "sentiment": lambda _, classifier: SentimentStage(classifier),
    "spam": lambda _, classifier: SpamStage(classifier),
    "abuse": lambda _, classifier: AbuseStage(classifier),
    "question": lambda _, classifier: QuestionStage(classifier),
}
"""By task; each is made with the languages that the site expects, and the classifier that is in use for the task."""


def stages(expects: tuple[str, ...] = ("en", "fr"), own: Path | None = None) -> tuple[Stage, ...]:
    """Return all stages in running order; a classifier in the folder `own` goes before the shipped one.

    Raises ModelError where a classifier is missing or damaged.
    """
    return tuple(make(expects, current(task, own)) for task, make in STAGES.items())
