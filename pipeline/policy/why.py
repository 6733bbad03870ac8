"""What moved a classifier's score: the words of the comment, its author's name, addresses; what lowers it when gone."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import abuse, spam
from pipeline.classifiers.model import Model, open_model, sigmoid
from pipeline.classifiers.spam_signs import Beside
from pipeline.features import Features
from pipeline.policy.addresses import addresses
from pipeline.policy.moving_words import Stretch, smallest
from pipeline.policy.personal import personal_spans
from pipeline.policy.spans import Span as Kind
from pipeline.policy.spans import meets

_TELLING = 0.1  # of the heaviest cause
_LEAST = {"author": 1.3, "author_url": 1e-3, "links": 1e-3}  # log odds: some are lost with any name, however plain
_BESIDE = tuple(_LEAST)
_MOST_WORDS = 100_000
LINK = "link"
"""What an address in a text is called."""


Numbers = npt.NDArray[np.float64]
Asked = tuple[str, object]
"""A word, or a few, and in which language it is looked at, where that matters."""


@dataclass(frozen=True)
class Cause:
    """`spans` of the text with what they are; `beside`: what stands beside the text (author, author_url, links)."""

    spans: tuple[Kind, ...] = ()
    beside: dict[str, str] = field(default_factory=dict)


class _Remembered:
    """What words say by themselves; most come again and again, so that only new ones are asked about."""

    def __init__(self) -> None:
        self._scores: dict[Asked, float] = {}

    def of(self, asked: Sequence[Asked], score: Callable[[Sequence[Asked]], Numbers]) -> Numbers:
        """Return the score of each of these words, in order."""
        known = self._scores  # of this call, whatever another thread puts in its place
        new = [one for one in dict.fromkeys(asked) if one not in known]
        if len(known) + len(new) > _MOST_WORDS:
            known = self._scores = {}
            new = list(dict.fromkeys(asked))
        if new:
            known.update(zip(new, score(new).tolist(), strict=True))
        return np.array([known[one] for one in asked], dtype=np.float64)


_remembered: defaultdict[str, _Remembered] = defaultdict(_Remembered)  # by a classifier's version


def of_spam(comments: pd.DataFrame, own: Path | None = None) -> list[Cause]:
    """Return why each of these comments is taken for spam, in their order."""
    if comments.empty:
        return []
    model, texts, beside = open_model("spam", own), comments["text"].tolist(), Beside.of(comments)
    named = [named_apart(text) for text in texts]
    full, found = _moving_spam(model, texts, beside, named)
    losses = _without_beside(model, texts, beside, full)
    lost = [{name: float(losses[name][row]) for name in _BESIDE} for row in range(len(texts))]
    stands = [{name: str(beside.named(name)[row]) for name in _BESIDE} for row in range(len(texts))]
    return [_cause(*one) for one in zip(found, named, lost, stands, strict=True)]


def _moving_spam(
    model: Model, texts: Sequence[str], beside: Beside, named: Sequence[Sequence[Kind]]
) -> tuple[Numbers, list[list[Stretch]]]:
    """Return the texts' log odds of spam, and what of each lowers them when it is gone."""

    def score(rows: Sequence[int], variants: Sequence[str]) -> Numbers:
        return spam.logits(model, Features.of(variants), beside.of_rows(rows))

    def of_words(asked: Sequence[Asked]) -> Numbers:
        nothing = [""] * len(asked)
        return spam.logits(model, Features.of([word for word, _ in asked]), Beside(nothing, nothing, nothing, nothing))

    def alone(_: Sequence[int], words: Sequence[str]) -> Numbers:
        return _remembered[model.version].of([(word, None) for word in words], of_words)

    whole = [{(start, end): what == LINK for start, end, what in kinds} for kinds in named]
    return smallest(score, alone, texts, whole)


