"""The database: the only place with SQL. `open_store` first; the other functions ask and write the one that is open.

Kept here: comments, posts, scores, flags, decisions and the rest of `schema.py`'s tables. A run writes under
`site_lock`, batch by batch, each in one transaction:

    compared -> (annotate, judge) -> keep, seen -> link_same, settle -> scored -> (judge) -> keep_outcome

Most comments have nothing beside them that the policy must know of: of these `keep` takes its word as well.
"""

from pipeline.store.alone import settle
from pipeline.store.care import backup, check, prune, rebuild_statuses
from pipeline.store.compare import Compared, compared
from pipeline.store.config import close_store, django_settings, open_store
from pipeline.store.flags import Said
from pipeline.store.keeping import Kept, keep, seen
from pipeline.store.keeping_posts import keep_posts
from pipeline.store.labels import said
from pipeline.store.locks import site_lock
from pipeline.store.outcome import keep_outcome, look_again, scored, unjudged
from pipeline.store.read import comments_for_engagement, count, frames, list_quarantine, list_runs, one, post, posts
from pipeline.store.restore import import_table
from pipeline.store.rules import active_rules, add_rules, made_while_a_run_was_killed
from pipeline.store.runs import begin_run, end_run, keep_rejects
from pipeline.store.same import link_same
from pipeline.store.sites import remove_site
from pipeline.store.urls import sqlite_url

__all__ = [
    "Compared", "Kept", "Said", "active_rules", "add_rules", "backup", "begin_run", "check", "close_store",
    "comments_for_engagement", "compared", "count", "django_settings", "end_run", "frames", "import_table", "keep",
    "keep_outcome", "keep_posts", "keep_rejects", "link_same", "list_quarantine", "list_runs", "look_again",
    "made_while_a_run_was_killed", "one", "open_store", "post", "posts", "prune", "rebuild_statuses", "remove_site",
    "said", "scored", "seen", "settle", "site_lock", "sqlite_url", "unjudged",
]  # fmt: skip
