"""Fit, calibrate and measure classifiers that answer yes or no; everything here gives the same result twice.

scikit-learn is imported when something is fitted or measured, never to apply a classifier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from pipeline.classifiers.model import Linear, sigmoid
from pipeline.errors import SourceError
from pipeline.identity import fold

FOLDS = 5
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_CLIP = 4.0


def fold_numbers(texts: Iterable[str], folds: int = FOLDS) -> npt.NDArray[np.int64]:
    """Return which part (0 to folds - 1) each text belongs to: by its folded letters, so that copies stay together."""
    return np.array(
        [blake2b(fold(text).encode("utf-8", "surrogatepass"), digest_size=4).digest()[0] % folds for text in texts],
        dtype=np.int64,
    )


@dataclass(frozen=True)
class Block:
    """One kind of evidence: hashed counts (divided by the root of how many) or plain numbers (scaled, clipped).

    `strength` says how freely its weights may grow; those of rare n-grams grow more freely (inverse document
    frequency). Blocks with the same `shares` get, beside their own weights, weights in common, so that a word that is
    telling in one is believed in the other; they count as equally rare as in the first of them.
    """

    name: str
    values: Any
    strength: float = 1.0
    shares: str = ""


@dataclass(frozen=True)
class Scaling:
    """Mean and spread of plain numbers."""

    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, numbers: Floats, weights: Floats) -> "Scaling":
        """Return those of weighted rows; what hardly varies is given the spread of a rare yes."""
        mean = np.average(numbers, axis=0, weights=weights)
        spread = np.sqrt(np.average((numbers - mean) ** 2, axis=0, weights=weights))
        return cls(mean, np.maximum(spread, 0.05))

    def applied(self, numbers: Floats) -> Floats:
        """Return the numbers on the scale."""
        return np.clip((numbers - self.mean) / self.spread, -_CLIP, _CLIP)


def rooted(counts: sparse.csr_array) -> sparse.csr_array:
    """Return the counts divided by the root of how many n-grams each text has, as `Linear.logits` does."""
    sizes = np.sqrt(np.maximum(np.diff(counts.indptr), 1))
    scaled = counts.copy()
    scaled.data = (counts.data / np.repeat(sizes, np.diff(counts.indptr))).astype(np.float32)
    return scaled


@dataclass(frozen=True)
class Fitted:
    """Weights per block, and the bias; `scalings` of the blocks of plain numbers."""

    weights: dict[str, Floats]
    scalings: dict[str, Scaling]
    bias: float

    def calibrated(self, slope: float, offset: float) -> "Fitted":
        """Return the classifier whose logits are slope * logits + offset."""
        return Fitted(
            {name: slope * weights for name, weights in self.weights.items()}, self.scalings, slope * self.bias + offset
        )

    def linear(self, words: str = "", chars: str = "", numbers: str = "", with_bias: bool = True) -> Linear:
        """Return the blocks of these names as a linear model with one output."""
        return side_by_side([self], words, chars, numbers, with_bias)


def side_by_side(
    fits: Sequence[Fitted], words: str = "", chars: str = "", numbers: str = "", with_bias: bool = True
) -> Linear:
    """Return the blocks of these names as a linear model with an output for each; the scaling is the first one's."""
    scaling = fits[0].scalings.get(numbers)
    return Linear(
        bias=np.array([one.bias if with_bias else 0.0 for one in fits]),
        words=_columns(fits, words, np.float32),
        chars=_columns(fits, chars, np.float32),
        numbers=_columns(fits, numbers, np.float64),
        mean=scaling.mean if scaling else None,
        spread=scaling.spread if scaling else None,
    )


def _columns(fits: Sequence[Fitted], name: str, dtype: type) -> Any:
    return np.column_stack([one.weights[name] for one in fits]).astype(dtype) if name else None


