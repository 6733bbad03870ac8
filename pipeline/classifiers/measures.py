"""How good answers are: accuracy, macro-F1, MCC, AUC, blocked ham, calibration, each with a bootstrap interval."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.str_]
_DRAWS, _SLOW_DRAWS, _BINS = 1000, 200, 10
COLUMNS = ("measure", "value", "low", "high")


def of_labels(truth: Labels, answers: Labels, classes: Sequence[str], positive: str | None = None) -> pd.DataFrame:
    """Return measures of labels, a row each: `measure`, `value`, `low`, `high` (95 % bootstrap, percentiles).

    An answer that is none of `classes` (missing) is an error. With a `positive` class, its precision, `caught` (recall)
    and `blocked` (share of the others called so) come too. What the texts cannot tell is missing (NaN): MCC where they
    are all of one class, what is caught where there is nothing to catch.
    """
    table = confusion(truth, answers, classes).to_numpy(dtype=np.float64)
    draws = np.random.default_rng(0).multinomial(int(table.sum()), (table / max(table.sum(), 1)).ravel(), _DRAWS)
    tables = np.concatenate((table[None], draws.reshape(-1, *table.shape)))
    found: dict[str, Floats] = {"accuracy": _accuracy(tables), "macro_f1": _macro_f1(tables), "mcc": _mcc(tables)}
    if (tables[0].sum(axis=1) > 0).sum() == 1:
        found["mcc"] = np.full(len(tables), np.nan)
    if positive is not None:
        one = list(classes).index(positive)
        hits, called, real = tables[:, one, one], tables[:, :, one].sum(axis=1), tables[:, one].sum(axis=1)
        found |= {
            "precision": _share(hits, called, np.nan),
            "caught": _share(hits, real, np.nan),
            "blocked": _share(called - hits, tables.sum(axis=(1, 2)) - real, np.nan),
        }
    return _rows({name: (values[0], values[1:]) for name, values in found.items()})


def of_scores(expected: Floats, actual: Floats) -> pd.DataFrame:
    """Return the calibration error of scores, and for yes/no the area under the ROC curve, as `of_labels` does.

    `expected` is what the score promises on average, `actual` what came (1 and 0, or 1, 0 and -1).
    """
    found: dict[str, tuple[float, Floats]] = {"calibration_error": _drawn(calibration_error, expected, actual)}
    if set(np.unique(actual)) == {0.0, 1.0}:
        found["auc"] = _drawn(auc, expected, actual)
    return _rows(found)


def confusion(truth: Labels, answers: Labels, classes: Sequence[str]) -> pd.DataFrame:
    """Return how often each class (rows) was called what (columns; the last is `missing`: none of the classes)."""
    names = [*classes, "missing"]
    codes = {name: number for number, name in enumerate(classes)}
    table = np.zeros((len(classes), len(names)), dtype=np.int64)
    for real, said in zip(truth.tolist(), answers.tolist(), strict=True):
        table[codes[real], codes.get(said, len(classes))] += 1
    return pd.DataFrame(table, index=pd.Index(classes, name="truth"), columns=names)


def calibration_error(expected: Floats, actual: Floats) -> float:
    """Return the mean distance of promised and real averages over ten bins of equally many texts (ECE, equal mass)."""
    if not len(expected):
        return float("nan")
    order = np.argsort(expected, kind="stable")
    parts = zip(np.array_split(expected[order], _BINS), np.array_split(actual[order], _BINS), strict=True)
    distances = [abs(promised.mean() - real.mean()) * len(real) for promised, real in parts if len(real)]
    return float(sum(distances) / len(expected))


def auc(scores: Floats, actual: Floats) -> float:
    """Return the area under the ROC curve: how often a yes scores above a no, ties half (Mann-Whitney)."""
    yes = actual == 1
    if yes.all() or not yes.any():
        return float("nan")
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return float((ranks[yes].sum() - yes.sum() * (yes.sum() + 1) / 2) / (yes.sum() * (~yes).sum()))


def _accuracy(tables: Floats) -> Floats:
    return _share(np.trace(tables[:, :, :-1], axis1=1, axis2=2), tables.sum(axis=(1, 2)))


def _macro_f1(tables: Floats) -> Floats:
    hits = np.diagonal(tables[:, :, :-1], axis1=1, axis2=2)
    real, said = tables.sum(axis=2), tables[:, :, :-1].sum(axis=1)
    there = tables[0].sum(axis=1) > 0  # a class that the truth does not know has no F1
    return np.asarray(_share(2 * hits, real + said)[:, there].mean(axis=1), dtype=np.float64)


def _mcc(tables: Floats) -> Floats:
    """Matthews correlation for any number of classes (Gorodkin 2004)."""
    real, said = tables.sum(axis=2), tables.sum(axis=1)
    hits, total = np.trace(tables[:, :, :-1], axis1=1, axis2=2), tables.sum(axis=(1, 2))
    covariance = hits * total - (real * said[:, :-1]).sum(axis=1)
    spread = np.sqrt((total**2 - (said**2).sum(axis=1)) * (total**2 - (real**2).sum(axis=1)))
    return _share(covariance, spread)


def _share(part: Floats, whole: Floats, otherwise: float = 0.0) -> Floats:
    out = np.full_like(np.asarray(part, dtype=np.float64), otherwise)
    return np.divide(part, whole, out=out, where=np.asarray(whole) > 0)


def _drawn(measure: Callable[[Floats, Floats], float], expected: Floats, actual: Floats) -> tuple[float, Floats]:
    draw = np.random.default_rng(0)
    rows = [draw.integers(0, len(actual), len(actual)) for _ in range(_SLOW_DRAWS)] if len(actual) else []
    return measure(expected, actual), np.array([measure(expected[chosen], actual[chosen]) for chosen in rows])


def _rows(found: dict[str, tuple[float, Floats]]) -> pd.DataFrame:
    rows = []
    for name, (value, draws) in found.items():
        low, high = np.nanpercentile(draws, [2.5, 97.5]) if np.isfinite(draws).any() else (float("nan"), float("nan"))
        rows.append((name, round(float(value), 4), round(float(low), 4), round(float(high), 4)))
    return pd.DataFrame(rows, columns=list(COLUMNS))
