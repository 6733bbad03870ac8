"""What moved a classifier's score: the words of the comment, its author's name, addresses; what lowers it when gone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import abuse, spam
from pipeline.classifiers.explain import Stretch, contributions_of
from pipeline.classifiers.model import open_model
from pipeline.classifiers.spam_signs import Beside
from pipeline.features import Features

_PIECES = 8  # runs of words that are taken out one by one: more cost time, and mark words too small to mean anything
_TELLING = 0.1  # of the heaviest cause
_ADDRESS = re.compile(r"(?:https?://|www\.)|\w\.[a-z]{2,12}(?:/|\b)", re.IGNORECASE)
_LEAST = {"author": 1.3, "author_url": 1e-3, "links": 1e-3}  # log odds: some are lost with any name, however plain
_BESIDE = tuple(_LEAST)


@dataclass(frozen=True)
class Cause:
    """`spans` of the text with what they are; `beside`: what stands beside the text (author, author_url, links)."""

    spans: tuple[tuple[int, int, str], ...] = ()
    beside: dict[str, str] = field(default_factory=dict)


def of_spam(comments: pd.DataFrame, own: Path | None = None) -> list[Cause]:
    """Return why each of these comments is taken for spam, in their order."""
    if comments.empty:
        return []
    model, texts = open_model("spam", own), comments["text"].tolist()
    whole = Beside.of(comments)

    def score(rows: Sequence[int], variants: Sequence[str]) -> npt.NDArray[np.float64]:
        return spam.logits(model, Features.of(variants), whole.of_rows(rows))

    full, stretches = contributions_of(score, texts, share=_TELLING, pieces=_PIECES)
    losses = {name: np.zeros(len(texts)) for name in _BESIDE}
    there = [(name, row) for name in _BESIDE for row, value in enumerate(whole.named(name)) if value]
    if there:
        names, rows = zip(*there, strict=True)
        left = spam.logits(model, Features.of([texts[row] for row in rows]), whole.of_rows(rows).without(names))
        for name, row, odds in zip(names, rows, left.tolist(), strict=True):
            losses[name][row] = full[row] - odds
    causes = []
    for row, (text, found) in enumerate(zip(texts, stretches, strict=True)):
        heaviest = max([*(weight for _, _, weight in found[:1]), *(float(losses[name][row]) for name in _BESIDE)])
        telling = [one for one in found if one[2] >= _TELLING * heaviest]
        beside = {
            name: str(comments[name].iloc[row])
            for name in _BESIDE
            if losses[name][row] >= max(_TELLING * heaviest, _LEAST[name])
        }
        causes.append(Cause(_named(text, telling, _kind_of_spam), beside))
    return causes


def of_abuse(comments: pd.DataFrame, own: Path | None = None) -> list[Cause]:
    """Return why each of these comments is taken for abuse, in their order."""
    if comments.empty:
        return []
    model, texts, languages = open_model("abuse", own), comments["text"].tolist(), comments["language"].tolist()

    def score(rows: Sequence[int], variants: Sequence[str]) -> npt.NDArray[np.float64]:
        features = Features.of(variants)
        read = {language: abuse.logits(model, features, language) for language in abuse.LANGUAGES}
        mean: npt.NDArray[np.float64] = np.mean(list(read.values()), axis=0)
        return np.array([read.get(languages[row], mean)[place] for place, row in enumerate(rows)], dtype=np.float64)

    _, found = contributions_of(score, texts, share=_TELLING, pieces=_PIECES)
    return [Cause(_named(text, of, lambda _: "abusive wording")) for text, of in zip(texts, found, strict=True)]


def _named(text: str, found: Sequence[Stretch], kind: Callable[[str], str]) -> tuple[tuple[int, int, str], ...]:
    return tuple(sorted((start, end, kind(text[start:end])) for start, end, _ in found))


def _kind_of_spam(stretch: str) -> str:
    return "link" if _ADDRESS.search(stretch) else "spam wording"
