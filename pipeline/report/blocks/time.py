"""When the comments came."""

from pipeline.report.block import Block, Picture
from pipeline.report.pictures import Bar, columns
from pipeline.report.post_page import PostPage

_FEWEST = 3
"""Comments of which half says more than the first and the last."""

_HOW = ("first_at", "half_at", "last_at", "dated")


def time(page: PostPage) -> Block | None:
    """Return the block; nothing where there are no comments."""
    words, figures = page.words, page.view.figures
    if not figures.number("comments"):
        return None
    title = words.say("When they came")
    if not figures.number("dated"):
        return Block("time", title, figures=(page.figure("first_at"),), how=page.how(*_HOW))
    names = ("first_at", "last_at") if figures.number("dated") < _FEWEST else _HOW[:3]
    shown = tuple(page.figure(name) for name in names[: figures.number("dated")])
    undated = figures.number("comments") - figures.number("dated")
    notes = (
        (words.count("%(n)s comment has no exact date.", "%(n)s comments have no exact date.", undated),)
        if undated
        else ()
    )
    return Block("time", title, picture=_picture(page), figures=shown, notes=notes, how=page.how(*_HOW))


def _picture(page: PostPage) -> Picture | None:
    arrival, words = page.view.arrival, page.words
    if arrival is None or len(arrival.bars) < 2:
        return None
    bars = [
        Bar(
            len(bar.comments),
            words.count("%(when)s: %(n)s comment", "%(when)s: %(n)s comments", len(bar.comments), when=bar.called),
            page.list.leads(f"b{place}"),
        )
        for place, bar in enumerate(arrival.bars)
    ]
    highest = max(bars, key=lambda bar: bar.value)
    unit = {
        "day": words.say("per day"),
        "week": words.say("per week"),
        "month": words.say("per month"),
        "year": words.say("per year"),
    }[arrival.unit]
    first, last = arrival.bars[0].called, arrival.bars[-1].called
    alternative = words.say(
        "Comments %(unit)s, from %(first)s to %(last)s; most: %(most)s.",
        unit=unit,
        first=first,
        last=last,
        most=highest.called,
    )
    top = words.say("%(n)s at most, %(unit)s", n=highest.value, unit=unit)
    return Picture(columns(bars, alternative), first, last, top)
