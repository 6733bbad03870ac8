"""Other sites that link here."""

from pipeline.report.block import Block, Group, Link
from pipeline.report.post_page import PostPage

_SHOWN = 5


def pings(page: PostPage) -> Block | None:
    """Return the block; nothing where there are none."""
    found = [entry.row for entry in page.list.entries if "pg" in entry.marks]
    if not found:
        return None
    links = tuple(Link(page.who(one), page.list.href(one.comment_id)) for one in found[:_SHOWN])
    groups = (Group(page.words.say("From"), links),)
    return Block(
        "pings",
        page.words.say("Pingbacks"),
        figures=(page.figure("pings", "pg"),),
        groups=groups,
        how=page.how("pings"),
    )
