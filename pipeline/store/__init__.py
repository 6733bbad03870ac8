"""The database: the only place with SQL. `open_store` first; the other functions ask and write the one that is open.

Kept here: comments, posts, scores, flags, decisions and the rest of `schema.py`'s tables. A run writes under
`site_lock`, batch by batch, each in one transaction:

    compared -> (annotate) -> keep, seen -> link_same -> scored -> (judge) -> keep_outcome
"""

from pipeline.store.compare import Compared, compared
from pipeline.store.config import close_store, django_settings, open_store
from pipeline.store.keep import Kept, keep, seen
from pipeline.store.locks import site_lock
from pipeline.store.outcome import keep_outcome, look_again, scored, unjudged
from pipeline.store.posts import keep_posts
from pipeline.store.rules import add_rules, rules
from pipeline.store.runs import begin_run, end_run, keep_rejects, runs
from pipeline.store.same import link_same
from pipeline.store.urls import sqlite_url

__all__ = [
    "Compared", "Kept", "add_rules", "begin_run", "close_store", "compared", "django_settings", "end_run", "keep",
    "keep_outcome", "keep_posts", "keep_rejects", "link_same", "look_again", "open_store", "rules", "runs", "scored",
    "seen", "site_lock", "sqlite_url", "unjudged",
]  # fmt: skip
