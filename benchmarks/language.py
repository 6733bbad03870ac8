"""How well languages are told, and how fast.

    python benchmarks/language.py trial CORPORA      learn from four fifths of the corpora, measure on the rest
    python benchmarks/language.py served FILE ...    the shipped classifier on labelled .csv or .csv.gz files
    python benchmarks/language.py speed CORPORA      comments a second on one core (set OMP_NUM_THREADS=1)

`trial` takes two minutes. The shipped classifier has learnt from all of CORPORA: measure it on other files only.
"""

import argparse
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.language import Languages, open_languages
from pipeline.classifiers.language_examples import SAME, examples, rows
from pipeline.classifiers.language_training import EXPECTED, LEAST, fitted, warmed
from pipeline.classifiers.model import current

LEASTS = (0.0, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95)
LANGDETECT_KNOWS = set(
    "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt "
    "ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh".split()
)
Labelled = tuple[str, str, str]  # text, language, kind


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("trial", "served", "speed"))
    parser.add_argument("paths", nargs="+", type=Path)
    asked = parser.parse_args()
    if asked.what == "trial":
        _trial(asked.paths[0])
    elif asked.what == "served":
        languages = open_languages(current("language"))
        for path in asked.paths:
            found = [(row["text"], row.get("lang") or row["language"], path.name.split(".")[0]) for row in rows(path)]
            _measure(languages, [(text, SAME.get(language, language), kind) for text, language, kind in found])
    else:
        _speed(asked.paths[0])


def _trial(corpora: Path) -> None:
    given = examples(corpora)
    kept_back = [example for example in given if example.kept_back]
    learnt = fitted([example for example in given if not example.kept_back])
    languages = replace(learnt, warmth=warmed(learnt, kept_back))
    print(
        f"{len(given)} texts, {len(kept_back)} of them kept back; "
        f"{len(languages.addresses)} grams; warmth {languages.warmth}"
    )
    _measure(languages, [(example.text, example.language, example.kind) for example in kept_back])


def _measure(languages: Languages, labelled: Sequence[Labelled]) -> None:
    groups: defaultdict[tuple[str, str], list[Labelled]] = defaultdict(list)
    for one in labelled:
        others = "others" if one[1] in LANGDETECT_KNOWS else "beyond"
        groups[one[2], one[1] if one[1] in EXPECTED else others].append(one)
    print(
        f"\n{'texts':24}{'n':>7}{'right':>8} {'95 % interval':>15}{'answered':>10}{'as en/fr':>10}{'calibration':>13}"
    )
    for (kind, group), texts in sorted(groups.items()):
        _line(languages, f"{kind} {group}", texts)
    print(f"\ncoverage and error of all answers, by least probability ({LEAST} is shipped); error = wrong / answered")
    kinds = sorted({kind for kind, _ in groups})
    print(f"{'least':>6}" + "".join(f"{kind[:12]:>14} en/fr{kind[:12]:>14} others" for kind in kinds))
    tables = {kind: _trade(languages, [one for one in labelled if one[2] == kind]) for kind in kinds}
    for least in LEASTS:
        cells = (f"{covered:11.1%} {wrong:7.2%} " for kind in kinds for covered, wrong in tables[kind][least])
        print(f"{least:6.2f}  " + " ".join(cells))


def _line(languages: Languages, title: str, texts: Sequence[Labelled]) -> None:
    probabilities, names, truth = _answers(languages, texts)
    answered = probabilities >= languages.least
    right = (names == truth) & answered
    expected = np.isin(names, EXPECTED) & answered & ~np.isin(truth, EXPECTED)
    low, high = _interval(int(right.sum()), len(texts))
    print(
        f"{title:24}{len(texts):7}{right.mean():8.2%} {low:7.2%}-{high:7.2%}{answered.mean():10.2%}"
        f"{expected.mean():10.2%}{_calibration(probabilities, names == truth):13.2%}"
    )


def _answers(
    languages: Languages, texts: Sequence[Labelled]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    found = np.concatenate(
        [languages.probabilities([text for text, _, _ in part], EXPECTED) for part in _batches(texts)]
    )
    return found.max(axis=1), np.array(languages.names)[found.argmax(axis=1)], np.array([one[1] for one in texts])


def _batches(texts: Sequence[Labelled]) -> Iterable[Sequence[Labelled]]:
    return (texts[start : start + 1000] for start in range(0, len(texts), 1000))


def _trade(languages: Languages, texts: Sequence[Labelled]) -> dict[float, list[tuple[float, float]]]:
    """Return per least probability: share answered and share wrong of those, for en and fr, and for the rest."""
    probabilities, names, truth = _answers(languages, texts)
    trade: dict[float, list[tuple[float, float]]] = {}
    for least in LEASTS:
        trade[least] = []
        for group in (np.isin(truth, EXPECTED), ~np.isin(truth, EXPECTED)):
            answered = group & (probabilities >= least)
            wrong = answered & (names != truth)
            trade[least].append((answered.sum() / max(group.sum(), 1), wrong.sum() / max(answered.sum(), 1)))
    return trade


def _calibration(probabilities: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Return the expected calibration error over ten equal bins (Naeini et al. 2015)."""
    bins = np.minimum((probabilities * 10).astype(int), 9)
    gaps = [abs(float((probabilities[bins == one] - right[bins == one]).sum())) for one in range(10)]
    return sum(gaps) / len(right)


def _interval(hits: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    share, z = hits / trials, 1.96
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * (share * (1 - share) / trials + z * z / (4 * trials * trials)) ** 0.5
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _speed(corpora: Path) -> None:
    started = time.perf_counter()
    languages = open_languages(current("language"))
    languages.evidence([""])
    print(f"opened in {time.perf_counter() - started:.2f} s")
    chance = random.Random(1)
    pieces = [example.text for example in examples(corpora) if example.kind == "own"]
    comments = [_comment(pieces, int(chance.lognormvariate(5.34, 0.75)) + 1, chance) for _ in range(20_000)]
    print(f"{len(comments)} comments, median {statistics.median(map(len, comments)):.0f} characters")
    for _ in range(3):
        started = time.perf_counter()
        for start in range(0, len(comments), 1000):
            languages.answers(comments[start : start + 1000], EXPECTED)
        print(f"{len(comments) / (time.perf_counter() - started):,.0f} comments a second")


def _comment(pieces: Sequence[str], length: int, chance: random.Random) -> str:
    text = chance.choice(pieces)
    while len(text) < length:
        text += " " + chance.choice(pieces)
    return text[:length]


if __name__ == "__main__":
    main()