def fit(
    blocks: Sequence[Block],
    answers: Flags,
    weights: Floats,
    strength: float = 1.0,
    scalings: dict[str, Scaling] | None = None,
) -> Fitted:
    """Return the logistic regression of the weighted answers on the blocks (L2; `strength` is its C).

    `scalings` are those of another fit; by default the numbers are scaled as these rows ask for.
    """
    from sklearn.linear_model import LogisticRegression

    if scalings is None:
        plain = [block for block in blocks if not sparse.issparse(block.values)]
        scalings = {block.name: Scaling.of(block.values, weights) for block in plain}
    rarities = _rarities(blocks)
    columns = [_scaled(block, scalings.get(block.name), rarities.get(block.name)) for block in blocks]
    shared: dict[str, list[Any]] = {}
    for block, column in zip(blocks, columns, strict=True):
        if block.shares:
            shared.setdefault(block.shares, []).append(column)
    design = sparse.hstack([*columns, *(sum(parts[1:], parts[0]) for parts in shared.values())], format="csr")
    used = np.flatnonzero(np.bincount(design.indices, minlength=design.shape[1]))
    model = LogisticRegression(C=strength, max_iter=400, tol=1e-4).fit(design[:, used], answers, sample_weight=weights)
    found = np.zeros(design.shape[1])
    found[used] = model.coef_[0]
    sizes = [column.shape[1] for column in columns] + [parts[0].shape[1] for parts in shared.values()]
    parts = np.split(found, np.cumsum(sizes)[:-1])
    common = dict(zip(shared, parts[len(columns) :], strict=True))
    own = {
        block.name: block.strength * rarities.get(block.name, 1.0) * (part + common.get(block.shares, 0.0))
        for block, part in zip(blocks, parts[: len(columns)], strict=True)
    }
    return Fitted(own, scalings, float(model.intercept_[0]))


def _rarities(blocks: Sequence[Block]) -> dict[str, Floats]:
    """Return how rare each n-gram of each block of counts is: log(texts / texts with it) + 1, in the mean 1."""
    first: dict[str, Floats] = {}
    for block in blocks:
        if sparse.issparse(block.values) and (block.shares or block.name) not in first:
            values: Any = block.values
            counts = np.bincount(values.indices, minlength=values.shape[1])
            rarity = np.log((1 + values.shape[0]) / (1 + counts)) + 1
            mean = np.average(rarity, weights=counts) if counts.any() else 1.0  # nobody may have quoted anything
            first[block.shares or block.name] = rarity / mean
    return {block.name: first[block.shares or block.name] for block in blocks if sparse.issparse(block.values)}


def _scaled(block: Block, scaling: Scaling | None, rarity: Floats | None) -> Any:
    if scaling is not None or rarity is None:
        return sparse.csr_array(scaling.applied(block.values) * block.strength if scaling else block.values)
    scaled = rooted(block.values)
    scaled.data *= (block.strength * rarity).astype(np.float32)[scaled.indices]
    return scaled


def logits_of(fitted: Fitted, blocks: Sequence[Block]) -> Floats:
    """Return the logits of the rows of these blocks."""
    total = np.full(blocks[0].values.shape[0], fitted.bias)
    for block in blocks:
        scaling = fitted.scalings.get(block.name)
        values = rooted(block.values) if scaling is None else scaling.applied(block.values)
        total += values @ fitted.weights[block.name]
    return total


def part(blocks: Sequence[Block], chosen: Flags) -> list[Block]:
    """Return the chosen rows of the blocks."""
    rows = np.flatnonzero(chosen)
    return [Block(block.name, block.values[rows], block.strength, block.shares) for block in blocks]


def out_of_fold(
    blocks: Sequence[Block], answers: Flags, weights: Floats, folds: npt.NDArray[np.int64], strength: float = 1.0
) -> Floats:
    """Return logits of every row by a classifier that was fitted without the row's fold."""
    found = np.zeros(len(answers))
    for number in np.unique(folds):
        out = folds == number
        fitted = fit(part(blocks, ~out), answers[~out], weights[~out], strength)
        found[out] = logits_of(fitted, part(blocks, out))
    return found


