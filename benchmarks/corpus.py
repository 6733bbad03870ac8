"""Comments in any number for benchmarks, put together from the project's own training comments."""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

TRAINING = Path(__file__).parent.parent / "data" / "training"
COLUMNS = ("comment_id", "post_url", "post_title", "author", "author_email", "author_url", "created_at", "text")
POSTS = 400
START = datetime(2025, 1, 1, tzinfo=UTC)


SHARES = {"ham": 0.93, "spam": 0.05, "abuse": 0.02}


def texts(language: str, kind: str) -> list[tuple[str, str, str]]:
    """Return author, address and text of the training comments of a language that are ham, spam or abuse."""
    with (TRAINING / f"comments_{language}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    of_kind = [row for row in rows if kind == ("abuse" if row["abuse"] == "abuse" else row["spam"])]
    return [(row["author"], row["author_url"], row["text"]) for row in of_kind]


def comments(count: int, seed: int = 0) -> Iterator[tuple[str, ...]]:
    """Yield comments, half English and half French, median some 200 characters; the same for the same seed."""
    chance = random.Random(seed)
    of = {(kind, place): texts(language, kind) for place, language in enumerate(("en", "fr")) for kind in SHARES}
    for number in range(count):
        own = of[chance.choices(list(SHARES), list(SHARES.values()))[0], number % 2]
        author, url, text = chance.choice(own)
        wanted = chance.lognormvariate(5.0, 0.6)
        text += " " + chance.choice(own)[2]  # no two alike: copies would be flagged
        while len(text) < wanted:
            text += " " + chance.choice(own)[2]
        post = chance.randrange(POSTS)
        day, second = number % 700, number % 86_400
        created = (START + timedelta(days=day, seconds=second)).isoformat()
        yield (
            str(number), f"https://bench.example/{post}/", f"Post number {post}", author or f"Reader {number % 9_000}",
            f"reader{number % 9_000}@example.org", url, created, text,
        )  # fmt: skip


def write_csv(path: Path, count: int, seed: int = 0) -> None:
    """Write that many comments as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(comments(count, seed))
