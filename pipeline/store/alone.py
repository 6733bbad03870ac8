"""Which comments the policy can judge by themselves, as they are kept, because nothing kept stands beside them.

Most comments are no copies. What the policy says of them by themselves is kept with them at once; where it calls one
spam, whether its author is a regular is looked up when all is read (`settle`), for the same run may still tell.
"""

from collections import Counter
from collections.abc import Collection, Iterable

from pipeline.policy import REGULAR
from pipeline.schema import COMMENTS
from pipeline.store import sql
from pipeline.store.evidence import authors
from pipeline.store.faults import patient, writing

HISTORY = "history"
"""What is `due` of a signed comment that is spam by what it says: whether its author is a regular."""

SETTLED = f"(due IS NULL OR due = '{HISTORY}')"
"""The condition that the policy's word on a comment is kept."""

_BATCH = 5_000


def alone(comments: Iterable[tuple[str, str, str | None]]) -> set[str]:
    """Return which of these comments have nothing beside them: comment_id, site and text_hash of each.

    None has a copy, among these or in the store, and no comment of their site is without an id of its own, which might
    be one of them in another form.
    """
    given = list(comments)
    shared = _shared(given)
    nameless = {site for site in {site for _, site, _ in given} if _has_nameless(site)}
    nameless |= {site for comment_id, site, _ in given if is_nameless(comment_id, site)}
    return {comment_id for comment_id, site, text_hash in given if text_hash not in shared and site not in nameless}


def is_nameless(comment_id: str, site: str) -> bool:
    """Return whether a comment came without an id in its comment system."""
    return comment_id.startswith(f"{site}:~")


@patient
def settle(site: str | None = None) -> None:
    """Settle what is spam (of a site) by what it says, unless its author may be a regular: that stays due.

    Raises StoreError, Busy.
    """
    of_site, parameters = (" AND site = %s", [site]) if site else ("", [])
    hold = " FOR UPDATE" if sql.on_postgres() else ""
    query = f"SELECT comment_id, site, author_key FROM comments WHERE due = %s{of_site} LIMIT {_BATCH}{hold}"
    while True:
        with writing():
            found = sql.fetch(query, [HISTORY, *parameters])
            known = regulars({row[2] for row in found})
            due = [("outcome" if (name, key) in known else None, one) for one, name, key in found]
            sql.update(COMMENTS, ("due",), ("comment_id",), due)
        if len(found) < _BATCH:
            return


def regulars(keys: Collection[str]) -> set[tuple[str, str]]:
    """Return who of these authors may be a regular, with the site; in the caller's transaction."""
    became = authors(keys) if keys else {}
    return {who for who, (approved, *_) in became.items() if approved >= REGULAR}


def _shared(given: list[tuple[str, str, str | None]]) -> set[str | None]:
    """Return the text_hashes that several comments have."""
    times = Counter(text_hash for _, _, text_hash in given)
    own = {text_hash: comment_id for comment_id, _, text_hash in given}
    condition, among = sql.among("text_hash", [one for one in times if one is not None])
    stored = sql.fetch(f"SELECT text_hash, comment_id FROM comments WHERE {condition}", [among])
    several = {text_hash for text_hash, count in times.items() if count > 1 and text_hash is not None}
    return several | {text_hash for text_hash, comment_id in stored if own[text_hash] != comment_id}


def _has_nameless(site: str) -> bool:
    condition, parameters = sql.begins("comment_id", f"{site}:~")
    return bool(sql.fetch(f"SELECT 1 FROM comments WHERE {condition} LIMIT 1", parameters))
