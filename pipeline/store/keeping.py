"""Keeping what was read and judged: one transaction per batch, which is kept whole or not at all."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from pipeline.policy import Outcome
from pipeline.schema import COMMENTS, DECISIONS_TABLE
from pipeline.store import sql
from pipeline.store.alone import HISTORY, SETTLED, alone, regulars
from pipeline.store.compare import joined, known_of
from pipeline.store.faults import patient, writing
from pipeline.store.first_look import first_looks
from pipeline.store.flags import Said, flag_rows, replace_flags
from pipeline.store.gravity import graves
from pipeline.store.merge import READ, TOLD
from pipeline.store.rows import Row, rows
from pipeline.store.scores import SCORED, columns, note_models, put_aside
from pipeline.store.status import SEEN, SITE, Word, holding, status, words

_PLACE = {name: place for place, name in enumerate(READ)}
_ID, _SITE, _SOURCE, _SAYS = (_PLACE[name] for name in ("comment_id", "site", "source", "source_status"))
_TEXT, _JUDGED, _AT, _AUTHOR = (_PLACE[name] for name in ("text_hash", "judged_hash", "read_at", "author_key"))
_WRITTEN = (*READ, "decided", "first_look", "status", "due")
_OF_POLICY = ("verdict", "grave")


@dataclass(frozen=True)
class Kept:
    """How many comments of a batch were new, changed and unchanged when it was kept, and what the policy said."""

    new: int
    changed: int
    unchanged: int
    said: Said = field(default_factory=Said)


@dataclass
class _Stored:
    """What stands in the store of one comment, and what a human said of it."""

    row: Row
    due: str | None
    verdict: str | None
    status: str | None
    judged_in: str | None
    first_look: bool
    words: list[Word]


@patient
def keep(batch: pd.DataFrame, run_id: str, versions: Mapping[str, str], by_itself: Outcome | None = None) -> Kept:
    """Keep a batch of comments, new and known ones, in one transaction; keeping it twice is keeping it once.

    `batch` has the columns that a source and a run fill, `read_at` (see `compared`) and, if `versions` names the tasks
    that judged it with the version of each, their answers; with empty `versions` no answer is touched. What is stored
    is merged, not overwritten. A change of status that is seen on the site becomes a decision of `site`.
    `by_itself` is what the policy says of them as if each stood alone, and its word on those that do (see `alone`); of
    the others nothing it said before is changed, and they stay due. Raises StoreError, Busy.
    """
    if batch.empty:
        return Kept(0, 0, 0)
    given = rows(batch, READ)
    with writing():
        stored = _stored([row[_ID] for row in given])
        first = first_looks({(row[_SITE], row[_SOURCE]) for row in given}, run_id)
        before = frozenset(stored)
        keeping = _Keeping(stored, first, bool(versions))
        for place, row in enumerate(given):
            keeping.add(place, row)
        raised = _heed(keeping, by_itself, run_id) if by_itself else []
        _write(keeping, batch, run_id, versions, before)
        reasons = replace_flags([one for one in keeping.verdicts if one in before], raised, run_id)
        _mark_copies(keeping.hashes)
    return Kept(**keeping.counts, said=Said(reasons, keeping.new_verdicts(run_id)))


@patient
def seen(comment_ids: Collection[str], run_id: str, read_at: datetime) -> None:
    """Note that a run met these comments unchanged, as of `read_at` (aware). Raises StoreError, Busy."""
    if not comment_ids:
        return
    condition, among = sql.among("comment_id", comment_ids)
    at = read_at.astimezone(UTC).replace(tzinfo=None)
    later = "CASE WHEN read_at IS NULL OR read_at < %s THEN %s ELSE read_at END"
    with writing():
        sql.execute(
            f"UPDATE comments SET last_seen_run = %s, read_at = {later} WHERE {condition}", [run_id, at, at, among]
        )


class _Keeping:
    """A batch on its way into the store: what each of its comments becomes."""

    def __init__(self, stored: dict[str, _Stored], first: Collection[tuple[str, str]], judged: bool) -> None:
        self.stored, self.first, self.judged = stored, first, judged
        self.counts = {"new": 0, "changed": 0, "unchanged": 0}
        self.written: dict[str, Row] = {}
        self.answered: dict[str, int] = {}
        self.hashes: set[str] = set()
        self.decisions: list[Row] = []
        self.verdicts: dict[str, Row] = {}

    def add(self, place: int, row: Row) -> None:
        """Take the batch's row at this place; one that stands there twice is merged as if read twice."""
        known = self.stored.get(row[_ID])
        if known is None:
            self.counts["new"] += 1
            first = (row[_SITE], row[_SOURCE]) in self.first
            known = _Stored(row, None, None, status(row[_SAYS], None, None), None, first, [])
            after, fits = row, True
        else:
            after = joined(known.row, row)
            self.counts["unchanged" if after[: len(TOLD)] == known.row[: len(TOLD)] else "changed"] += 1
            fits = after[_JUDGED] == row[_JUDGED]
            self._heed_the_site(known, after)
        if self.judged and fits:
            self.answered[row[_ID]] = place
        elif row[_ID] in self.answered and after[_JUDGED] != known.row[_JUDGED]:
            del self.answered[row[_ID]]
        self._put(known, after, row[_ID] not in self.stored)

    def new_verdicts(self, run_id: str) -> Counter[str]:
        """Return how many verdicts there are of each word, less those that the run had given before.

        One that stays until the policy has its last word is this run's until then.
        """
        known = [self.stored[comment_id] for comment_id in self.answered]
        found = Counter(verdict for _, _, verdict, _ in self.verdicts.values())
        staying = (self.stored[comment_id] for comment_id in self.answered if comment_id not in self.verdicts)
        found.update(one.verdict for one in staying if one.verdict)
        found.subtract(Counter(one.verdict for one in known if one.verdict and one.judged_in == run_id))
        return found

    def _put(self, known: _Stored, after: Row, is_new: bool) -> None:
        comment_id = after[_ID]
        if is_new or after[_TEXT] != known.row[_TEXT]:
            self.hashes |= {after[_TEXT], known.row[_TEXT]}
        known.due = self._due(known, after, is_new)
        known.row = after
        decision = holding(known.words, after[_JUDGED])
        known.status = status(after[_SAYS], known.verdict, decision)
        self.stored[comment_id] = known
        self.written[comment_id] = (*after, decision is not None, known.first_look, known.status, known.due)

    def _due(self, known: _Stored, after: Row, is_new: bool) -> str | None:
        if after[_ID] in self.answered:
            return "outcome"
        if is_new or after[_JUDGED] != known.row[_JUDGED] or known.due == "judging":
            return "judging"
        return known.due if after[: len(TOLD)] == known.row[: len(TOLD)] else "outcome"

    def _heed_the_site(self, known: _Stored, after: Row) -> None:
        """Make a change seen on the site a decision, where it says something else than we do and came later."""
        before, now = known.row[_SAYS], after[_SAYS]
        if before is None or before == now or now not in SEEN or status(now, None, None) == known.status:
            return
        if after[_AT] is None or (known.words and known.words[-1].decided_at >= after[_AT]):
            return
        known.words = [*known.words, Word(0, after[_JUDGED], SEEN[now], SITE, after[_AT])]
        self.decisions.append((after[_ID], after[_JUDGED], SEEN[now], SITE, after[_AT], known.verdict))


