"""Drawing the pages of posts: what changed, in batches, in both versions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.engine import executor, ordered, workers_for
from pipeline.errors import CauserieError
from pipeline.report import beside
from pipeline.report.block import Link
from pipeline.report.block_html import block_html
from pipeline.report.blocks import blocks
from pipeline.report.figures import Figures
from pipeline.report.naming import plain, title_of
from pipeline.report.pages import page as filled
from pipeline.report.places import INTERNAL, SHARE, Folder, page_name, post_name
from pipeline.report.post_page import PostPage
from pipeline.report.reading import read, reasons_of
from pipeline.report.rows import Comment
from pipeline.report.view import PostView, Site
from pipeline.sources import SOURCES

_AT_ONCE = 2_000
"""Comments that are read and drawn at once, unless one post has more."""

_WORTH_WORKERS = 20_000
"""Comments from which on drawing in several processes is faster (benchmarks/report.py)."""


@dataclass(frozen=True)
class Wanted:
    """A post to draw: its row of figures, and the comments of people who were on the site before."""

    row: Mapping[str, object]
    returning: frozenset[str]
    rows: int  # comments that are kept of it

    @property
    def post_id(self) -> str:
        """Its post_id."""
        return str(self.row["post_id"])

    @property
    def name(self) -> str:
        """The name of its page."""
        title = self.row["title"]
        return post_name(self.post_id, title if isinstance(title, str) else None)


@dataclass(frozen=True)
class Task:
    """What a worker gets: posts to draw with their comments and the reasons to look at these, and where pages go."""

    posts: Sequence[Wanted]
    comments: Mapping[str, Sequence[Comment]]
    reasons: Mapping[str, Sequence[str]]
    site: Site
    folders: Mapping[str, Folder]


Drawing = tuple[str, dict[str, object]]


def draw(wanted: Sequence[Wanted], site: Site, folders: Mapping[str, Folder], workers: int = 0) -> Iterator[Drawing]:
    """Draw posts of a site, and yield for each its post_id and what was drawn: its name and pages per version.

    `workers` are processes, 0 as many as it is worth. Raises CauserieError where one of them is killed.
    """
    few = sum(one.rows for one in wanted) < _WORTH_WORKERS
    try:
        with executor(1 if few else workers_for(None, workers), __name__) as on:
            for _, drawn in ordered(work, _tasks(wanted, site, folders), on):
                yield from drawn
    except BrokenProcessPool as error:
        advice = "draw again with `causerie report`, with workers = 1 in the settings if it is short of memory"
        raise CauserieError(f"a worker process that drew pages was killed; nothing kept is lost: {advice}") from error


def work(task: Task) -> list[Drawing]:
    """Draw the posts of a task; what worker processes run."""
    return [_drawn(one, task) for one in task.posts]


def _drawn(one: Wanted, task: Task) -> Drawing:
    comments, site = task.comments.get(one.post_id, ()), task.site
    view = PostView(site, one.name, Figures(one.row, site.words), comments, one.returning, task.reasons)
    internal = _Sheet(PostPage(view, INTERNAL))
    same = site.names == "full" and all(each.status == "approved" and not each.same_as for each in comments)
    share = _Sheet(PostPage(view, SHARE, internal.page if same else None), internal if same else None)
    pages = {sheet.page.version: sheet.put(task.folders[sheet.page.version]) for sheet in (internal, share)}
    return one.post_id, {"name": one.name, "pages": pages}


def _tasks(wanted: Sequence[Wanted], site: Site, folders: Mapping[str, Folder]) -> Iterator[Task]:
    for group in _groups(wanted):
        comments: dict[str, list[Comment]] = defaultdict(list)
        for found in read({"post_id": [one.post_id for one in group]}):
            comments[found.post_id].append(found)
        yield Task(
            group, dict(comments), dict(reasons_of(one for each in comments.values() for one in each)), site, folders
        )


def _groups(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    group: list[Wanted] = []
    for one in wanted:
        if group and sum(other.rows for other in group) + one.rows > _AT_ONCE:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


class _Sheet:
    """The files of one post in one version; a `twin` has made the parts that both have in common."""

    def __init__(self, page: PostPage, twin: "_Sheet | None" = None) -> None:
        self.page, self.twin = page, twin
        self._lists: dict[int, dict[str, object]] = {}

    def put(self, folder: Folder) -> int:
        """Write all files; return how many pages there are."""
        name, pages = self.page.view.name, self.page.list.pages
        for number in range(pages):
            folder.put(page_name(name, number), self._html(number))
        folder.put(f"{name}.json", beside.post_json(self.page))
        folder.put(f"{name}.csv", beside.post_csv(self.page))
        return pages

    @cached_property
    def blocks(self) -> dict[str, str]:
        """The blocks as HTML, by name."""
        if self.twin is not None:
            return {name: html for name, html in self.twin.blocks.items() if name != "internal"}
        return {one.name: block_html(one, self.page.words) for one in blocks(self.page)}

    def comments(self, number: int) -> dict[str, object]:
        """Return what a page's list of comments needs."""
        if self.twin is not None:
            return self.twin.comments(number)
        if number not in self._lists:
            self._lists[number] = list_values(self.page, number)
        return self._lists[number]

    def _html(self, number: int) -> str:
        page = self.page
        words, view = page.words, page.view
        title = title_of(view.figures["title"], words)
        values = {
            "internal": page.is_internal,
            "title": f"{title} · {view.site.title}"
            if number == 0
            else words.say("%(title)s, page %(page)s", title=title, page=number + 1),
            "heading": title,
            "byline": _byline(page),
            "nav": _nav(page),
            "blocks": list(self.blocks.values()) if number == 0 else [],
            **self.comments(number),
            "list_title": list_title(page),
        }
        return filled("post.html", words, values)


