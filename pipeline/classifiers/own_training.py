"""Learns a site's own correction of a shipped classifier, and tells whether it is better on that site's comments."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from pipeline.classifiers import abuse, own, spam
from pipeline.classifiers.grouping import folds_of, groups_of
from pipeline.classifiers.model import Array, Handle, Linear, Model, current, sigmoid
from pipeline.classifiers.spam_signs import Beside, signs
from pipeline.classifiers.yes_or_no import Flags, Floats, Scaling, measured, rooted
from pipeline.errors import UsageError
from pipeline.features import Features
from pipeline.locale import marked

SAID: dict[str, dict[str, dict[str, str]]] = {
    "spam": {
        "site": {"approved": "ham", "spam": "spam"},
        "decisions": {"approve": "ham", "spam": "spam"},
    },
    "abuse": {"decisions": {"approve": "ok", "abuse": "abuse"}},
}
"""Per task and origin: what a status or a decision says of a comment; the others say nothing."""
YES = {"spam": "spam", "abuse": "abuse"}
NEEDED, NEEDED_EACH = 50, 10
MORE_BLOCKED = 0.01
"""So many more of the good comments may a correction call bad than the shipped classifier does."""
STRENGTH = 8.0
_WORDS, _CHARS, _NUMBERS, _BASE, _BIAS = 0.7, 1.5, 0.3, 0.5, 1.0  # how freely each kind of weight may grow
_BASE_SPREAD = 3.75  # log odds are believed up to four of these
_CUT, _DRAWS = 0.5, 1000


def check(task: str, origins: Sequence[str]) -> None:
    """Raise UsageError unless the task can be learnt from each of these origins."""
    if task not in SAID:
        raise UsageError(
            f"{task} cannot be learnt from what a site decided, which says nothing of it; these can: {', '.join(SAID)}"
        )
    for origin in origins:
        if origin not in SAID[task]:
            raise UsageError(
                f"{task} cannot be learnt from {origin}: a site's statuses tell spam, not {task}; use --from decisions"
            )


@dataclass(frozen=True)
class Seen:
    """Labelled comments as the correction sees them: the shipped log odds, and the evidence."""

    base: Floats
    words: sparse.csr_array
    chars: sparse.csr_array
    numbers: Floats

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> "Seen":
        return Seen(self.base[rows], self.words[rows], self.chars[rows], self.numbers[rows])

    @classmethod
    def of(cls, task: str, comments: pd.DataFrame, model: Model) -> "Seen":
        """Return what a (shipped) classifier and the text tell of each comment."""
        features = Features(comments)
        base, numbers = _BASES[task](model, features, comments)
        return cls(base, rooted(features.words), rooted(features.chars), numbers)


def _spam(model: Model, features: Features, comments: pd.DataFrame) -> tuple[Floats, Floats]:
    beside = Beside.of(comments)
    return spam.logits(model, features, beside), spam.numbers(features, signs(features, beside))


def _abuse(model: Model, features: Features, comments: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the log odds in the comment's language, the mean of all where that cannot be told."""
    found = {language: abuse.logits(model, features, language) for language in abuse.LANGUAGES}
    mean = np.mean(list(found.values()), axis=0)
    told = [comments["language"].eq(language).fillna(False).to_numpy(dtype=np.bool_) for language in found]
    return np.select(told, list(found.values()), mean), abuse.numbers(features)


_BASES: dict[str, Callable[[Model, Features, pd.DataFrame], tuple[Floats, Floats]]] = {"spam": _spam, "abuse": _abuse}


def fit(seen: Seen, answers: Flags, weights: Floats) -> Linear:
    """Return the correction that makes the answers likeliest, drawn towards none (Gaussian prior: L2).

    Of the shipped log odds it learns a slope, and an offset beside, so that the scores stay probabilities.
    """
    plain = np.column_stack([seen.base, seen.numbers])
    scaling = Scaling.of(plain, weights)
    scaling.mean[0], scaling.spread[0] = 0.0, _BASE_SPREAD
    strengths = np.full(plain.shape[1], _NUMBERS)
    strengths[0] = _BASE
    parts = [seen.words * _WORDS, seen.chars * _CHARS]
    bias = np.full((len(plain), 1), _BIAS)
    parts += [sparse.csr_array(some) for some in (scaling.applied(plain) * strengths, bias)]
    found = _likeliest(sparse.csr_array(sparse.hstack(parts, format="csr")), seen.base, answers, weights)
    words, chars, numbers, offset = np.split(found, np.cumsum([part.shape[1] for part in parts])[:-1])
    return Linear(
        offset * _BIAS,
        (words * _WORDS).astype(np.float32)[:, None],
        (chars * _CHARS).astype(np.float32)[:, None],
        (numbers * strengths)[:, None],
        scaling.mean,
        scaling.spread,
    )


