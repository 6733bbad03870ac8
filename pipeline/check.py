"""Judging texts that belong to no site: what `causerie check` shows, and what a program can import."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.annotate import annotate
from pipeline.identity import fold, keyed
from pipeline.policy import Outcome, judge
from pipeline.policy.rules import Rules
from pipeline.schema import COMMENTS, conform
from pipeline.stages import stages

ANSWERS = COMMENTS.owned_by("stage")
_NO_HISTORY = {
    "copies": 0, "own_copies": 0, "copy_authors": 0, "copy_posts": 0, "first_copy": None,
    "author_approved": 0, "author_refused": 0, "author_spam": 0,
}  # fmt: skip


def check(
    texts: Sequence[str],
    author: str | None = None,
    author_url: str | None = None,
    expects: tuple[str, ...] = ("en", "fr"),
    rules: Rules | None = None,
    own: Path | None = None,
) -> tuple[pd.DataFrame, Outcome]:
    """Return the texts as a batch with all answers, and the policy's flags and verdicts; no history, no database.

    `own` is a folder of a site's own classifiers.
    Rows keep the texts' order; the flags' `comment_id` is the text's place, `check:0` and so on.
    """
    batch = conform(
        pd.DataFrame(
            {
                "site": "check",
                "comment_id": [f"check:{place}" for place in range(len(texts))],
                "kind": "comment",
                "author": author,
                "author_url": author_url,
                "text": list(texts),
                "judged_hash": [keyed(b"check", fold(text)) for text in texts],
            },
            index=range(len(texts)),
        ),
        names=[*COMMENTS.owned_by("source", "run")],
    )
    scored = annotate(batch, stages(expects, own))
    return scored, judge(scored.assign(**_NO_HISTORY), rules or Rules(expects=expects, own=own))
