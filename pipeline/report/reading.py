"""Comments and the reasons to look at them, as pages need them, from the open store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline import store
from pipeline.report import rows
from pipeline.report.rows import Comment


def read(where: Mapping[str, Any]) -> Iterator[Comment]:
    """Yield the comments that a condition chooses (see `store.frames`)."""
    for frame in store.frames("comments", rows.COLUMNS, where=where):
        yield from rows.comments(frame)


def reasons_of(comments: Iterable[Comment]) -> dict[str, list[str]]:
    """Return the reasons of those comments that the policy would not publish, by comment_id."""
    doubted = [one.comment_id for one in comments if one.verdict not in (None, "publish")]
    found: dict[str, list[str]] = defaultdict(list)
    if doubted:
        for frame in store.frames("flags", ("comment_id", "reason"), where={"comment_id": doubted}):
            for comment_id, reason in zip(frame["comment_id"], frame["reason"], strict=True):
                found[comment_id].append(reason)
    return found
