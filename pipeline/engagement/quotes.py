"""Quotes worth reading, by sorts that a page can state; and the piece of a text that is quoted."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from pipeline.locale import marked

PROUD = marked(
    "Published comments by readers that a classifier reads as positive, 12 to 80 words long, no questions, "
    "no links, none cut short or doubtful; the surest first (in tenths), of equals the longer."
)
USEFUL = marked(
    "Published comments by readers of at least 20 words that are not negative, no questions, no links, none "
    "cut short or doubtful; most votes (for less against) first, then most replies, then the longest up to "
    "150 words."
)
CRITICAL = marked(
    "Published comments by readers that a classifier reads as negative, none doubtful; the surest first. The "
    "version to share leaves out what may be an insult, by a low threshold."
)
OTHER = marked(
    "The first by the sort of “to be proud of”, in the language that fewer comments are in; any length from 4 words."
)

_PROUD_WORDS, _USEFUL_LEAST, _USEFUL_MOST, _OTHER_LEAST = (12, 80), 20, 150, 4
_FINE = (None, "publish")
MILD = 0.1
"""Probability of abuse below which a comment may be quoted to anyone."""

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…\n]+[\s\"'”»)]*|[^.!?…\n]+$")


class Said(Protocol):
    """What the sorts look at; the columns of the comments table."""

    @property
    def comment_id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def by_staff(self) -> bool | None: ...
    @property
    def truncated(self) -> bool | None: ...
    @property
    def is_question(self) -> bool | None: ...
    @property
    def sentiment(self) -> str | None: ...
    @property
    def sentiment_score(self) -> float | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def likes(self) -> int | None: ...
    @property
    def dislikes(self) -> int | None: ...
    @property
    def verdict(self) -> str | None: ...


S = TypeVar("S", bound=Said)


def proud(counted: Iterable[S], least: int = _PROUD_WORDS[0]) -> list[S]:
    """Return comments by the sort that PROUD states."""
    found = [
        (-round(one.sentiment_score or 0.0, 1), -words, one.comment_id, one)
        for one in counted
        if one.sentiment == "positive" and _plain(one) and least <= (words := len(one.text.split())) <= _PROUD_WORDS[1]
    ]
    return [row[-1] for row in sorted(found, key=lambda row: row[:3])]


def useful(counted: Iterable[S], replies: Mapping[str, int]) -> list[S]:
    """Return comments by the sort that USEFUL states; `replies` counts those directly under a comment_id."""
    found = [
        (
            abs(one.dislikes or 0) - (one.likes or 0),
            -replies.get(one.comment_id, 0),
            -min(words, _USEFUL_MOST),
            one.comment_id,
            one,
        )
        for one in counted
        if one.sentiment != "negative" and _plain(one) and (words := len(one.text.split())) >= _USEFUL_LEAST
    ]
    return [row[-1] for row in sorted(found, key=lambda row: row[:4])]


def critical(counted: Iterable[S]) -> list[S]:
    """Return comments by the sort that CRITICAL states."""
    found = [
        (one.sentiment_score or 0.0, one.comment_id, one)
        for one in counted
        if one.sentiment == "negative" and not one.by_staff and one.verdict in _FINE
    ]
    return [row[-1] for row in sorted(found, key=lambda row: row[:2])]


def other_language(counted: Sequence[S]) -> list[S]:
    """Return comments by the sort that OTHER states; none where all are in one language."""
    english, french = ([one for one in counted if one.language == code] for code in ("en", "fr"))
    if not english or not french:
        return []
    return proud(french if len(french) <= len(english) else english, _OTHER_LEAST)


class Worth(Generic[S]):
    """The comments worth quoting among published ones, by each sort; `replies` counts those directly under each."""

    def __init__(self, counted: Sequence[S], replies: Mapping[str, int]) -> None:
        self._counted, self._replies = counted, replies

    @cached_property
    def proud(self) -> list[S]:
        """Those to be proud of."""
        return proud(self._counted)

    @cached_property
    def useful(self) -> list[S]:
        """The most useful."""
        return useful(self._counted, self._replies)

    @cached_property
    def other_language(self) -> list[S]:
        """Those in the language that fewer are in."""
        return other_language(self._counted)

    @cached_property
    def critical(self) -> list[S]:
        """The most critical."""
        return critical(self._counted)


def _plain(one: Said) -> bool:
    doubtful = one.by_staff or one.truncated or one.is_question or one.verdict not in _FINE
    return not doubtful and not _LINK.search(one.text)


def excerpt(text: str, longest: int = 240, question: bool = False) -> str:
    """Return at most about `longest` characters of a text: its beginning, or with `question` what it asks."""
    plain = " ".join(text.split())
    if len(plain) <= longest:
        return plain
    sentences = [found.strip() for found in _SENTENCE.findall(plain[:20_000])]
    start = next((place for place, one in enumerate(sentences) if question and one.rstrip("\"'”») ").endswith("?")), 0)
    taken = 0
    chosen: list[str] = []
    for one in sentences[start:]:
        if chosen and taken + len(one) > longest:
            break
        chosen.append(one)
        taken += len(one) + 1
    found = " ".join(chosen)
    cut = found if len(found) <= longest else found[:longest].rsplit(" ", 1)[0]
    before, after = "… " if start else "", " …" if not plain.endswith(cut) else ""
    return f"{before}{cut}{after}"
