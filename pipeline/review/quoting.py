"""What of a text repeats the words of others: lines with a > before them, and what stands between quotation marks."""

import re
from collections.abc import Iterable

from pipeline.classifiers.abuse_quotes import quotations

Stretch = tuple[int, int]
_LINE = re.compile(r"^[ \t]{0,8}>[ \t>]{0,8}[^\s>=<:;][^\n]*", re.MULTILINE)


def lines(text: str) -> list[Stretch]:
    """Return where the quoted lines of a text stand, in order; a smiley or an arrow quotes nobody."""
    return [at.span() for at in _LINE.finditer(text)]


def is_quoted(text: str, spans: Iterable[Stretch]) -> bool:
    """Return whether all of these stretches of a text (one at least) stand in quoted lines or between its marks."""
    given = list(spans)
    quotes = [*lines(text), *quotations(text)]
    return bool(given) and all(any(a <= start and end <= b for a, b in quotes) for start, end in given)
