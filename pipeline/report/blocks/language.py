"""The languages of the comments."""

from pipeline.report.block import Block, Part, Picture
from pipeline.report.pictures import Part as Piece
from pipeline.report.pictures import stacked
from pipeline.report.post_page import PostPage

_PARTS = {"language_en": "en", "language_fr": "fr", "language_other": "ot", "language_unknown": "un"}


def language(page: PostPage) -> Block | None:
    """Return the block; nothing where there are no comments."""
    words, figures = page.words, page.view.figures
    if not figures.number("comments"):
        return None
    parts = []
    for name, mark in _PARTS.items():
        figure = page.figure(name, mark)
        parts.append(Part(f"l-{mark}", figure.label, figure.value, figure.href, figure.how))
    told = ", ".join(f"{one.value} {one.label}" for one in parts)
    pieces = [
        Piece(figures.number(name), f"{one.label}: {one.value}", one.shade)
        for name, one in zip(_PARTS, parts, strict=True)
    ]
    svg = stacked(pieces, words.say("Languages: %(parts)s", parts=told))
    return Block("language", words.say("Language"), picture=Picture(svg, legend=tuple(parts)), how=page.how(*_PARTS))