def _likeliest(design: sparse.csr_array, base: Floats, answers: Flags, weights: Floats) -> Floats:
    used = np.flatnonzero(np.bincount(design.indices, minlength=design.shape[1]))
    columns, side = design[:, used].tocsr(), np.where(answers, 1.0, -1.0)

    def surprise(found: Floats) -> tuple[float, Floats]:
        margins = side * (base + columns @ found)
        total = float(weights @ np.logaddexp(0, -margins) + found @ found / (2 * STRENGTH))
        return total, found / STRENGTH - (weights * side * sigmoid(-margins)) @ columns

    spread = np.zeros(design.shape[1])
    with threadpool_limits(1):  # sums in the same order on any number of cores, and none that wait for each other
        found = minimize(surprise, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    spread[used] = found.x
    return spread


def odds(correction: Linear, seen: Seen) -> Floats:
    """Return the corrected log odds."""
    plain = Linear(correction.bias, numbers=correction.numbers, mean=correction.mean, spread=correction.spread)
    found = plain.logits(numbers=np.column_stack([seen.base, seen.numbers]))
    for values, weights in ((seen.words, correction.words), (seen.chars, correction.chars)):
        found = found + values @ np.asarray(weights, dtype=np.float64)
    return seen.base + found[:, 0]


@dataclass(frozen=True)
class Learnt:
    """What came of it. `measures`: by classifier (shipped, in use, own), on comments that `own` was fitted without."""

    task: str
    labels: dict[str, int]
    groups: int
    measures: dict[str, dict[str, Any]]
    gain: tuple[float, float, float]
    is_better: bool
    why: str
    card: dict[str, Any]
    arrays: dict[str, Array]

    def plain(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        gain = dict(zip(("value", "low", "high"), self.gain, strict=True))
        names = ("task", "labels", "groups", "measures", "is_better", "why")
        return {**{name: getattr(self, name) for name in names}, "gain": gain}

    def put(self, folder: Path) -> Handle:
        """Put it in use for the site."""
        return own.put(folder, self.card, self.arrays)


def learn(task: str, origins: Sequence[str], said: pd.DataFrame, folder: Path) -> Learnt:
    """Learn a correction of the shipped classifier and compare the two on this site's comments; write nothing.

    `said`: comments with `word` (a status or decision of `SAID`), the same comment once. The same comments give the
    same. Each comment is judged by a correction that was fitted without it, its copies, and all else of its author.
    Better is: less surprised by the labels (log loss) in 97.5 % of the draws, whole groups at a time, with no more
    comments on the wrong side of 0.5 and at most `MORE_BLOCKED` more good ones called bad; and by what the one in use
    now has not learnt from no more surprised than that one.
    Raises UsageError where there is too little to learn from.
    """
    words = {word: label for origin in origins for word, label in SAID[task][origin].items()}
    labelled = said.assign(label=said["word"].map(words)).dropna(subset=["label", "text"])
    labelled = labelled[labelled["text"].str.strip() != ""].sort_values("comment_id", ignore_index=True)
    answers = (labelled["label"] == YES[task]).to_numpy(dtype=np.bool_)
    groups = groups_of(labelled)
    _check_enough(task, sorted(set(words.values())), labelled["label"], groups)
    shipped = current(task).open()
    seen, weights = Seen.of(task, labelled, shipped), _weights(labelled)
    unseen = _out_of_fold(seen, answers, weights, folds_of(groups, answers))
    others = {"shipped": (seen.base, np.ones(len(answers), dtype=np.bool_))} | _in_use(task, folder, labelled)
    gain = _gain(_surprises(seen.base, answers), _surprises(unseen, answers), groups)
    why = _against(gain, others, unseen, answers)
    measures = {name: _measured(logits[rows], answers[rows]) for name, (logits, rows) in others.items()}
    measures["own"] = _measured(unseen, answers)
    labels = {str(label): int(count) for label, count in labelled["label"].value_counts().sort_index().items()}
    card = _card(task, shipped, origins, labels, len(set(groups)), measures, gain)
    arrays = fit(seen, answers, weights).packed(own.PART)
    arrays[f"{own.PART}.learnt"] = np.unique(_numbers(labelled))
    return Learnt(task, labels, len(set(groups)), measures, gain, not why, why, card, arrays)


def _check_enough(task: str, kinds: Sequence[str], labels: pd.Series, groups: npt.NDArray[np.int64]) -> None:
    there = {kind: len(set(groups[(labels == kind).to_numpy()])) for kind in kinds}
    if len(labels) < NEEDED or min(there.values()) < NEEDED_EACH:
        found = ", ".join(f"{int((labels == kind).sum())} {kind} (by {count})" for kind, count in there.items())
        raise UsageError(
            f"too little to learn {task} from: {NEEDED} labelled comments are needed, of each kind by at least "
            f"{NEEDED_EACH} different authors or texts; there are {len(labels)}: {found}"
        )


def _weights(labelled: pd.DataFrame) -> Floats:
    """Return how much each comment counts: copies of a text together as much as the root of how many they are."""
    copies = labelled.groupby(["text_hash", "label"], dropna=False)["comment_id"].transform("size")
    return np.asarray(1 / np.sqrt(copies), dtype=np.float64)


def _out_of_fold(seen: Seen, answers: Flags, weights: Floats, folds: npt.NDArray[np.int64]) -> Floats:
    found = np.zeros(len(answers))
    for number in np.unique(folds):
        rest, out = np.flatnonzero(folds != number), np.flatnonzero(folds == number)
        found[out] = odds(fit(seen[rest], answers[rest], weights[rest]), seen[out])
    return found


def _in_use(task: str, folder: Path, labelled: pd.DataFrame) -> dict[str, tuple[Floats, Flags]]:
    """Return what the site's own classifier says now, and which comments it has not learnt from."""
    model = own.in_use(folder, task)
    if model is None:
        return {}
    rows = ~np.isin(_numbers(labelled), model.arrays.get(f"{own.PART}.learnt", np.zeros(0, dtype=np.uint64)))
    return {"in use": (Seen.of(task, labelled, model).base, rows)} if rows.any() else {}


def _numbers(labelled: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """Return a number for what was labelled, of its keyed hash: it tells nothing without the key."""
    return np.array([int(judged[:16], 16) for judged in labelled["judged_hash"]], dtype=np.uint64)


def _surprises(logits: Floats, answers: Flags) -> Floats:
    return np.asarray(np.logaddexp(0, np.where(answers, -logits, logits)), dtype=np.float64)


def _gain(before: Floats, after: Floats, groups: npt.NDArray[np.int64]) -> tuple[float, float, float]:
    """Return how much less surprised a comment's label leaves the second, with its 95 % interval over groups."""
    sizes = np.bincount(groups)
    sums = np.bincount(groups, weights=before - after)
    draws = np.random.default_rng(0).multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), _DRAWS)
    low, high = np.quantile((draws @ sums) / (draws @ sizes), [0.025, 0.975])
    return round(float(sums.sum() / sizes.sum()), 4), round(float(low), 4), round(float(high), 4)


def _against(
    gain: tuple[float, float, float], others: dict[str, tuple[Floats, Flags]], unseen: Floats, answers: Flags
) -> str:
    """Return why the site's classifier is not replaced; empty where it is."""
    if gain[1] <= 0:
        return marked("its gain over the shipped one is within chance")
    if _wrong(unseen, answers) > _wrong(others["shipped"][0], answers):
        return marked("it is wrong about more comments than the shipped one")
    if _blocked(unseen, answers) > _blocked(others["shipped"][0], answers) + MORE_BLOCKED:
        return marked("of the good comments it blocks more than the shipped one, by over one in a hundred")
    if "in use" in others:
        logits, rows = others["in use"]
        if _surprises(unseen, answers)[rows].mean() > _surprises(logits, answers)[rows].mean():
            return marked("the one in use does better on what it has not learnt from")
    return ""


def _wrong(logits: Floats, answers: Flags) -> int:
    return int(((sigmoid(logits) >= _CUT) != answers).sum())


def _blocked(logits: Floats, answers: Flags) -> float:
    return float((sigmoid(logits[~answers]) >= _CUT).mean())


def _measured(logits: Floats, answers: Flags) -> dict[str, Any]:
    found = measured(np.round(sigmoid(logits), 4), answers, _CUT)
    return {**found, "log_loss": round(float(_surprises(logits, answers).mean()), 4)}


def _card(
    task: str,
    shipped: Model,
    origins: Sequence[str],
    labels: dict[str, int],
    groups: int,
    measures: dict[str, dict[str, Any]],
    gain: tuple[float, float, float],
) -> dict[str, Any]:
    return {
        "name": task,
        "version": f"{shipped.card['version']} own",
        "answers": shipped.card["answers"],
        "languages": shipped.card["languages"],
        "method": (
            "the shipped classifier and a correction of its log odds, by logistic regression on hashed words and "
            "characters, plain numbers and the shipped log odds, drawn towards none"
        ),
        "corrects": own.corrects(task),
        "data": [{"source": f"this site's {origin}", "licence": "the site's own"} for origin in origins],
        "labels": labels,
        "groups": groups,
        "measured": {
            "how": (
                "each comment by a correction fitted without it, its copies and all else of its author; yes is a score "
                f"of {_CUT}; `in use`: the site's own before this one, on what it had not learnt from"
            ),
            **measures,
            "gain": {
                "what": "log loss of shipped less that of own, per comment",
                "value": gain[0],
                "low": gain[1],
                "high": gain[2],
            },
        },
        "bad at": [
            "whatever the shipped classifier is bad at and this site's decisions do not show",
            "kinds of comments that nobody has decided on",
        ],
    }
