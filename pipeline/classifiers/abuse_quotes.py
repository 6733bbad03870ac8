"""What a comment says itself, and what it quotes: lines after ">", and what stands between marks of quotation."""

import re

import numpy as np

from pipeline.features import Features
from pipeline.features.letters import CAPITAL, LETTER
from pipeline.features.reading import Mask

_OPENING = np.array([ord(sign) for sign in "\"“”„«‹>'‘’"], dtype=np.uint32)
_INSIDE = r"[^\n]{1,600}?"
_QUOTED = re.compile(
    r"(?m)^[ \t]{0,3}>[^\n]{1,2000}"
    rf"|“{_INSIDE}[”“]|„{_INSIDE}[“”]|«{_INSIDE}»|‹{_INSIDE}›"
    rf"|(?<![\w\"])\"(?=[^\s\"]){_INSIDE}(?<=[^\s\"])\"(?![\w\"])"
    rf"|(?<![\w'’‘])['‘](?=[^\W\d_]){_INSIDE}(?<=[\w.!?,…])['’](?!\w)"
)
_LEAST = 2  # words that a comment says itself; with fewer, all of it is taken for said
_WORD = re.compile(r"[^\W\d_]{2,}")


def quoting_rows(features: Features) -> Mask:
    """Return which texts may quote something; the others need no closer look."""
    joined, found = features.joined, np.zeros(len(features), dtype=np.bool_)
    letter = (joined.kinds == LETTER) | (joined.kinds == CAPITAL)
    marks = np.flatnonzero(np.isin(joined.codes, _OPENING))
    found[np.searchsorted(joined.ends, marks[~letter[marks - 1]])] = True
    return found


def parted(text: str) -> tuple[str, str]:
    """Return what a comment says itself, a pair of marks where it quotes, and what it quotes."""
    quoted = _QUOTED.findall(text)
    if not quoted:
        return text, ""
    said = _QUOTED.sub(' "" ', text)
    if len(_WORD.findall(said)) < _LEAST:
        return text, ""
    return said, " … ".join(quoted)
