"""Where comments begin in a text rendering: the lines that bear a name, a date, or both."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.sources import page_words
from pipeline.sources.text_lines import Line, Rendering

Dated = Callable[[str], tuple[datetime, str] | None]

_DATELIKE = re.compile(
    r"\d{4}|\d[:hH.]\s?\d\d|\d[/.]\d{1,2}[/.]\d\d|\bago\b|\bil y a\b|\bhier\b|yesterday|\btoday|aujourd|just now|instant|maintenant"
    r"|\bvor\b|\bhace\b|\bfa$|geleden|atrás|\bhá\b|назад|temu|siden|sedan|gestern|ayer|ieri|ontem",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"\s*(?:[(\[|·•–—-]\s*)?(?:edit|éditer|modifier|permalink|permalien|link|lien|reply|répondre|#|¶|report|signaler|quote|citer|share)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:\W{0,3}\s*)?(?:posted|publié|posté|commented|written|écrit|ajouté|envoyé|submitted)\s+(?:on|le|at|à)?\s*:?\s*", re.IGNORECASE)
_AVATAR = re.compile(r"(?P<name>\S.{0,80}?)(?:['’]s)?\s+avatar|avatar (?:for|of|de|pour) (?P<other>\S.{0,80})|(?:photo|gravatar) (?:of|de) (?P<third>\S.{0,80})", re.IGNORECASE)
_INLINE = (
    re.compile(r"(?:comment|commentaire)?\s*(?:by|from|par|de|posted by|posté par|written by|écrit par)\s+(?P<name>\S.{0,80}?)[\s,|@–—-]+(?:on|le|at|à)?\s*(?P<date>\S.{5,60})", re.IGNORECASE),
    re.compile(r"(?:on|le)\s+(?P<date>\S.{5,50}?)\s*,?\s+(?P<name>\S.{0,80}?)\s+(?:says|said|wrote|writes|commented|dit|a dit|a écrit|écrit|a commenté)\s*[:…]?", re.IGNORECASE),
    re.compile(r"(?P<date>\S.{5,50}?)\s*[,:|–—-]?\s+(?P<name>\S.{0,80}?)\s+(?:says|said|wrote|writes|commented|dit|a dit|a écrit|écrit|a commenté)\s*[:…]", re.IGNORECASE),
    re.compile(r"(?P<name>\S.{0,80}?)\s+(?:says|said|wrote|writes|commented|dit|a dit|a écrit|écrit|a commenté)?\s*[:,]?\s*(?:on|le)\s+(?P<date>\S.{5,60}?)(?:\s+(?:said|says|wrote|a dit|dit|a écrit)\s*:?|\s*:)?", re.IGNORECASE),
    re.compile(r"(?P<name>\S.{0,80}?)\s+(?:says|said|wrote|writes|dit|a dit|a écrit|écrit)\s*:?\s+(?P<date>\S.{5,60})", re.IGNORECASE),
    re.compile(r"(?P<name>\S.{0,80}?)\s*[,|·•–—/(@-]\s*(?P<date>\S.{4,60}?)\)?", re.IGNORECASE),
    re.compile(r"(?P<name>\S.{0,60}?)\s+(?P<date>(?:\d|il y a|[a-zéû]{3,9}\.?\s+\d{1,2},?\s).{3,50})", re.IGNORECASE),
)
_SIGNED = re.compile(r"^(?:(?:comment|commentaire)\s+(?:by|from|par|de)|posted by|posté par|written by|écrit par|par|by|—|–|--)\s", re.IGNORECASE)

LABELS = {
    "guest", "member", "admin", "administrator", "author", "editor", "moderator", "contributor", "subscriber", "trackback", "pingback", "customer",
    "invité", "membre", "administrateur", "auteur", "éditeur", "modérateur", "contributeur", "abonné", "active member", "noble member",
    "post author", "auteur de l’article", "auteur de l'article", "author of the post", "new member", "eminent member", "trusted member",
}  # fmt: skip
STAFF = {
    "admin", "administrator", "author", "editor", "moderator", "administrateur", "auteur", "éditeur", "modérateur", "post author",
    "auteur de l’article", "auteur de l'article", "author of the post",
}  # fmt: skip
_BUTTONS = re.compile(
    r"(?:share(?: on (?:twitter|x|google|facebook|vk))*|partager|report|signaler|like(?: loading\.*)?|j[’']aime|edit|modifier|permalink|permalien|quote|citer"
    r"|(?:hide|view|show|load)(?: more| all)? repl(?:y|ies)(?: \(\d+\))?|(?:masquer|voir|afficher) les réponses(?: \(\d+\))?|loading\.*|\d+ repl(?:y|ies)|\d+ réponses?"
    r"|link|lien|copy link|follow|suivre|share on .{1,20}|vote up|vote down|_+|›|▲|▼|△|▽|[+\u2212–-]|👍|👎|\|)\s*",
    re.IGNORECASE,
)
_VOTE = re.compile(r"(?:vote up)?\s*(?P<count>[+\u2212-]?\d{1,6})\s*(?:vote down|votes?|likes?|👍|j[’']aime)?", re.IGNORECASE)


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


def is_reply_button(line: Line) -> bool:
    """Whether a line is the button under a comment ("Reply", "Répondre ↓")."""
    return len(line.text) <= 90 and (page_words.REPLY.fullmatch(line.shown) is not None or page_words.REPLY_TO_BUTTON.fullmatch(line.shown) is not None)


def is_button(line: Line) -> bool:
    """Whether a line is another button or mark around a comment."""
    return len(line.text) <= 60 and _BUTTONS.fullmatch(line.text) is not None


def vote(line: Line) -> int | None:
    """Return the number that a line of votes shows."""
    match = _VOTE.fullmatch(line.text) if len(line.text) <= 40 else None
    return int(match["count"].replace("\u2212", "-")) if match is not None else None


class Heads:
    """Finds heads in a rendering; `dated` reads a date (UTC and precision) or says that there is none."""

    def __init__(self, page: Rendering, dated: Dated) -> None:
        self.lines = page.lines
        self._dated = dated

    def found(self) -> list[Head]:
        """Return the heads of the page's usual kind, and of pings, in order."""
        heads = self._candidates()
        usual = self._usual(heads)
        if usual in (None, "ping"):
            return self._items(heads)
        kept = [head for head in heads if head.kind in (usual, "ping") or (head.kind in ("dated", "said") and self._closed_before(head.first))]
        return _apart(kept)

    def _items(self, pings: list[Head]) -> list[Head]:
        """Return the items of a numbered list as nameless comments, where the text shows no more of them than that."""
        items = [number for number, line in enumerate(self.lines) if line.marker[0] >= 0 and line.text[:1].isdigit() and line.item]
        titles = {head.first for head in pings}
        if len(items) < max(3, 2 * len(pings)) or not any(page_words.counted(line.text) is not None for line in self.lines[: items[0]]):
            return pings
        starts = sorted(set(items) - titles)
        heads = list(pings)
        spans = list(zip(starts, [*starts[1:], len(self.lines)], strict=True))
        followed = {start for start, end in spans if any(self.lines[number].text for number in self._next(start, 1) if number < end)}
        short = {start for start in followed if len(self.lines[start].item.split()) <= 8}
        are_names = 2 * len(followed) > len(starts) and len(short) >= 0.8 * len(followed)
        for number in starts:
            line = self.lines[number]
            name = line.item if are_names and number in short else None
            line.text = line.item
            heads.append(Head("item", number, number if name is None else number + 1, name=name, column=line.marker, listed=line.number))
        return _apart(sorted(heads, key=lambda head: head.first))

    def _candidates(self) -> list[Head]:
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

    def _usual(self, heads: list[Head]) -> str | None:
        counts = Counter(head.kind for head in heads if head.kind != "ping")
        if not counts:
            return "ping" if heads else None
        for kind in ("said", "dated", "inline", "avatar", "says"):
            if counts[kind] and 2 * counts[kind] >= max(counts.values()):
                return kind
        return None

    def _head(self, number: int) -> Head | None:
        line = self.lines[number]
        shown = line.shown
        if (match := page_words.PING.fullmatch(shown)) is not None and len(shown) <= 320:
            return self._made("ping", number, number + 1, name=match["title"].strip(), kind_word=match["kind"])
        if len(shown) > 160:
            return None
        if (head := self._said(number, shown)) is not None:
            return head
        if (when := self.date_of(shown)) is not None:
            return self._dated_head(number, when)
        if (match := _AVATAR.fullmatch(shown)) is not None:
            return self._avatar(number, match["name"] or match["other"] or match["third"])
        return self._inline(number, shown)

    def date_of(self, text: str) -> tuple[datetime, str] | None:
        """Return the date that a whole line is, with what themes hang on it ("(Edit)", "Permalink") taken off."""
        if len(text) > 90 or _DATELIKE.search(text) is None or text.isdecimal():
            return None
        for _ in range(3):
            shorter = _JUNK.sub("", text)
            if shorter == text:
                break
            text = shorter
        found = self._dated(_LEAD.sub("", text))
        is_archive = found is not None and found[1] == "month" and re.search(r"\d{4}", text) is not None
        return None if is_archive else found

    def _said(self, number: int, shown: str) -> Head | None:
        if page_words.SAYS.search(shown) is None:
            return None
        name = page_words.without_says(shown)
        if not name or len(name) > 100:
            return None
        for after in self._next(number, 2):
            if (when := self.date_of(self.lines[after].text)) is not None:
                return self._made("said", self._top(number, name), after + 1, name=name, when=when, date_text=self.lines[after].text, named=number)
            if not is_button(self.lines[after]):
                break
        before = self._previous(number, 1)
        if before is not None and (when := self.date_of(self.lines[before].shown)) is not None:
            return self._made("said", before, number + 1, name=name, when=when, date_text=self.lines[before].shown, named=number)
        return self._made("says", self._top(number, name), number + 1, name=name, named=number)

    def _dated_head(self, number: int, when: tuple[datetime, str]) -> Head | None:
        line = self.lines[number]
        name_line = None if line.marker[0] >= 0 and line.item else self._previous(number, 3)
        if name_line is None or not self._may_be_name(name_line, number):
            if name_line is not None and self._ends_prose(name_line):
                return None
            return self._made("dated", number, number + 1, when=when, date_text=line.text)
        name = page_words.without_says(self.lines[name_line].shown)
        first = self._top(name_line, name)
        return self._made("dated", first, number + 1, name=name, when=when, date_text=line.text, named=name_line)

    def _may_be_name(self, number: int, date_line: int) -> bool:
        line = self.lines[number]
        text = line.shown
        if not text or len(text) > 220 or is_reply_button(line) or is_button(line) or page_words.counted(text) is not None:
            return False
        if page_words.REPLY_TO.fullmatch(text) or page_words.is_bare_heading(text) or (vote(line) is not None and not line.heading):
            return False
        if text.lower() in LABELS and self._previous(number, 2) is not None and self.lines[self._previous(number, 2) or 0].shown.lower() == text.lower():
            return True
        if line.marker[0] >= 0 or self._closed_before(number) or line.heading:
            return True
        adjacent = date_line - number == 1 and (number == 0 or not self.lines[number - 1].text)
        words = text.split()
        is_initial = text.endswith(".") and len(words[-1]) <= 4
        return len(text) <= 100 and len(words) <= (12 if adjacent else 6) and (is_initial or not text.endswith((".", ";", ",")))

    def _ends_prose(self, number: int) -> bool:
        line = self.lines[number]
        return len(line.text) > 60 and not self._closed_before(number) and not is_reply_button(line)

    def _closed_before(self, number: int) -> bool:
        """Whether the line before is the end of another comment: a button, a number of votes under one, a heading."""
        before = self._previous(number, 4)
        while before is not None and (self.lines[before].text.lower() in LABELS or is_button(self.lines[before])):
            before = self._previous(before, 4)
        if before is None:
            return True
        line = self.lines[before]
        return is_reply_button(line) or page_words.is_around(line.text) or page_words.counted(line.text) is not None or (line.marker[0] >= 0 and not line.item)

    def _top(self, number: int, name: str) -> int:
        """Return the first line of a head: over the name stand pictures' texts, roles and list numbers."""
        top = number
        for _ in range(4):
            before = self._previous(top, 2)
            if before is None:
                break
            line = self.lines[before]
            avatar = _AVATAR.fullmatch(line.shown) if len(line.shown) < 100 else None
            bare_number = line.marker[0] >= 0 and not line.item
            if not (line.shown == name or avatar is not None or line.text.lower() in LABELS or bare_number or line.text == "__"):
                break
            top = before
        return top

    def _avatar(self, number: int, name: str) -> Head | None:
        for after in self._next(number, 2):
            text = self.lines[after].shown
            if text != name:
                continue
            for then in self._next(after, 2):
                if (when := self.date_of(self.lines[then].text)) is not None:
                    first = self._top(number, name)
                    return self._made("dated", first, then + 1, name=name, when=when, date_text=self.lines[then].text, named=after)
                break
            return self._made("avatar", self._top(number, name), after + 1, name=name)
        return self._made("avatar", self._top(number, name), number + 1, name=name)

    def _inline(self, number: int, shown: str) -> Head | None:
        if _DATELIKE.search(shown) is None:
            return None
        for pattern in _INLINE:
            match = pattern.fullmatch(shown)
            if match is None or (when := self.date_of(match["date"])) is None:
                continue
            name = page_words.without_says(match["name"])
            if name and len(name.split()) <= 8:
                kind = "signed" if _SIGNED.match(shown) else "inline"
                head = self._made("inline", self._top(number, name), number + 1, name=name, when=when, date_text=match["date"])
                head.labels += ["signed"] if kind == "signed" else []
                return head
        return None

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
        head = Head(kind, first, body, name=name, date=when, date_text=date_text)
        head.links = tuple(link for number in range(first, body) for link in self.lines[number].links)
        head.name_links = self.lines[first if named is None else named].links
        head.labels = [self.lines[number].text.lower() for number in range(first, body) if self.lines[number].text.lower() in LABELS]
        if kind_word:
            head.labels.append("trackback" if kind_word.lower() == "trackback" else "pingback")
        marked = next((self.lines[number] for number in range(max(0, first - 1), body) if self.lines[number].marker[0] >= 0), None)
        head.listed = marked.number if marked is not None else 0
        head.column = marked.marker if marked is not None else (self.lines[first].indent, self.lines[first].indent)
        if kind != "ping":
            self._read_on(head)
        return head

    def _read_on(self, head: Head) -> None:
        """Take in what may follow name and date: whom it answers, that it waits, buttons."""
        while (number := next(iter(self._next(head.body - 1, 3)), None)) is not None:
            line = self.lines[number]
            match = page_words.REPLY_TO.fullmatch(line.text) if len(line.text) < 120 else None
            if match is not None and head.answers is None:
                head.answers = match["name"].strip(" \u00a0")
                found = [re.search(r"#comment-(\d{1,15})$", link) for link in line.links]
                head.answers_id = next((one[1] for one in found if one), None)
            elif page_words.WAITING.fullmatch(line.text):
                head.waiting = True
            elif not line.text or (is_button(line) and vote(line) is None):
                head.links += line.links
            else:
                return
            head.body = number + 1

    def _next(self, number: int, within: int) -> list[int]:
        """Return the lines that say something after a line, at most `within` of them, and not far."""
        found: list[int] = []
        for after in range(number + 1, min(number + 6, len(self.lines))):
            if self.lines[after].text or self.lines[after].links:
                found.append(after)
                if len(found) == within:
                    break
        return found

    def _previous(self, number: int, within: int) -> int | None:
        """Return the nearest line before that says something, over at most `within` blank ones."""
        for before in range(number - 1, max(-1, number - 2 - within), -1):
            if self.lines[before].text:
                return before
        return None


def _apart(heads: list[Head]) -> list[Head]:
    """Return heads that do not overlap: the later of two that share lines begins after the earlier."""
    kept: list[Head] = []
    for head in heads:
        if kept and head.first < kept[-1].body:
            head.first = min(kept[-1].body, head.body - 1)
        kept.append(head)
    return kept
