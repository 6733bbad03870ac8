"""Threads and replies, the hottest thread and the comment with most votes."""

from collections.abc import Iterator

from pipeline.report.block import Block, Picture
from pipeline.report.figures import Figure
from pipeline.report.pictures import tree
from pipeline.report.post_page import PostPage

_FEWEST_DRAWN, _MOST_DRAWN = 3, 40
_HOW = (
    "threads",
    "replies",
    "hottest_thread",
    "most_reacted",
    "votes_known",
    "votes_up",
    "votes_down",
    "ratings",
    "rating_median",
)


def threads(page: PostPage) -> Block | None:
    """Return the block; nothing where there are no comments."""
    if not page.view.figures.number("comments"):
        return None
    return Block(
        "threads",
        page.words.say("Threads and reactions"),
        picture=_picture(page),
        figures=tuple(_figures(page)),
        how=page.how(*_HOW),
    )


def _figures(page: PostPage) -> Iterator[Figure]:
    words, figures = page.words, page.view.figures
    yield page.figure("threads", "th")
    yield page.figure("replies", "rp")
    yield _comment(
        page, "hottest_thread", words.count("%(n)s reply", "%(n)s replies", figures.number("hottest_replies"))
    )
    known, all_of_them = figures.number("votes_known"), figures.number("comments")
    among = words.say("known of %(n)s of %(all)s comments", n=known, all=all_of_them) if known < all_of_them else ""
    votes = words.count("%(n)s vote", "%(n)s votes", figures.number("most_reacted_votes"))
    yield _comment(page, "most_reacted", " · ".join(part for part in (votes, among) if part))
    if figures["votes_up"] is not None:
        yield page.figure("votes_up", "vo", among)
        yield page.figure("votes_down", "vo", among)
    if figures.number("ratings"):
        yield page.figure("ratings", "ra")
        yield page.figure("rating_median", "ra")


def _comment(page: PostPage, name: str, note: str) -> Figure:
    """Return the figure of one comment: its author, leading to it."""
    figure = page.figure(name)
    if not figure.available and figure.note:
        return figure
    comment = next((one for one in page.view.counted if one.comment_id == page.view.figures[name]), None)
    if comment is None:
        return Figure(name, figure.label, page.words.say("none"), figure.how)
    return Figure(name, figure.label, page.who(comment), figure.how, page.list.href(comment.comment_id), note)


def _picture(page: PostPage) -> Picture | None:
    hottest, words = page.view.figures["hottest_thread"], page.words
    if hottest is None or page.view.figures.number("hottest_replies") < _FEWEST_DRAWN:
        return None
    under = {one.comment_id for one in page.view.thread(hottest)} | {hottest}
    entries = [entry for entry in page.list.entries if entry.row.comment_id in under][:_MOST_DRAWN]
    places = {entry.row.comment_id: place for place, entry in enumerate(entries)}
    dots = [(entry.depth, places.get(entry.row.parent_id or "", -1), page.who(entry.row)) for entry in entries]
    alternative = words.say(
        "The hottest thread: %(n)s replies, %(deep)s levels deep.", n=len(entries) - 1, deep=max(dot[0] for dot in dots)
    )
    return Picture(tree(dots, alternative), left=words.say("the hottest thread, a dot for each comment"))
