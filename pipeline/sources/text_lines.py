"""The lines of a page saved as text, without the marks of the program that wrote it: lynx, w3m, html2text, …"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from urllib.parse import unquote

from pipeline.sources import page_words
from pipeline.sources.repairs import unmangled

_FAR_APART = "\n" * 20
_EMPTY = re.compile(r"\n{21,}")
_EMPTY_LINES = re.compile(r"\n{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINK_MARK, _LINK_END = "\ue000", "\ue001"
_MARKED = re.compile(r"\ue000(\d{1,7})\ue001")

_SHARED = re.compile(
    r"\[_*\]\((https?://(?:twitter"
    r"|x)\.com/intent/tweet\?)[^\n]{0,400}(?:\n[^\n]{0,400}){0,8}?&url=([^\s)]{1,1000})(?:\s+\"[^\"\n]{0,60}\")?\)"
)
_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\(([^()\s]{0,2000})(?:\s+\"[^\"]{0,300}\")?\)")
_LINK = re.compile(
    r"\[([^\[\]]{0,500})\]\(<?([^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,500})?)>?(?:\s+\"[^\"]{0,300}\")?\)"
)
_STRONG = re.compile(
    r"(?<!\\)\*\*|(?<!\\)(?<!\w)__(?=\w)|(?<=\w)(?<!\\)__(?!\w)|^__$|(?<=\s)__(?=\s|$)|^__(?=\s)", re.MULTILINE
)
_EMPHASIS = re.compile(r"(?<![\w\\*])[*_](?=\S)([^*_\n]{1,2000})(?<=\S)(?<!\\)[*_](?![\w*])")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,2000})>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")

_REFERENCES = re.compile(r"^References\s*$", re.MULTILINE)
_REFERENCE = re.compile(r"^\s{0,6}(\d{1,6})\.\s(\S{1,4000})", re.MULTILINE)
_NUMBERED_LINK = re.compile(r"\[(\d{1,6})\]")
_CHANGED = re.compile(r"\[(?:DEL|INS):\s?|\s?:(?:DEL|INS)\]")
_PLACEHOLDER = re.compile(
    r"^\[(?:[0-9a-f]{5,64}|img|image|avatar)\]\s+(?=\S)|^\[\]\s*(?=\S)|^\(IMAGE\)\s*", re.IGNORECASE
)
_ON_POST = re.compile(
    r"(?:comments|commentaires|responses|réponses|réactions) (?:on|to|sur|à) [“«\"]?[^\W_].{1,120}(?<![.?!;,:])",
    re.IGNORECASE,
)
_HEADING_LINE = re.compile(r"^#{1,6}[ \t]+(\S[^\n]{0,300})", re.MULTILINE)
_WRAPPED_AT = 78
_MARKS_LEFT_LONG = re.compile(r"\s*(?:[*+-]\s|\d{1,5}\.\s|\||#)")
_BLOCK_MARK = re.compile(r"\s*(?:[*+-]\s|\d{1,5}\.\s|\||#|>|```)")
_FIRST_CHUNK = re.compile(r"\s*(?:\S{0,78}?[^\W\d_]-(?=\w{0,40}[^\W\d_])|\S*)")
_FORM = re.compile(r"_{8,}|\(BUTTON\)|\[ {8,}\]|\[_{4,}")
_QUOTED = re.compile(r"(?:^>[^\n]*\n){6,}", re.MULTILINE)
_QUOTE = re.compile(r"^(?:> ?)+", re.MULTILINE)
_GLANCE = 1 << 20
_SHORT = 40
_MARKER = re.compile(r"(\d{1,5})\.(?:\s+(.*))?")
_BULLET = re.compile(r"(?:[*•◦▪+]\s+|- {2,4})(\S.*)")
_DUMPED_HEADING = re.compile(r"#{1,6}\s+(\S.*)")


@dataclass(slots=True)
class Line:
    """One line: its text without the program's marks, how far it is indented, and the links it bore.

    `marker` is the column of its list number (its start and its dot), -1 where it has none; `item` the text after it,
    `number` the number itself (0: a bullet).
    """

    text: str
    indent: int = 0
    length: int = 0
    links: tuple[str, ...] = ()
    marker: tuple[int, int] = (-1, -1)
    item: str = ""
    number: int = 0
    heading: bool = False

    @property
    def shown(self) -> str:
        """The text after a list number, if any: what a head is looked for in."""
        return self.item if self.marker[0] >= 0 else self.text


@dataclass(frozen=True)
class Rendering:
    """A page's lines; `width` is where they were wrapped (0: not at all), `filtered` counts control bytes left out.

    `mended` counts lines whose encoding was repaired.

    Lines that are alike may be one object: whoever changes one puts another in its place.
    """

    lines: list[Line]
    width: int
    filtered: int
    mended: int = 0

    def joined(self, start: int, end: int) -> str:
        """Return lines as text: wrapped ones joined again, paragraphs apart."""
        lines = self.lines[start:end]
        if len(lines) == 1:
            return lines[0].text.strip()
        pieces: list[str] = []
        for line, following in pairwise(lines):
            pieces += line.text, self._between(line, following)
        pieces += (line.text for line in lines[-1:])
        return _EMPTY_LINES.sub("\n\n", "".join(pieces)).strip()

    def _between(self, line: Line, following: Line) -> str:
        if not self.width or not line.text or not following.text or following.marker[0] >= 0:
            return "\n"
        word = len(following.text.split(" ", 1)[0])
        return " " if line.length + 1 + word > self.width else "\n"


def rendering(text: str) -> Rendering:
    """Return the lines of a text; what programs add to it (links' numbers, Markdown, pictures' names) is taken off."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(8)
    clean = _CONTROL.sub("", text)
    filtered = len(text) - len(clean)
    clean, mended = _mended(clean)
    clean = clean.replace(_LINK_MARK, "").replace(_LINK_END, "")
    clean = _EMPTY.sub(_FAR_APART, _unquoted(clean))
    links: list[str] = []
    is_markdown = clean.count("](http") >= 3 or clean.count("](/") >= 5 or _has_dumped_heading(clean)
    breaks = clean.count("\n")
    unwrapped = _unwrapped(clean) if is_markdown else clean
    clean = _without_markdown(unwrapped, links) if is_markdown else _without_references(clean, links)
    lines = _lines(clean, links, is_markdown)
    return Rendering(lines, 0 if unwrapped.count("\n") < breaks else _width(lines), filtered, mended)


