"""Fitting linear models on hashed features, and folding several into one: needs scikit-learn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.features import Features

Numbers = npt.NDArray[np.float64]
_BATCH = 1000
_CLIP = 4.0


@dataclass(frozen=True)
class Texts:
    """Hashed features of many texts, scaled by the root of how many each has; `numbers` are the plain ones."""

    words: sparse.csr_array
    chars: sparse.csr_array
    numbers: Numbers

    def __len__(self) -> int:
        return int(self.words.shape[0])

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> "Texts":
        return Texts(self.words[rows], self.chars[rows], self.numbers[rows])

    @classmethod
    def together(cls, parts: Sequence["Texts"]) -> "Texts":
        """Return the texts of all parts, in order."""
        return cls(
            sparse.vstack([part.words for part in parts]).tocsr(),
            sparse.vstack([part.chars for part in parts]).tocsr(),
            np.vstack([part.numbers for part in parts]),
        )


def batches(texts: Sequence[str]) -> list[Features]:
    """Return the features of many texts, cut as a run would cut them."""
    return [Features.of(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]


def scaled(counts: sparse.csr_array) -> sparse.csr_array:
    """Return counts divided by the root of how many n-grams the text has, equal columns of a row added up."""
    sizes = np.diff(counts.indptr)
    shares = counts.data.astype(np.float64) / np.repeat(np.sqrt(np.maximum(sizes, 1)), sizes)
    summed = sparse.csr_array((shares, counts.indices.copy(), counts.indptr.copy()), shape=counts.shape)
    summed.sum_duplicates()
    return summed


@dataclass(frozen=True)
class Rarity:
    """How much a hashed n-gram counts: the rarer, the more (inverse document frequency, 1 on average)."""

    words: Numbers
    chars: Numbers

    @classmethod
    def of(cls, texts: Texts) -> "Rarity":
        """Return the rarity in these texts."""
        return cls(_rarity(texts.words), _rarity(texts.chars))

    def block(self, texts: Texts) -> sparse.csr_array:
        """Return the hashed features side by side, words first, weighed by rarity."""
        words, chars = texts.words @ sparse.diags_array(self.words), texts.chars @ sparse.diags_array(self.chars)
        return sparse.csr_array(sparse.hstack([words, chars], format="csr"))

    def unfolded(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """Return weights of that block, (columns, outputs), as weights of plain words and of plain characters."""
        size = len(self.words)
        return weights[:size] * self.words[:, None], weights[size:] * self.chars[:, None]


def _rarity(counts: sparse.csr_array) -> Numbers:
    found = np.log((1 + counts.shape[0]) / (1 + np.bincount(counts.indices, minlength=counts.shape[1]))) + 1
    return np.asarray(found / found[counts.indices].mean(), dtype=np.float64)


@dataclass(frozen=True)
class Scale:
    """Mean and spread of plain numbers in the training texts."""

    mean: Numbers
    spread: Numbers

    @classmethod
    def of(cls, numbers: Numbers) -> "Scale":
        """Return the scale of these numbers; one that never varies gets the spread 1."""
        spread = numbers.std(axis=0)
        return cls(numbers.mean(axis=0), np.where(spread > 1e-9, spread, 1.0))

    def apply(self, numbers: Numbers) -> Numbers:
        """Return the numbers in spreads from the mean, at most 4."""
        return np.clip((numbers - self.mean) / self.spread, -_CLIP, _CLIP)


@dataclass(frozen=True)
class Fit:
    """A linear model: weights (columns, outputs) and bias (outputs)."""

    weights: Numbers
    bias: Numbers

    def logits(self, block: sparse.csr_array) -> Numbers:
        """Return (texts, outputs)."""
        return np.asarray(block @ self.weights + self.bias, dtype=np.float64)


def margins(
    block: sparse.csr_array, labels: npt.NDArray[np.str_], weights: Numbers | None = None, cost: float = 0.1
) -> Fit:
    """Fit a linear support vector machine: one output for two classes, else one per class.

    Classes are balanced unless texts have weights.
    """
    from sklearn.svm import LinearSVC

    balance = "balanced" if weights is None else None
    model = LinearSVC(C=cost, class_weight=balance, random_state=0).fit(block, labels, sample_weight=weights)
    return Fit(model.coef_.T.astype(np.float64), model.intercept_.astype(np.float64))


def logistic(
    block: sparse.csr_array, labels: npt.NDArray[np.str_], weights: Numbers | None = None, cost: float = 1.0
) -> Fit:
    """Fit a logistic regression: one output for two classes (the later in the alphabet), else one per class."""
    from sklearn.linear_model import LogisticRegression

    used = np.flatnonzero(np.bincount(block.indices, minlength=block.shape[1]))
    model = LogisticRegression(C=cost, max_iter=300, random_state=0).fit(block[:, used], labels, sample_weight=weights)
    spread = np.zeros((block.shape[1], model.coef_.shape[0]))
    spread[used] = model.coef_.T
    return Fit(spread, model.intercept_.astype(np.float64))


def both_margins(
    block: sparse.csr_array, labels: npt.NDArray[np.str_], weights: Numbers, cost: float, hashed: int
) -> Fit:
    """Fit one output per class: margins on features as they are, plus margins on features weighed by how they divide.

    The second machine sees the first `hashed` columns times the log-ratio of their counts inside and outside a class
    (NB-SVM: Wang & Manning 2012). Both fold into one set of weights.
    """
    from sklearn.svm import LinearSVC

    whole = margins(block, labels, weights, cost)
    for output, label in enumerate(sorted(set(labels))):
        inside = labels == label
        ratio = _ratio(block, inside, weights, hashed)
        model = LinearSVC(C=cost, random_state=0).fit(block @ sparse.diags_array(ratio), inside, sample_weight=weights)
        whole.weights[:, output] += model.coef_[0] * ratio
        whole.bias[output] += model.intercept_[0]
    return whole


def _ratio(block: sparse.csr_array, inside: npt.NDArray[np.bool_], weights: Numbers, hashed: int) -> Numbers:
    sides = (np.flatnonzero(inside), np.flatnonzero(~inside))
    yes, no = (np.asarray(block[rows].T @ weights[rows])[:hashed] + 0.05 for rows in sides)
    ratio = np.ones(block.shape[1])
    ratio[:hashed] = np.abs(np.log((yes / yes.sum()) / (no / no.sum())))
    return ratio


def nearly(texts: Sequence[str], others: Sequence[str], cosine: float = 0.6) -> npt.NDArray[np.bool_]:
    """Return which texts nearly repeat one of the others: cosine of their weighed character 4-grams."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = TfidfVectorizer(analyzer="char", ngram_range=(4, 4)).fit([*texts, *others])
    known = grams.transform(others).T.tocsc()
    parts = [
        (grams.transform(texts[start : start + _BATCH]) @ known).max(axis=1).toarray().ravel() > cosine
        for start in range(0, len(texts), _BATCH)
    ]
    return np.concatenate(parts)
