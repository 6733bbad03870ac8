"""Decisions of moderators: made, taken back, and put on their way to the site."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from pipeline.errors import Stale, UnknownName
from pipeline.schema import COMMENTS, DECISIONS, OUTBOX
from pipeline.store import sql
from pipeline.store.faults import patient, told, writing
from pipeline.store.rows import Row
from pipeline.store.runs import naive
from pipeline.store.scores import current
from pipeline.store.status import SITE, Word, holding, restate, status, words

GRACE = timedelta(seconds=60)
"""How long a decision waits before it may be sent: until then undo is free."""

_MADE = (
    "comment_id", "judged_hash", "decision", "moderator", "reason", "note", "decided_at", "undoes",
    "verdict", "reasons", "model_versions",
)  # fmt: skip
_SENT_AS = {"approved": "approve", "held": "hold", "spam": "spam", "trash": "trash"}


@dataclass(frozen=True)
class Shown:
    """What a moderator saw of a comment: its `judged_hash`, and the number of the last decision on it (None: none)."""

    judged_hash: str
    last: int | None = None


@dataclass(frozen=True)
class Decided:
    """`made`: comment_id to decision_id; `stale`: comment_id to why nothing was decided on it."""

    made: Mapping[str, int]
    stale: Mapping[str, str]


@patient
def decide(
    shown: Mapping[str, Shown],
    decision: str,
    moderator: str,
    now: datetime,
    reason: str | None = None,
    note: str | None = None,
) -> Decided:
    """Decide on these comments as they were shown, in one transaction; those that are another by now are left alone.

    Each decision is kept with the verdict, reasons and classifiers behind what was shown, waits in the outbox until
    `now` and GRACE, and frees the moderator's claim. Raises UnknownName, StoreError, Busy.
    """
    known = tuple(word for word in DECISIONS if word != "undo")
    if decision not in known:
        raise UnknownName("decision", decision, known)
    with writing():
        stored, standing = _stored(shown), words(shown)
        stale = {one: why for one, saw in shown.items() if (why := _stale(saw, stored.get(one), standing.get(one, [])))}
        ids = [one for one in shown if one not in stale]
        reasons, versions = _behind(ids)
        said = [
            (one, stored[one].judged_hash, decision, moderator, reason, note, naive(now), None,
             stored[one].verdict, reasons.get(one), versions.get(one))
            for one in ids
        ]  # fmt: skip
        made = dict(zip(ids, _append(said), strict=True))
        _post({number: (one, decision) for one, number in made.items()}, now)
        news = [(status(stored[one].source_status, stored[one].verdict, decision), True, one) for one in ids]
        sql.update(COMMENTS, ("status", "decided"), ("comment_id",), news)
        condition, among = sql.among("comment_id", ids)
        sql.execute(f"DELETE FROM claims WHERE moderator = %s AND {condition}", [moderator, among])
    return Decided(made, stale)


def decide_one(
    comment_id: str, shown: Shown, decision: str, moderator: str, now: datetime, note: str | None = None
) -> int:
    """Decide on one comment and return the decision's number; raise Stale where it is not as it was shown any more."""
    decided = decide({comment_id: shown}, decision, moderator, now, note=note)
    if decided.stale:
        raise Stale(decided.stale[comment_id])
    return decided.made[comment_id]


@patient
def undo(decision_ids: Collection[int], moderator: str, now: datetime) -> list[int]:
    """Take decisions back, in one transaction, all or none; return the numbers of the decisions that do so.

    What was not sent yet will not be; what was is followed by what brings back the status of before. Raises Stale where
    one is taken back already, is itself an undo or was made on the site; StoreError, Busy.
    """
    numbers = list(dict.fromkeys(decision_ids))
    condition, among = sql.among("decision_id", numbers)
    hold = " FOR UPDATE" if sql.on_postgres() else ""
    with writing():
        found = sql.fetch(
            f"SELECT decision_id, comment_id, judged_hash, decision, moderator FROM decisions WHERE {condition}{hold}",
            [among],
        )
        _check_undoable(numbers, found)
        said: list[Row] = [
            (one, judged_hash, "undo", moderator, None, None, naive(now), number, None, None, None)
            for number, one, judged_hash, _, _ in found
        ]
        made = _append(said)
        restate([row[1] for row in found])
        _call_back({row[0]: row[1] for row in found}, made, now)
    return made


def would_show(decision_ids: Collection[int]) -> int:
    """Return how many comments readers would see again if these decisions were taken back. Raises StoreError."""
    undone = set(decision_ids)
    condition, among = sql.among("decision_id", list(undone))
    with told():
        ids = [row[0] for row in sql.fetch(f"SELECT DISTINCT comment_id FROM decisions WHERE {condition}", [among])]
        condition, among = sql.among("comment_id", ids)
        names = "comment_id, judged_hash, source_status, verdict, status"
        found = sql.fetch(f"SELECT {names} FROM comments WHERE {condition}", [among])
        standing = words(ids)
    shown = 0
    for comment_id, judged_hash, source_status, verdict, now in found:
        left = [word for word in standing.get(comment_id, ()) if word.decision_id not in undone]
        shown += now != "approved" and status(source_status, verdict, holding(left, judged_hash)) == "approved"
    return shown


