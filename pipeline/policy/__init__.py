"""Scores, copies, the author's history and the site's rules become flags with reasons, and a verdict.

`judge` looks at the columns in `READS`, and at what the store counted over everything it keeps, those in `BESIDE`:
`copies`, `own_copies`, `copy_authors`, `copy_posts`, `first_copy` (other comments with the same text_hash: how many,
how many of them by the same author, by how many other authors, on how many other posts, the first's comment_id) and
`author_approved`, `author_refused`, `author_spam` (what became of the author's other comments). It changes no score and
decides nothing: a verdict is a proposal.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pipeline.policy.addresses import addresses
from pipeline.policy.evidence import EVIDENCE, Raised
from pipeline.policy.rules import Rules
from pipeline.schema import COMMENTS, DTYPES, FLAGS, Kind, conform

READS = (
    *("site", "comment_id", "kind", "author", "author_url", "by_staff", "text", "links", "judged_hash"),
    *COMMENTS.owned_by("stage"),
)
"""The columns of the comments table that the policy looks at."""

BESIDE: dict[str, Kind] = {
    "copies": "integer",
    "own_copies": "integer",
    "copy_authors": "integer",
    "copy_posts": "integer",
    "first_copy": "text",
    "author_approved": "integer",
    "author_refused": "integer",
    "author_spam": "integer",
}
"""The columns that the store adds, and of which kind they are."""

HOLDS = (
    *("abuse", "spam", "copies", "hidden", "look-alikes", "personal data", "threat", "distress"),
    "rule hold",
)
"""Reasons that put a comment before a moderator; the others are only shown."""

REGULAR = 5
"""Approved comments that make an author a regular, who is never called spam without a new link."""


@dataclass(frozen=True)
class Outcome:
    """`flags`: rows of the flags table without run_id; `verdicts`: one word per comment, on the comments' own index."""

    flags: pd.DataFrame
    verdicts: pd.Series


def judge_alone(comments: pd.DataFrame, rules: Rules) -> Outcome:
    """Return what `judge` says of comments as if none had a copy or an author that is known: no column in BESIDE."""
    nothing: dict[Kind, object] = {"integer": 0, "text": None}
    beside = {name: pd.Series(nothing[kind], index=comments.index, dtype=DTYPES[kind]) for name, kind in BESIDE.items()}
    return judge(comments.assign(**beside), rules)


def judge(comments: pd.DataFrame, rules: Rules) -> Outcome:
    """Return why each comment deserves a look, and what is proposed for it; the order of rows is no matter."""
    raised = [flag for evidence in EVIDENCE for flag in evidence(comments, rules)]
    return Outcome(_table(comments, raised), _verdicts(comments, raised))


def _table(comments: pd.DataFrame, raised: Iterable[Raised]) -> pd.DataFrame:
    ids, hashes = comments["comment_id"].tolist(), comments["judged_hash"].tolist()
    rows = [(ids[one.row], hashes[one.row], one.reason, round(one.score, 4), one.detail_json()) for one in raised]
    names = ["comment_id", "judged_hash", "reason", "score", "detail"]
    return conform(pd.DataFrame(rows, columns=names), FLAGS, names)


def _verdicts(comments: pd.DataFrame, raised: Iterable[Raised]) -> pd.Series:
    verdicts = ["publish"] * len(comments)
    passed: set[int] = set()
    trusted = _trusted(comments)
    for one in raised:
        if one.reason == "rule pass":
            passed.add(one.row)
        elif one.calls_spam and (one.reason == "rule spam" or not trusted[one.row]):
            verdicts[one.row] = "spam"
        elif (one.reason in HOLDS or one.calls_spam) and one.holds and verdicts[one.row] == "publish":
            verdicts[one.row] = "hold"
    staff = comments["by_staff"].fillna(False).tolist()
    for row, is_staff in enumerate(staff):
        if is_staff or row in passed:
            verdicts[row] = "publish"
    return pd.Series(verdicts, index=comments.index, dtype="str", name="verdict")


def _trusted(comments: pd.DataFrame) -> list[bool]:
    """Tell regulars: several approved comments, none taken for spam, and no link, neither beside the text nor in it."""
    regular = (comments["author_approved"] >= REGULAR) & (comments["author_spam"] == 0)
    links, texts = comments["links"].fillna("").tolist(), comments["text"].fillna("").tolist()
    return [
        is_so and not link and not addresses(text)
        for is_so, link, text in zip(regular.tolist(), links, texts, strict=True)
    ]
