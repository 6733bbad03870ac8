"""What a text rendering says around its comments: the article, the heading over the comments, where they end."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from pipeline.sources import page_words
from pipeline.sources.records import Post
from pipeline.sources.text_heads import Head, Heads
from pipeline.sources.text_lines import Line, Rendering, is_heading

_FORM = re.compile(
    r"(?:leave a (?:reply|comment|response)|laisse[rz] (?:un commentaire|une réponse|votre commentaire)|(?:post|add"
    r"|write|submit|make) a comment"
    r"|poster un commentaire|ajouter un commentaire|publier un commentaire|écrire un commentaire|répondre|join the "
    r"(?:discussion|conversation)"
    r"|schreibe einen kommentar|deja un comentario|lascia un commento)\b.{0,80}",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:(?:leave a (?:reply|comment|response)|laisse[rz] (?:un commentaire|une réponse|votre commentaire)|(?:post"
    r"|add|write|submit) a comment|poster un commentaire"
    r"|ajouter un commentaire|schreibe einen kommentar|deja un comentario|lascia un commento)\b.{0,80}"
    r"|(?:cancel reply|annuler la réponse)"
    r"|(?:your email address will not be published|votre adresse (?:e-?mail|de messagerie|électronique|courriel) ne "
    r"sera pas publiée).{0,160}"
    r"|(?:proudly powered by|fièrement propulsé par|powered by|propulsé par)\s.{1,60}"
    r"|(?:post|comments?) navigation|navigation (?:de l[’']article|des (?:articles|commentaires))"
    r"|(?:←\s*)?(?:older|newer|previous|next) (?:comments?|post|entries|article)s?\b.{0,100}"
    r"|(?:←\s*)?commentaires (?:plus anciens|plus récents|précédents|suivants)\b.{0,40}|article (?:précédent"
    r"|suivant)\b.{0,160}"
    r"|(?:load|show|view) more comments?|(?:charger|afficher|voir) plus de commentaires"
    r"|comments? (?:are )?closed\.?|les commentaires sont (?:fermés|clos)\.?|(?:you must be|vous devez être) "
    r".{0,60}(?:comment|commentaire)\b.{0,20}"
    r"|(?:this site uses akismet|ce site utilise akismet).{0,200}|search|rechercher?|recent (?:posts|comments)"
    r"|articles récents|commentaires récents"
    r"|you are going to send email to|vous allez envoyer un e-?mail à|archives|categories|catégories|meta|méta"
    r"|related posts|articles similaires|privacy policy|copyright .{1,80}"
    r"|©.{1,80}|insert|wpdiscuz|\d* ?trackbacks?/pingbacks?|(?:add|new|nouveau) comment(?:aire)?"
    r"|refresh comments? list|actualiser (?:la liste des |les )?commentaires|(?:verify|previewing) your comment)",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:published|posted|publié|posté|mis en ligne|écrit)(?:\s+(?:on|le))?\s*:?\s*(?P<rest>.*)", re.IGNORECASE
)
_BY = re.compile(
    r"(?:(?:written|posted|published) by|by|par|(?:écrit|publié|rédigé) par|author\s*:"
    r"|auteur\s*:)\s*(?P<name>\S.{1,60})",
    re.IGNORECASE,
)
_STUCK_BY = re.compile(r"^(?P<date>.{6,40}\d)\s*(?:By|Par)\s(?P<name>\S.{1,60})$")
_ABOUT = re.compile(
    r"(?:about|à propos de|about the author|à propos de l[’']auteur)\s*:?\s*(?P<name>[^\W\d_].{1,60})?", re.IGNORECASE
)
_PROSE = 80


@dataclass(frozen=True)
class Zone:
    """Which lines hold comments, from `start` to `end`; `heading` stands over them, `form`: one can comment there."""

    start: int
    end: int
    heading: int | None
    form: bool
    threads: int | None = None
    replies: int | None = None
    authors: int | None = None
    comments: int | None = None
    title: str | None = None

    @property
    def declares(self) -> bool:
        """Whether the page has wpDiscuz's line of counts."""
        return self.threads is not None or self.authors is not None


def ends(line: Line) -> bool:
    """Whether a line belongs to what follows the comments of a page: forms, navigation, footers."""
    return len(line.text) <= 240 and _END.fullmatch(line.text) is not None


def zone(page: Rendering, heads: Sequence[Head]) -> Zone:
    """Return where the comments stand: from the heading over them to what follows them."""
    lines = page.lines
    numbers = [number for number, line in enumerate(lines) if 0 < len(line.text) <= 300]
    bar = [
        number
        for number in numbers
        if page_words.THREADS.search(lines[number].text) or page_words.AUTHORS.search(lines[number].text)
    ]
    counts = [number for number in numbers if page_words.counted(lines[number].shown) is not None and number not in bar]
    bare = [number for number in numbers if is_heading(lines[number].text)]
    forms = [
        number
        for number in numbers
        if _FORM.fullmatch(lines[number].text) is not None and not page_words.REPLY.fullmatch(lines[number].text)
    ]
    heading = (
        _heading(page, sorted({*bar, *counts, *bare}), heads)
        if heads
        else next(iter([*bar[:1], *counts[-1:], *forms[:1], *bare[-1:]]), None)
    )
    start = 0 if heading is None else _after(lines, heading, bool(bar))
    inside = [head for head in heads if head.first >= start]
    last = max((head.body for head in inside), default=start)
    end = next((number for number in range(last, len(lines)) if lines[number].text and ends(lines[number])), len(lines))
    told = "\n".join(lines[number].text for number in range(bar[0], min(bar[0] + 12, len(lines)))) if bar else ""
    threads, replies, authors = (
        _told(told, words) for words in (page_words.THREADS, page_words.REPLIES, page_words.AUTHORS)
    )
    near = [number for number in counts if heading is not None and heading <= number <= heading + 6]
    return Zone(
        start=start,
        end=end,
        heading=heading,
        form=bool(forms) or end < len(lines),
        threads=threads,
        replies=replies,
        authors=authors,
        comments=page_words.counted(lines[near[0]].shown) if near else None,
        title=next((title for number in counts if (title := page_words.titled(lines[number].shown))), None),
    )