def _cause(
    found: Sequence[Stretch], named: Sequence[Kind], lost: Mapping[str, float], stands: Mapping[str, str]
) -> Cause:
    """Return what counts among the stretches found in a text and what stands beside it, as what each is named."""
    heaviest = max([*(weight for _, _, weight in found[:1]), *lost.values()])
    telling = [one for one in found if one[2] >= _TELLING * heaviest]
    moved = {name: stands[name] for name in _BESIDE if lost[name] >= max(_TELLING * heaviest, _LEAST[name])}
    spans = _told(telling, "spam wording", named) or (() if moved else tuple(one for one in named if one[2] != LINK))
    return Cause(spans, moved)


def of_abuse(comments: pd.DataFrame, own: Path | None = None) -> list[Cause]:
    """Return why each of these comments is taken for abuse, in their order."""
    if comments.empty:
        return []
    model, texts, languages = open_model("abuse", own), comments["text"].tolist(), comments["language"].tolist()

    def of_texts(asked: Sequence[Asked]) -> Numbers:
        return _abuse(model, [text for text, _ in asked], [language for _, language in asked])

    def score(rows: Sequence[int], variants: Sequence[str]) -> Numbers:
        return of_texts([(variant, languages[row]) for variant, row in zip(variants, rows, strict=True)])

    def alone(rows: Sequence[int], words: Sequence[str]) -> Numbers:
        return _remembered[model.version].of(
            [(word, languages[row]) for word, row in zip(words, rows, strict=True)], of_texts
        )

    _, found = smallest(score, alone, texts, [{}] * len(texts))
    return [Cause(_told(stretches, "abusive wording")) for stretches in found]


def spam_without_personal(comments: pd.DataFrame, own: Path | None = None) -> list[float]:
    """Return how likely spam each of these comments would be, had its author left no number or address in it."""
    if comments.empty:
        return []
    texts = [_without(text, personal_spans(text)) for text in comments["text"].tolist()]
    odds = spam.logits(open_model("spam", own), Features.of(texts), Beside.of(comments))
    likely: list[float] = sigmoid(odds).tolist()
    return likely


def _without(text: str, spans: Sequence[Kind]) -> str:
    for start, end, _ in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text


def named_apart(text: str) -> tuple[Kind, ...]:
    """Return what is named for what it is, and never in part: addresses, and what is personal."""
    personal = personal_spans(text)
    links: list[Kind] = []
    for one in addresses(text):
        if not meets(personal, one.start, one.end) and not (links and one.start < links[-1][1]):
            links.append((one.start, one.end, LINK))
    return tuple(sorted([*personal, *links]))


def _abuse(model: Model, texts: Sequence[str], languages: Sequence[object]) -> Numbers:
    """Return the log odds of abuse by the classifier of each text's language, of other languages the mean of all."""
    features, scores = Features.of(texts), np.zeros(len(texts))
    unknown = np.array([language not in abuse.LANGUAGES for language in languages])
    for language in abuse.LANGUAGES:
        asked = np.array([one == language for one in languages]) | unknown
        if asked.any():
            share = np.where(unknown[asked], 1 / len(abuse.LANGUAGES), 1.0)
            scores[asked] += share * abuse.logits(model, features.where(asked), language)
    return scores


def _without_beside(model: Model, texts: Sequence[str], beside: Beside, full: Numbers) -> dict[str, Numbers]:
    """Return what each comment's log odds lose without its author's name, their address, and the links."""
    losses = {name: np.zeros(len(texts)) for name in _BESIDE}
    there = [(name, row) for name in _BESIDE for row, value in enumerate(beside.named(name)) if value]
    if there:
        names, rows = zip(*there, strict=True)
        left = spam.logits(model, Features.of([texts[row] for row in rows]), beside.of_rows(rows).without(names))
        for name, row, odds in zip(names, rows, left.tolist(), strict=True):
            losses[name][row] = full[row] - odds
    return losses


def _told(found: Sequence[Stretch], what: str, named: Sequence[Kind] = ()) -> tuple[Kind, ...]:
    """Return the stretches in order, each with what it is: `what`, unless it is named."""
    kinds = {(start, end): kind for start, end, kind in named}
    return tuple(sorted((start, end, kinds.get((start, end), what)) for start, end, _ in found))
