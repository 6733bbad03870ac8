"""The stages, in running order: `stages(expects)` makes them ready for a site that expects these languages."""

from collections.abc import Callable

from pipeline.annotate import Stage
from pipeline.stages.abuse import AbuseStage
from pipeline.stages.language import LanguageStage
from pipeline.stages.question import QuestionStage
from pipeline.stages.sentiment import SentimentStage
from pipeline.stages.spam import SpamStage

STAGES: dict[str, Callable[[tuple[str, ...]], Stage]] = {
    "language": LanguageStage,
    "sentiment": lambda expects: SentimentStage(),
    "spam": lambda expects: SpamStage(),
    "abuse": lambda expects: AbuseStage(),
    "question": lambda expects: QuestionStage(),
}
"""By task; each is made with the languages that the site expects."""


def stages(expects: tuple[str, ...] = ("en", "fr")) -> tuple[Stage, ...]:
    """Return all stages in running order."""
    return tuple(make(expects) for make in STAGES.values())
