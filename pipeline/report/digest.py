"""The digest of a week or a month: what changed, what to answer, what to be proud of; as page, Markdown, e-mail."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from pipeline.engagement.periods import Codes, Unit, calendar, grouped
from pipeline.engagement.quotes import PROUD
from pipeline.locale import marked
from pipeline.locale.words import Words
from pipeline.report import beside
from pipeline.report.block import Block, Link, Quote, Table
from pipeline.report.block_html import block_html
from pipeline.report.blocks.people import people
from pipeline.report.blocks.tone import tone
from pipeline.report.blocks.topics import topics
from pipeline.report.compared import COUNTED, MODERATED, TONES, Compared
from pipeline.report.figures import Figures
from pipeline.report.list_page import list_values, put_list
from pipeline.report.pages import page as filled
from pipeline.report.places import INTERNAL, Folder, page_name
from pipeline.report.post_page import PostPage
from pipeline.report.site_view import SiteView

_QUESTIONS = 5
QUESTIONS = marked(
    "Questions by readers of the period that the site has not answered; the clearest first (in tenths of the "
    "classifier's probability), of equals the newest."
)


@dataclass
class Digest:
    """One period of one site in one version."""

    view: SiteView
    version: str
    unit: Unit
    folder: Folder

    back = 13
    """Periods that are looked at: this one, and those that tell what is usual."""

    @property
    def words(self) -> Words:
        """How things are said."""
        return self.view.site.words

    @property
    def is_internal(self) -> bool:
        """Whether moderation is shown."""
        return self.version == INTERNAL

    @cached_property
    def labels(self) -> list[str]:
        """The period and twelve before it, the latest first: 2026-W47, 2026-W46 ..."""
        day, found = self.view.now.astimezone(self.words.zone), []
        for _ in range(self.back):
            day = (
                day.replace(day=1) - timedelta(days=1)
                if self.unit == "month"
                else day - timedelta(days=day.weekday() + 1)
            )
            found.append(label(self.unit, day))
        return found

    @property
    def name(self) -> str:
        """The name of its page."""
        return f"{self.unit}-{self.labels[0]}"

    @cached_property
    def codes(self) -> Codes:
        """The place of each comment's period among the labels, -1 for none."""
        codes, labels = calendar(self.view.comments, self.unit, self.words.zone)
        places = np.array(
            [self.labels.index(one) if one in self.labels else -1 for one in labels] + [-1], dtype=np.int64
        )
        return places[codes]

    @cached_property
    def compared(self) -> Compared:
        """The period beside the one before."""
        table = grouped(self.view.comments, self.codes, self.labels, self.view.staff_known, self.view.now)
        periods = [self.view.figures(row) for row in table.to_dict("records")]
        this = self.view.period_view(self.name, self.codes == 0, periods[0])
        before = self.view.period_view(f"{self.name}.before", self.codes == 1, periods[1])
        return Compared(periods, PostPage(this, self.version), PostPage(before, self.version), self._reported())

    def _reported(self) -> dict[str, object]:
        """Return the figures of the period before as its own digest told them; nothing where there is none."""
        try:
            told = json.loads((self.folder.path / f"{self.unit}-{self.labels[1]}.json").read_text(encoding="utf-8"))
            return {one["name"]: one["value"] for one in told["figures"]}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @property
    def figures(self) -> Figures:
        """The period's figures."""
        return self.compared.periods[0]

    @property
    def names(self) -> dict[str, str]:
        """The figures that are compared, with their marks."""
        return {**COUNTED, **(MODERATED if self.is_internal else {})}

    @property
    def title(self) -> str:
        """What the period is called."""
        words, (year, _, number) = self.words, self.labels[0].partition("-")
        if self.unit == "month":
            return words.say(
                "%(site)s in %(month)s",
                site=self.view.site.title,
                month=words.month(date(int(year), int(number), 1)),
            )
        monday = datetime.fromisocalendar(int(year), int(number[1:]), 1).date()
        sunday = monday + timedelta(days=6)
        return words.say(
            "%(site)s, %(first)s to %(last)s",
            site=self.view.site.title,
            first=words.day(monday),
            last=words.day(sunday),
        )

    @cached_property
    def sentences(self) -> list[str]:
        """The period in a few sentences."""
        return list(self._sentences())

    def _sentences(self) -> Iterator[str]:
        words, figures = self.words, self.figures
        comments = figures.number("comments")
        before = self.compared.periods[1].number("comments")
        yield words.count(
            "%(n)s comment; %(before)s in the period before.",
            "%(n)s comments; %(before)s in the period before.",
            comments,
            before=before,
        )
        changed = self.compared.changes(self.names)
        for name, now, then in changed:
            more = words.say("more than usual") if now > then else words.say("less than usual")
            yield words.say(
                "%(what)s: %(now)s instead of %(then)s, %(more)s.",
                what=figures.figure(name).label,
                now=now,
                then=then,
                more=more,
            )
        if not changed and comments:
            yield words.say("Nothing is beyond the usual.")
        if self.is_internal and (held := figures.number("held")):
            yield words.count(
                "%(n)s comment of the period waits for a decision.",
                "%(n)s comments of the period wait for a decision.",
                held,
            )

    @cached_property
    def questions(self) -> tuple[Quote, ...]:
        """What to answer, by the sort that QUESTIONS states."""
        view = self.compared.this.view
        waiting = view.unanswered if view.known_open is not None else view.unreplied
        newest = sorted(
            waiting,
            key=lambda one: (
                -round(one.question_score or 0.0, 1),
                -(one.created_at.timestamp() if one.created_at else 0.0),
            ),
        )
        return self.compared.this.quotes(newest, _QUESTIONS, question=True)

    @cached_property
    def pride(self) -> Quote | None:
        """The comment to be proud of."""
        found = self.compared.this.view.worth.proud
        return self.compared.this.quote(found[0], how=self.words.say(PROUD)) if found else None

    def put(self) -> str:
        """Write the page, its lists, figures, Markdown and e-mail; return the name of the page."""
        this, before = self.compared.this, self.compared.before
        for number in range(this.list.pages):
            self.folder.put(page_name(self.name, number), self._html(number))
        put_list(before, self.words.say("The period before"), [Link(self.title, f"{self.name}.html")], self.folder)
        self.folder.put(f"{self.name}.json", beside.post_json(this))
        self.folder.put(f"{self.name}.csv", beside.post_csv(this))
        self.folder.put(f"{self.name}.md", self.markdown())
        self.folder.put(f"{self.name}.txt", self.text())
        return page_name(self.name, 0)

    def _html(self, number: int) -> str:
        words = self.words
        nav = [
            Link(self.view.site.title, "index.html"),
            Link("CSV", f"{self.name}.csv"),
            Link("JSON", f"{self.name}.json"),
            Link("Markdown", f"{self.name}.md"),
            Link(words.say("E-mail"), f"{self.name}.txt"),
        ]
        values = {
            "internal": self.is_internal,
            "title": self.title,
            "heading": self.title,
            "nav": nav,
            "byline": words.say("as of %(day)s", day=words.moment(self.view.now)),
            "blocks": [block_html(one, words) for one in self._blocks()] if number == 0 else [],
            **list_values(self.compared.this, number),
        }
        return filled("post.html", words, values)

    def _blocks(self) -> Iterator[Block]:
        words, this = self.words, self.compared.this
        yield Block("brief", words.say("In brief"), lines=tuple(Link(one) for one in self.sentences))
        if self.questions:
            yield Block(
                "answer",
                words.say("Answer these"),
                quotes=self.questions,
                how=((words.say("Which ones"), words.say(QUESTIONS)),),
            )
        if self.pride:
            yield Block(
                "proud",
                words.say("To be proud of"),
                quotes=(self.pride,),
                how=((words.say("Which one"), words.say(PROUD)),),
            )
        yield Block(
            "compared",
            words.say("Beside the period before"),
            table=self._table(self.names),
            how=self.compared.how(self.names),
        )
        for made in (topics, people):
            if (block := made(this)) is not None:
                yield block
        if (block := tone(this)) is not None:
            yield block
            yield Block("tones", words.say("Tone beside the period before"), table=self._table(TONES))

    def _table(self, names: dict[str, str]) -> Table:
        return self.compared.table(names, (self.words.say("this period"), self.words.say("the one before")))

    def markdown(self) -> str:
        """Return the digest as Markdown; what readers wrote is quoted as text."""
        words = self.words
        lines = [f"# {_md(self.title)}", "", *(f"- {_md(one)}" for one in self.sentences), ""]
        if self.questions:
            lines += [f"## {words.say('Answer these')}", "", *(_md_quote(one) for one in self.questions), ""]
        if self.pride:
            lines += [f"## {words.say('To be proud of')}", "", _md_quote(self.pride), ""]
        return "\n".join(lines)

    def text(self) -> str:
        """Return the digest as the text of an e-mail."""
        words = self.words
        lines = [self.title, "=" * len(self.title), "", *self.sentences, ""]
        for heading, found in (
            (words.say("Answer these"), self.questions),
            (words.say("To be proud of"), (self.pride,) if self.pride else ()),
        ):
            if found:
                lines += [heading, "-" * len(heading), *(f"* {one.who}: {one.text}" for one in found), ""]
        lines.append(words.say("The whole report: %(file)s", file=f"{self.name}.html"))
        return "\n".join(lines) + "\n"


def label(unit: Unit, day: datetime) -> str:
    """Return the name of the week or month that a day is in."""
    if unit == "month":
        return f"{day.year}-{day.month:02}"
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def _md(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!|<>~" else sign for sign in " ".join(text.split()))


def _md_quote(quote: Quote) -> str:
    return f"> {_md(quote.text)}\n>\n> — {_md(quote.who)}\n"