def list_title(page: PostPage) -> str:
    """Return the heading of a list: whether it is all comments or those that readers see."""
    return page.words.say("All comments") if page.is_internal else page.words.say("The comments")


def put_list(page: PostPage, heading: str, nav: list[Link], folder: Folder) -> None:
    """Write the pages of a list of comments; nothing leads to an empty one, so that there is none."""
    if not page.list.entries:
        folder.remove([page_name(page.view.name, 0)])
        return
    for number in range(page.list.pages):
        folder.put(page_name(page.view.name, number), list_html(page, number, heading, nav))


def list_html(page: PostPage, number: int, heading: str, nav: list[Link]) -> str:
    """Return a page that is nothing but a list of comments."""
    return filled(
        "post.html",
        page.words,
        {
            "internal": page.is_internal,
            "title": f"{heading} · {page.view.site.title}",
            "heading": heading,
            "nav": nav,
            **list_values(page, number),
        },
    )


def list_values(page: PostPage, number: int) -> dict[str, object]:
    """Return what the list of comments needs in a template."""
    only = page.view.only(page.names)
    return {
        "rules": page.list.rules(only, number),
        "remarks": page.list.remarks(only, number),
        "items": page.list.body(number),
        "list_title": list_title(page),
        "pages": _pager(page, number),
    }


def _byline(page: PostPage) -> str:
    words, figures = page.words, page.view.figures
    parts = [words.say("by %(author)s", author=plain(figures["author"]))] if figures["author"] else []
    if figures["published_at"] is not None:
        parts.append(words.day(figures["published_at"].to_pydatetime()))
    forms = [SOURCES[form].TITLE for form in (figures["forms"] or "").split(", ") if form in SOURCES]
    if forms:
        parts.append(words.say("read from: %(forms)s", forms=", ".join(words.say(form) for form in forms)))
    moments = [one.read_at for one in page.view.comments if one.read_at]
    if moments:
        parts.append(words.say("as of %(day)s", day=words.day(max(moments))))
    return " · ".join(parts)


def _nav(page: PostPage) -> list[Link]:
    words, name = page.words, page.view.name
    other = SHARE if page.is_internal else INTERNAL
    links = [Link(words.say("All posts"), "index.html")]
    if page.is_internal:
        links.insert(0, Link(words.say("All sites"), "../../index.html"))
        links.append(Link(words.say("Version to share"), f"../../{other}/{page.view.folder}/{name}.html"))
    url = str(page.view.figures["url"] or "")
    if url.startswith(("https://", "http://")):
        links.append(Link(words.say("The post on the site"), url))
    return [*links, Link("CSV", f"{name}.csv"), Link("JSON", f"{name}.json")]


def _pager(page: PostPage, current: int) -> list[Link]:
    if page.list.pages < 2:
        return []
    return [
        Link(page.words.number(number + 1), "" if number == current else page_name(page.view.name, number))
        for number in range(page.list.pages)
    ]


def wanted(
    table: pd.DataFrame, chosen: set[str], returning: Mapping[str, frozenset[str]], kept: Mapping[str, int]
) -> list[Wanted]:
    """Return the posts to draw."""
    plain = table[table["post_id"].isin(chosen)]
    columns = [plain[name].tolist() for name in plain.columns]
    found = (dict(zip(plain.columns, row, strict=True)) for row in zip(*columns, strict=True))
    return [
        Wanted(row, returning.get(str(row["post_id"]), frozenset()), kept.get(str(row["post_id"]), 0)) for row in found
    ]