class _Stored(NamedTuple):
    judged_hash: str
    verdict: str | None
    source_status: str | None


def _stored(comment_ids: Iterable[str]) -> dict[str, _Stored]:
    """Return what matters of these comments, which are held until the transaction ends."""
    condition, among = sql.among("comment_id", comment_ids)
    hold = " ORDER BY comment_id FOR UPDATE" if sql.on_postgres() else ""
    names = "comment_id, judged_hash, verdict, source_status"
    found = sql.fetch(f"SELECT {names} FROM comments WHERE {condition}{hold}", [among])
    return {row[0]: _Stored(*row[1:]) for row in found}


def _stale(saw: Shown, stored: _Stored | None, standing: list[Word]) -> str | None:
    if stored is None:
        return "is not kept any more"
    if stored.judged_hash != saw.judged_hash:
        return "its text was changed since it was shown"
    last = standing[-1] if standing else None
    if last is None or last.decision_id <= (saw.last or 0):
        return None
    who = "was decided on the site" if last.moderator == SITE else f"{last.moderator} decided"
    return f"{who} meanwhile: {last.decision} ({last.decided_at:%Y-%m-%d %H:%M} UTC)"


def _behind(comment_ids: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the reasons and the classifiers' versions behind what was shown of these comments."""
    condition, among = sql.among("comment_id", comment_ids)
    flags = sql.fetch(f"SELECT comment_id, reason FROM flags WHERE {condition} ORDER BY comment_id, reason", [among])
    judged = sorted(current(comment_ids, ("comment_id", "task", "model_version")))
    return _lines(flags), _lines((one, f"{task}: {version}") for one, task, version in judged if version)


def _lines(found: Iterable[Row]) -> dict[str, str]:
    lines: dict[str, list[str]] = {}
    for comment_id, line in found:
        lines.setdefault(comment_id, []).append(line)
    return {comment_id: "\n".join(several) for comment_id, several in lines.items()}


def _append(said: Iterable[Row]) -> list[int]:
    """Append decisions and return their numbers, in order."""
    query = (
        f"INSERT INTO decisions ({', '.join(_MADE)}) VALUES ({', '.join(['%s'] * len(_MADE))}) RETURNING decision_id"
    )
    return [sql.fetch(query, row)[0][0] for row in said]


def _post(wanted: Mapping[int, tuple[str, str]], now: datetime) -> None:
    names = ("decision_id", "comment_id", "decision", "state", "due_at")
    due_at = naive(now + GRACE)
    sql.insert(OUTBOX, names, [(number, one, word, "waiting", due_at) for number, (one, word) in wanted.items()])


def _check_undoable(numbers: list[int], found: list[Row]) -> None:
    condition, among = sql.among("undoes", numbers)
    undone = {row[0] for row in sql.fetch(f"SELECT undoes FROM decisions WHERE {condition}", [among])}
    by_number = {row[0]: row for row in found}
    for number in numbers:
        if number not in by_number:
            raise Stale(f"there is no decision {number}")
        _, comment_id, _, decision, moderator = by_number[number]
        if number in undone or decision == "undo":
            raise Stale(f"decision {number} on {comment_id} was taken back already")
        if moderator == SITE:
            raise Stale(f"decision {number} on {comment_id} was made on the site; decide anew instead")


def _call_back(undone: Mapping[int, str], made: list[int], now: datetime) -> None:
    """Let what still waits not be sent, and what was sent (or is being sent) be followed by what it was before."""
    condition, among = sql.among("decision_id", list(undone))
    sql.execute(
        f"UPDATE outbox SET state = 'undone' WHERE {condition} AND state = 'waiting' AND tried_at IS NULL", [among]
    )
    on_its_way = {
        row[0] for row in sql.fetch(f"SELECT decision_id FROM outbox WHERE {condition} AND state <> 'undone'", [among])
    }
    statuses = _statuses([one for number, one in undone.items() if number in on_its_way])
    follow = {
        new: (one, _SENT_AS[statuses[one]])
        for (number, one), new in zip(undone.items(), made, strict=True)
        if statuses.get(one) in _SENT_AS and number in on_its_way
    }
    _post(follow, now)


def _statuses(comment_ids: Collection[str]) -> dict[str, str]:
    condition, among = sql.among("comment_id", comment_ids)
    return {row[0]: row[1] for row in sql.fetch(f"SELECT comment_id, status FROM comments WHERE {condition}", [among])}
