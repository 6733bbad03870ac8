"""A site's pages: this period against the one before, what waits, who comments, and all posts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.locale.words import Words
from pipeline.report.block import Block, Group, Link, Picture, Table
from pipeline.report.block_html import block_html
from pipeline.report.blocks.language import language
from pipeline.report.blocks.quotes import quotes
from pipeline.report.blocks.tone import tone
from pipeline.report.blocks.topics import topics
from pipeline.report.compared import COUNTED, MODERATED, Compared
from pipeline.report.figures import Figure, Figures, definitions
from pipeline.report.list_page import put_list
from pipeline.report.naming import plain
from pipeline.report.pages import page as filled
from pipeline.report.pictures import Bar, columns, week
from pipeline.report.places import INTERNAL, SHARE, Folder, page_name
from pipeline.report.post_page import PostPage
from pipeline.report.site_view import DAYS, SiteView

PAGE = 200
"""Posts on one page."""

_RANKED, _QUESTIONS = 5, 10


@dataclass
class SitePage:
    """One site in one version."""

    view: SiteView
    version: str

    @property
    def words(self) -> Words:
        """How things are said."""
        return self.view.site.words

    @property
    def is_internal(self) -> bool:
        """Whether moderation is shown."""
        return self.version == INTERNAL

    @cached_property
    def this(self) -> PostPage:
        """The comments of the last 30 days."""
        return PostPage(self.view.this, self.version)

    @cached_property
    def before(self) -> PostPage:
        """The comments of the 30 days before."""
        return PostPage(self.view.before, self.version)

    @cached_property
    def waiting(self) -> PostPage:
        """The questions that wait."""
        return PostPage(self.view.waiting, self.version)

    @property
    def lists(self) -> dict[str, PostPage]:
        """The lists of comments beside the page, by their heading."""
        words = self.words
        return {
            words.say("Comments of the last %(n)s days", n=DAYS): self.this,
            words.say("Comments of the %(n)s days before", n=DAYS): self.before,
            words.say("Questions of the last 90 days"): self.waiting,
        }


def draw(page: SitePage, folder: Folder) -> None:
    """Write the site's page, as many more as its posts need, and the lists that its figures lead to."""
    whole = [Figures(row, page.words) for row in _records(page)]
    pages = max(-(-len(whole) // PAGE), 1)
    for number in range(pages):
        folder.put(page_name("index", number), _html(page, whole, number, pages, digests_in(folder)))
    nav = [Link(page.view.site.title, "index.html")]
    for heading, of_list in page.lists.items():
        put_list(of_list, heading, nav, folder)


def _records(page: SitePage) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in page.view.table.to_dict("records")]


def digests_in(folder: Folder) -> list[str]:
    """Return the names of the digests that a site's folder holds, the latest first."""
    return sorted(
        (path.stem for unit in ("week", "month", "since") for path in folder.path.glob(f"{unit}-*.md")), reverse=True
    )


def called(digest: str, words: Words) -> str:
    """Return what a digest of this name is of: 2026-W47, 2026-11, since 1 May 2026."""
    unit, _, label = digest.partition("-")
    return words.say("since %(day)s", day=words.day(date.fromisoformat(label))) if unit == "since" else label


def _html(page: SitePage, whole: Sequence[Figures], number: int, pages: int, digests: Sequence[str]) -> str:
    words, site = page.words, page.view.site
    shown = [*(_blocks(page, whole) if number == 0 else ()), _posts(page, whole[number * PAGE : (number + 1) * PAGE])]
    if digests and number == 0:
        links = tuple(Link(called(name, words), f"{name}.html") for name in digests)
        shown.append(Block("digests", words.say("Digests"), groups=(Group(words.say("Weeks and months"), links),)))
    values = {
        "internal": page.is_internal,
        "title": site.title,
        "heading": site.title,
        "byline": words.say("as of %(day)s", day=words.moment(page.view.now)) if number == 0 else "",
        "nav": _nav(page),
        "blocks": [block_html(one, words) for one in shown],
        "pages": []
        if pages < 2
        else [Link(words.number(one + 1), "" if one == number else page_name("index", one)) for one in range(pages)],
    }
    return filled("page.html", words, values)


def _nav(page: SitePage) -> list[Link]:
    words = page.words
    links = [Link(words.say("Posts"), "#posts"), Link("CSV", "posts.csv"), Link("JSON", "posts.json")]
    if page.is_internal:
        shared = Link(words.say("Version to share"), f"../../{SHARE}/{page.view.site.folder}/index.html")
        links = [Link(words.say("All sites"), "../../index.html"), shared, *links]
    return links


def _blocks(page: SitePage, whole: Sequence[Figures]) -> Iterator[Block]:
    yield _brief(page)
    if page.view.latest is not None:
        yield _compared(page)
        yield _weeks(page)
    if (debt := _debt(page)) is not None:
        yield debt
    yield from _rankings(page, whole)
    yield _people(page)
    if page.view.latest is not None:
        yield _hours(page)
        yield from (made for block in (topics, quotes, language, tone) if (made := block(page.this)) is not None)


def _brief(page: SitePage) -> Block:
    words, view = page.words, page.view
    comments = view.whole.number("comments")
    lines = [
        Link(words.count("%(n)s published comment", "%(n)s published comments", comments)),
        Link(words.count("under %(n)s post.", "under %(n)s posts.", len(view.table)), "#posts"),
    ]
    if view.latest is not None:
        recent = view.periods[0].number("comments")
        told = words.count("%(n)s in the last %(days)s days.", "%(n)s in the last %(days)s days.", recent, days=DAYS)
        lines.append(
            Link(
                told if view.end == view.now else words.say("The latest is of %(day)s.", day=words.day(view.latest)),
                page.this.list.leads("ct"),
            )
        )
    if page.is_internal and (held := view.whole.number("held")):
        lines.append(Link(words.count("%(n)s waits for a decision.", "%(n)s wait for a decision.", held), "#held"))
    if view.whole["recent_unanswered"]:
        waiting = view.whole.number("recent_unanswered")
        lines.append(
            Link(
                words.count("%(n)s question waits for an answer.", "%(n)s questions wait for an answer.", waiting),
                "#debt",
            )
        )
    return Block(
        "brief",
        words.say("In brief"),
        lines=tuple(lines),
        how=tuple(definitions(("comments", "recent_unanswered"), words)),
    )


def _compared(page: SitePage) -> Block:
    words = page.words
    names = {**COUNTED, **(MODERATED if page.is_internal else {})}
    compared = Compared(page.view.periods, page.this, page.before, {})
    table = compared.table(names, (words.say("these %(n)s days", n=DAYS), words.say("the %(n)s before", n=DAYS)))
    notes: tuple[str, ...] = ()
    if page.view.end != page.view.now:
        latest = words.day(page.view.end)
        notes = (
            words.say(
                "There is no comment in the last 60 days: the periods end with the latest comment, of %(day)s.",
                day=latest,
            ),
        )
    return Block("period", words.say("The last %(n)s days", n=DAYS), table=table, notes=notes, how=compared.how(names))


def _weeks(page: SitePage) -> Block:
    words, weeks = page.words, page.view.weeks
    recent = -(-DAYS // 7)
    bars = [
        Bar(
            count,
            words.count(
                "week from %(day)s: %(n)s comment", "week from %(day)s: %(n)s comments", count, day=words.day(start)
            ),
            strong=place >= len(weeks) - recent,
        )
        for place, (start, count) in enumerate(weeks)
    ]
    top = max(count for _, count in weeks)
    alternative = words.say(
        "Comments per week over a year, %(n)s at most; in the latest week %(last)s.", n=top, last=weeks[-1][1]
    )
    picture = Picture(
        columns(bars, alternative),
        words.day(weeks[0][0]),
        words.day(page.view.end),
        words.say("%(n)s at most, %(unit)s", n=top, unit=words.say("per week")),
    )
    return Block("weeks", words.say("The last 52 weeks"), picture=picture)


def _debt(page: SitePage) -> Block | None:
    words, whole = page.words, page.view.whole
    title, how = (
        words.say("Reply debt"),
        tuple(definitions(("recent_questions", "recent_unanswered", "response_rate", "recent_answer_hours"), words)),
    )
    if whole["recent_unanswered"] is None:
        authors = sorted({str(one) for one in page.view.table["author"].dropna()})[:5]
        notes = [whole.reason("recent_unanswered")]
        if "staff" in whole.lacks("recent_unanswered") and authors:
            notes.append(
                words.say("Is it one of those who wrote the posts: %(authors)s?", authors=plain(words.listed(authors)))
            )
        return Block("debt", title, notes=tuple(notes), how=how)
    if not whole.number("recent_questions"):
        return None
    figures = [
        whole.figure("recent_questions", page.waiting.list.leads("qu")),
        whole.figure("recent_unanswered", page.waiting.list.leads("qa")),
    ]
    hours = whole["recent_answer_hours"]
    if hours is not None:
        median = whole.figure("recent_answer_hours")
        figures.append(Figure(median.name, median.label, words.lasted(float(hours)), median.how))
    if whole["response_rate"] is not None:
        figures.append(whole.figure("response_rate"))
    asked = page.waiting.quotes(page.waiting.view.unanswered, _QUESTIONS, question=True)
    return Block("debt", title, figures=tuple(figures), quotes=asked, how=how)


def _rankings(page: SitePage, whole: Sequence[Figures]) -> Iterator[Block]:
    words, view = page.words, page.view
    gained = [row for row in view.growth if row[1] > row[2]][:_RANKED]
    if gained:
        rows = tuple(
            (Link(*view.posts[post_id]), Link(words.number(now)), Link(words.number(before)), Link(""))
            for post_id, now, before in gained
            if post_id in view.posts
        )
        head = (words.say("Post"), words.say("these %(n)s days", n=DAYS), words.say("the %(n)s before", n=DAYS), "")
        yield Block("growth", words.say("Posts that gained most"), table=Table(head, rows))
    held = sorted(
        (one for one in whole if one.number("held")), key=lambda one: (-one.number("held"), str(one["post_id"]))
    )[:_RANKED]
    if page.is_internal and held:
        ranked = tuple(
            (
                Link(*view.posts[one["post_id"]]),
                Link(words.number(one.number("held")), f"{view.posts[one['post_id']][1]}#f-he"),
                Link(""),
            )
            for one in held
            if one["post_id"] in view.posts
        )
        yield Block(
            "held",
            words.say("Posts with most held"),
            table=Table((words.say("Post"), words.say("Held"), ""), ranked),
            how=tuple(definitions(("held",), words)),
        )


def _people(page: SitePage) -> Block:
    words, this = page.words, page.this
    names = ("comment_authors", "new_authors", "returning_authors")
    figures = tuple(page.view.whole.figure(name) for name in names[:1]) + tuple(
        this.figure(name, COUNTED[name]) for name in names[1:]
    )
    active = tuple(
        Link(f"{this.who(one)} {words.number(len(ids))}", this.list.leads(f"a{place}"))
        for place, (one, ids) in enumerate(this.view.most_active)
    )
    groups = (Group(words.say("Most comments in the last %(n)s days", n=DAYS), active),) if active else ()
    notes = (words.say("New and returning: in the last %(n)s days.", n=DAYS),)
    return Block(
        "people", words.say("People"), figures=figures, groups=groups, notes=notes, how=tuple(definitions(names, words))
    )


def _hours(page: SitePage) -> Block:
    words, hours = page.words, page.view.hours
    days = words.habits.days
    called = [
        [
            words.count(
                "%(day)s, %(hour)s h: %(n)s comment",
                "%(day)s, %(hour)s h: %(n)s comments",
                int(count),
                day=days[day],
                hour=hour,
            )
            for hour, count in enumerate(row)
        ]
        for day, row in enumerate(hours)
    ]
    day, hour = divmod(int(hours.argmax()), 24)
    alternative = words.say("Comments by weekday and hour; most on %(day)s at %(hour)s h.", day=days[day], hour=hour)
    picture = Picture(
        week(hours.tolist(), called, alternative),
        words.say("rows: Monday to Sunday; columns: 0 to 23 h; the darker the more"),
    )
    return Block(
        "hours",
        words.say("When people write"),
        picture=picture,
        notes=(words.say("All dated comments, in the time zone %(zone)s.", zone=str(words.zone)),),
    )


def _posts(page: SitePage, some: Sequence[Figures]) -> Block:
    words = page.words
    names = [
        "comments",
        "replies",
        "comment_authors",
        "questions_unanswered",
        *(["held", "spam"] if page.is_internal else []),
    ]
    heads = {
        "comments": words.say("Comments"),
        "replies": words.say("Replies"),
        "comment_authors": words.say("Authors"),
        "questions_unanswered": words.say("Open questions"),
        "held": words.say("Held"),
        "spam": words.say("Spam"),
    }
    head = (words.say("Post"), *(heads[name] for name in names), words.say("Last comment"))
    rows = tuple(_row(page, one, names) for one in some if one["post_id"] in page.view.posts)
    return Block(
        "posts",
        words.say("Posts, most comments first"),
        table=Table(head, rows),
        how=tuple(definitions((*names, "last_at"), words)),
    )


_MARKS = {
    "comments": "ct",
    "replies": "rp",
    "comment_authors": "nm",
    "questions_unanswered": "qa",
    "held": "he",
    "spam": "sp",
}


def _row(page: SitePage, one: Figures, names: Sequence[str]) -> tuple[Link, ...]:
    words = page.words
    title, href = page.view.posts[one["post_id"]]
    cells = [
        Link("–", "", one.reason(name))
        if one[name] is None
        else Link(words.number(one.number(name)), f"{href}#f-{_MARKS[name]}" if one.number(name) else "")
        for name in names
    ]
    last = (
        Link("–", "", one.reason("last_at"))
        if one["last_at"] is None
        else Link(words.day(one["last_at"].to_pydatetime()))
    )
    return Link(plain(title), href), *cells, last
