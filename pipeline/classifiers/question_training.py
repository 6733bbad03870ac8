"""Makes the weights of `question`: our own comments, and published sentences without any question mark as plain no."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import question, yes_or_no
from pipeline.classifiers.corpora import Corpora
from pipeline.classifiers.model import WEIGHTS, Card, Handle, save
from pipeline.classifiers.yes_or_no import Block
from pipeline.features import Features

VERSION = "2026.11"
STRENGTH = 8.0
PLAIN = {
    "sentiment/vader_nyt_en.train": "MIT",
    "sentiment/uci_sentences_en.train": "CC BY 4.0",
    "sentiment/xlmt_english.train": "unclear",
    "sentiment/xlmt_french.train": "unclear",
    "sentiment/allocine_series_fr.train": "none stated",
    "langid/reddit_comments_fr.train": "GPL-3.0",
}
_PLAIN_WEIGHT, _PLAIN_MOST = 0.15, 500


def examples(corpora: Corpora, own: pd.DataFrame) -> pd.DataFrame:
    """Return what is learnt from: text, `asks` (bool), weight, source, language."""
    parts = [
        pd.DataFrame(
            {
                "text": own["text"],
                "asks": own["question"] == "yes",
                "weight": 1.0,
                "source": "own comments",
                "language": own["language"],
            }
        )
    ]
    for name in PLAIN:
        table = corpora.read(name, yes_or_no.task_of(name))
        table = yes_or_no.sample(table[~table["text"].str.contains("?", regex=False)], _PLAIN_MOST)
        source = name.rpartition("/")[2].partition(".")[0]
        parts.append(
            pd.DataFrame(
                {
                    "text": table["text"],
                    "asks": False,
                    "weight": _PLAIN_WEIGHT,
                    "source": source,
                    "language": table["language"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def blocks(texts: list[str]) -> list[Block]:
    """Return the evidence about texts, as the classifier will see it."""
    features = Features.of(texts)
    return [
        Block("words", features.words, 0.5),
        Block("chars", features.chars, 0.7),
        Block("numbers", question.numbers(features), 0.5),
        Block("clauses", question.grams(features), 1.5),
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
    answers = known["asks"].to_numpy()
    per = {
        name: np.flatnonzero((known["source"] == "own comments") & (known["language"] == name))
        for name in question.LANGUAGES
    }
    return {
        "name": "question",
        "version": VERSION,
        "answers": "probability that a comment asks something that deserves an answer",
        "languages": "en, fr; others by question marks alone",
        "method": "logistic regression on hashed words, characters, beginnings of clauses and words of clauses that end in ?, and on plain numbers; Platt scaling",
        "data": yes_or_no.listed(
            known, {name.rpartition("/")[2].partition(".")[0]: licence for name, licence in PLAIN.items()}
        ),
        "measured": {
            "how": "out of fold: five parts by the text's letters, copies in one part",
            **{name: yes_or_no.measured(scores[rows], answers[rows], intervals=True) for name, rows in per.items()},
        },
        "bad at": ["rhetorical questions that are built like real ones", "requests that are put as wishes"],
    }
