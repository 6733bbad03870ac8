"""The blocks of a post's page, one file each; this is the order in which they stand."""

from collections.abc import Callable

from pipeline.report.block import Block
from pipeline.report.blocks.answer_these import answer_these
from pipeline.report.blocks.complete import complete
from pipeline.report.blocks.how import how
from pipeline.report.blocks.in_brief import in_brief
from pipeline.report.blocks.internal import internal
from pipeline.report.blocks.language import language
from pipeline.report.blocks.length import length
from pipeline.report.blocks.people import people
from pipeline.report.blocks.pings import pings
from pipeline.report.blocks.quotes import quotes
from pipeline.report.blocks.threads import threads
from pipeline.report.blocks.time import time
from pipeline.report.blocks.tone import tone
from pipeline.report.blocks.topics import topics
from pipeline.report.post_page import PostPage

Maker = Callable[[PostPage], Block | None]

SAVED: tuple[Maker, ...] = (
    in_brief,
    complete,
    answer_these,
    topics,
    quotes,
    tone,
    language,
    people,
    threads,
    time,
    length,
    pings,
    internal,
    how,
)
"""Where there are no dates, what the file lacks comes first."""

LIVE: tuple[Maker, ...] = (
    in_brief,
    answer_these,
    time,
    complete,
    threads,
    quotes,
    topics,
    people,
    tone,
    language,
    length,
    pings,
    internal,
    how,
)


OWN: tuple[Maker, ...] = (in_brief, answer_these, quotes, internal)
"""Those that do not say the same in both versions."""


def makers(page: PostPage) -> tuple[Maker, ...]:
    """Return what makes the blocks of a post's page, in order."""
    return LIVE if page.view.figures.number("dated") else SAVED
