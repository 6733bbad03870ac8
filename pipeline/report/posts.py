"""Drawing the pages of posts: what changed, in batches, in both versions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.report import beside
from pipeline.report.block import Link
from pipeline.report.blocks import blocks
from pipeline.report.figures import Figures
from pipeline.report.pages import page as filled
from pipeline.report.places import INTERNAL, SHARE, VERSIONS, Folder, page_name, post_name
from pipeline.report.post_page import PostPage
from pipeline.report.reading import read, reasons_of
from pipeline.report.rows import Comment
from pipeline.report.view import PostView, Site
from pipeline.sources import SOURCES

_AT_ONCE = 20_000
"""Comments that are held in memory at once, unless one post has more."""


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


def draw(wanted: Sequence[Wanted], site: Site, folders: Mapping[str, Folder]) -> Iterator[tuple[str, dict[str, object]]]:
    """Draw posts of a site, and yield for each its post_id and what was drawn: its name and pages per version."""
    for group in _groups(wanted):
        comments: dict[str, list[Comment]] = defaultdict(list)
        for found in read({"post_id": [one.post_id for one in group]}):
            comments[found.post_id].append(found)
        reasons = reasons_of(one for found in comments.values() for one in found)
        for one in group:
            figures = Figures(one.row, site.words)
            view = PostView(site, one.name, figures, comments.get(one.post_id, ()), one.returning, reasons)
            yield one.post_id, {"name": one.name, "pages": {version: _put(PostPage(view, version), folders[version]) for version in VERSIONS}}


def _groups(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    group: list[Wanted] = []
    for one in wanted:
        if group and sum(other.rows for other in group) + one.rows > _AT_ONCE:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _put(page: PostPage, folder: Folder) -> int:
    """Write all files of a post in one version; return how many pages it has."""
    name, pages = page.view.name, page.list.pages
    for number in range(pages):
        folder.put(page_name(name, number), _html(page, number))
    folder.put(f"{name}.json", beside.post_json(page))
    folder.put(f"{name}.csv", beside.post_csv(page))
    return pages


def _html(page: PostPage, number: int) -> str:
    words, view = page.words, page.view
    title = title_of(view.figures, page)
    values = {
        "internal": page.is_internal,
        "title": f"{title} · {view.site.title}" if number == 0 else words.say("%(title)s, page %(page)s", title=title, page=number + 1),
        "heading": title,
        "byline": _byline(page),
        "nav": _nav(page),
        "blocks": blocks(page) if number == 0 else [],
        **list_values(page, number),
    }
    return filled("post.html", words, values)


def title_of(figures: Figures, page: PostPage) -> str:
    """Return the post's title, or that its source has none."""
    return str(figures["title"] or page.words.say("(Title: not in the file; set it in the settings)"))


def _byline(page: PostPage) -> str:
    words, figures = page.words, page.view.figures
    parts = [words.say("by %(author)s", author=figures["author"])] if figures["author"] else []
    if figures["published_at"] is not None:
        parts.append(words.day(figures["published_at"].to_pydatetime()))
    forms = [SOURCES[form].TITLE for form in (figures["forms"] or "").split(", ") if form in SOURCES]
    if forms:
        parts.append(words.say("read from: %(forms)s", forms=", ".join(words.say(form) for form in forms)))
    moments = [one.read_at for one in page.view.comments if one.read_at]
    if moments:
        parts.append(words.say("as of %(day)s", day=words.day(max(moments))))
    return " · ".join(parts)


def list_html(page: PostPage, number: int, heading: str, nav: list[Link]) -> str:
    """Return a page that is nothing but a list of comments."""
    return filled("post.html", page.words, {
        "internal": page.is_internal, "title": f"{heading} · {page.view.site.title}", "heading": heading, "nav": nav, **list_values(page, number),
    })  # fmt: skip


def list_values(page: PostPage, number: int) -> dict[str, object]:
    """Return what the list of comments needs in a template."""
    only = page.view.only(page.names)
    return {
        "rules": page.list.rules(only, number),
        "remarks": page.list.remarks(only, number),
        "items": page.list.body(number),
        "list_title": page.words.say("All comments") if page.is_internal else page.words.say("The comments"),
        "pages": _pager(page, number),
    }


def _nav(page: PostPage) -> list[Link]:
    words, name = page.words, page.view.name
    other = SHARE if page.is_internal else INTERNAL
    links = [Link(words.say("All posts"), "index.html")]
    if page.is_internal:
        links.insert(0, Link(words.say("All sites"), "../../index.html"))
        links.append(Link(words.say("Version to share"), f"../../{other}/{page.view.folder}/{name}.html"))
    if url := page.view.figures["url"]:
        if str(url).startswith(("https://", "http://")):
            links.append(Link(words.say("The post on the site"), str(url)))
    return [*links, Link("CSV", f"{name}.csv"), Link("JSON", f"{name}.json")]


def _pager(page: PostPage, current: int) -> list[Link]:
    if page.list.pages < 2:
        return []
    return [Link(page.words.number(number + 1), "" if number == current else page_name(page.view.name, number)) for number in range(page.list.pages)]


def wanted(table: pd.DataFrame, chosen: set[str], returning: Mapping[str, frozenset[str]], kept: Mapping[str, int]) -> list[Wanted]:
    """Return the posts to draw."""
    plain = table[table["post_id"].isin(chosen)]
    columns = [plain[name].tolist() for name in plain.columns]
    found = (dict(zip(plain.columns, row, strict=True)) for row in zip(*columns, strict=True))
    return [Wanted(row, returning.get(str(row["post_id"]), frozenset()), kept.get(str(row["post_id"]), 0)) for row in found]
