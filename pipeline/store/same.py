"""Which comments without an id of their own probably are one that is known with it: both kept, one counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pipeline.identity import fold
from pipeline.schema import COMMENTS
from pipeline.store import sql
from pipeline.store.alone import is_nameless
from pipeline.store.faults import told, writing

_BEGINNING = 40
"""Folded characters that a cut text must share with a whole one to be taken for it."""


@dataclass(frozen=True)
class _Comment:
    comment_id: str
    site: str
    author: str
    folded: str
    text_hash: str | None
    truncated: bool
    same_as: str | None

    @property
    def is_anonymous(self) -> bool:
        return is_nameless(self.comment_id, self.site)


def link_same(site: str | None = None) -> int:
    """Link comments without an id to the same ones with it, around what runs have kept and the policy has not seen yet.

    The same are, within one site and post (or posts of one title), those of one text, or one of them cut and the
    other beginning like it, unless both have names that differ. Each stands for one other at most, in the order of the
    page. Returns how many links changed. Raises StoreError, Busy.
    """
    changed = 0
    for group in _groups(site):
        news = list(_news(_comments(group)))
        if news:
            with writing():
                sql.update(
                    COMMENTS, ("same_as", "due"), ("comment_id",), [(same, "outcome", one) for one, same in news]
                )
            changed += len(news)
    return changed


def _groups(site: str | None) -> Iterator[list[str]]:
    """Yield the post_ids of each post that has due comments: its own, and those of its title on the site."""
    of_site, parameters = (" AND site = %s", [site]) if site else ("", [])
    touching = f"SELECT DISTINCT post_id FROM comments WHERE due = 'outcome'{of_site} ORDER BY post_id"
    with told():
        touched = sql.fetch(touching, parameters)
        titles = sql.fetch(f"SELECT site, post_id, title FROM posts WHERE title IS NOT NULL{of_site}", parameters)
    title_of = {post_id: (name, fold(title)) for name, post_id, title in titles}
    entitled: dict[tuple[str, str], list[str]] = defaultdict(list)
    for post_id, name in title_of.items():
        entitled[name].append(post_id)
    done: set[str] = set()
    for (post_id,) in touched:
        if post_id not in done:
            group = entitled[title_of[post_id]] if post_id in title_of else [post_id]
            done.update(group)
            yield group


def _comments(post_ids: Collection[str]) -> list[_Comment]:
    """Return the comments of these posts in the order of the page, if some have an id of their own and some do not."""
    condition, among = sql.among("post_id", post_ids)
    with told():
        kinds = sql.fetch(
            f"SELECT SUM(CASE WHEN SUBSTR(comment_id, LENGTH(site) + 2, 1) = '~' THEN 1 ELSE 0 END), COUNT(*)"
            f" FROM comments WHERE {condition}",
            [among],
        )
        if not kinds[0][0] or kinds[0][0] == kinds[0][1]:
            return []
        found = sql.fetch(
            "SELECT comment_id, site, author, text, text_hash, truncated, same_as FROM comments"
            f" WHERE {condition} ORDER BY position, comment_id",
            [among],
        )
    return [
        _Comment(one, site, fold(author or ""), fold(text or ""), text_hash, bool(truncated), same_as)
        for one, site, author, text, text_hash, truncated, same_as in found
    ]


def _news(comments: Iterable[_Comment]) -> Iterator[tuple[str, str | None]]:
    """Yield each comment without an id whose link should be another than it is, and that link."""
    comments = list(comments)
    free = {one.comment_id: one for one in comments if not one.is_anonymous}
    by_hash: dict[str | None, list[_Comment]] = defaultdict(list)
    by_beginning: dict[str, list[_Comment]] = defaultdict(list)
    for one in free.values():
        by_hash[one.text_hash].append(one)
        by_beginning[one.folded[:_BEGINNING]].append(one)
    for anonymous in (one for one in comments if one.is_anonymous):
        alike = [*by_hash[anonymous.text_hash], *by_beginning[anonymous.folded[:_BEGINNING]]]
        same = next((one for one in alike if one.comment_id in free and _same(anonymous, one)), None)
        found = None if same is None else free.pop(same.comment_id).comment_id
        if found != anonymous.same_as:
            yield anonymous.comment_id, found


def _same(one: _Comment, other: _Comment) -> bool:
    if one.author and other.author and one.author != other.author:
        return False
    if one.text_hash == other.text_hash:
        return True
    cut, whole = (one, other) if len(one.folded) <= len(other.folded) else (other, one)
    return cut.truncated and len(cut.folded) >= _BEGINNING and whole.folded.startswith(cut.folded)
