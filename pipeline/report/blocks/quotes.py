"""Comments worth reading, each by a sort that the page states."""

from collections.abc import Iterator

from pipeline.engagement import quotes as sorts
from pipeline.report.block import Block, Quote
from pipeline.report.post_page import PostPage


def quotes(page: PostPage) -> Block | None:
    """Return the block; nothing where nothing is worth quoting."""
    found = tuple(_quotes(page))
    if not found:
        return None
    words = page.words
    notes = (
        ()
        if any(one.label == words.say("Most critical") for one in found)
        else (words.say("Most critical: none found."),)
    )
    how = tuple(
        (label, words.say(sort))
        for label, sort in (
            (words.say("To be proud of"), sorts.PROUD),
            (words.say("Most useful"), sorts.USEFUL),
            (words.say("In the other language"), sorts.OTHER),
            (words.say("Most critical"), sorts.CRITICAL),
        )
    )
    return Block("quotes", words.say("Worth reading"), quotes=found, notes=notes, how=how)


def _quotes(page: PostPage) -> Iterator[Quote]:
    words, counted, taken = page.words, page.view.counted, set[str]()
    for label, how, found in (
        (words.say("To be proud of"), sorts.PROUD, sorts.proud(counted)),
        (words.say("Most useful"), sorts.USEFUL, sorts.useful(counted, page.view.replies)),
        (words.say("In the other language"), sorts.OTHER, sorts.other_language(counted)),
        (words.say("Most critical"), sorts.CRITICAL, sorts.critical(counted)),
    ):
        first = next((one for one in found if one.comment_id not in taken), None)
        if first is not None:
            taken.add(first.comment_id)
            yield page.quote(first, label, words.say(how))
