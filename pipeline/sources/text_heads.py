"""Where comments begin in a text rendering: the lines that bear a name, a date, or both."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.sources import page_words
from pipeline.sources.text_inline import Dated, inline
from pipeline.sources.text_lines import Line, Rendering
from pipeline.sources.text_marks import (
    ANSWERING,
    AVATAR,
    JUNK_WORDS,
    LABELS,
    ROLE_AFTER,
    UNDER_BODIES,
    is_button,
    is_foot,
    is_reply_button,
    may_hold_date,
    named_in,
    vote,
    without_votes,
)

_LEAD = re.compile(
    r"^(?:\W{0,3}\s*)?(?:posted|publié|posté|commented|written|écrit|ajouté|envoyé|submitted)\s+(?:on|le|at"
    r"|à)?\s*:?\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Head:
    """The beginning of a comment: its first line, where its body starts, and what the lines between tell."""

    kind: str
    first: int
    body: int
    name: str | None = None
    date_text: str = ""
    date: tuple[datetime, str] | None = None
    answers: str | None = None
    answers_id: str | None = None
    links: tuple[str, ...] = ()
    name_links: tuple[str, ...] = ()
    labels: list[str] = field(default_factory=list)
    waiting: bool = False
    column: tuple[int, int] = (0, 0)
    listed: int = 0
    named_at: int = -1  # the lines that are its name and its date
    dated_at: int = -1


class Heads:
    """Finds heads in a rendering; `dated` reads a date (UTC and precision) or says that there is none."""

    def __init__(self, page: Rendering, dated: Dated) -> None:
        self.lines = page.lines
        self._dated = dated

    def candidates(self) -> list[Head]:
        """Return every line, or few lines, that may begin a comment, in order."""
        heads: list[Head] = []
        number = 0
        while number < len(self.lines):
            line = self.lines[number]
            head = self._head(number) if line.text and len(line.text) <= 320 else None
            if head is not None:
                heads.append(head)
                number = max(head.body, number + 1)
            else:
                number += 1
        return heads

    def _head(self, number: int) -> Head | None:
        line = self.lines[number]
        shown = line.shown
        if (match := page_words.PING.fullmatch(shown)) is not None and len(shown) <= 320:
            return self._made("ping", number, number + 1, name=match["title"].strip(), kind_word=match["kind"])
        if len(shown) > 160:
            return None
        if (
            shown.endswith((":", "…", "..."))
            and page_words.is_saying(shown)
            and (head := self._inline(number, shown) or self._said(number, shown)) is not None
        ):
            return head
        if (when := self.date_of(shown)) is not None:
            return self._dated_head(number, when)
        if (match := AVATAR.fullmatch(shown)) is not None:
            return self._avatar(number, match["name"] or match["other"] or match["third"])
        return self._inline(number, shown)

    def date_of(self, text: str) -> tuple[datetime, str] | None:
        """Return the date that a whole line is, with what themes hang on it ("(Edit)", "Permalink") taken off."""
        if len(text) > 90 or text.isdecimal() or not may_hold_date(text):
            return None
        while (words := text.rsplit(None, 1)) and words[-1].strip("()[]|").lower() in JUNK_WORDS and len(words) > 1:
            text = words[0].rstrip(" |·•–—-([")
        found = self._dated(_LEAD.sub("", without_votes(text)[0]))
        is_archive = found is not None and found[1] == "month" and re.search(r"\d{4}", text) is not None
        return None if is_archive else found

    def _said(self, number: int, shown: str) -> Head | None:
        name = named_in(shown)
        if not name or len(name) > 100:
            return None
        for after in self.following(number, 2):
            if (when := self.date_of(self.lines[after].text)) is not None:
                return self._made(
                    "said",
                    self._top(number, name),
                    after + 1,
                    name=name,
                    when=when,
                    date_text=self.lines[after].text,
                    named=number,
                )
            if not is_button(self.lines[after]) and not page_words.WAITING.fullmatch(self.lines[after].text):
                break
        before = self.previous(number, 1)
        named = self.previous(before, 3) if before is not None else None
        if (
            before is not None
            and (when := self.date_of(self.lines[before].shown)) is not None
            and (named is None or not self._may_be_name(named, before))  # else the date is that name's
        ):
            head = self._made(
                "said", before, number + 1, name=name, when=when, date_text=self.lines[before].shown, named=number
            )
            head.dated_at = before
            return head
        return self._made("says", self._top(number, name), number + 1, name=name, named=number)

    def _dated_head(self, number: int, when: tuple[datetime, str]) -> Head | None:
        line = self.lines[number]
        after = self._after(number)
        if self._follows_date(number):
            return None
        name_line = None if line.marker[0] >= 0 and line.item else self.previous(number, 3)
        between: list[int] = []
        while name_line is not None and len(between) < 3 and self._is_between(name_line):
            between.append(name_line)
            name_line = self.previous(name_line, 1)
        is_named = name_line is not None and self._may_be_name(name_line, number)
        if not is_named and after is not None and after - number < 3 and page_words.is_saying(self.lines[after].shown):
            return None
        if name_line is None or not is_named:
            if name_line is not None and self._ends_prose(name_line, number):
                return None
            head = self._made("dated", number, number + 1, when=when, date_text=line.text)
            head.dated_at = number
            return head
        name = named_in(self.lines[name_line].shown)
        first = self._top(name_line, name)
        head = self._made("dated", first, number + 1, name=name, when=when, date_text=line.text, named=name_line)
        head.dated_at = number
        for one in between:
            answered = page_words.answers(self.lines[one].text)
            if answered is not None and head.answers is None:
                head.answers, head.answers_id = answered, _answered_id(self.lines[one])
        return head

    def _follows_date(self, number: int) -> bool:
        """Whether the line before is a date too: then this one is what somebody wrote."""
        before = self.previous(number, 3)
        return before is not None and self.date_of(self.lines[before].shown) is not None

    def _is_between(self, number: int) -> bool:
        """Whether a line stands between a name and its date: a role, whom it answers; not a name that looks so."""
        line = self.lines[number]
        if page_words.answers(line.text) is not None:
            return True
        above = self.previous(number, 1)
        return line.text.lower() in LABELS and above is not None and self._may_be_name(above, number)

    def _may_be_name(self, number: int, date_line: int) -> bool:
        line = self.lines[number]
        text = line.shown
        if not text or len(text) > 220 or is_button(line):
            return False
        if is_reply_button(line) or page_words.counted(text) is not None:
            return self._stands_as_name(number)
        if (
            page_words.answers(text) is not None
            or page_words.is_bare_heading(text)
            or (vote(line) is not None and not line.heading)
        ):
            return False
        if (
            text.lower() in LABELS
            and self.previous(number, 2) is not None
            and self.lines[self.previous(number, 2) or 0].shown.lower() == text.lower()
        ):
            return True
        if line.marker[0] >= 0 or self.closed_before(number) or line.heading:
            return True
        adjacent = date_line - number == 1 and (number == 0 or not self.lines[number - 1].text)
        words = text.split()
        is_initial = text.endswith(".") and len(words[-1]) <= 4
        return (
            len(text) <= 100
            and len(words) <= (12 if adjacent else 6)
            and (is_initial or not text.endswith((".", ";", ",", ":", "?", "!")))
        )

    def _stands_as_name(self, number: int) -> bool:
        """Whether a line that looks like a button or a heading stands where a name does: right behind such a one."""
        line, before = self.lines[number], self.previous(number, 4)
        if before is None or line.marker[0] >= 0:
            return line.marker[0] >= 0
        above = self.lines[before]
        is_heading = page_words.counted(above.text) is not None and is_reply_button(line)
        return is_heading or is_reply_button(above) or (above.marker[0] >= 0 and not above.item)

    def over_name(self, dated: Head, name_line: int) -> Head:
        """Return the head of a date that stands over a name."""
        name = named_in(self.lines[name_line].shown)
        head = self._made(
            "dated",
            self._top(dated.dated_at, name),
            name_line + 1,
            name=name,
            when=dated.date,
            date_text=dated.date_text,
            named=name_line,
        )
        head.dated_at = dated.dated_at
        return head

    def _ends_prose(self, number: int, date_line: int) -> bool:
        """Whether the line before a date belongs to a body, and so the date too."""
        line = self.lines[number]
        if (
            is_foot(line)
            or is_button(line)
            or page_words.is_around(line.text)
            or page_words.counted(line.text) is not None
        ):
            return False
        return date_line - number == 1 or len(line.text) > 60

    def closed_before(self, number: int) -> bool:
        """Whether the line before is the end of another comment: a button, a number of votes under one, a heading."""
        before = self.previous(number, 4)
        while before is not None and (self.lines[before].text.lower() in LABELS or is_button(self.lines[before])):
            before = self.previous(before, 4)
        if before is None:
            return True
        line = self.lines[before]
        return (
            is_reply_button(line)
            or page_words.is_around(line.text)
            or page_words.counted(line.text) is not None
            or (line.marker[0] >= 0 and not line.item)
        )

    def _top(self, number: int, name: str) -> int:
        """Return the first line of a head: over the name stand pictures' texts, roles and list numbers."""
        top = number
        for _ in range(4):
            before = self.previous(top, 2)
            if before is None:
                break
            line = self.lines[before]
            avatar = AVATAR.fullmatch(line.shown) if len(line.shown) < 100 else None
            bare_number = line.marker[0] >= 0 and not line.item
            if not (
                line.shown == name
                or avatar is not None
                or (line.text.lower() in LABELS and line.text.lower() not in UNDER_BODIES)
                or bare_number
                or line.text == "__"
            ):
                break
            top = before
        return top

    def _avatar(self, number: int, name: str) -> Head | None:
        if (over := self._date_over(number, name)) is not None:
            return over
        for after in self.following(number, 2):
            text = self.lines[after].shown
            if text != name:
                continue
            for then in self.following(after, 2):
                if (when := self.date_of(self.lines[then].text)) is not None:
                    first = self._top(number, name)
                    return self._made(
                        "dated", first, then + 1, name=name, when=when, date_text=self.lines[then].text, named=after
                    )
                break
            return self._made("avatar", self._top(number, name), after + 1, name=name)
        return self._made("avatar", self._top(number, name), number + 1, name=name)

    def _date_over(self, number: int, name: str) -> Head | None:
        """Return the head of a picture's text, a date, and the name again."""
        after = self.following(number, 2)
        when = self.date_of(self.lines[after[0]].shown) if len(after) == 2 else None
        if when is None or self.lines[after[1]].shown != name:
            return None
        dated = Head("dated", after[0], after[1], date=when, date_text=self.lines[after[0]].text, dated_at=after[0])
        return self.over_name(dated, after[1])

    def _inline(self, number: int, shown: str) -> Head | None:
        """Return the head of a line that bears both name and date, in either order."""
        found = inline(shown, self.date_of)
        if found is None:
            return None
        head = self._made(
            "inline",
            self._top(number, found.name),
            number + 1,
            name=found.name,
            when=found.when,
            date_text=found.date_text,
            named=number,
        )
        head.answers = found.answers or head.answers
        head.labels += [*(["signed"] if found.signed else []), *(["unsure"] if found.unsure else [])]
        return head

    def _made(
        self,
        kind: str,
        first: int,
        body: int,
        *,
        name: str | None = None,
        when: tuple[datetime, str] | None = None,
        date_text: str = "",
        kind_word: str = "",
        named: int | None = None,
    ) -> Head:
        head = Head(
            kind, first, body, name=name, date=when, date_text=date_text, named_at=-1 if named is None else named
        )
        lines = self.lines[first:body]
        head.links = tuple(link for line in lines for link in line.links)
        head.name_links = self.lines[first if named is None else named].links
        head.labels = [words for line in lines if (words := line.text.lower()) in LABELS]
        if head.name is not None and (role := ROLE_AFTER.search(head.name)) is not None:
            head.name, head.labels = head.name[: role.start()], [*head.labels, role[1].lower()]
        if kind_word:
            head.labels.append("trackback" if kind_word.lower() == "trackback" else "pingback")
        marked = next((line for line in (*self.lines[max(0, first - 1) : first], *lines) if line.marker[0] >= 0), None)
        head.listed = marked.number if marked is not None else 0
        head.column = marked.marker if marked is not None else (self.lines[first].indent, self.lines[first].indent)
        if kind != "ping":
            self._read_on(head)
        return head

    def _read_on(self, head: Head) -> None:
        """Take in what may follow name and date: whom it answers, that it waits, buttons."""
        while (number := self._after(head.body - 1)) is not None:
            line = self.lines[number]
            answered = page_words.answers(line.text)
            if answered is not None and head.answers is None:
                head.answers, head.answers_id = answered, _answered_id(line)
            elif ANSWERING.fullmatch(line.text) and head.answers is None and (below := self._after(number)) is not None:
                head.answers, number = self.lines[below].text, below
            elif page_words.WAITING.fullmatch(line.text):
                head.waiting = True
            elif not line.text or (is_button(line) and vote(line) is None):
                head.links += line.links
            else:
                return
            head.body = number + 1

    def _after(self, number: int) -> int | None:
        """Return the next line that says something, if it is not far."""
        for after in range(number + 1, min(number + 6, len(self.lines))):
            if self.lines[after].text or self.lines[after].links:
                return after
        return None

    def following(self, number: int, within: int) -> list[int]:
        """Return the lines that say something after a line, at most `within` of them, and not far."""
        found: list[int] = []
        for after in range(number + 1, min(number + 6, len(self.lines))):
            if self.lines[after].text or self.lines[after].links:
                found.append(after)
                if len(found) == within:
                    break
        return found

    def previous(self, number: int, within: int) -> int | None:
        """Return the nearest line before that says something, over at most `within` blank ones."""
        for before in range(number - 1, max(-1, number - 2 - within), -1):
            if self.lines[before].text:
                return before
        return None


def _answered_id(line: Line) -> str | None:
    """Return the number of the comment that a line links to."""
    found = (re.search(r"#comment-(\d{1,15})$", link) for link in line.links)
    return next((one[1] for one in found if one), None)
