"""What is behind the figures: classifiers, versions, and what a better source would add."""

from collections.abc import Iterator

from pipeline.report.block import Block
from pipeline.report.post_page import PostPage


def how(page: PostPage) -> Block:
    """Return the block."""
    return Block("how", page.words.say("How this was made"), notes=tuple(_notes(page)))


def _notes(page: PostPage) -> Iterator[str]:
    words, figures = page.words, page.view.figures
    if page.view.site.models:
        versions = "; ".join(sorted(page.view.site.models.values()))
        yield words.say(
            "Language, tone, questions, spam and abuse are told by classifiers, which err: %(versions)s.",
            versions=versions,
        )
    for need in (figures["not_available"] or "").split(", "):
        if need:
            text = figures.why(need)
            yield text[0].upper() + text[1:]
    yield words.say(
        "Everything was counted on this computer from files that stay here. Numbers lead to the comments "
        "that they count."
    )
