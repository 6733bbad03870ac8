"""Spam below videos, on the protocol of the TubeSpam paper (Alberto, Lochter & Almeida 2015).

    benchmarks/tubespam FOLDER [CORPORA]

FOLDER holds the files of the YouTube Spam Collection, one per video, complete or not (`Youtube01-Psy.csv`, also
gzipped). Within each class the first 70 % of a video's comments train, the others test; the mean over the videos is
shown. Three ways:

    alone    trained on the first part of the same video, as in the paper
    others   the first parts of the other videos count too, less
    unseen   trained on the other videos, tested on all of this one; with CORPORA, where `causerie train` reads, on
             everything that the shipped classifier is trained on besides, and calibrated as that is (a quarter of an
             hour)

The method is that of the shipped classifier; no date, no comment_id and no U+FEFF is looked at, which tell the class.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import spam, spam_training, yes_or_no
from pipeline.classifiers.corpora import Corpora, labelled
from pipeline.classifiers.measures import of_labels
from pipeline.classifiers.spam_training import STRENGTH, Taken
from pipeline.classifiers.yes_or_no import Block, Floats
from pipeline.errors import SourceError

FIRST = 0.7
OTHERS = 0.3  # what a comment below another video counts, where those of this one train
CLASSES = ["spam", "ham"]
MEASURES = ("accuracy", "mcc", "blocked", "caught")
Flags = npt.NDArray[np.bool_]


def videos(folder: Path) -> pd.DataFrame:
    """Return the comments of all videos as examples, `source` naming the video."""
    paths = sorted(path for path in folder.glob("*.csv*") if "youtube" in path.name.lower())
    if not paths:
        raise SourceError(str(folder), "holds no file of the YouTube Spam Collection", "Youtube01-Psy.csv, ...")
    parts = []
    for path in paths:
        table = labelled(path, "spam").assign(language=None)
        parts.append(spam_training._part(table, table["label"] == "spam", Taken(path.name, 1.0, spam_training.VIDEO)))
    return pd.concat(parts, ignore_index=True)


def first(given: pd.DataFrame) -> Flags:
    """Return which comments stand in the first 70 % of their class and video."""
    by = given.groupby(["source", "spam"])["text"]
    return np.asarray(by.cumcount() < (FIRST * by.transform("size")).round(), dtype=np.bool_)


def logits(evidence: list[Block], given: pd.DataFrame, taught: Flags, tested: Flags, weights: Floats) -> Floats:
    """Return the log odds of the tested comments by a judge of the taught ones."""
    answers = given["spam"].to_numpy(dtype=np.bool_)
    weighed = spam_training.below_videos(yes_or_no.part(evidence, taught))
    judge = yes_or_no.fit(weighed, answers[taught], weights[taught], STRENGTH)
    return yes_or_no.logits_of(judge, yes_or_no.part(evidence, tested))


def trials(given: pd.DataFrame, more: pd.DataFrame) -> Iterator[tuple[str, str, Floats, Flags]]:
    """Yield way, video, log odds and truth of its tested comments."""
    whole = pd.concat([given, more], ignore_index=True)
    evidence = spam_training.blocks(whole)
    answers = whole["spam"].to_numpy(dtype=np.bool_)
    is_video = np.arange(len(whole)) < len(given)
    beginning = np.concatenate([first(given), np.zeros(len(more), dtype=np.bool_)])
    for video in given["source"].unique():
        this = is_video & (whole["source"] == video).to_numpy(dtype=np.bool_)
        tested = this & ~beginning
        weights = np.where(this, 1.0, OTHERS)
        yield "alone", video, logits(evidence, whole, this & beginning, tested, weights), answers[tested]
        yield "others", video, logits(evidence, whole, beginning, tested, weights), answers[tested]
        if len(more):
            known, others = yes_or_no.part(evidence, ~this), whole[~this]
            judges = spam_training.Judges.taught(known, others)
            _, lines = spam_training.unseen_outputs(known, others)
            found = spam.mixed(judges.calibrated(lines).outputs(yes_or_no.part(evidence, this)))
        else:
            found = logits(evidence, whole, ~this, this, np.ones(len(whole)))
        yield "unseen", video, found, answers[this]


def _mixture(corpora: Path) -> pd.DataFrame:
    given = spam_training.examples(Corpora.given(corpora), yes_or_no.own_comments())
    return given[given["kind"] != spam_training.VIDEO]


def main(folder: Path, corpora: Path | None = None) -> None:
    """Print a table of the videos, and the means."""
    given = videos(folder)
    rows = []
    for way, video, found, truth in trials(given, given.iloc[:0] if corpora is None else _mixture(corpora)):
        said = np.where(found >= 0, "spam", "ham").astype(np.str_)
        measured = of_labels(np.where(truth, "spam", "ham").astype(np.str_), said, CLASSES, "spam")
        values = measured.set_index("measure")["value"]
        rows.append({"way": way, "video": video, "tested": len(truth), **{name: values[name] for name in MEASURES}})
    table = pd.DataFrame(rows).sort_values("way", kind="stable")
    print(table.round(3).to_string(index=False))
    print("\nmean over the videos")
    print(table.groupby("way")[list(MEASURES)].mean().round(4).to_string())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
