"""What each stage costs, and the features that they share: `python benchmarks/stages.py [COMMENTS]`.

Processor time on one core, best of three passes over the same made-up comments in batches of 1,000 (a first one opens
classifiers and word lists and is not counted). A stage's share is its own: features are computed before it is asked.
"all, put together" is `annotate`: the same and the making of a batch with its answers. Then what the policy costs.

`python benchmarks/stages.py --answers [COMMENTS]` prints the SHA-256 of all answers, flags and verdicts, for the
samples in data/raw/example and for so many made-up comments: what is made faster must leave it as it was.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import hashlib
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median

import pandas as pd
from corpus import comments

from pipeline.annotate import Stage, annotate
from pipeline.check import _NO_HISTORY
from pipeline.errors import SourceError
from pipeline.features import Features
from pipeline.policy import judge
from pipeline.policy.rules import Rules
from pipeline.schema import COMMENTS, conform
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read
from pipeline.stages import stages

BATCH = 1_000
EXAMPLE = Path(__file__).parent.parent / "data" / "raw" / "example"
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


def parts(batch: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the batches that a run would make of it."""
    return [batch.iloc[start : start + BATCH] for start in range(0, len(batch), BATCH)]


def example() -> Iterator[pd.DataFrame]:
    """Yield the comments of the samples."""
    for path in sorted(EXAMPLE.iterdir()):
        with path.open("rb") as file:
            try:
                for one in read(Raw(file, path.name, path, datetime(2026, 1, 1, tzinfo=UTC)), Naming(b"benchmark")):
                    yield one.comments
            except SourceError as error:  # the page that says what the samples are
                print(error)


def judged(scored: pd.DataFrame) -> pd.DataFrame:
    """Return what the policy reads of comments without any history."""
    return scored.assign(judged_hash="", **_NO_HISTORY)


def answers(count: int) -> None:
    """Print the SHA-256 of all answers, flags and verdicts."""
    ready, rules = stages(), Rules()
    for name, batches in (("samples", example()), (f"{count} made-up comments", parts(whole(count)))):
        told = hashlib.sha256()
        rows = 0
        for part in batches:
            scored = annotate(part, ready)
            outcome = judge(judged(scored), rules)
            rows += len(part)
            for table in (scored[list(COMMENTS.owned_by("stage"))], outcome.flags, outcome.verdicts):
                told.update(table.to_csv(index=False).encode())
        print(f"{name}: {rows} comments, {told.hexdigest()}")


def spent_on(work: Callable[[], object]) -> float:
    """Return the seconds of processor time, best of three."""
    seconds = []
    for _ in range(3):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return min(seconds)


def main() -> None:
    """Print microseconds a comment per feature and stage, comments a second, and memory."""
    if "--answers" in sys.argv:
        answers(int(sys.argv[-1]) if sys.argv[-1].isdigit() else 20_000)
        return
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
    together = spent_on(lambda: [annotate(part, ready) for part in parts(batch)])
    print(
        f"{'all, put together':24} {1e6 * together / len(batch):7.1f} µs a comment, "
        f"{len(batch) / together:,.0f} comments a second"
    )
    scored = [judged(annotate(part, ready)) for part in parts(batch)]
    policy = spent_on(lambda: [judge(part, Rules()) for part in scored])
    print(f"{'policy':24} {1e6 * policy / len(batch):7.1f} µs a comment")
    print(f"opening classifiers and the first batch: {opened:.2f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
