"""Comment markup to plain text, the way a browser would show it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.identity import unescaped

_BLOCKS = frozenset(
    "address article blockquote dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tr "
    "ul".split()
)
_UNSEEN = frozenset("script style template noscript head title iframe object svg button form select textarea".split())
_SPACES = re.compile(r"[ \t\r\f\v]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKUP = re.compile(r"<[a-zA-Z/!]")
DEEPEST = 3_000
"""An HTML parser's time grows with the square of the depth; browsers stop at 512."""
_DEEPEST_BARE = 512
"""For elements without attributes where there is to be cut: no comment is told by them."""
_MOST_LINKS = 1_000
_LOOKED_AT = 100
"""Elements without text that are walked through for the beginning of one: they may be nested in thousands of others."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_WHOLE_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]*>?")
_ANY_TAG = re.compile(r"<[/!a-zA-Z][^<>]*>?")
_ENDLESS = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead "
    "tbody"
    " tfoot path circle rect line polygon polyline use stop g ellipse".split()
)
_ITEMS = frozenset("li dt dd tr td th option".split())
"""Elements that may be left open: the next of their kind ends them."""


def plain(markup: str, *, typed: bool = False) -> tuple[str, str | None]:
    """Return the text that a reader sees (NFC) and the targets of its links, one a line (None where it has no link).

    `typed` says that line breaks count, as in what an author typed; in a page only elements break lines. Scripts,
    styles and forms are left out; of images only emoji and smileys speak (their `alt`). Nothing is executed or fetched.
    """
    if "<" not in markup or not _MARKUP.search(markup):
        text = unescaped(markup) if "&" in markup else markup
        return _tidied(text if typed else " ".join(text.split())), None
    if markup.count("<") > DEEPEST and is_bottomless(markup):
        return _tidied(unescaped(_ANY_TAG.sub(" ", markup))), None
    body = LexborHTMLParser(markup).body
    return node_text(body, typed=typed) if body is not None else ("", None)


def is_bottomless(markup: str) -> bool:
    """Whether elements are nested deeper than any page for readers has them, told without parsing."""
    depth, opened = 0, Counter[str]()
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if name in _ENDLESS or (match[1] and not opened[name]):
            continue  # what closes nothing that is open closes nothing
        step = -1 if match[1] else 1
        opened[name] += step
        depth += step
        if depth > DEEPEST:
            return True
    return False


def shallow(markup: str) -> tuple[str, int]:
    """Return markup whose elements are nested no deeper than a page's may be, and how many were taken away for that.

    What stands in them stays, and so does what follows them: elements that were never closed end with the one around.
    """
    stack: list[tuple[str, bool]] = []
    opened: Counter[str] = Counter()
    pieces: list[str] = []
    at = depth = taken = 0

    def closed() -> tuple[str, bool]:
        nonlocal depth
        top, stays = stack.pop()
        opened[top] -= 1
        depth -= stays
        return top, stays

    for match in _WHOLE_TAG.finditer(markup):
        name, deepest = match[2].lower(), DEEPEST if "=" in match[0] else _DEEPEST_BARE
        if name in _ENDLESS and name not in _ITEMS:
            continue
        pieces.append(markup[at : match.start()])
        at = match.start()
        if not match[1]:
            if name in _ITEMS and stack and stack[-1][0] == name:
                closed()
            stays = depth < deepest
            stack.append((name, stays))
            opened[name] += 1
            depth += stays
            taken += not stays
        elif opened[name]:
            while (unclosed := closed())[0] != name:
                pieces.append(f"</{unclosed[0]}>" if unclosed[1] else "")
            stays = unclosed[1]
        else:
            stays = True
        at = at if stays else match.end()
    return "".join([*pieces, markup[at:]]), taken


def node_text(
    node: LexborNode,
    *,
    typed: bool = False,
    without: str = "",
    left_out: Set[int] = frozenset(),
    at_most: int | None = None,
) -> tuple[str, str | None]:
    """Return text and link targets of a parsed element, as `plain` does.

    `without` is a selector of parts to leave out, `left_out` the `mem_id`s of more (not of the element itself);
    `at_most` stops soon after so many characters.
    """
    outside = (left_out, {part.mem_id for part in node.css(without)} if without else frozenset())
    pieces: list[str] = []
    links: list[str] = []
    _walk(node, pieces, links, typed, outside, at_most)
    text = _tidied("".join(pieces))
    unseen = [link for link in list(dict.fromkeys(links))[:_MOST_LINKS] if link not in text]
    return text, "\n".join(unseen) if unseen else None


def _walk(
    node: LexborNode,
    pieces: list[str],
    links: list[str],
    typed: bool,
    outside: tuple[Set[int], Set[int]],
    at_most: int | None,
) -> None:
    """Collect in document order, without recursion: markup can be nested thousands deep."""
    current, entering, counted, written, entered = node, True, 0, 0, 0
    while True:
        if entering:
            if at_most is not None:
                written += sum(map(len, pieces[counted:]))
                counted, entered = len(pieces), entered + 1
                if written > at_most or entered > at_most + _LOOKED_AT:
                    return
            is_out = current.mem_id != node.mem_id and (current.mem_id in outside[0] or current.mem_id in outside[1])
            entering = not is_out and _enter(current, pieces, links, typed) and current.first_child is not None
            if entering:
                current = current.first_child  # type: ignore[assignment]
                continue
        if current.tag in _BLOCKS:
            pieces.append("\n\n" if current.tag == "p" else "\n")
        if current.mem_id == node.mem_id:
            return
        following = current.next
        current, entering = (following, True) if following is not None else (current.parent, False)  # type: ignore[assignment]


def _enter(node: LexborNode, pieces: list[str], links: list[str], typed: bool) -> bool:
    tag = node.tag
    if tag == "-text":
        text = node.text_content or ""
        pieces.append(text if typed else " ".join(f"|{text}|".split())[1:-1] if text.strip() else " " if text else "")
        return False
    if tag in _UNSEEN or tag in ("-comment", "!doctype"):
        return False
    if tag == "br":
        pieces.append("\n")
    elif tag == "img":
        pieces.append(_spoken(node))
    elif tag == "a":
        target = (node.attributes.get("href") or "").strip()
        if target.lower().startswith(("http:", "https:", "//", "www.")):
            links.append(target)
    elif tag in _BLOCKS:
        pieces.append("\n")
    return True


def _spoken(image: LexborNode) -> str:
    classes = image.attributes.get("class") or ""
    is_smiley = any(word in classes for word in ("wp-smiley", "emoji", "emoticon"))
    return (image.attributes.get("alt") or "") if is_smiley else ""


def _tidied(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "  " in text or "\t" in text or "\f" in text or "\v" in text:
        text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = text.replace(" \n", "\n").replace("\n ", "\n")
        text = _BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text
    return unicodedata.normalize("NFC", text.strip())
