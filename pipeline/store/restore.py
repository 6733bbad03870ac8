"""Taking an export back in."""

from collections.abc import Iterable

import pandas as pd

from pipeline.schema import Table, conform, table
from pipeline.store import sql
from pipeline.store.faults import writing
from pipeline.store.gravity import regrade
from pipeline.store.rows import rows
from pipeline.store.scores import take_back
from pipeline.store.status import restate

_NUMBERED = {"decisions": "decision_id", "rules": "rule_id"}


def import_table(name: str, frames: Iterable[pd.DataFrame]) -> int:
    """Write the rows of an exported table back, each frame in one transaction; return how many there were.

    A row that is stored is replaced. Status follows, and what is grave: import comments, decisions and flags in any
    order. Raises UnknownName, SchemaError, StoreError, Busy.
    """
    of = table(name)
    count = 0
    for part in frames:
        typed = conform(part, of)
        if typed.empty:
            continue
        with writing():
            _write(of, typed)
            ids = typed["comment_id"].dropna().unique().tolist() if "comment_id" in of.names else []
            if name in ("comments", "decisions"):
                restate(ids)
            if name in ("comments", "flags"):
                regrade(ids)
        count += len(typed)
    return count


def _write(of: Table, typed: pd.DataFrame) -> None:
    once = typed.drop_duplicates(list(of.key), keep="last")
    values = rows(once, of.names, of)
    names = of.names
    if of.name == "scores":
        take_back(values)
        return
    if of.name == "comments":
        # What has no verdict was exported before the policy saw it, or comes from elsewhere: the next run catches up.
        due = once["verdict"].isna().map({True: "judging", False: None}).tolist()
        names = (*names, "due")
        values = [(*row, one) for row, one in zip(values, due, strict=True)]
    sql.insert(of, names, values, sql.replacing(names, of.key))
    if of.name in _NUMBERED and sql.on_postgres():
        number = _NUMBERED[of.name]
        sql.execute(
            f"SELECT setval(pg_get_serial_sequence('{of.name}', '{number}'), (SELECT MAX({number}) FROM {of.name}))"
        )
