"""What humans said of comments, for the site's own classifiers to learn: statuses there, decisions here."""

from collections.abc import Callable, Sequence

import pandas as pd

from pipeline.schema import COMMENTS
from pipeline.store import sql
from pipeline.store.faults import told
from pipeline.store.rows import Row, frame
from pipeline.store.status import SITE

MOST = 20_000
"""So many comments of a status are learnt from at most: chosen by their keyed hash, which is as good as by lot."""

_NAMES = (
    "site", "comment_id", "kind", "author", "author_key", "author_url", "text", "links", "language", "text_hash",
    "judged_hash",
)  # fmt: skip
_SELECTED = ", ".join(f"comments.{name}" for name in _NAMES)


def said(origins: Sequence[str]) -> pd.DataFrame:
    """Return the comments of which humans said something, each once, with what as `word`. Raises StoreError.

    `decisions` are the moderators' and go before those of the `site`: its statuses.
    """
    parts = [_SAID[origin]() for origin in sorted(origins)]
    return pd.concat(parts, ignore_index=True).drop_duplicates("comment_id", ignore_index=True)


def said_by_site(words: Sequence[str] = ("approved", "spam")) -> pd.DataFrame:
    """Return comments that have one of these statuses on the site, as `word`, unless a human said otherwise since.

    Raises StoreError.
    """
    found: list[Row] = []
    with told():
        for word in words:
            found += sql.fetch(
                f"SELECT {_SELECTED}, status FROM comments WHERE source_status IN ('approved', 'spam') AND status = %s"
                " AND same_as IS NULL ORDER BY judged_hash, comment_id LIMIT %s",
                [word, MOST],
            )
    return _table(found)


def said_by_moderators() -> pd.DataFrame:
    """Return comments with the decision that holds for their text as it stands as `word`.

    What was undone or decided on another text does not count, nor what the site itself has changed since. Raises
    StoreError.
    """
    with told():
        found = sql.fetch(
            f"SELECT {_SELECTED}, made.decision, made.moderator FROM comments JOIN decisions AS made"
            " ON made.comment_id = comments.comment_id AND made.judged_hash = comments.judged_hash"
            " WHERE comments.decided AND comments.same_as IS NULL AND made.undoes IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.undoes = made.decision_id)"
            " ORDER BY made.decision_id"
        )
    latest = {row[1]: row for row in found}
    return _table([row[:-1] for row in latest.values() if row[-1] != SITE])


def _table(found: list[Row]) -> pd.DataFrame:
    return frame([row[:-1] for row in found], _NAMES, COMMENTS).assign(
        word=pd.Series([row[-1] for row in found], dtype="str")
    )


_SAID: dict[str, Callable[[], pd.DataFrame]] = {"decisions": said_by_moderators, "site": said_by_site}
