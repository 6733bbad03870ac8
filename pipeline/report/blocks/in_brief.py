"""What the post's comments come to, in a few sentences."""

from collections.abc import Iterator

from pipeline.report.block import Block, Link
from pipeline.report.post_page import PostPage


def in_brief(page: PostPage) -> Block:
    """Return the block."""
    return Block(
        "brief", page.words.say("In brief"), lines=tuple(_lines(page)), how=page.how("comments", "comment_authors")
    )


def _lines(page: PostPage) -> Iterator[Link]:
    words, figures, lead = page.words, page.view.figures, page.list.leads
    comments = figures.number("comments")
    if not comments:
        yield Link(words.say("No published comment yet."))
    else:
        yield Link(words.count("%(n)s comment.", "%(n)s comments.", comments), lead("ct"))
        if authors := figures.number("comment_authors"):
            yield Link(words.count("Written by %(n)s person.", "Written by %(n)s people.", authors), lead("nm"))
        yield from _questions(page)
        yield from _languages(page)
        if not figures.number("negative") and comments > figures.number("tone_unknown"):
            yield Link(words.say("None reads as negative."))
    if page.is_internal:
        yield from _moderation(page)
    if missing := figures.number("missing_threads"):
        text = words.count(
            "%(n)s of the page's threads (%(all)s) is not in the file.",
            "%(n)s of the page's threads (%(all)s) are not in the file.",
            missing,
            all=figures.number("declared_threads"),
        )
        yield Link(text, "#complete")
    elif missing := figures.number("missing_comments"):
        text = words.count(
            "%(n)s of the page's comments (%(all)s) is not in the file.",
            "%(n)s of the page's comments (%(all)s) are not in the file.",
            missing,
            all=figures.number("declared_comments"),
        )
        yield Link(text, "#complete")


def _questions(page: PostPage) -> Iterator[Link]:
    words, view = page.words, page.view
    if not view.questions or view.figures.lacks("questions_unreplied"):
        return
    still_open = view.unanswered if view.knows_staff else view.unreplied
    if not still_open:
        yield Link(words.say("No question is left without an answer."))
    elif view.knows_staff:
        text = words.count(
            "%(n)s question stands without an answer.", "%(n)s questions stand without an answer.", len(still_open)
        )
        yield Link(text, page.list.leads("qa"))
    else:
        text = words.count("%(n)s question has no reply.", "%(n)s questions have no reply.", len(still_open))
        yield Link(text, page.list.leads("qn"))


def _languages(page: PostPage) -> Iterator[Link]:
    words, figures = page.words, page.view.figures
    english, french = figures.number("language_en"), figures.number("language_fr")
    if english and french:
        less, mark = (french, "fr") if french <= english else (english, "en")
        text = words.say("%(n)s in French.", n=less) if mark == "fr" else words.say("%(n)s in English.", n=less)
        yield Link(text, page.list.leads(mark))


def _moderation(page: PostPage) -> Iterator[Link]:
    words, figures, lead = page.words, page.view.figures, page.list.leads
    if held := figures.number("held"):
        yield Link(words.count("%(n)s waits for a decision.", "%(n)s wait for a decision.", held), lead("he"))
    if spam := figures.number("spam"):
        yield Link(words.count("%(n)s is in the spam folder.", "%(n)s are in the spam folder.", spam), lead("sp"))
