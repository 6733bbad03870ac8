"""The first page: every site, what waits on each, when it was read last, and the way to both versions of its report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import store
from pipeline.locale.words import Words
from pipeline.report.block import Block, Group, Link, Picture, Table
from pipeline.report.block_html import block_html
from pipeline.report.first_look import page_of
from pipeline.report.pages import page as filled
from pipeline.report.pictures import Bar, columns
from pipeline.report.places import INTERNAL, SHARE, Folder
from pipeline.report.site_page import called
from pipeline.report.view import Site
from pipeline.settings import Settings
from pipeline.sources import SOURCES

_POSTS = 5


@dataclass(frozen=True)
class Told:
    """What the first page tells of a site."""

    site: Site
    posts: int
    comments: int
    held: int
    oldest: datetime | None  # when the comment was written that waits longest
    weeks: Sequence[tuple[datetime, int]]
    first: Sequence[tuple[str, str]]  # titles and pages of the posts with most comments
    looks: Sequence[str]  # sources with a first look
    digests: Sequence[str]  # names of pages


def draw(settings: Settings, sites: Sequence[Told], now: datetime) -> Path:
    """Write the first page and return where it lies."""
    words = Words(settings.report.language or settings.language, settings.zone())
    blocks = [*([_table(sites, words)] if len(sites) > 1 else []), *(_site(one, words) for one in sites)]
    if not sites:
        blocks = [
            Block("sites", words.say("Sites"), notes=(words.say("No comments are kept yet: causerie run reads some."),))
        ]
    heading = words.say("What your readers say")
    values = {
        "internal": True,
        "title": heading,
        "heading": heading,
        "byline": words.moment(now),
        "nav": [],
        "blocks": [block_html(one, words) for one in blocks],
    }
    folder = Folder(settings.reports)
    folder.put("index.html", filled("page.html", words, values))
    return folder.path / "index.html"


def _table(sites: Sequence[Told], words: Words) -> Block:
    runs = store.list_runs(1_000)
    done = runs[runs["ended_at"].notna()]
    rows = []
    for one in sites:
        own = done[(done["site"] == one.site.name) | done["site"].isna()]["ended_at"]
        read = words.moment(own.max().to_pydatetime()) if len(own) else "–"
        waiting = words.day(one.oldest) if one.oldest else "–"
        page = f"{INTERNAL}/{one.site.folder}/index.html"
        rows.append(
            (
                Link(one.site.title, page),
                Link(words.number(one.comments), page),
                Link(words.number(one.held), f"{page}#held" if one.held else ""),
                Link(waiting),
                Link(read),
            )
        )
    head = (
        words.say("Site"),
        words.say("Comments"),
        words.say("To decide"),
        words.say("oldest waiting"),
        words.say("last read"),
    )
    return Block("all", words.say("All sites"), table=Table(head, tuple(rows)))


def _site(one: Told, words: Words) -> Block:
    folder = one.site.folder
    return Block(
        f"site-{folder}",
        one.site.title,
        lines=tuple(_lines(one, words)),
        picture=_picture(one, words),
        groups=(
            Group(words.say("Reports"), tuple(_reports(one, words))),
            Group(
                words.say("Posts with most comments"),
                tuple(Link(title, f"{INTERNAL}/{folder}/{href}") for title, href in one.first[:_POSTS]),
            ),
        ),
    )


def _lines(one: Told, words: Words) -> Iterator[Link]:
    page = f"{INTERNAL}/{one.site.folder}/index.html"
    yield Link(words.count("%(n)s published comment", "%(n)s published comments", one.comments), page)
    yield Link(words.count("under %(n)s post.", "under %(n)s posts.", one.posts), f"{page}#posts")
    if one.held:
        yield Link(words.count("%(n)s waits for a decision", "%(n)s wait for a decision", one.held), f"{page}#held")
        if one.oldest:
            yield Link(words.say("(the oldest is of %(day)s).", day=words.day(one.oldest)))


def _reports(one: Told, words: Words) -> Iterator[Link]:
    internal = f"{INTERNAL}/{one.site.folder}"
    yield Link(words.say("Internal report"), f"{internal}/index.html")
    yield Link(words.say("Version to share"), f"{SHARE}/{one.site.folder}/index.html")
    for name in one.digests:
        yield Link(words.say("Digest %(period)s", period=called(name, words)), f"{internal}/{name}.html")
    for source in one.looks:
        form = words.say(SOURCES[source].TITLE) if source in SOURCES else source
        yield Link(words.say("First look: %(form)s", form=form), f"{internal}/{page_of(source)}.html")


def _picture(one: Told, words: Words) -> Picture | None:
    top = max((count for _, count in one.weeks), default=0)
    if not top:
        return None
    bars = [
        Bar(
            count,
            words.count(
                "week from %(day)s: %(n)s comment", "week from %(day)s: %(n)s comments", count, day=words.day(start)
            ),
        )
        for start, count in one.weeks
    ]
    alternative = words.say(
        "Comments per week over a year, %(n)s at most; in the latest week %(last)s.", n=top, last=one.weeks[-1][1]
    )
    left, right = (words.day(one.weeks[place][0]) for place in (0, -1))
    return Picture(
        columns(bars, alternative), left, right, words.say("%(n)s at most, %(unit)s", n=top, unit=words.say("per week"))
    )
