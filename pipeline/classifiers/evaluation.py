"""How good the stages are on labelled files, beside other tools where those are installed. Prints nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.annotate import Stage, annotate
from pipeline.classifiers import measures
from pipeline.classifiers.corpora import LABELS, TASKS, labelled
from pipeline.errors import UnknownName
from pipeline.schema import COMMENTS, conform

_BATCH = 1000
_LANGUAGES = ("en", "fr")
_POSITIVE = {"spam": "spam", "abuse": "abuse", "question": "yes"}
_NEGATIVE = {"spam": "ham", "abuse": "ok", "question": "no"}
_SCORES = {"spam": "spam_score", "abuse": "abuse_score", "question": "question_score"}
_VALUES = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
_VADER_CUT = 0.05  # its authors' own


@dataclass(frozen=True)
class Evaluation:
    """Tables: `scores` (by, part, comments, measure, value, low, high), `confusion` (truth by answer), `answers`."""

    scores: pd.DataFrame
    confusion: pd.DataFrame
    answers: pd.DataFrame


Judge = Callable[[pd.DataFrame], pd.Series | None]
"""Gives a label for each labelled text, from all columns, `answer` and `expected`; None where these cannot tell."""


def evaluate(
    task: str,
    files: Sequence[Path],
    stages: Sequence[Stage],
    cut: float = 0.5,
    beside: bool = True,
    judges: Mapping[str, Judge] | None = None,
) -> Evaluation:
    """Return how well the stages answer labelled files: over all, per language, per source, per file.

    A file's own `language` column is believed for other tasks than `language`. A missing answer is a wrong one. Scores
    from `cut` on count as spam or abuse. `beside` adds VADER and langdetect where they are installed; `judges` are
    measured beside them. Raises UnknownName for an unknown task, SourceError for files that are not labelled for it.
    """
    if task not in TASKS:
        raise UnknownName("task", task, TASKS)
    texts = pd.concat([labelled(path, task).assign(file=path.name) for path in files], ignore_index=True)
    answered = answers(task, texts, stages, cut)
    frames = [_measured("causerie", task, answered)]
    for name, judge in [*(judges or {}).items(), *(_tools(task) if beside else ())]:
        if (said := judge(answered)) is not None:
            frames.append(_measured(name, task, answered.assign(answer=said, expected=np.nan)))
    table = measures.confusion(_words(answered["label"]), _words(answered["answer"]), classes(task, answered))
    return Evaluation(pd.concat(frames, ignore_index=True), table, answered)


def answers(task: str, texts: pd.DataFrame, stages: Sequence[Stage], cut: float = 0.5) -> pd.DataFrame:
    """Return the labelled texts with `answer` (a label, or missing) and `expected` (what the score promises)."""
    told = "language" in texts and task != "language"
    batch = _batch(texts)
    parts = []
    for known in (True, False):
        chosen = (texts["language"].notna() if told else pd.Series(False, index=texts.index)) == known
        needed = [stage for stage in stages if stage.name == task or (stage.name == "language" and not known)]
        columns = batch[chosen] if known else batch[chosen].drop(columns="language")
        parts += [annotate(columns[start : start + _BATCH], needed) for start in range(0, len(columns), _BATCH)]
    done = pd.concat(parts).reindex(texts.index)
    return texts.assign(language=done["language"], **_answered(task, done, cut))


def classes(task: str, answered: pd.DataFrame) -> list[str]:
    """Return the labels of a task: those of the tables, for languages those of the file."""
    if task == "language":
        return sorted(set(answered["label"]))
    return list(dict.fromkeys(LABELS[task].values()))


def _batch(texts: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame({name: texts[name] for name in texts if name in COMMENTS.owned_by("source")})
    frame["language"] = texts["language"]
    frame["site"], frame["kind"] = "local", "comment"
    frame["comment_id"] = [f"local:{number}" for number in range(len(texts))]
    return conform(frame, names=[*COMMENTS.owned_by("source", "run"), "language"])


def _answered(task: str, done: pd.DataFrame, cut: float) -> dict[str, pd.Series]:
    if task == "language":
        return {"answer": done["language"], "expected": done["language_score"]}
    if task == "sentiment":
        return {"answer": done["sentiment"], "expected": done["sentiment_score"]}
    score = done[_SCORES[task]]
    yes = done["is_question"].astype("float64") == 1 if task == "question" else score >= cut
    word = pd.Series(np.where(yes, _POSITIVE[task], _NEGATIVE[task]), index=done.index, dtype="str")
    return {"answer": word.where(score.notna()), "expected": score}


def _measured(by: str, task: str, answered: pd.DataFrame) -> pd.DataFrame:
    parts = {"all": answered}
    for column in ("language", "source", "file"):
        values: list[str] = [] if task == column == "language" else answered[column].dropna().unique().tolist()
        if column != "language" and len(values) == 1:
            continue  # it is all of it
        parts |= {f"{column} {value}": answered[answered[column] == value] for value in values}
    if task == "language":
        parts |= {f"language {name}": answered[answered["label"] == name] for name in _LANGUAGES}
    rows = [
        _part(task, part, answered).assign(by=by, part=name, comments=len(part))
        for name, part in parts.items()
        if len(part)
    ]
    return pd.concat(rows, ignore_index=True)[["by", "part", "comments", *measures.COLUMNS]]


def _part(task: str, part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    labels, positive = classes(task, whole), _POSITIVE.get(task)
    found = [measures.of_labels(_words(part["label"]), _words(part["answer"]), labels, positive)]
    known = part[part["expected"].notna()]
    if len(known):
        found.append(measures.of_scores(known["expected"].to_numpy(dtype=np.float64), _actual(task, known)))
    return pd.concat(found, ignore_index=True)


def _actual(task: str, known: pd.DataFrame) -> measures.Floats:
    if task == "sentiment":
        return np.asarray(known["label"].map(_VALUES), dtype=np.float64)
    right = known["label"] == (known["answer"] if task == "language" else _POSITIVE[task])
    return np.asarray(right, dtype=np.float64)


def _words(column: pd.Series) -> measures.Labels:
    return column.astype("str").fillna("missing").to_numpy(dtype=np.str_)


def _tools(task: str) -> list[tuple[str, Judge]]:
    known: dict[str, tuple[tuple[str, str, Judge], ...]] = {
        "sentiment": (("VADER", "vaderSentiment", _vader),),
        "language": (("langdetect", "langdetect", _langdetect),),
    }
    return [(name, tool) for name, package, tool in known.get(task, ()) if find_spec(package) is not None]


def _vader(answered: pd.DataFrame) -> pd.Series:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    judge = SentimentIntensityAnalyzer()

    def answer(text: str) -> str:
        score = judge.polarity_scores(text[:5000])["compound"]
        return "positive" if score >= _VADER_CUT else "negative" if score <= -_VADER_CUT else "neutral"

    return answered["text"].map(answer)


def _langdetect(answered: pd.DataFrame) -> pd.Series:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def answer(text: str) -> str | None:
        try:
            return str(detect(text)).partition("-")[0]
        except LangDetectException:
            return None

    return answered["text"].map(answer)
