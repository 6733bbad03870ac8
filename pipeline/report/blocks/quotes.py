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
    words, view, taken = page.words, page.view, set[str]()
    for label, how, found in (
        (words.say("To be proud of"), sorts.PROUD, view.worth.proud),
        (words.say("Most useful"), sorts.USEFUL, view.worth.useful),
        (words.say("In the other language"), sorts.OTHER, view.worth.other_language),
        (words.say("Most critical"), sorts.CRITICAL, view.worth.critical),
    ):
        first = next((one for one in found if one.text not in taken and page.may_quote(one)), None)
        if first is not None:
            taken.add(first.text)
            yield page.quote(first, label, words.say(how))
