"""What the store counts for the policy over everything it keeps: copies of a text, and what became of an author."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from pipeline.policy import BESIDE, READS
from pipeline.store import sql
from pipeline.store.rows import series

_Copies = tuple[int, int, int, list[str], dict[str, int]]
"""Comments with a text, their authors, their posts, the two oldest, and how many are by each author of several."""

_MOST = 200_000
"""Texts and authors that are remembered at a time."""

_TOLD = "(source_status IS NOT NULL OR decided)"
"""That a human said something of a comment, here or on the site: verdicts are no evidence for verdicts."""


ASKED = tuple(dict.fromkeys((*READS, "text_hash", "author_key", "source_status", "status")))
"""The columns of comments that the policy looks at, and those by which is counted what it is told of others."""


class Evidence:
    """What was counted so far of texts and authors, so that within one pass each is counted once; bounded."""

    def __init__(self) -> None:
        self._copies: dict[str, _Copies] = {}  # only of texts that stand there several times: others come once
        self._authors: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._keys: set[str] = set()

    def beside(self, comments: pd.DataFrame) -> pd.DataFrame:
        """Return comments (with `decided`) with what is known of other comments with their text and by their author.

        Adds `copies`, `own_copies`, `copy_authors`, `copy_posts` (how many others, how many of them by its author, by
        how many other authors, on how many other posts), `first_copy` (the oldest other one), and `author_approved`,
        `author_refused`, `author_spam` of the author's other comments on the site, by author_key; 0 for the nameless.
        """
        self._count(comments["text_hash"].dropna().tolist(), comments["author_key"].dropna().tolist())
        told = (comments["source_status"].notna() | comments["decided"]).tolist()
        names = ("comment_id", "text_hash", "author_key", "site", "status")
        answers = [
            (
                *_others(self._copies.get(text_hash), comment_id, author_key),
                *_became(self._authors.get((site, author_key)), status if is_told else None),
            )
            for comment_id, text_hash, author_key, site, status, is_told in zip(
                *(comments[name].tolist() for name in names), told, strict=True
            )
        ]
        columns = zip(BESIDE.items(), zip(*answers, strict=True), strict=True)
        evidence = pd.DataFrame({name: series(values, kind) for (name, kind), values in columns})
        return pd.concat([comments.drop(columns="decided"), evidence.set_axis(comments.index)], axis=1)

    def _count(self, hashes: list[str], keys: list[str]) -> None:
        if len(self._copies) > _MOST:
            self._copies.clear()
        if len(self._keys) > _MOST:
            self._keys.clear()
            self._authors.clear()
        self._copies |= _copies([one for one in dict.fromkeys(hashes) if one not in self._copies])
        new_keys = [one for one in dict.fromkeys(keys) if one not in self._keys]
        self._authors |= authors(new_keys)
        self._keys.update(new_keys)


def _copies(hashes: list[str]) -> dict[str, _Copies]:
    """Return, of texts that stand there more than once: comments, authors, posts, and the two oldest comments."""
    condition, among = sql.among("text_hash", hashes)
    # Asked of the index alone: most texts stand there once, and their rows need not be read.
    several = sql.fetch(
        f"SELECT text_hash FROM comments WHERE {condition} GROUP BY text_hash HAVING COUNT(*) > 1", [among]
    )
    if not several:
        return {}
    condition, among = sql.among("text_hash", [row[0] for row in several])
    counted = sql.fetch(
        "SELECT text_hash, COUNT(*), COUNT(DISTINCT author_key), COUNT(DISTINCT post_id) FROM comments"
        f" WHERE {condition} AND same_as IS NULL GROUP BY text_hash HAVING COUNT(*) > 1",
        [among],
    )
    if not counted:
        return {}
    condition, among = sql.among("text_hash", [row[0] for row in counted])
    oldest: dict[str, list[str]] = {}
    for text_hash, comment_id in sql.fetch(
        "SELECT text_hash, comment_id FROM (SELECT text_hash, comment_id, ROW_NUMBER() OVER (PARTITION BY text_hash"
        " ORDER BY CASE WHEN created_at IS NULL THEN 1 ELSE 0 END, created_at, comment_id) AS place"
        f" FROM comments WHERE {condition} AND same_as IS NULL) AS placed WHERE place <= 2 ORDER BY text_hash, place",
        [among],
    ):
        oldest.setdefault(text_hash, []).append(comment_id)
    own = _own_copies(condition, among)
    return {
        text_hash: (comments, authors, posts, oldest[text_hash], own.get(text_hash, {}))
        for text_hash, comments, authors, posts in counted
    }


def _own_copies(condition: str, among: Any) -> dict[str, dict[str, int]]:
    """Return, of these texts, who has several comments with it, and how many."""
    found: dict[str, dict[str, int]] = {}
    for text_hash, author_key, count in sql.fetch(
        f"SELECT text_hash, author_key, COUNT(*) FROM comments WHERE {condition} AND same_as IS NULL"
        " AND author_key IS NOT NULL GROUP BY text_hash, author_key HAVING COUNT(*) > 1",
        [among],
    ):
        found.setdefault(text_hash, {})[author_key] = int(count)
    return found


def _others(found: _Copies | None, comment_id: str, author_key: object) -> tuple[Any, ...]:
    if found is None:
        return 0, 0, 0, 0, None
    comments, authors, posts, oldest, own = found
    other = next((one for one in oldest if one != comment_id), None)
    is_named = isinstance(author_key, str)
    return comments - 1, own.get(str(author_key), 1) - 1 if is_named else 0, authors - is_named, posts - 1, other


def authors(keys: Collection[str]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return, by site and author_key, how many comments of theirs a human approved, refused, and called spam."""
    condition, among = sql.among("author_key", keys)
    counts = ", ".join(f"SUM(CASE WHEN status = '{word}' THEN 1 ELSE 0 END)" for word in ("approved", "trash", "spam"))
    found = sql.fetch(
        f"SELECT site, author_key, {counts} FROM comments WHERE {condition} AND same_as IS NULL AND {_TOLD}"
        " GROUP BY site, author_key",
        [among],
    )
    return {(row[0], row[1]): row[2:] for row in found}


def _became(found: tuple[Any, ...] | None, own: object) -> tuple[Any, ...]:
    """Return what became of the author's other comments: `own` is what a human made of this one."""
    if found is None:
        return 0, 0, 0
    approved, refused, spam = found
    return approved - (own == "approved"), refused - (own == "trash"), spam - (own == "spam")
