"""What classifiers said of comments: the current scores, and those before them.

`scores` is a view. What was said last stands in the comment itself, with the run that asked (`scored_run`) and the text
that was asked about (`scored_hash`); by which classifiers stands in `run_models`, once a run. What was said before, and
what an export brought back, stands in `earlier_scores`, in rows as the view gives them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from pipeline.errors import UnknownName
from pipeline.schema import COMMENTS, SCORES, Column, Table
from pipeline.store import sql
from pipeline.store.rows import Row

SCORED = ("scored_run", "scored_hash")
"""The store's own columns of comments that say when, and of which text, its answers are."""

EARLIER = replace(SCORES, name="earlier_scores")
_MODELS = Table(
    "run_models",
    "Which classifiers a run judged by.",
    ("run_id", "task"),
    tuple(Column(name, "text", "", owner="store") for name in ("run_id", "task", "model_version")),
)


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


def note_models(run_id: str, versions: Mapping[str, str]) -> None:
    """Note by which classifiers a run judges, in the caller's transaction."""
    rows = [(run_id, task, version) for task, version in versions.items()]
    sql.insert(_MODELS, _MODELS.names, rows, sql.replacing(_MODELS.names, _MODELS.key))


def put_aside(judged: Mapping[str, str], versions: Mapping[str, str], stored: Collection[str]) -> None:
    """Keep the scores that new ones will replace as those before, where text or classifier differ.

    `judged` maps the comment_ids that `versions` (task to classifier) judged anew to their judged_hashes; `stored` are
    the comments that may have scores. In the caller's transaction, before it writes the new answers.
    """
    before = {one: judged_hash for one, judged_hash in judged.items() if one in stored}
    if before:
        found = current(before, SCORES.names)
        _write_earlier([*row[:-1], False] for row in found if _is_replaced(row, before, versions))
    condition, among = sql.among("comment_id", judged)
    sql.execute(f"DELETE FROM earlier_scores WHERE {condition} AND current", [among])


def current(comment_ids: Iterable[str], names: Iterable[str]) -> list[Row]:
    """Return these columns of the current scores of comments, given as the view has them."""
    of = f"SELECT {', '.join(names)} FROM scores WHERE current AND comment_id"
    ids = list(comment_ids)
    if sql.on_postgres():
        return sql.fetch(f"{of} = ANY(%s)", [ids])
    # SQLite goes through all comments, once a task, where the ids are not in the statement itself.
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return [row for part in parts for row in sql.fetch(f"{of} IN ({', '.join(['%s'] * len(part))})", part)]


def take_back(rows: Iterable[Row]) -> None:
    """Write rows of an exported scores table back, in the caller's transaction; they replace what is stored."""
    brought = list(rows)
    current = {row[_ID] for row in brought if row[_CURRENT]}
    _write_earlier(brought)
    condition, among = sql.among("comment_id", current)
    sql.execute(f"UPDATE comments SET scored_run = NULL, scored_hash = NULL WHERE {condition}", [among])


_AT_ONCE = 5_000
_ID, _HASH, _TASK, _VERSION, _CURRENT = (
    SCORES.names.index(name) for name in ("comment_id", "judged_hash", "task", "model_version", "current")
)


def _is_replaced(row: Row, judged: Mapping[str, str], versions: Mapping[str, str]) -> bool:
    task = row[_TASK]
    return task in versions and (row[_HASH], row[_VERSION]) != (judged[row[_ID]], versions[task])


def _write_earlier(rows: Iterable[Iterable[object]]) -> None:
    written = [tuple(row) for row in rows]
    sql.insert(EARLIER, EARLIER.names, written, sql.replacing(EARLIER.names, EARLIER.key))
