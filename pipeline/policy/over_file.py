"""What the policy makes of labelled comments, with and without what the file itself tells of copies and authors."""

import pandas as pd

from pipeline.identity import fold
from pipeline.policy import READS, judge
from pipeline.policy.rules import Rules
from pipeline.schema import conform

TELLING = ("author", "author_url", "post_id")
"""Columns of which a labelled file needs one, for its copies and authors to tell something."""
_NONE = {
    "copies": 0, "own_copies": 0, "copy_authors": 0, "copy_posts": 0, "first_copy": None,
    "author_approved": 0, "author_refused": 0, "author_spam": 0,
}  # fmt: skip


def alone(labelled: pd.DataFrame) -> pd.Series | None:
    """Return spam or ham: whether the policy would hold a comment or call it spam, each looked at alone.

    None, as from `together`, where the file has none of the `TELLING` columns.
    """
    return _answers(_asked(labelled).assign(**_NONE)) if _tells(labelled) else None


def together(labelled: pd.DataFrame) -> pd.Series | None:
    """Return the same where the policy also knows what stands elsewhere in the file: copies, and the author's past."""
    if not _tells(labelled):
        return None
    comments = _asked(labelled)
    return _answers(pd.concat([comments, copies(comments), history(comments, labelled["label"])], axis=1))


def _tells(labelled: pd.DataFrame) -> bool:
    return any(name in labelled and labelled[name].notna().any() for name in TELLING)


def _asked(labelled: pd.DataFrame) -> pd.DataFrame:
    known = labelled.rename(columns={"expected": "spam_score"})
    found = known[[name for name in known if name in READS or name == "post_id"]]
    ids = [f"file:{number}" for number in range(len(found))]
    found = found.assign(site="file", kind="comment", comment_id=ids, judged_hash=ids)
    return conform(found, names=[*READS, "post_id"])


def copies(comments: pd.DataFrame) -> pd.DataFrame:
    """Return how many others have a comment's text, how many its author's own; how many authors, posts; the first."""
    told = comments.assign(folded=comments["text"].fillna("").map(fold), who=_who(comments))
    by, own = told.groupby("folded"), told.groupby(["folded", "who"])
    authors, posts = by["who"].transform("nunique"), by["post_id"].transform("nunique")
    return pd.DataFrame(
        {
            "copies": by["comment_id"].transform("size") - 1,
            "own_copies": (own["comment_id"].transform("size") - 1).fillna(0).astype("int64"),
            "copy_authors": authors - _who(comments).notna().astype("int64"),
            "copy_posts": (posts - 1).clip(lower=0),
            "first_copy": by["comment_id"].transform("first"),
        }
    )


def history(comments: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Return what became of an author's comments further up in the file, by their labels."""
    who = _who(comments)
    counts = {"author_approved": "ham", "author_spam": "spam"}
    found = {
        name: (labels == label).astype("int64").groupby(who).cumsum() - (labels == label)
        for name, label in counts.items()
    }
    return pd.DataFrame(found, index=comments.index).fillna(0).astype("int64").assign(author_refused=0)


def _who(comments: pd.DataFrame) -> pd.Series:
    named = comments["author"].fillna("").map(fold)
    return named.where(named != "", comments["author_url"].fillna("")).replace("", None)


def _answers(comments: pd.DataFrame) -> pd.Series:
    verdicts = judge(comments, Rules()).verdicts
    return verdicts.map({"publish": "ham", "hold": "spam", "spam": "spam"})
