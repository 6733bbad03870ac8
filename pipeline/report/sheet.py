"""The files of one post in one version: its pages, and its figures as CSV and JSON."""

from functools import cached_property

from pipeline.report import beside
from pipeline.report.block import Link
from pipeline.report.block_html import block_html
from pipeline.report.blocks import OWN, Maker, makers
from pipeline.report.list_page import list_title, list_values
from pipeline.report.naming import plain, title_of
from pipeline.report.pages import page as filled
from pipeline.report.places import INTERNAL, SHARE, Folder, page_name
from pipeline.report.post_page import PostPage
from pipeline.sources import SOURCES


class Sheet:
    """One post in one version; what its `twin`, the other version, has made alike is not made again."""

    def __init__(self, page: PostPage, twin: "Sheet | None" = None) -> None:
        self.page = page
        self._twin = twin if twin is not None and page.list.stands_as_in(twin.page.list) else None
        self._made: dict[Maker, str] = {}
        self._values: dict[int, dict[str, object]] = {}

    def put(self, folder: Folder) -> int:
        """Write all files; return how many pages there are."""
        name, pages = self.page.view.name, self.page.list.pages
        for number in range(pages):
            folder.put(page_name(name, number), self._html(number))
        folder.put(f"{name}.json", beside.post_json(self.page))
        folder.put(f"{name}.csv", beside.post_csv(self.page))
        return pages

    def block(self, make: Maker) -> str:
        """Return a block as HTML; empty where it has nothing to say."""
        if make not in self._made:
            if self._twin is not None and make not in OWN:
                return self._twin.block(make)
            block = make(self.page)
            self._made[make] = block_html(block, self.page.words) if block else ""
        return self._made[make]

    def comments(self, number: int) -> dict[str, object]:
        """Return what a page's list of comments needs."""
        if self._twin is not None and self._twin.page.list is self.page.list:
            return self._twin.comments(number)
        if number not in self._values:
            self._values[number] = list_values(self.page, number)
        return self._values[number]

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
            "byline": self._byline,
            "nav": _nav(page),
            "blocks": [html for make in makers(page) if (html := self.block(make))] if number == 0 else [],
            **self.comments(number),
            "list_title": list_title(page),
        }
        return filled("post.html", words, values)

    @cached_property
    def _byline(self) -> str:
        page = self.page
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
