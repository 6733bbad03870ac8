"""How fast reports are: `python -m benchmarks.report [COMMENTS [POSTS]]` (default: 1,000,000 comments, 1,000 posts).

Aggregation reads the comments from Parquet and makes one row per post; drawing makes both versions of every post, from
a database, in a fresh folder. Each part runs in a process of its own, whose peak memory is told.
"""

import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
from corpus import texts
from pyarrow import parquet

from pipeline import report, store
from pipeline.engagement import READS, per_post
from pipeline.identity import author_key, fold, judged_hash
from pipeline.schema import COMMENTS, POSTS, conform
from pipeline.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PER_POST = 100
_BATCH = 50_000
_KEY = b"b" * 32


def comments(count: int, posts: int) -> Iterator[pd.DataFrame]:
    """Yield judged comments under that many posts, a third of them replies; the same every time."""
    chance = random.Random(0)
    said = {code: texts(code, "ham") for code in ("en", "fr")}
    for start in range(0, count, _BATCH):
        rows = [_comment(number, posts, chance, said) for number in range(start, min(start + _BATCH, count))]
        yield conform(pd.DataFrame(rows), COMMENTS)


def _comment(
    number: int, posts: int, chance: random.Random, said: dict[str, list[tuple[str, str, str]]]
) -> dict[str, object]:
    language = ("en", "fr")[number % 2]
    _, _, text = chance.choice(said[language])
    reader = chance.randrange(200_000)
    post = number % posts
    answers = number - posts if number >= posts and chance.random() < 0.3 else None
    return {
        "site": "bench",
        "comment_id": f"bench:{number}",
        "post_id": f"bench:bench.example/{post}",
        "kind": "comment",
        "parent_id": f"bench:{answers}" if answers is not None else None,
        "position": number // posts,
        "author": f"Reader {reader}",
        "author_key": author_key(_KEY, None, f"r{reader}@example.org"),
        "by_staff": chance.random() < 0.05,
        "created_at": NOW - timedelta(seconds=chance.randrange(700 * 86_400)),
        "created_precision": "second",
        "text": text,
        "likes": chance.randrange(5),
        "dislikes": 0,
        "source_status": "approved",
        "source": "wxr",
        "judged_hash": judged_hash(_KEY, None, None, fold(text)),
        "language": language,
        "language_score": 0.99,
        "sentiment": chance.choice(("positive", "neutral", "negative")),
        "sentiment_score": round(chance.uniform(-1, 1), 4),
        "spam_score": 0.01,
        "abuse_score": 0.01,
        "is_question": "?" in text,
        "question_score": round(chance.random(), 4),
        "verdict": "publish",
        "status": "approved",
        "read_at": NOW,
        "first_seen_run": "1",
        "last_seen_run": "1",
    }


def posts_table(posts: int) -> pd.DataFrame:
    """Return the posts."""
    rows = [
        {"site": "bench", "post_id": f"bench:bench.example/{one}", "title": f"Post number {one}", "source": "wxr"}
        for one in range(posts)
    ]
    return conform(pd.DataFrame(rows), POSTS)


def prepare(file: Path, count: int, posts: int) -> None:
    """Write the comments as Parquet."""
    writer = None
    for frame in comments(count, posts):
        table = pa.Table.from_pandas(frame[list(READS)], preserve_index=False)
        writer = writer or parquet.ParquetWriter(file, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def aggregate(file: Path, posts: int) -> str:
    """Make one row per post."""
    started = time.perf_counter()
    read = (part.to_pandas() for part in parquet.ParquetFile(file).iter_batches(_BATCH))
    table = per_post(read, posts_table(posts), now=NOW)
    return f"{int(table['comments'].sum()):,} comments aggregated in {time.perf_counter() - started:.1f} s"


def fill(folder: Path, posts: int) -> None:
    """Make a database with that many posts of PER_POST comments each."""
    settings = Settings(data=folder)
    store.open_store(settings.database_url, _KEY)
    store.import_table("posts", [posts_table(posts)])
    store.import_table("comments", comments(posts * PER_POST, posts))


def draw(folder: Path, posts: int) -> str:
    """Draw everything, and everything again when nothing has changed."""
    settings = Settings(data=folder)
    store.open_store(settings.database_url, _KEY)
    started = time.perf_counter()
    report.write(settings, NOW)
    first = time.perf_counter()
    report.write(settings, NOW)
    again = time.perf_counter()
    return (
        f"{posts:,} posts of {PER_POST} comments drawn in {first - started:.1f} s; again, unchanged, in "
        f"{again - first:.1f} s"
    )


def _told(work: Callable[..., str], *arguments: object) -> None:
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    child = context.Process(target=_measured, args=(answers, work, arguments))
    child.start()
    print(answers.get())
    child.join()


def _measured(answers: "multiprocessing.Queue[str]", work: Callable[..., str], arguments: tuple[object, ...]) -> None:
    answers.put(f"{work(*arguments)}, peak {_peak()}")


def _peak() -> str:
    if sys.platform == "win32":
        return "not measured on Windows"
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{used / (1 << 20 if sys.platform == 'darwin' else 1 << 10):,.0f} MB"


def main() -> None:
    """Measure both."""
    count, posts = (
        (int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000),
        (int(sys.argv[2]) if len(sys.argv) > 2 else 1_000),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "comments.parquet"
        prepare(file, count, posts)
        _told(aggregate, file, posts)
        fill(Path(folder), posts)
        _told(draw, Path(folder), posts)


if __name__ == "__main__":
    main()
