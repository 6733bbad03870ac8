"""What classifiers said of comments: the current scores, and those before them."""

from collections.abc import Collection, Mapping

import pandas as pd

from pipeline.errors import UnknownName
from pipeline.schema import COMMENTS, SCORES
from pipeline.store import sql
from pipeline.store.rows import Row, rows

_KEY = ("comment_id", "task", "current")


def answers(task: str) -> tuple[str, str | None]:
    """Return the columns of comments that hold a task's score and label; raise UnknownName for a task that has none."""
    score = f"{task}_score"
    if score not in COMMENTS.names:
        known = [name.removesuffix("_score") for name in COMMENTS.names if name.endswith("_score")]
        raise UnknownName("task", task, known)
    return score, next((name for name in (task, f"is_{task}") if name in COMMENTS.names), None)


def columns(tasks: Collection[str]) -> tuple[str, ...]:
    """Return all columns of comments that these tasks answer."""
    return tuple(name for task in tasks for name in answers(task) if name is not None)


def keep_scores(judged: pd.DataFrame, run_id: str, versions: Mapping[str, str], stored: Collection[str]) -> None:
    """Write the answers in `judged` as current scores, in the caller's transaction.

    Those before are kept once where text or classifier differ; `stored` are the comments that may have scores already.
    """
    ids, hashes = (judged[name].tolist() for name in ("comment_id", "judged_hash"))
    for task, version in versions.items():
        score, label = answers(task)
        said = rows(judged, [score]) if label is None else rows(judged, [score, label])
        _keep(task, version, run_id, list(zip(ids, hashes, said, strict=True)), stored)


def _keep(task: str, version: str, run_id: str, said: list[Row], stored: Collection[str]) -> None:
    names = ("comment_id", "judged_hash", "score", "label", "task", "model_version", "run_id", "current")
    _put_aside(task, version, {comment_id: judged_hash for comment_id, judged_hash, _ in said if comment_id in stored})
    news = [(*these, one[0], _word(one[1:]), task, version, run_id, True) for *these, one in said]
    conflict = sql.replacing(names, _KEY) if stored else ""
    sql.insert(SCORES, names, news, conflict)


def _word(label: Row) -> str | None:
    value = label[0] if label else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _put_aside(task: str, version: str, judged: Mapping[str, str]) -> None:
    """Make the current scores that will be replaced by others the ones before."""
    if not judged:
        return
    condition, among = sql.among("comment_id", judged)
    found = sql.fetch(
        f"SELECT comment_id, judged_hash, model_version FROM scores WHERE {condition} AND task = %s AND current",
        [among, task],
    )
    replaced = [one for one, judged_hash, model in found if (judged_hash, model) != (judged[one], version)]
    if replaced:
        condition, among = sql.among("comment_id", replaced)
        sql.execute(f"DELETE FROM scores WHERE {condition} AND task = %s AND NOT current", [among, task])
        sql.execute(f"UPDATE scores SET current = %s WHERE {condition} AND task = %s AND current", [False, among, task])
