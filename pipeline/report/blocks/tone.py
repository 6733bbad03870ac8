"""The tone of the comments, as counts with a margin."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from pipeline.report.block import Block, Part, Picture
from pipeline.report.margins import HOW
from pipeline.report.pictures import Part as Piece
from pipeline.report.pictures import stacked
from pipeline.report.post_page import PostPage
from pipeline.schema import SENTIMENTS

_MARKS = {"positive": "po", "neutral": "nu", "negative": "ne"}
Counts = Mapping[str, Mapping[str, int]]


def tone(page: PostPage) -> Block | None:
    """Return the block; nothing where no comment has a tone."""
    counts = by_language(page)
    if not counts:
        return None
    words = page.words
    legend = tuple(_part(page, counts, word) for word in SENTIMENTS)
    told = ", ".join(f"{one.value} {one.label.lower()}" for one in legend)
    svg = stacked(
        [
            Piece(page.view.figures.number(word), f"{part.label}: {part.value}", word)
            for word, part in zip(SENTIMENTS, legend, strict=True)
        ],
        words.say("Tone: %(parts)s", parts=told),
    )
    notes = [words.say("The tone of the comment, not of its subject: “chronic hip pain… Thank you!” is positive.")]
    if any(part.note for part in legend):
        notes.append(words.say("In brackets: how few and how many it may be, given how often the classifier errs."))
    else:
        notes.append(words.say("How often the classifier errs on comments was not measured: no margin is known."))
    if unknown := page.view.figures.number("tone_unknown"):
        notes.append(
            words.count(
                "%(n)s comment has no tone that can be told.", "%(n)s comments have no tone that can be told.", unknown
            )
        )
    how = (*page.how("positive", "neutral", "negative", "tone_unknown"), (words.say("Margin"), words.say(HOW)))
    return Block("tone", words.say("Tone"), picture=Picture(svg, legend=legend), notes=tuple(notes), how=how)


def by_language(page: PostPage) -> Counts:
    """Return published comments by language and tone."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in page.view.counted:
        if one.sentiment:
            counts[one.language or ""][one.sentiment] += 1
    return counts


def _part(page: PostPage, counts: Counts, word: str) -> Part:
    words = page.words
    figure = page.figure(word, _MARKS[word])
    margin = page.view.site.margins.of(counts, word)
    note = words.say("%(low)s to %(high)s", low=margin[0], high=margin[1]) if margin else ""
    return Part(word, figure.label, figure.value, figure.href, figure.how, note)
