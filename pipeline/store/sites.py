"""A whole site taken off, with everything that belongs to it."""

from django.db import connection

from pipeline.store import sql
from pipeline.store.faults import writing

_BY_COMMENT = ("earlier_scores", "flags", "decisions", "outbox", "claims", "not_needed")
_BY_SITE = ("comments", "posts", "drawn", "first_looks", "rules", "runs", "remarks", "members")
"""The last two are the desk's, and there only where it was opened once."""


def remove_site(site: str) -> int:
    """Take off all that is kept of a site, in one transaction: comments, decisions, rules, roles, runs of it alone.

    Returns how many comments there were. There is no way back but a backup. Raises StoreError, Busy.
    """
    with writing():
        there = set(connection.introspection.table_names())
        of_site = "run_id IN (SELECT run_id FROM runs WHERE site = %s)"
        for name in ("quarantine", "run_models"):
            sql.execute(f"DELETE FROM {name} WHERE {of_site}", [site])
        for name in _BY_COMMENT:
            sql.execute(f"DELETE FROM {name} WHERE SUBSTR(comment_id, 1, %s) = %s", [len(site) + 1, f"{site}:"])
        gone = {name: sql.execute(f"DELETE FROM {name} WHERE site = %s", [site]) for name in _BY_SITE if name in there}
    return gone["comments"]
