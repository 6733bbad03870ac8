"""What a comment says itself, and what it quotes: lines after ">", and what stands between marks of quotation."""

import re

import numpy as np

from pipeline.features import Features
from pipeline.features.letters import CAPITAL, LETTER
from pipeline.features.reading import Mask

_OPENING = np.isin(np.arange(0x2040), [ord(sign) for sign in "\"“”„«‹>'‘’"])
_INSIDE = r"[^\n]{1,600}?"
_LINE = re.compile(r"^[ \t]{0,3}>[^\n]{1,2000}", re.MULTILINE)
# What must stand before a mark is looked for behind it: where all begin with a sign, it is found much faster.
_MARKED = re.compile(
    rf"“{_INSIDE}[”“]|„{_INSIDE}[“”]|«{_INSIDE}»|‹{_INSIDE}›"
    rf"|\"(?<![\w\"]\")(?=[^\s\"]){_INSIDE}(?<=[^\s\"])\"(?![\w\"])"
    rf"|['‘](?<![\w'’‘].)(?=[^\W\d_]){_INSIDE}(?<=[\w.!?,…])['’](?!\w)"
)
_LEAST = 2  # words that a comment says itself; with fewer, all of it is taken for said
_WORD = re.compile(r"[^\W\d_]{2,}")


def quoting_rows(features: Features) -> Mask:
    """Return which texts may quote something; the others need no closer look."""
    joined, found = features.joined, np.zeros(len(features), dtype=np.bool_)
    letter = (joined.kinds == LETTER) | (joined.kinds == CAPITAL)
    marks = np.flatnonzero(_OPENING.take(joined.codes, mode="clip"))
    found[np.searchsorted(joined.ends, marks[~letter[marks - 1]])] = True
    return found


def parted(text: str) -> tuple[str, str]:
    """Return what a comment says itself, a pair of marks where it quotes, and what it quotes."""
    spans = quotations(text)
    if not spans:
        return text, ""
    ends = [0, *(end for _, end in spans)]
    said = ' "" '.join(text[end:start] for end, (start, _) in zip(ends, [*spans, (len(text), 0)], strict=True))
    if len(_WORD.findall(said)) < _LEAST:
        return text, ""
    return said, " … ".join(text[start:end] for start, end in spans)


def quotations(text: str) -> list[tuple[int, int]]:
    """Return where quotations stand, in order: lines behind ">", and between marks what is on one line."""
    lines = [found.span() for found in _LINE.finditer(text)] if ">" in text else []
    rest = _LINE.sub(lambda at: " " * len(at[0]), text) if lines else text
    return sorted([*lines, *(found.span() for found in _MARKED.finditer(rest))])
