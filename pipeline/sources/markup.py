"""Comment markup to plain text, the way a browser would show it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.identity import unescaped

BLOCKS = frozenset(
    "address article blockquote dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table td "
    "th tr ul".split()
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
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}")
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
    tags = _TAG.findall(markup)
    counted = {tag: name for tag in set(tags) if (name := tag.lstrip("</").lower()) not in _ENDLESS}
    for tag in tags:
        if (name := counted.get(tag)) is None:
            continue
        if tag[1] != "/":
            opened[name] += 1
            depth += 1
            if depth > DEEPEST:
                return True
        elif opened[name]:  # what closes nothing that is open closes nothing
            opened[name] -= 1
            depth -= 1
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
    left_out: Set[int] = frozenset(),
    at_most: int | None = None,
) -> tuple[str, str | None]:
    """Return text and link targets of a parsed element, as `plain` does.

    `left_out` are the `mem_id`s of parts to leave out (not of the element itself); `at_most` stops soon after so many
    characters.
    """
    pieces: list[str] = []
    links: list[str] = []
    _walk(node, pieces, links, typed, left_out, at_most)
    text = _tidied("".join(pieces))
    unseen = [link for link in list(dict.fromkeys(links))[:_MOST_LINKS] if link not in text]
    return text, "\n".join(unseen) if unseen else None


def only_text(node: LexborNode) -> str | None:
    """Return what an element says that holds a text in ASCII and no element; None for any other."""
    only = node.first_child
    if only is None or only.tag != "-text" or only.next is not None or node.tag in _UNSEEN:
        return None
    text = only.text_content or ""
    return text if text.isascii() else None


def _walk(
    node: LexborNode,
    pieces: list[str],
    links: list[str],
    typed: bool,
    left_out: Set[int],
    at_most: int | None,
) -> None:
    """Collect in document order, without recursion: markup can be nested thousands deep."""
    current, entering, counted, written, entered, depth = node, True, 0, 0, 0, 0
    kept_in = 0 if typed else -1  # the depth of the element whose line breaks count
    while True:
        tag = current.tag
        if entering:
            if at_most is not None:
                written += sum(map(len, pieces[counted:]))
                counted, entered = len(pieces), entered + 1
                if written > at_most or entered > at_most + _LOOKED_AT:
                    return
            if left_out and depth and current.mem_id in left_out:
                pass
            elif tag == "-text":
                text = current.text_content or ""
                pieces.append(text if kept_in >= 0 else _spaced(text))
            elif _enter(current, tag, pieces, links):
                child = current.first_child
                if child is not None:
                    kept_in = depth if tag == "pre" and kept_in < 0 else kept_in
                    current, depth = child, depth + 1
                    continue
        elif kept_in == depth and not typed:
            kept_in = -1
        if tag in BLOCKS:
            pieces.append("\n\n" if tag == "p" else "\n")
        if not depth:
            return
        following = current.next
        entering = following is not None
        current, depth = (following, depth) if entering else (current.parent, depth - 1)  # type: ignore[assignment]


def _spaced(text: str) -> str:
    """Return text as a page shows it: every run of white space is one space."""
    if text.isprintable() and "  " not in text:
        return text
    return " ".join(f"|{text}|".split())[1:-1] if text.strip() else " "


def _enter(node: LexborNode, tag: str | None, pieces: list[str], links: list[str]) -> bool:
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
    elif tag in BLOCKS:
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
