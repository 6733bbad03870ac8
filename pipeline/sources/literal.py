"""Which `<` begins markup in a text that may be plain or HTML, as tables and small exports hold them."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.sources.records import Remark

_WITH_CONTENT = {
    "script": "script", "style": "style", "iframe": "iframe", "object": "object", "svg": "svg",
    "form": "form", "button": "form", "select": "form", "textarea": "form",
    "template": "other", "noscript": "other", "title": "other",
}  # fmt: skip
"""Elements that are left out with what they hold, and how they are told: markup only where they are closed."""
_NAMES = frozenset(_WITH_CONTENT) | frozenset(
    "a abbr acronym address area article aside audio b bdi bdo big blockquote body br canvas caption center cite code"
    " col colgroup dd del details dfn dir div dl dt em embed fieldset figcaption figure font footer g-emoji h1 h2 h3 h4"
    " h5 h6 header hgroup hr html i img input ins kbd label legend li link mark marquee meta nav nobr o:p ol optgroup"
    " option p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td"
    " tfoot th thead time tr tt u ul var video wbr".split()
)
_SIGN = re.compile(
    r"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9:-]{0,20})(?=[\s/>])"
    r"[^<>\"']{0,2000}+(?:(?:\"[^\"]{0,2000}+\"|'[^']{0,2000}+')[^<>\"']{0,2000}+){0,20}+>|)"
)
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_REMARKS = {
    "script": Remark("comments from which markup was removed with what it held: script"),
    "style": Remark("comments from which markup was removed with what it held: style"),
    "iframe": Remark("comments from which markup was removed with what it held: iframe"),
    "object": Remark("comments from which markup was removed with what it held: object, embed"),
    "svg": Remark("comments from which markup was removed with what it held: svg"),
    "form": Remark("comments from which markup was removed with what it held: form, button, select, textarea"),
    "other": Remark("comments from which markup was removed with what it held: template, noscript, title"),
}


class Literal:
    """Makes texts fit for `markup.plain`: what is no markup in them is escaped; counts what will be left out."""

    def __init__(self) -> None:
        self._removed: Counter[str] = Counter()

    def escaped(self, text: str) -> str:
        """Return the text with every `<` as an entity that begins no element of HTML ("<3", "<Vec<T>>", "<grin>")."""
        if "<" not in text:
            return text
        signs = _Signs(text)
        found = _SIGN.sub(signs.read, text)
        kinds = {_WITH_CONTENT.get(name, "object") for name in signs.opened}
        self._removed.update(kinds)
        return found

    def remarks(self) -> Iterator[Remark]:
        """Yield which elements were left out with what they held, and of how many comments."""
        yield from (Remark(_REMARKS[kind].what, count) for kind, count in sorted(self._removed.items()))


class _Signs:
    """Reads the `<` of one text, in order."""

    def __init__(self, text: str) -> None:
        small = text.translate(_SMALL)
        self._ends = {name: small.rfind(f"</{name}>") for name in _WITH_CONTENT if f"<{name}" in small}
        self._last_note = text.rfind("-->")
        self.opened: set[str] = set()  # elements that are left out

    def read(self, match: re.Match[str]) -> str:
        """Return what stands there, escaped where it is no markup."""
        name = (match[2] or "").lower()
        is_markup = match.end() <= self._last_note if match[0] == "<!--" else self._is_element(match, name)
        return match[0] if is_markup else match[0].replace("<", "&lt;")

    def _is_element(self, match: re.Match[str], name: str) -> bool:
        if name in _WITH_CONTENT and match[1]:
            return name in self.opened
        if name not in _NAMES or (name in _WITH_CONTENT and match.start() > self._ends[name]):
            return False
        if len(name) == 1 and "=" not in match[0] and match[0][len(match[1]) + 2 : -1].strip(" \n\t/"):
            return False  # "a<b and c>d"
        if (name in _WITH_CONTENT or name == "embed") and not match[1]:
            self.opened.add(name)
        return True
