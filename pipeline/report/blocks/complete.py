"""What the page says of itself beside what was read of it."""

from collections.abc import Iterator

from pipeline.locale import marked
from pipeline.report.block import Block, Link, Table
from pipeline.report.figures import LACKING
from pipeline.report.post_page import PostPage

_WHY = marked("not loaded, held or removed")


def complete(page: PostPage) -> Block | None:
    """Return the block: a table where something declared differs from what was read, else one line."""
    words, rows = page.words, tuple(_rows(page))
    notes = tuple(_notes(page))
    title = words.say("Is it complete?")
    how = page.how("threads", "replies", "missing_threads", "missing_replies", "missing_comments")
    if not rows:
        return Block(
            "complete",
            title,
            notes=(words.say("The source does not say how many comments there should be."), *notes),
            how=how,
        )
    if not any(
        page.view.figures.number(name) for name in ("missing_threads", "missing_replies", "missing_comments")
    ) and not _differs(page):
        lines = (Link(words.say("All that the page declares was read.")),)
        return Block("complete", title, lines=lines, notes=notes, how=how)
    head = ("", words.say("page says"), words.say("in the file"), "")
    return Block("complete", title, table=Table(head, rows), notes=notes, how=how)


def _differs(page: PostPage) -> bool:
    return page.view.figures["declared_authors"] is not None


def _rows(page: PostPage) -> Iterator[tuple[Link, ...]]:
    words, figures, lead = page.words, page.view.figures, page.list.leads
    pings = figures.number("pings")
    threads = figures.number("threads") + pings
    parts = (
        words.count("%(n)s comment", "%(n)s comments", figures.number("threads")),
        words.count("%(n)s pingback", "%(n)s pingbacks", pings),
    )
    of_which = words.listed(parts) if pings else ""
    if (declared := figures["declared_threads"]) is not None:
        yield _row(
            page,
            words.say("comment threads"),
            declared,
            Link(words.number(threads), lead("tp"), of_which),
            "missing_threads",
            of_which,
        )
    if (declared := figures["declared_replies"]) is not None:
        yield _row(
            page,
            words.say("thread replies"),
            declared,
            Link(words.number(figures.number("replies")), lead("rp")),
            "missing_replies",
        )
    if (declared := figures["declared_comments"]) is not None:
        read = figures.number("comments") + pings
        yield _row(
            page,
            words.say("comments, with pingbacks"),
            declared,
            Link(words.number(read), lead("cp")),
            "missing_comments",
        )
    if (declared := figures["declared_authors"]) is not None:
        yield _authors(page, int(declared))


def _row(page: PostPage, name: str, declared: int, read: Link, missing: str, of_which: str = "") -> tuple[Link, ...]:
    words, lacking = page.words, page.view.figures.number(missing)
    said = (
        words.count("%(n)s is missing: %(why)s", "%(n)s are missing: %(why)s", lacking, why=words.say(_WHY))
        if lacking
        else ""
    )
    return (
        Link(name),
        Link(words.number(int(declared))),
        read,
        Link(" · ".join(part for part in (of_which, said) if part)),
    )


def _authors(page: PostPage, declared: int) -> tuple[Link, ...]:
    words, figures = page.words, page.view.figures
    names, nameless = figures.number("comment_authors"), figures.number("nameless")
    if not nameless:
        return (
            Link(words.say("comment authors")),
            Link(words.number(declared)),
            Link(words.number(names), page.list.leads("nm")),
            Link(""),
        )
    said = words.count(
        "not comparable: %(n)s comment without a name", "not comparable: %(n)s comments without a name", nameless
    )
    read = words.count("%(n)s name", "%(n)s names", names)
    return (
        Link(words.say("comment authors")),
        Link(words.number(declared)),
        Link(read, page.list.leads("nm")),
        Link(said, page.list.leads("nn")),
    )


def _notes(page: PostPage) -> Iterator[str]:
    words, figures = page.words, page.view.figures
    if cut := figures.number("truncated"):
        yield words.count(
            "%(n)s comment is cut short in the source: counted; tone and topics from the visible part.",
            "%(n)s comments are cut short in the source: counted; tone and topics from the visible part.",
            cut,
        )
    lacking = [need for need in (figures["not_available"] or "").split(", ") if need in LACKING and need != "staff"]
    if lacking:
        yield words.say(
            "Not in what was read: %(what)s.", what=words.listed([words.say(LACKING[need]) for need in lacking])
        )
