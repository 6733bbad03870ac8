"""The list of a post's comments: in threads, cut into pages, each comment marked with the figures that count it.

A figure leads to its comments without script: its link names a remark before the list (`#f-fr`), and a rule of the
page's style hides whatever has not the mark while that remark is the page's target.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pipeline.locale import marked
from pipeline.locale.languages import LANGUAGES
from pipeline.locale.words import Words
from pipeline.report.naming import safe, shown
from pipeline.report.places import anchor, page_name

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.report.rows import Comment

PAGE = 500
"""Comments on one page."""

_DEEPEST = 6
"""Levels that are indented; deeper replies stand as far in as these."""

TONES = {"positive": marked("positive"), "neutral": marked("neutral"), "negative": marked("negative")}
STATUS_NAMES = {
    "held": marked("held"),
    "spam": marked("spam"),
    "trash": marked("in the bin"),
    "gone": marked("no longer on the site"),
}
KIND_NAMES = {"pingback": marked("pingback"), "trackback": marked("trackback")}


@dataclass
class Entry:
    """A comment in the list: its row, how deep it stands, whom it answers, its marks and its page."""

    row: "Comment"
    depth: int
    answers: "Entry | None" = None
    marks: Sequence[str] = ()
    page: int = 0

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return anchor(self.row.comment_id)

    @property
    def place(self) -> tuple[int, int, str, int]:
        """Where it stands: its depth and page, and whom it answers on which page."""
        answered = (self.answers.row.comment_id, self.answers.page) if self.answers else ("", 0)
        return self.depth, self.page, *answered


def threaded(comments: Sequence["Comment"], marks: Mapping[str, Sequence[str]]) -> list[Entry]:
    """Return comments as a reader meets them: threads by date (by place on the page where dates are missing), replies
    under what they answer."""
    by_date = all(row.created_at is not None for row in comments)
    rows = sorted(
        comments, key=lambda row: (_moment(row.created_at) if by_date else 0, row.position or 0, row.comment_id)
    )
    known = {row.comment_id for row in rows}
    under: dict[str | None, list[Comment]] = defaultdict(list)
    for row in rows:
        under[row.parent_id if row.parent_id in known else None].append(row)
    entries: list[Entry] = []
    waiting = [Entry(row, 0) for row in reversed(under[None])]
    while waiting:
        entry = waiting.pop()
        entries.append(entry)
        waiting += [Entry(row, entry.depth + 1, entry) for row in reversed(under.get(entry.row.comment_id, ()))]
    met = {entry.row.comment_id for entry in entries}
    entries += [Entry(row, 0) for row in rows if row.comment_id not in met]  # those that answer each other in a circle
    for place, entry in enumerate(entries):
        entry.page = place // PAGE
        entry.marks = marks.get(entry.row.comment_id, ())
    return entries


def _moment(moment: "datetime | None") -> float:
    return moment.timestamp() if moment else 0.0


@dataclass(frozen=True)
class Only:
    """A mark with what it says above the list when only its comments are shown."""

    mark: str
    says: str


class CommentList:
    """The pages of one list.

    `name` is their file without ending, `marks` what figures count each comment, by comment_id, `names` how names are
    written, `posts` title and page by post_id where the comments are of several posts. A `twin` is a list of the same
    name with the same marks: an item that stands there in the same place is not made again.
    """

    def __init__(
        self,
        comments: Iterable["Comment"],
        marks: Mapping[str, Sequence[str]],
        name: str,
        names: str,
        words: Words,
        posts: Mapping[str, tuple[str, str]] | None = None,
        twin: "CommentList | None" = None,
    ) -> None:
        self.name, self.names, self.words, self.posts = name, names, words, posts or {}
        self.twin = twin if twin is not None and twin.names == names else None
        self._items: dict[str, str] = {}
        self.entries = threaded(list(comments), marks)
        self.at = {entry.row.comment_id: entry for entry in self.entries}
        self._pages_of: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for entry in self.entries:
            for mark in entry.marks:
                self._pages_of[mark][entry.page] += 1

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max((entry.page for entry in self.entries), default=0) + 1

    def href(self, comment_id: str) -> str:
        """Return the link to a comment of this list; empty where it is not in it."""
        entry = self.at.get(comment_id)
        return f"{page_name(self.name, entry.page)}#{entry.anchor}" if entry else ""

    def leads(self, mark: str) -> str:
        """Return the link to the comments of a mark; empty where there are none."""
        pages = self._pages_of.get(mark)
        return f"{page_name(self.name, min(pages))}#f-{mark}" if pages else ""

    def total(self, mark: str) -> int:
        """Return how many comments have a mark."""
        return sum(self._pages_of[mark].values()) if mark in self._pages_of else 0

    def body(self, page: int) -> str:
        """Return the list items of a page as HTML."""
        return "\n".join(self.item(entry) for entry in self.entries[page * PAGE : (page + 1) * PAGE])

    def remarks(self, only: Iterable[Only], page: int) -> str:
        """Return the remarks that stand above the list when only the comments of a mark are shown."""
        return "\n".join(self._remark(one, page) for one in only if one.mark in self._pages_of)

    def rules(self, only: Iterable[Only], page: int) -> str:
        """Return the style that hides all other comments while a remark is the target."""
        marks = [one.mark for one in only if page in self._pages_of.get(one.mark, ())]
        return "\n".join(f"#f-{mark}:target~ol>li:not(.{mark}){{display:none}}" for mark in marks)

    def _remark(self, one: Only, page: int) -> str:
        pages = self._pages_of[one.mark]
        if page not in pages:
            return ""
        parts = [self.words.count("Shown: %(n)s comment", "Shown: %(n)s comments", pages[page])]
        if len(pages) > 1:
            parts[0] += self.words.say(" of %(all)s", all=sum(pages.values()))
        more = [number for number in sorted(pages) if number > page][:1]
        parts += [
            f'<a href="{escape(page_name(self.name, number))}#f-{one.mark}">'
            f"{escape(self.words.say('more on page %(page)s', page=number + 1))}</a>"
            for number in more
        ]
        parts.append(f'<a href="#comments">{escape(self.words.say("show all comments"))}</a>')
        return f'<p class="only" id="f-{one.mark}"><strong>{safe(one.says)}</strong> · {" · ".join(parts)}</p>'

    def stands_as_in(self, other: "CommentList") -> bool:
        """Tell whether every comment of this list stands in the same place in another, under the same name."""
        if self.names != other.names:
            return False
        return all(self._is_at(entry, other) for entry in self.entries)

    def _is_at(self, entry: Entry, other: "CommentList") -> bool:
        there = other.at.get(entry.row.comment_id)
        return there is not None and there.place == entry.place

    def item(self, entry: Entry) -> str:
        """Return one comment as HTML."""
        comment_id = entry.row.comment_id
        if comment_id not in self._items:
            twin = self.twin if self.twin is not None and self._is_at(entry, self.twin) else None
            self._items[comment_id] = twin.item(twin.at[comment_id]) if twin else self._made(entry)
        return self._items[comment_id]

    def _made(self, entry: Entry) -> str:
        row, words = entry.row, self.words
        about = " · ".join(self._about(row, "na" in entry.marks))
        head = f"<b><bdi>{safe(shown(row.author, self.names, words))}</bdi></b>"
        if row.by_staff:
            head += f' <span class="tag">{escape(words.say("answers for the site"))}</span>'
        if row.created_at is not None:
            head += f" · {escape(self._date(row))}"
        if entry.answers is not None:
            to = safe(shown(entry.answers.row.author, self.names, words))
            link = f'<a href="{escape(self.href(entry.answers.row.comment_id))}"><bdi>{to}</bdi></a>'
            head += " · " + words.say("in reply to %(name)s", name=link)
        marks = " ".join([f"d{min(entry.depth, _DEEPEST)}", *entry.marks])
        body = safe(row.text or "").replace("\n", "<br>")
        cut = f' <span class="tag">{escape(words.say("cut short in the source"))}</span>' if row.truncated else ""
        return (
            f'<li id="{entry.anchor}" class="{marks}"><p class="by">{head}</p>'
            f'<p class="says" dir="auto">{body}{cut}</p><p class="about">{about}</p></li>'
        )

    def _date(self, row: "Comment") -> str:
        moment = row.created_at
        if moment is None:
            return ""
        if row.created_precision in ("year", "month"):
            return self.words.say("about %(month)s", month=self.words.month(moment))
        return self.words.day(moment) if row.created_precision == "day" else self.words.moment(moment)

    def _about(self, row: "Comment", excused: bool) -> list[str]:
        words, parts = self.words, []
        if row.post_id in self.posts:
            title, href = self.posts[row.post_id]
            link = f'<a href="{escape(href)}"><bdi>{safe(title)}</bdi></a>'
            parts.append(words.say("under %(post)s", post=link))
        if row.kind in KIND_NAMES:
            parts.append(escape(words.say(KIND_NAMES[row.kind])))
        if row.status in STATUS_NAMES:
            parts.append(f'<strong class="status">{escape(words.say(STATUS_NAMES[row.status]))}</strong>')
        if row.same_as:
            parts.append(escape(words.say("probably read before in another form, not counted again")))
        if row.kind not in KIND_NAMES:
            parts.append(escape(language_name(row.language, words)))
            if row.sentiment in TONES:
                parts.append(escape(words.say(TONES[row.sentiment])))
            if row.is_question:
                parts.append(escape(words.say("question, needs no answer") if excused else words.say("question")))
        for value, one, many in (
            (row.likes, "%(n)s vote for", "%(n)s votes for"),
            (row.dislikes, "%(n)s vote against", "%(n)s votes against"),
        ):
            if value:
                parts.append(escape(words.count(one, many, abs(int(value)))))
        if row.source_url and row.source_url.startswith(("https://", "http://")):
            parts.append(
                f'<a href="{escape(row.source_url)}" rel="noreferrer nofollow">{escape(words.say("on the site"))}</a>'
            )
        return parts


def language_name(code: str | None, words: Words) -> str:
    """Return a language's name, its code where there is no name for it, or that the text does not tell."""
    if code is None:
        return words.say("language cannot be told")
    return words.say(LANGUAGES[code]) if code in LANGUAGES else code
