"""Who comments."""

from collections.abc import Iterator

from pipeline.report.block import Block, Group, Link
from pipeline.report.figures import Figure
from pipeline.report.post_page import PostPage


def people(page: PostPage) -> Block | None:
    """Return the block; nothing where there are no comments."""
    words, view = page.words, page.view
    if not view.figures.number("comments"):
        return None
    active = tuple(
        Link(f"{page.who(one)} {words.number(len(ids))}", page.list.leads(f"a{place}"))
        for place, (one, ids) in enumerate(view.most_active)
    )
    groups = (Group(words.say("Most comments here"), active),) if active else ()
    how = page.how("comment_authors", "nameless", "staff_comments", "new_authors", "returning_authors")
    return Block("people", words.say("People"), figures=tuple(_figures(page)), groups=groups, how=how)


def _figures(page: PostPage) -> Iterator[Figure]:
    yield page.figure("comment_authors", "nm")
    if page.view.figures.number("nameless"):
        yield page.figure("nameless", "nn")
    if page.view.knows_staff:
        yield page.figure("staff_comments", "st")
    yield page.figure("new_authors", "nw")
    yield page.figure("returning_authors", "rt")
