"""What a site gains from its own labels: errors over 50, 200 and 1,000 of them, on sites unlike the training data.

    python benchmarks/curve.py FOLDER

FOLDER holds the labelled corpora that `causerie train` reads. A site is a collection that the shipped classifier is
trained on, so first the classifier (its judge of comments anywhere) is trained without it and without translations of
it; then so many of its comments are drawn, the correction of `causerie train spam --from` is learnt from them, and the
others are judged, except those with the text or author of a drawn one. `labels alone` starts from nothing instead of
the shipped log odds. In per cent: the mean of 20 draws, in brackets the middle 95 % of them. Takes ten minutes.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.classifiers import spam_training, yes_or_no
from pipeline.classifiers.corpora import Corpora
from pipeline.classifiers.grouping import groups_of
from pipeline.classifiers.model import sigmoid
from pipeline.classifiers.own_training import Seen, fit, odds
from pipeline.classifiers.yes_or_no import Block, Floats, rooted
from pipeline.identity import fold

SITES = {"comments below videos": ("youtube",), "text messages": ("sms", "sms fr"), "a tutorial site": ("datacamp",)}
LABELS = (50, 200, 1000)
SEEDS = 20
_LEAST_LEFT = 100


@dataclass(frozen=True)
class Site:
    """One collection: what is right, who belongs together, and what a classifier that never saw it sees."""

    answers: npt.NDArray[np.bool_]
    groups: npt.NDArray[np.int64]
    seen: Seen


def site_of(given: pd.DataFrame, evidence: list[Block], kinds: tuple[str, ...]) -> Site:
    """Return a collection as judged by a classifier that was trained and calibrated without it."""
    rest = ~given["kind"].isin(kinds).to_numpy(dtype=np.bool_)
    answers, weights = given["spam"].to_numpy(dtype=np.bool_), given["weight"].to_numpy(dtype=np.float64)
    known, folds = yes_or_no.part(evidence, rest), yes_or_no.fold_numbers(given.loc[rest, "text"])
    unseen = yes_or_no.out_of_fold(known, answers[rest], weights[rest], folds, spam_training.STRENGTH)
    line = yes_or_no.calibration(unseen, answers[rest], weights[rest])
    judge = yes_or_no.fit(known, answers[rest], weights[rest], spam_training.STRENGTH).calibrated(*line)
    chosen = (given["kind"] == kinds[0]).to_numpy(dtype=np.bool_)
    own = yes_or_no.part(evidence, chosen)
    values = {block.name: block.values for block in own}
    seen = Seen(yes_or_no.logits_of(judge, own), rooted(values["words"]), rooted(values["chars"]), values["numbers"])
    return Site(answers[chosen], groups_of(_named(given[chosen])), seen)


def _named(comments: pd.DataFrame) -> pd.DataFrame:
    names = {"author_key": comments["author"], "author_url": comments["author_url"]}
    found = pd.DataFrame({"text_hash": comments["text"].map(fold), **names})
    return found.where(found != "")


def drawn(site: Site, count: int, seed: int) -> dict[str, float] | None:
    """Return errors and good ones blocked, in per cent, before and after learning from so many labels drawn by lot."""
    order = np.random.default_rng(seed).permutation(len(site.answers))
    taught, rest = np.sort(order[:count]), np.sort(order[count:])
    rest = rest[~np.isin(site.groups[rest], site.groups[taught])]
    if len(rest) < _LEAST_LEFT:
        return None
    answers, weights = site.answers[taught], np.ones(count)
    nothing = replace(site.seen, base=np.zeros(len(site.answers)))
    found = {
        "shipped": site.seen[rest].base,
        "own": odds(fit(site.seen[taught], answers, weights), site.seen[rest]),
        "labels alone": odds(fit(nothing[taught], answers, weights), nothing[rest]),
    }
    return {
        f"{name} {what}": value
        for name, logits in found.items()
        for what, value in _errors(logits, site.answers[rest]).items()
    }


def _errors(logits: Floats, answers: npt.NDArray[np.bool_]) -> dict[str, float]:
    said = logits >= 0
    surprise = np.logaddexp(0, np.where(answers, -logits, logits)).mean()
    return {
        "errors": 100 * float((said != answers).mean()),
        "blocked": 100 * float(said[~answers].mean()),
        "log loss": float(surprise),
        "calibration": 100 * yes_or_no.calibration_error(sigmoid(logits), answers),
    }


def _shown(values: pd.Series, digits: int = 1) -> str:
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{values.mean():.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def main(folder: Path) -> None:
    """Print the table."""
    given = spam_training.examples(Corpora.given(folder), yes_or_no.own_comments())
    evidence = spam_training.blocks(given)
    names = [f"{name} {what}" for what in ("errors", "blocked") for name in ("shipped", "labels alone", "own")]
    print("| site | labels |", " | ".join(names), "| log loss | calibration error |")
    for name, kinds in SITES.items():
        site = site_of(given, evidence, kinds)
        for count in LABELS:
            found = [one for seed in range(SEEDS) if count < len(site.answers) and (one := drawn(site, count, seed))]
            if found:
                table = pd.DataFrame(found)
                after = f"{table['shipped log loss'].mean():.3f} to {_shown(table['own log loss'], 3)}"
                cells = [*(_shown(table[one]) for one in names), after, _shown(table["own calibration"])]
                print(f"| {name} | {count} |", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