def _told(text: str, words: re.Pattern[str]) -> int | None:
    match = words.search(text)
    return int(re.sub(r"\D", "", match["count"])) if match is not None else None


def _heading(page: Rendering, headings: list[int], heads: Sequence[Head]) -> int | None:
    """Return the heading that stands right over the first comment; else the last one with hardly a head before it."""
    starts = [head.first for head in heads]
    long_lines = (len(line.text) if len(line.text) > 60 else 0 for line in page.lines)
    prose = list(accumulate(long_lines, initial=0))
    for number in headings:
        before = bisect_right(starts, number)
        if before > 3 or before == len(starts):
            break
        if prose[starts[before]] - prose[min(number + 1, starts[before])] < 100:
            return number
    few = max(2, len(heads) // 10)
    return next(
        (number for number in reversed(headings) if bisect_right(starts, number) <= few and starts[-1] > number), None
    )


def _after(lines: list[Line], heading: int, is_bar: bool) -> int:
    number = heading + 1
    while number < len(lines) and is_bar and lines[number].text:
        number += 1
    return number


def article(page: Rendering, where: Zone, heads: Heads, links: Callable[[], str | None]) -> Post:
    """Return what the text tells of the post itself."""
    first = where.heading if where.heading is not None else 0
    before = page.lines[:first]
    heading = next((line.text for line in before if line.heading and len(line.text) > 3), None)
    return Post(
        url=links(),
        title=where.title or heading or _first_line(page, first),
        author=_author(before),
        published_at=_published(before, heads),
        opening=_opening(page, first),
        declared_threads=where.threads,
        declared_replies=where.replies,
        declared_authors=where.authors,
        declared_comments=where.comments,
    )


def _first_line(page: Rendering, first: int) -> str | None:
    """Return the text's first line where it stands alone over prose, as titles do in articles cut out of a page."""
    said = [number for number in range(min(first, 40)) if page.lines[number].text]
    if len(said) < 2 or (len(said) > 1 and said[1] - said[0] < 2):
        return None
    title, prose = page.lines[said[0]].text, page.joined(said[1], _block_end(page, said[1], first))
    return title if 3 <= len(title) <= 150 and not title.endswith((".", ",")) and len(prose) >= _PROSE else None


def _block_end(page: Rendering, start: int, last: int) -> int:
    return next((number for number in range(start, last) if not page.lines[number].text), last)


def _opening(page: Rendering, first: int) -> str | None:
    """Return the beginning of the first block of prose: menus and taglines over it are the same on every page."""
    start = None
    for number in range(first + 1):
        text = page.lines[number].text if number < first else ""
        if text and start is None:
            start = number
        elif not text and start is not None:
            block = page.joined(start, number)
            if len(block) >= _PROSE and " " in block[:40] and not block.startswith("#"):
                return block[:400]
            start = None
    return None


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= 5
        and len(text) <= 60
        and text[:1].isupper()
        and not text.endswith((".", "!", "?", ":"))
        and not any(map(str.isdigit, text))
    )


def _author(before: Sequence[Line]) -> str | None:
    """Return the article's author: from a line that says so, else from the note on the author under the article."""
    said = [line for line in before if line.text]
    for line, following in zip(said, [*said[1:], Line("")], strict=False):
        if len(line.text) > 100:
            continue
        if (stuck := _STUCK_BY.match(line.text)) is not None and _is_name(stuck["name"]):
            return stuck["name"].strip()
        if (match := _BY.fullmatch(line.text)) is not None and _is_name(match["name"]):
            return match["name"].strip()
        if line.text.lower() in (
            "by",
            "par",
            "author",
            "auteur",
            "about the author",
            "à propos de l’auteur",
        ) and _is_name(following.text):
            return following.text
        if (about := _ABOUT.fullmatch(line.text)) is not None and about["name"] and _is_name(about["name"]):
            return about["name"].strip()
    return _noted(said)


def _noted(said: Sequence[Line]) -> str | None:
    for line, note in reversed(list(zip(said[-4:], said[-3:], strict=False))):
        if (
            _is_name(line.text)
            and len(note.text) > _PROSE
            and re.match(rf"{re.escape(line.text.split()[0])}\b", note.text)
        ):
            return line.text
    return None


def _published(before: Sequence[Line], heads: Heads) -> datetime | None:
    said = [line for line in before if line.text]
    for line, following in zip(said, [*said[1:], Line("")], strict=False):
        match = _PUBLISHED.fullmatch(line.text) if len(line.text) <= 100 else None
        if match is None:
            continue
        for text in (match["rest"], re.split(r"\s*(?:by|par|By|Par)\s", match["rest"])[0], following.text):
            said_when = re.sub(r"(?<=\d)(?:By|Par)$", "", text)
            if said_when and (found := heads.date_of(said_when)) is not None:
                return found[0]
        if (stuck := _STUCK_BY.match(match["rest"])) is not None and (
            found := heads.date_of(stuck["date"])
        ) is not None:
            return found[0]
    return None
