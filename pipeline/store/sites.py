"""A whole site taken off, with everything that belongs to it."""

from pipeline.store import sql
from pipeline.store.faults import writing

_BY_COMMENT = ("scores", "flags", "decisions", "outbox", "claims")
_BY_SITE = ("comments", "posts", "drawn", "first_looks", "rules")


def remove_site(site: str) -> int:
    """Take off a site's comments, posts, scores, flags, decisions and rules, in one transaction.

    Returns how many comments there were. There is no way back but a backup. Raises StoreError, Busy.
    """
    with writing():
        for name in _BY_COMMENT:
            sql.execute(
                f"DELETE FROM {name} WHERE comment_id IN (SELECT comment_id FROM comments WHERE site = %s)", [site]
            )
        gone = {name: sql.execute(f"DELETE FROM {name} WHERE site = %s", [site]) for name in _BY_SITE}
    return gone["comments"]
