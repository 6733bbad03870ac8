"""A site's page: its posts in order of comments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.report.block import Block, Link, Table
from pipeline.report.figures import Figures, definitions
from pipeline.report.pages import page as filled
from pipeline.report.places import INTERNAL, SHARE, Folder, page_name
from pipeline.report.view import Site

PAGE = 200
"""Posts on one page."""


@dataclass(frozen=True)
class SitePage:
    """One site in one version; `names` are the pages of its posts by post_id."""

    site: Site
    version: str
    table: pd.DataFrame
    names: Mapping[str, str]

    @property
    def is_internal(self) -> bool:
        """Whether moderation is shown."""
        return self.version == INTERNAL


def draw(page: SitePage, folder: Folder) -> int:
    """Write the site's page, and as many more as its posts need; return how many there are."""
    whole = [Figures(row, page.site.words) for row in page.table.to_dict("records")]
    pages = max(-(-len(whole) // PAGE), 1)
    for number in range(pages):
        folder.put(page_name("index", number), _html(page, whole, number, pages))
    return pages


def _html(page: SitePage, whole: Sequence[Figures], number: int, pages: int) -> str:
    words, site = page.site.words, page.site
    values = {
        "internal": page.is_internal,
        "title": site.title,
        "heading": site.title,
        "byline": "",
        "nav": _nav(page),
        "blocks": [*(list(_blocks(page, whole)) if number == 0 else []), _posts(page, whole[number * PAGE : (number + 1) * PAGE])],
        "pages": [] if pages < 2 else [Link(words.number(one + 1), "" if one == number else page_name("index", one)) for one in range(pages)],
    }
    return filled("page.html", words, values)


def _nav(page: SitePage) -> list[Link]:
    words = page.site.words
    links = [Link("CSV", "posts.csv"), Link("JSON", "posts.json")]
    if page.is_internal:
        links = [Link(words.say("All sites"), "../../index.html"), Link(words.say("Version to share"), f"../../{SHARE}/{page.site.folder}/index.html"), *links]
    return links


def _blocks(page: SitePage, whole: Sequence[Figures]) -> Iterator[Block]:
    words = page.site.words
    total = sum(one.number("comments") for one in whole)
    lines = (
        Link(words.count("%(n)s published comment", "%(n)s published comments", total)),
        Link(words.count("under %(n)s post.", "under %(n)s posts.", len(whole))),
    )
    yield Block("brief", words.say("In brief"), lines=lines, how=tuple(definitions(("comments",), words)))


def _posts(page: SitePage, some: Sequence[Figures]) -> Block:
    words = page.site.words
    names = ["comments", "replies", "comment_authors", "questions_unanswered"]
    names += ["held", "spam"] if page.is_internal else []
    head = (words.say("Post"), *(words.say(title) for title in _HEADS[: len(names)]), words.say("Last comment"))
    rows = tuple(_row(page, one, names) for one in some)
    how = tuple(definitions((*names, "last_at"), words))
    return Block("posts", words.say("Posts, most comments first"), table=Table(head, rows), how=how)


_HEADS = ("Comments", "Replies", "Authors", "Unanswered", "Held", "Spam")


def _row(page: SitePage, one: Figures, names: Sequence[str]) -> tuple[Link, ...]:
    words = page.site.words
    href = f"{page.names[one['post_id']]}.html"
    cells = [Link(words.say("n/a"), "", one.reason(name)) if one[name] is None else Link(words.number(one.number(name)), href if one.number(name) else "") for name in names]
    last = Link(words.say("n/a"), "", one.reason("last_at")) if one["last_at"] is None else Link(words.day(one["last_at"].to_pydatetime()))
    return (Link(str(one["title"] or one["post_id"]), href), *cells, last)