def _has_dumped_heading(text: str) -> bool:
    """Whether a heading over comments, or several others, stand there in Markdown: such a text may have no links."""
    headings = [match[1].strip("# *") for match in islice(_HEADING_LINE.finditer(text, 0, _GLANCE), 100)]
    return len(headings) >= 4 or any(
        page_words.counted(heading) is not None or is_heading(heading) for heading in headings
    )


def is_heading(text: str) -> bool:
    """Whether a line is a heading over comments that gives no number: "Comments", "Commentaires sur La soupe"."""
    return page_words.is_bare_heading(text) or _ON_POST.fullmatch(text) is not None


def _unwrapped(text: str) -> str:
    """Return Markdown without the breaks that html2text makes where a line would be longer than 78 characters.

    It sets them within addresses and names, too; lists and tables it leaves as long as they are.
    """
    lines = text.split("\n")
    wrapped = [line for line in lines if len(line) > 60 and not _MARKS_LEFT_LONG.match(line)]
    if not wrapped or any(" " in line[1:_WRAPPED_AT].strip() for line in wrapped if len(line) > _WRAPPED_AT):
        return text
    pieces: list[str] = []
    for line, following in pairwise([*lines, ""]):
        whole = not following or line.endswith("  ") or _MARKS_LEFT_LONG.match(line) or _BLOCK_MARK.match(following)
        first = _FIRST_CHUNK.match(following)
        if whole or not line or len(line) + (line[-1] != "-") + len(first[0] if first else "") <= _WRAPPED_AT:
            pieces.append(f"{line}\n")
        else:
            pieces.append(line if line.endswith("-") else f"{line} ")
    return "".join(pieces)[:-1]


def _lines(text: str, links: list[str], is_markdown: bool) -> list[Line]:
    """Return the lines of a text; short ones that come again ("Reply") are read once."""
    known: dict[str, Line] = {}
    lines: list[Line] = []
    for raw in text.split("\n"):
        line = known.get(raw) if len(raw) <= _SHORT else None
        if line is None:
            line = _line(raw, links, is_markdown)
            if len(raw) <= _SHORT and not line.links:
                known[raw] = line
        lines.append(line)
    return lines


