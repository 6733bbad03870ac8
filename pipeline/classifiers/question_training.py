"""Makes the weights of `question`: our own comments, and published sentences without any question mark as plain no."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import question, yes_or_no
from pipeline.classifiers.corpora import Corpora
from pipeline.classifiers.model import WEIGHTS, Card, Handle, save
from pipeline.classifiers.yes_or_no import Block
from pipeline.features import Features

VERSION = "2026.11"
STRENGTH = 16.0
PLAIN = {
    "sentiment/vader_nyt_en.train": "MIT",
    "sentiment/uci_sentences_en.train": "CC BY 4.0",
    "sentiment/xlmt_english.train": "unclear",
    "sentiment/xlmt_french.train": "unclear",
    "sentiment/allocine_series_fr.train": "none stated",
    "langid/reddit_comments_fr.train": "GPL-3.0",
}
_PLAIN_WEIGHT, _PLAIN_MOST = 0.15, 500
_UNMARKED_WEIGHT, _OTHER_WEIGHT = 1.5, 0.5  # questions without "?"; spam and abuse, whose questions nobody will answer


def examples(corpora: Corpora, own: pd.DataFrame) -> pd.DataFrame:
    """Return what is learnt from: text, `asks` (bool), weight, source, language, `ordinary` (no spam, no abuse)."""
    asks, marked = own["question"] == "yes", own["text"].str.contains("?", regex=False)
    ordinary = (own["spam"] == "ham") & (own["abuse"] == "ok")
    weight = np.where(asks & ~marked, _UNMARKED_WEIGHT, np.where(ordinary, 1.0, _OTHER_WEIGHT))
    told: dict[str, Any] = {"asks": asks, "weight": weight, "source": "own comments", "ordinary": ordinary}
    parts = [own[["text", "language"]].assign(**told)]
    for name in PLAIN:
        table = corpora.read(name, yes_or_no.task_of(name))
        table = yes_or_no.sample(table[~table["text"].str.contains("?", regex=False)], _PLAIN_MOST)
        told = {"asks": False, "weight": _PLAIN_WEIGHT, "source": _short(name), "ordinary": True}
        parts.append(table[["text", "language"]].assign(**told))
    return pd.concat(parts, ignore_index=True)


def _short(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def blocks(texts: list[str]) -> list[Block]:
    """Return the evidence about texts, as the classifier will see it."""
    features = Features.of(texts)
    return [
        Block("words", features.words, 0.5),
        Block("chars", features.chars, 0.7),
        Block("numbers", question.numbers(features), 1.0),
        Block("clauses", question.grams(features), 1.0),
    ]


def build(corpora: Path, folder: Path = WEIGHTS) -> Handle:
    """Learn from the corpora and our own comments, and write weights and card; the same bytes every time.

    Measured and calibrated out of fold: every fifth of the examples by a classifier that was fitted without it.
    """
    known = examples(Corpora.given(corpora), yes_or_no.own_comments())
    evidence, answers, weights = (
        blocks(known["text"].tolist()),
        known["asks"].to_numpy(),
        known["weight"].to_numpy(dtype=np.float64),
    )
    folds = yes_or_no.fold_numbers(known["text"])
    unseen = yes_or_no.out_of_fold(evidence, answers, weights, folds, STRENGTH)
    slope, offset = yes_or_no.calibration(unseen, answers, weights)
    whole = yes_or_no.fit(evidence, answers, weights, STRENGTH).calibrated(slope, offset)
    marks = [Block("signs", question.signs(Features.of(known["text"].tolist())))]
    elsewhere = yes_or_no.fit(marks, answers, weights)
    arrays = {
        **whole.linear("words", "chars", "numbers").packed("text"),
        **whole.linear("clauses", with_bias=False).packed("clauses"),
        **elsewhere.linear(numbers="signs").packed("elsewhere"),
    }
    return save(folder, _card(known, yes_or_no.probability(slope * unseen + offset)), arrays)


def _card(known: pd.DataFrame, scores: npt.NDArray[np.float64]) -> Card:
    answers, ordinary = known["asks"].to_numpy(), known["ordinary"].to_numpy()
    own = (known["source"] == "own comments").to_numpy()
    measured = {}
    for language in question.LANGUAGES:
        rows = own & (known["language"] == language).to_numpy()
        for name, chosen in (("", rows), (", neither spam nor abuse", rows & ordinary)):
            measured[language + name] = yes_or_no.measured(
                scores[chosen], answers[chosen], question.ASKS, intervals=True
            )
    weights = known["weight"].to_numpy(dtype=np.float64)
    return {
        "name": "question",
        "version": VERSION,
        "answers": "probability that a comment asks something that deserves an answer",
        "languages": "en, fr; others by question marks alone",
        "method": (
            "logistic regression on hashed words, characters, beginnings of clauses and words of clauses that end in "
            "?, and on plain numbers; Platt scaling"
        ),
        "data": yes_or_no.listed(known, {_short(name): licence for name, licence in PLAIN.items()}),
        "measured": {
            "how": "out of fold: five parts by the text's letters, copies in one part; "
            f"yes is a score of {question.ASKS}",
            "calibration error of the mixture": round(yes_or_no.calibration_error(scores, answers, weights), 4),
            **measured,
        },
        "bad at": [
            "rhetorical questions that are built like real ones",
            "French questions without a mark and without inversion",
        ],
    }