def _heed(keeping: _Keeping, by_itself: Outcome, run_id: str) -> list[Row]:
    """Take the policy's word on what was answered and beside which nothing stands; return its flags."""
    asked = [keeping.written[comment_id] for comment_id in keeping.answered]
    said = by_itself.verdicts.tolist()
    verdicts = {comment_id: said[place] for comment_id, place in keeping.answered.items()}
    free = alone((row[_ID], row[_SITE], row[_TEXT]) for row in asked)
    keeping.hashes -= {row[_TEXT] for row in asked if row[_ID] in free}  # nobody else has them
    spam = [row for row in asked if row[_ID] in free and verdicts[row[_ID]] == "spam" and row[_AUTHOR]]
    known = regulars({row[_AUTHOR] for row in spam})
    free -= {row[_ID] for row in spam if (row[_SITE], row[_AUTHOR]) in known}
    judged = {(row[_ID], row[_JUDGED]) for row in asked if row[_ID] in free}
    raised = [row for row in flag_rows(by_itself.flags, run_id) if row[:2] in judged]
    grave = graves((row[0], row[2], row[4]) for row in raised)
    for row in asked:
        if row[_ID] in free:
            verdict = verdicts[row[_ID]]
            now = status(row[_SAYS], verdict, holding(keeping.stored[row[_ID]].words, row[_JUDGED]))
            due = HISTORY if verdict == "spam" and row[_AUTHOR] else None
            keeping.verdicts[row[_ID]] = (now, due, verdict, grave[row[_ID]])
    return raised


def _write(
    keeping: _Keeping, batch: pd.DataFrame, run_id: str, versions: Mapping[str, str], before: Collection[str]
) -> None:
    places = keeping.answered
    without = [row for comment_id, row in keeping.written.items() if comment_id not in places]
    sql.insert(COMMENTS, _WRITTEN, without, sql.replacing(_WRITTEN, ("comment_id",)))
    if places:
        hashes = {comment_id: keeping.written[comment_id][_JUDGED] for comment_id in places}
        put_aside(hashes, versions, before)
        note_models(run_id, versions)
        _write_answered(keeping, batch, run_id, versions)
    names = ("comment_id", "judged_hash", "decision", "moderator", "decided_at", "verdict")
    sql.insert(DECISIONS_TABLE, names, keeping.decisions)


def _write_answered(keeping: _Keeping, batch: pd.DataFrame, run_id: str, versions: Mapping[str, str]) -> None:
    answers = columns(versions)
    settled: list[Row] = []
    due: list[Row] = []
    for comment_id, said in zip(
        keeping.answered, rows(batch.iloc[list(keeping.answered.values())], answers), strict=True
    ):
        row = keeping.written[comment_id]
        beside = (*said, run_id, row[_JUDGED])
        if comment_id in keeping.verdicts:
            settled.append((*row[:-2], *keeping.verdicts[comment_id], *beside))
        else:
            due.append((*row, *beside))
    for of_policy, written in ((_OF_POLICY, settled), ((), due)):
        names = (*_WRITTEN, *of_policy, *answers, *SCORED)
        sql.insert(COMMENTS, names, written, sql.replacing(names, ("comment_id",)))


def _mark_copies(hashes: Collection[Any]) -> None:
    """Let the policy look again at comments whose number of copies has changed."""
    condition, among = sql.among("text_hash", [one for one in hashes if one is not None])
    sql.execute(f"UPDATE comments SET due = 'outcome' WHERE {condition} AND {SETTLED}", [among])


def _stored(comment_ids: Collection[str]) -> dict[str, _Stored]:
    known = known_of(comment_ids, lock=True)
    if not known:
        return {}
    condition, among = sql.among("comment_id", known)
    found = sql.fetch(
        f"SELECT comment_id, verdict, status, scored_run, first_look FROM comments WHERE {condition}", [among]
    )
    standing = words(known)
    stored = {}
    for comment_id, verdict, now, judged_in, first in found:
        row, due = known[comment_id]
        stored[comment_id] = _Stored(row, due, verdict, now, judged_in, bool(first), standing.get(comment_id, []))
    return stored
