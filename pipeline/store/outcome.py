"""What the policy is asked about, and what it answers."""

from collections import Counter
from collections.abc import Collection, Iterator

import pandas as pd

from pipeline.schema import COMMENTS
from pipeline.store import sql
from pipeline.store.alone import SETTLED
from pipeline.store.evidence import ASKED, Evidence
from pipeline.store.faults import patient, told, writing
from pipeline.store.flags import Said, flag_rows, replace_flags
from pipeline.store.gravity import graves
from pipeline.store.merge import READ
from pipeline.store.rows import Row, frame
from pipeline.store.status import holding, status, words

BATCH = 2_000


def unjudged(site: str | None = None) -> Iterator[pd.DataFrame]:
    """Yield batches of stored comments that the classifiers must still see (or see again): as `compared` gives them.

    They are those of a batch that was killed between reading and judging, those put together from two forms, and all
    after a change of classifiers. Annotate and `keep` them. Raises StoreError.
    """
    yield from (frame(found, READ) for found in _pages(READ, "judging", site))


def scored(site: str | None = None) -> Iterator[pd.DataFrame]:
    """Yield batches of comments that the policy must look at (again), with what the store knows beside them.

    They are what runs kept, finished or not, beside which something stands, and the copies of what they kept;
    `keep_outcome` takes each off. Columns:
    `ASKED` of the comments table, and what `Evidence.beside` adds. Raises StoreError.
    """
    evidence = Evidence()
    for found in _pages((*ASKED, "decided"), "outcome", site):
        comments = frame([row[:-1] for row in found], ASKED)
        with told():
            known = evidence.beside(comments.assign(decided=[bool(row[-1]) for row in found]))
        yield known


def look_again(site: str | None = None) -> None:
    """Let the policy look at all judged comments (of a site) again: rules have changed. Raises StoreError, Busy."""
    of_site, parameters = _of(site)
    with writing():
        sql.execute(f"UPDATE comments SET due = 'outcome' WHERE {SETTLED}{of_site}", parameters)


@patient
def keep_outcome(looked_at: pd.DataFrame, flags: pd.DataFrame, verdicts: pd.Series, run_id: str) -> Said:
    """Keep what the policy says of a batch of `scored`, in one transaction: flags are replaced, status follows.

    `flags` are rows of the flags table without run_id, several of one reason as one; `verdicts` has one word per
    comment, on the batch's index. Raises StoreError, Busy.
    """
    ids, hashes = (looked_at[name].tolist() for name in ("comment_id", "judged_hash"))
    raised = flag_rows(flags, run_id)
    grave = graves((row[0], row[2], row[4]) for row in raised)
    with writing():
        standing = words(ids)
        sources = _sources(ids)
        reasons = replace_flags(ids, raised, run_id)
        news = [
            (
                *_outcome(sources[comment_id][1], verdict, holding(standing.get(comment_id, ()), judged_hash)),
                grave[comment_id], comment_id,
            )
            for comment_id, judged_hash, verdict in zip(ids, hashes, verdicts.tolist(), strict=True)
            # One whose text was changed meanwhile stays due.
            if sources.get(comment_id, (None,))[0] == judged_hash
        ]  # fmt: skip
        sql.update(COMMENTS, ("verdict", "status", "decided", "due", "grave"), ("comment_id",), news)
    said = Counter(row[0] for row in news)
    said.subtract(Counter(verdict for _, _, verdict, judged_in in sources.values() if verdict and judged_in == run_id))
    return Said(reasons, said)


def _outcome(source_status: str | None, verdict: str, decision: str | None) -> Row:
    return verdict, status(source_status, verdict, decision), decision is not None, None


def _sources(comment_ids: Collection[str]) -> dict[str, Row]:
    """Return of these comments judged_hash, source_status, verdict, and the run that asked the classifiers."""
    condition, among = sql.among("comment_id", comment_ids)
    hold = " ORDER BY comment_id FOR UPDATE" if sql.on_postgres() else ""
    names = "comment_id, judged_hash, source_status, verdict, scored_run"
    found = sql.fetch(f"SELECT {names} FROM comments WHERE {condition}{hold}", [among])
    return {row[0]: row[1:] for row in found}


def _pages(names: tuple[str, ...], due: str, site: str | None) -> Iterator[list[Row]]:
    """Yield the due comments in order of comment_id, page by page, so that each is met once whatever is written."""
    of_site, parameters = _of(site)
    place, last = names.index("comment_id"), ""
    query = (
        f"SELECT {sql.select(names, COMMENTS)} FROM comments WHERE due = %s{of_site} AND comment_id > %s"
        f" ORDER BY comment_id LIMIT {BATCH}"
    )
    while True:
        with told():
            found = sql.fetch(query, [due, *parameters, last])
        if not found:
            return
        last = found[-1][place]
        yield found


def _of(site: str | None) -> tuple[str, list[str]]:
    return (" AND site = %s", [site]) if site else ("", [])
