"""Comments and posts as this program exported them, read back as they were: only what a source may decide."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice
from typing import Any

from pipeline.schema import KINDS, PRECISIONS, SOURCE_STATUSES
from pipeline.sources import moments, values
from pipeline.sources.blocks import Block, comments_of
from pipeline.sources.raw import Raw
from pipeline.sources.records import Post, Record, Reject, Remark

_KEY = re.compile(r"[en][0-9a-f]{32}")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def unguarded(text: str) -> str:
    """Return a cell of our own CSV without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


class _Ours:
    """A table that this program exported: read as it is, and only what a source may decide."""

    def __init__(self, raw: Raw, guarded: bool) -> None:
        self._guarded, self._read_at = guarded, raw.read_at

    def remarks(self) -> Iterator[Remark]:
        yield from ()

    def _texts(self, block: Block, name: str) -> list[str | None]:
        if name not in block.names:
            return [None] * len(block.places())
        found = values.texts(block.column(name))
        return (
            [unguarded(text) or None if text else None for text in found]
            if self._guarded
            else [text or None for text in found]
        )

    def _times(self, block: Block, name: str) -> list[Any]:
        cells = block.column(name) if name in block.names else [None] * len(block.places())
        return [moment for moment, _ in moments.moments(cells, zone=UTC, read_at=self._read_at, day_first=None)]

    def _counts(self, block: Block, name: str) -> list[int | None]:
        return values.counts(block.column(name)) if name in block.names else [None] * len(block.places())


class Comments(_Ours):
    """Our own export of comments."""

    def __init__(self, raw: Raw, guarded: bool) -> None:
        super().__init__(raw, guarded)
        self._posts: dict[tuple[str | None, str | None], Post] = {}

    def records(self, block: Block) -> Iterator[Record]:
        """Yield the comments of a block; a row whose ids are not of its site as a Reject."""
        sites, post_ids = self._texts(block, "site"), self._texts(block, "post_id")
        known_posts = len(self._posts)
        own_ids = _behind(sites, self._texts(block, "comment_id"))
        known = _behind(sites, post_ids)
        posts = [self._post(*pair) for pair in zip(sites, known, strict=True)]
        yield from islice(self._posts.values(), known_posts, None)
        text = self._texts(block, "text")
        links = self._texts(block, "links")
        filled: dict[str, Iterable[Any]] = {
            "text": text,
            "post": posts,
            "own_id": own_ids,
            "parent": _behind(sites, self._texts(block, "parent_id")),
            "kind": [kind or "comment" for kind in values.one_of(self._texts(block, "kind"), KINDS)],
            "author": self._texts(block, "author"),
            "author_url": self._texts(block, "author_url"),
            "by_staff": values.flags(self._texts(block, "by_staff")),
            "created_at": self._times(block, "created_at"),
            "created_precision": values.one_of(self._texts(block, "created_precision"), PRECISIONS),
            "edited_at": self._times(block, "edited_at"),
            "links": links,
            "truncated": [bool(flag) for flag in values.flags(self._texts(block, "truncated"))],
            "likes": self._counts(block, "likes"),
            "dislikes": self._counts(block, "dislikes"),
            "rating": values.numbers(self._texts(block, "rating")),
            "status": values.one_of(self._texts(block, "source_status"), SOURCE_STATUSES),
            "url": self._texts(block, "source_url"),
            "author_key": [key if key and _KEY.fullmatch(key) else None for key in self._texts(block, "author_key")],
            "position": self._counts(block, "position"),
        }
        wrong = {
            at: "no id of a comment and post of its site"
            for at, pair in enumerate(zip(own_ids, known, strict=True))
            if None in pair
        }
        yield from comments_of(block, filled | {"text": [one or "" for one in text]}, wrong, frozenset())

    def _post(self, site: str | None, known_as: str | None) -> Post:
        post = self._posts.get((site, known_as))
        if post is None:
            post = self._posts[site, known_as] = Post(site=site, known_as=known_as)
        return post


class Posts(_Ours):
    """Our own export of posts."""

    def records(self, block: Block) -> Iterator[Record]:
        """Yield the posts of a block."""
        sites = self._texts(block, "site")
        known = _behind(sites, self._texts(block, "post_id"))
        rest = [self._texts(block, name) for name in ("own_id", "url", "title", "author")]
        declared = [self._counts(block, f"declared_{what}") for what in ("threads", "replies", "authors", "comments")]
        published = self._times(block, "published_at")
        for at, (site, known_as, own_id, url, title, author, when) in enumerate(
            zip(sites, known, *rest, published, strict=True)
        ):
            if known_as is None:
                yield Reject(block.places()[at], "no id of a post of its site", title or "")
            else:
                threads, replies, authors, comments = (counts[at] for counts in declared)
                yield Post(
                    own_id, url, title, author, when, None, threads, replies, authors, comments, site, known_as
                )  # fmt: skip


def _behind(sites: list[str | None], ids: list[str | None]) -> list[str | None]:
    """Return ids without their site, None for those of another one."""
    pairs = zip(sites, ids, strict=True)
    return [
        one.removeprefix(f"{site}:") or None if site and one and one.startswith(f"{site}:") else None
        for site, one in pairs
    ]