def _mended(text: str) -> tuple[str, int]:
    """Return the text with lines as they were meant whose UTF-8 was once read as Windows-1252, and how many."""
    if "Ã" not in text and "â€" not in text:
        return text, 0
    lines = [(line, unmangled(line)) for line in text.split("\n")]
    return "\n".join(other or line for line, other in lines), sum(other is not None for _, other in lines)


def _unquoted(text: str) -> str:
    """Return the text without the marks that mail programs set before every line of what they quote."""
    return _QUOTED.sub(lambda match: _QUOTE.sub("", match[0]), text) if "\n>" in f"\n{text[:_GLANCE]}" else text


def _line(raw: str, links: list[str], is_markdown: bool) -> Line:
    if not raw or raw.isspace():
        return Line("", len(raw))
    found: tuple[str, ...] = ()
    if _LINK_MARK in raw:
        found = tuple(links[int(number)] for number in _MARKED.findall(raw))
        raw = _MARKED.sub("", raw)
    length = len(raw.rstrip())
    text = raw.strip()
    indent = len(raw) - len(raw.lstrip())
    text = _PLACEHOLDER.sub("", text) if text[:1] in ("[", "(") else text
    if _FORM.search(text):
        text = ""
    heading = False
    if is_markdown:
        if (match := _DUMPED_HEADING.fullmatch(text)) is not None:
            heading, text = True, match[1].strip("# ")
        text = "" if text in ("* * *", "---", "```") else text
        if text.startswith(("> ", ">")) and len(text) < 20000:
            text = text.lstrip("> ")
        text = text.replace("\\.", ".") if len(text) < 12 else text
    line = Line(text, indent, length, found, heading=heading)
    if text[:1].isdigit() and (match := _MARKER.fullmatch(text)) is not None:
        line.marker = (indent, indent + len(match[1]))
        line.number = int(match[1])
        line.item = _PLACEHOLDER.sub("", (match[2] or "").strip()).strip()
        line.text = text
    elif (match := _BULLET.fullmatch(text)) is not None:
        line.marker, line.item = (indent, indent + 1), match[1].strip()
    if is_markdown and "\\" in line.text:
        line.text, line.item = _ESCAPED.sub(r"\1", line.text), _ESCAPED.sub(r"\1", line.item)
    return line


def _without_markdown(text: str, links: list[str]) -> str:
    def shared(match: re.Match[str]) -> str:
        links.append(unquote(match[2]))
        return f"{_LINK_MARK}{len(links) - 1}{_LINK_END}"

    def image(match: re.Match[str]) -> str:
        return match[1] if "/emoji/" in match[2] or "smilies" in match[2] else ""

    def link(match: re.Match[str]) -> str:
        links.append(match[2])
        return f"{' '.join(match[1].split())}{_LINK_MARK}{len(links) - 1}{_LINK_END}"

    text = _LINK.sub(link, _IMAGE.sub(image, _SHARED.sub(shared, text)))
    text = _EMPHASIS.sub(r"\1", _STRONG.sub("", text))
    return _AUTOLINK.sub(r"\1", text.replace("~~", "").replace("`", ""))


def _without_references(text: str, links: list[str]) -> str:
    """Take off lynx's list of links and their numbers in the text; only numbers that come in their order are links."""
    text = _CHANGED.sub("", text)
    heads = list(_REFERENCES.finditer(text))
    if not heads or (found := dict(_REFERENCE.findall(text, heads[-1].end()))) == {}:
        return text
    last = 0

    def numbered(match: re.Match[str]) -> str:
        nonlocal last
        number = int(match[1])
        if not last < number <= last + 4 or match[1] not in found:
            return match[0]
        last = number
        links.append(found[match[1]])
        return f"{_LINK_MARK}{len(links) - 1}{_LINK_END}"

    return _NUMBERED_LINK.sub(numbered, text[: heads[-1].start()])


def _width(lines: Iterable[Line]) -> int:
    """Tell where a program wrapped its lines by how many of them end just before the longest; 0 if it did not."""
    lengths = sorted(line.length for line in lines if line.length > 40)
    if not lengths or lengths[-1] > 200:
        return 0
    near = len(lengths) - bisect_left(lengths, lengths[-1] - 14)
    return lengths[-1] if near >= max(2, len(lengths) // 8) else 0