def calibration(found: Floats, answers: Flags, weights: Floats) -> tuple[float, float]:
    """Return slope and offset that turn logits into log odds (Platt 1999), by weighted logistic regression."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6, max_iter=400).fit(found[:, None], answers, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def calibration_error(scores: Floats, answers: Flags, weights: Floats | None = None, bins: int = 15) -> float:
    """Return the expected calibration error over equally wide bins of the score, 0 to 1 (Naeini et al. 2015)."""
    weights = np.ones(len(scores)) if weights is None else weights
    bin_of = np.minimum((scores * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(bin_of, weights=weights * (scores - answers), minlength=bins)
    return float(np.abs(gaps).sum() / weights.sum())


def measured(scores: Floats, answers: Flags, cut: float = 0.5, intervals: bool = False) -> dict[str, Any]:
    """Return how good scores are: counts, accuracy, precision, recall, F1, MCC, AUC, calibration error.

    What needs both answers is None where there is only one. With `intervals`, `f1_interval` and `auc_interval` are the
    middle 95 % of 500 bootstrap samples.
    """
    from sklearn.metrics import matthews_corrcoef, roc_auc_score

    said = scores >= cut
    hits, alarms = int((said & answers).sum()), int((said & ~answers).sum())
    yes, no = int(answers.sum()), int((~answers).sum())
    both = bool(yes and no)
    found: dict[str, Any] = {
        "rows": len(answers),
        "yes": yes,
        "accuracy": round(float((said == answers).mean()), 4),
        "precision": round(hits / (hits + alarms), 4) if yes and hits + alarms else None,
        "recall": round(hits / yes, 4) if yes else None,
        "f1": round(_f1(said, answers), 4) if yes else None,
        "mcc": round(float(matthews_corrcoef(answers, said)), 4) if both else None,
        "auc": round(float(roc_auc_score(answers, scores)), 4) if both else None,
        "false_alarms": round(alarms / no, 4) if no else None,
        "calibration_error": round(calibration_error(scores, answers), 4),
    }
    if intervals and both:
        draws = np.random.default_rng(7).integers(0, len(answers), (500, len(answers)))
        drawn = [rows for rows in draws if 0 < answers[rows].sum() < len(rows)]
        found["f1_interval"] = _middle([_f1(said[rows], answers[rows]) for rows in drawn])
        found["auc_interval"] = _middle([float(roc_auc_score(answers[rows], scores[rows])) for rows in drawn])
    return found


def _f1(said: Flags, answers: Flags) -> float:
    return float(2 * (said & answers).sum() / max(said.sum() + answers.sum(), 1))


def _middle(values: list[float]) -> list[float]:
    return [round(float(value), 4) for value in np.quantile(values, [0.025, 0.975])]


def probability(found: Floats) -> Floats:
    """Return the probability behind logits, rounded as scores leave a stage."""
    return np.round(sigmoid(found), 4)


def sample(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return at most so many rows, chosen by their text alone."""
    if len(table) <= most:
        return table
    order = table["text"].map(lambda text: blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest())
    return table.loc[order.sort_values(kind="stable").index[:most]].sort_index()


def own_comments() -> pd.DataFrame:
    """Return the project's own labelled comments without those kept for testing.

    Raises SourceError if they are not beside the package.
    """
    folder = Path(__file__).parents[2] / "data" / "training"
    paths = sorted(path for path in folder.glob("comments_*.csv") if "test" not in path.name)
    if not paths:
        raise SourceError("data/training", "holds no comments_*.csv; train from a checkout of the project")
    found = pd.concat(
        [pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8") for path in paths], ignore_index=True
    )
    return found.drop_duplicates("text", ignore_index=True)


def listed(given: pd.DataFrame, licences: dict[str, str]) -> list[dict[str, Any]]:
    """Return for a card how much of each source was learnt from, and under which licence it is."""
    counts = given.groupby("source", sort=True)["weight"].agg(["size", "first"])
    return [
        {
            "source": str(name),
            "texts": int(row["size"]),
            "weight": float(row["first"]),
            "licence": licences.get(str(name), "MIT (own)"),
        }
        for name, row in counts.iterrows()
    ]


def task_of(name: str) -> str:
    """Return as what the labels of a corpus are to be read, by its folder."""
    return {"toxicity": "abuse", "spam": "spam", "sentiment": "sentiment"}.get(name.partition("/")[0], "language")
