"""What each stage costs, and the features that they share: `python benchmarks/stages.py [COMMENTS]`.

Processor time on one core, best of three passes over the same made-up comments in batches of 1,000 (a first one opens
classifiers and word lists and is not counted). A stage's share is its own: features are computed before it is asked.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import resource
import sys
import time
from collections import defaultdict
from statistics import mean, median

import pandas as pd
from corpus import comments

from pipeline.annotate import Stage
from pipeline.features import Features
from pipeline.schema import COMMENTS, conform
from pipeline.stages import stages

BATCH = 1_000
FEATURES = ("joined", "reading", "tokens", "negators", "words", "chars", "surface", "spoken")


def whole(count: int) -> pd.DataFrame:
    """Return so many comments as a batch of the comments table."""
    rows = [(row[0], row[3], row[5], row[7]) for row in comments(count)]
    frame = pd.DataFrame(rows, columns=["comment_id", "author", "author_url", "text"]).assign(kind="comment")
    return conform(frame, names=COMMENTS.owned_by("source", "run"))


def passed(batch: pd.DataFrame, ready: tuple[Stage, ...]) -> dict[str, float]:
    """Return the seconds that features and stages took for all comments, once."""
    spent: dict[str, float] = defaultdict(float)
    for start in range(0, len(batch), BATCH):
        part = batch.iloc[start : start + BATCH]
        features = Features(part)
        for name in FEATURES:
            began = time.process_time()
            getattr(features.reading if name == "tokens" else features, name)
            spent[f"features: {name}"] += time.process_time() - began
        for stage in ready:
            began = time.process_time()
            answers = stage(part[list(stage.reads)], features)
            spent[f"stage: {stage.name}"] += time.process_time() - began
            part = pd.concat([part, answers], axis=1)
    return spent


def main() -> None:
    """Print microseconds a comment per feature and stage, comments a second, and memory."""
    batch = whole(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    ready = stages()
    began = time.perf_counter()
    passed(batch.iloc[:BATCH], ready)
    opened = time.perf_counter() - began
    runs = [passed(batch, ready) for _ in range(3)]
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    lengths = batch["text"].str.len()
    print(f"{len(batch)} comments, median {median(lengths):.0f} and mean {mean(lengths):.0f} characters")
    for name, seconds in best.items():
        print(f"{name:24} {1e6 * seconds / len(batch):7.1f} µs a comment")
    total = sum(best.values())
    print(f"{'all':24} {1e6 * total / len(batch):7.1f} µs a comment, {len(batch) / total:,.0f} comments a second")
    print(f"opening classifiers and the first batch: {opened:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
