"""Readings beside what is stored: which comments are new, changed or unchanged, and which the classifiers must see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from pipeline import identity
from pipeline.schema import COMMENTS
from pipeline.store import config, faults, sql
from pipeline.store.merge import READ, TOLD, Known, merged, post_rank
from pipeline.store.rows import Row, frame, rows

_ID = READ.index("comment_id")
_TOLD = len(TOLD)  # position follows


@dataclass(frozen=True)
class Compared:
    """Readings beside what is stored.

    `batch`: the readings, completed by what is stored (the whole text for a cut one, ...), on their own index; what is
    to be annotated and kept. `fresh`: `new`, `changed`, `completed` (more is known of it, nothing that is seen of it is
    another), `moved` (only its place on the page is another) or `unchanged` per row. `judge`: whether the classifiers
    must see it, because it or what is judged of it is new, or because another classifier is used by now.
    """

    batch: pd.DataFrame
    fresh: pd.Series
    judge: pd.Series


def compared(readings: pd.DataFrame, read_at: datetime) -> Compared:
    """Compare a conformed batch of readings (at most some thousands) with what is stored.

    `read_at` (aware) is as of when the readings are known: the file's time, or when the site was asked. Readings known
    as of earlier than what is stored only fill in what is missing. Raises StoreError.
    """
    readings = readings.assign(read_at=pd.Series(read_at, index=readings.index, dtype=COMMENTS["read_at"].dtype))
    with faults.told():
        given = _resolved(rows(readings, READ))
        stored = known_of(row[_ID] for row in given)
    completed: list[Row] = []
    fresh: list[str] = []
    judge: list[bool] = []
    for row in given:
        known, due = stored.get(row[_ID], (row, "new"))
        if due == "new":
            after, word, must = row, "new", True
        elif known[: _TOLD + 1] == row[: _TOLD + 1]:
            after, word, must = row, "unchanged", due == "judging"
        else:
            after = joined(known, row)
            word = _changed(known, after)
            must = due == "judging" or after[_JUDGED] != known[_JUDGED]
        stored[row[_ID]] = (after, None if due == "new" else due)
        completed.append(after)
        fresh.append(word)
        judge.append(must)
    index = readings.index
    return Compared(
        _completed(readings, given, completed),
        pd.Series(fresh, index=index, dtype="str", name="fresh"),
        pd.Series(judge, index=index, dtype="bool", name="judge"),
    )


_JUDGED, _POSITION = READ.index("judged_hash"), READ.index("position")


_SEEN = tuple(
    TOLD.index(name)
    for name in "parent_id author author_url edited_at text_hash likes dislikes rating source_status".split()
)
"""What readers or moderators see of a comment; other columns say where it stands, and how finely it is known."""


def _changed(known: Row, after: Row) -> str:
    if known[:_TOLD] != after[:_TOLD]:
        another = any(known[at] is not None and known[at] != after[at] for at in _SEEN)
        return "changed" if another else "completed"
    return "unchanged" if known[_POSITION] == after[_POSITION] else "moved"


def known_of(comment_ids: Iterable[str], lock: bool = False) -> dict[str, tuple[Row, str | None]]:
    """Return the columns of READ, and what is due, of these comments where stored; `lock` holds them on PostgreSQL."""
    condition, among = sql.among("comment_id", comment_ids)
    hold = " ORDER BY comment_id FOR UPDATE" if lock and sql.on_postgres() else ""
    found = sql.fetch(f"SELECT {sql.select(READ, COMMENTS)}, due FROM comments WHERE {condition}{hold}", [among])
    return {row[_ID]: (row[:-1], row[-1]) for row in found}


def joined(stored: Row, reading: Row) -> Row:
    """Return the merged row of two rows of READ."""
    known = merged(_named(stored), _named(reading), _rehash)
    return tuple(known[name] for name in READ)


def _named(row: Row) -> Known:
    return dict(zip(READ, row, strict=True))


def _rehash(author: str | None, author_url: str | None, text: str | None) -> str:
    return identity.judged_hash(config.key(), author, author_url, identity.fold(text or ""))


def _resolved(given: list[Row]) -> list[Row]:
    """Return the rows with posts known by a number only named as their post is, where the store knows it by now."""
    place = READ.index("post_id")
    better = resolution({row[place] for row in given if post_rank(row[place]) == 0})
    if not better:
        return given
    return [(*row[:place], better.get(row[place], row[place]), *row[place + 1 :]) for row in given]


def resolution(post_ids: Collection[str]) -> dict[str, str]:
    """Return the better name of each post that is known by its number only (`<site>:#<number>`), where there is one."""
    numbered = {post_id: post_id.split(":#", 1) for post_id in post_ids if ":#" in post_id}
    if not numbered:
        return {}
    condition, among = sql.among("own_id", {number for _, number in numbered.values()})
    found = sql.fetch(f"SELECT site, own_id, post_id FROM posts WHERE {condition} ORDER BY post_id", [among])
    named: dict[tuple[str, str], str] = {}
    for site, own_id, post_id in found:
        held = named.get((site, own_id))
        if post_rank(post_id) and (held is None or post_rank(post_id) > post_rank(held)):
            named[site, own_id] = post_id
    return {post_id: named[site, number] for post_id, (site, number) in numbered.items() if (site, number) in named}


def _completed(readings: pd.DataFrame, given: list[Row], completed: list[Row]) -> pd.DataFrame:
    if all(before is after for before, after in zip(given, completed, strict=True)) and _same_posts(readings, given):
        return readings
    whole = frame(completed, READ)
    return whole.set_axis(readings.index)[list(readings.columns)]


def _same_posts(readings: pd.DataFrame, given: list[Row]) -> bool:
    place = READ.index("post_id")
    return bool(readings["post_id"].tolist() == [row[place] for row in given])
