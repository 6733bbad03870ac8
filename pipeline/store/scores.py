"""What classifiers said of comments: the current scores, and those before them."""

from collections.abc import Collection, Mapping, Sequence

from pipeline.errors import UnknownName
from pipeline.schema import COMMENTS, SCORES
from pipeline.store import sql
from pipeline.store.rows import Row

_NAMES = ("comment_id", "judged_hash", "score", "label", "task", "model_version", "run_id", "current")
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


def keep_scores(
    judged: Mapping[str, str], said: Sequence[Row], run_id: str, versions: Mapping[str, str], stored: Collection[str]
) -> None:
    """Write what the tasks of `versions` said of comments as current scores, in the caller's transaction.

    `judged` maps their comment_ids to judged_hashes; `said` has their answers, rows of `columns(versions)`.
    Scores before are kept once where text or classifier differ; `stored` are the comments that may have some.
    """
    place = 0
    before = {one: judged_hash for one, judged_hash in judged.items() if one in stored}
    for task, version in versions.items():
        width = len([name for name in answers(task) if name])
        _put_aside(task, version, before)
        news = [
            (one, judged_hash, row[place], _word(row[place + 1 : place + width]), task, version, run_id, True)
            for (one, judged_hash), row in zip(judged.items(), said, strict=True)
        ]
        sql.insert(SCORES, _NAMES, news, sql.replacing(_NAMES, _KEY) if before else "")
        place += width


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
