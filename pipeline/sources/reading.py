"""From what a source yields to typed batches of the tables: identities, repairs, counts of what was wrong."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count as counting
from urllib.parse import urljoin

import numpy as np
import pandas as pd

from pipeline import identity
from pipeline.errors import SourceError
from pipeline.locale import marked
from pipeline.schema import COMMENTS, POSTS, QUARANTINE, framed
from pipeline.sources import SOURCES, recognised
from pipeline.sources.raw import Raw
from pipeline.sources.records import KEYED, Comment, Post, Record, Reject, Remark
from pipeline.sources.repairs import CONTROL, Repairs, on_one_line

BATCH = 2_000
NO_SITE = marked("posts without an address, of no known site: `--site NAME` says whose they are")
NO_PARENT = marked("replies whose parent is not in the file")
NO_SITES_NAME = "local"
UNCOUNTED = "comments that the page counts are not in the "
"""How the remarks begin that another file may make void."""
_ADDRESS = re.compile(r"[^\s@,;:<>\"']{1,64}@[^\s@,;:<>\"']{1,128}|\b\d{1,3}(?:\.\d{1,3}){3}\b")


@dataclass
class Reading:
    """One batch of a raw file: conformed tables, and how often each remark was made."""

    comments: pd.DataFrame
    posts: pd.DataFrame
    rejects: pd.DataFrame
    source: str = ""
    remarks: Counter[str] = field(default_factory=Counter)
    orphans: tuple[int, ...] = ()  # `hash` of each parent_id that no comment of the file has, with its last batch


@dataclass(frozen=True)
class Naming:
    """How identities are made: the key of the hashes, and which site a host belongs to.

    `only` is the site that everything belongs to where the user named one; `otherwise` that of posts without address.
    """

    key: bytes
    hosts: Mapping[str, str] = field(default_factory=dict)
    only: str | None = None
    otherwise: str = NO_SITES_NAME
    staff: frozenset[str] = frozenset()  # folded names of those who answer for the site
    titles: Mapping[str, str] = field(default_factory=dict)  # post_id to title, for posts whose source has none
    homes: Mapping[str, str] = field(default_factory=dict)  # a site's address, for posts of which a path is told

    def site(self, post: Post) -> str:
        """Return the site's name for a post."""
        if self.only or post.site:
            return self.only or post.site or self.otherwise
        host = identity.host(post.url)
        return self.hosts.get(host, host) if host else self.otherwise

    def address(self, post: Post, site: str) -> str | None:
        """Return a post's address; of a path ("/soup/") that on its site, None where the site's is not known."""
        if post.url is None or not post.url.startswith("/") or post.url.startswith("//"):
            return post.url
        home = self.homes.get(site) or (f"https://{site}" if "." in site else "")
        return urljoin(home, post.url) if home else None


def read(raw: Raw, naming: Naming, run_id: str = "", size: int = BATCH) -> Iterator[Reading]:
    """Yield a raw file as batches of at most `size` comments, reading no further than asked.

    Raises SourceError when no source recognises it, when it cannot be read further, or when it holds nothing.
    """
    name = recognised(raw)
    gathering = _Gathering(raw, name, naming, run_id)
    try:
        for record in SOURCES[name].records(raw):
            gathering.add(record)
            if gathering.waiting >= size:
                yield gathering.batch()
    except SourceError:
        yield gathering.batch()  # what was read before it broke off
        raise
    if not gathering.anything:
        raise SourceError(raw.name, f"looks like {SOURCES[name].TITLE} but holds no comment")
    yield gathering.last()


class _Gathering:
    """What was read of a file and is not yet handed on, and what identities depend on."""

    def __init__(self, raw: Raw, source: str, naming: Naming, run_id: str) -> None:
        self.raw, self.source, self.naming, self.run_id = raw, source, naming, run_id
        self.anything = False
        self._posts: dict[Post, tuple[str, str]] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._alike: Counter[str] = Counter()
        self._positions: dict[str, Iterator[int]] = {}
        self._met, self._answered = array("q"), array("q")  # hashes of ids: a file can hold millions
        self._start()

    def _start(self) -> None:
        self._comments: list[tuple[object, ...]] = []
        self._new_posts: list[tuple[object, ...]] = []
        self._rejects: list[tuple[object, ...]] = []
        self._remarks: Counter[str] = Counter()
        self._repairs = Repairs(self._remarks)

    @property
    def waiting(self) -> int:
        return max(len(self._comments), len(self._rejects), len(self._new_posts))

    def add(self, record: Record) -> None:
        if isinstance(record, Comment):
            self._add_comment(record)
        elif isinstance(record, Post):
            self._identify(record)
        elif isinstance(record, Remark):
            self._remarks[record.what] += record.count
        else:
            self._add_reject(record)

    def batch(self) -> Reading:
        """Return what was gathered, conformed, and start anew."""
        reading = Reading(
            framed(self._comments, _COMMENT_COLUMNS),
            framed(self._new_posts, POSTS.names, POSTS),
            framed(self._rejects, QUARANTINE.names, QUARANTINE),
            self.source,
            self._remarks,
        )
        self._start()
        return reading

    def last(self) -> Reading:
        """Return the last batch, which says what the file as a whole lacks."""
        answered = np.asarray(self._answered, dtype=np.int64)
        orphans = answered[np.isin(answered, np.asarray(self._met, dtype=np.int64), invert=True)]
        if len(orphans):
            self._remarks[NO_PARENT] += len(orphans)
        reading = self.batch()
        reading.orphans = tuple(orphans.tolist())
        return reading

    def _identify(self, post: Post) -> tuple[str, str]:
        """Return site and post_id, and keep the post the first time it is met."""
        known = self._posts.get(post)
        if known is not None:
            return known
        site = self.naming.site(post)
        url = self.naming.address(post, site)
        if post.known_as is not None:
            post_id = f"{site}:{post.known_as}"
        else:
            post_id = identity.post_id(site, url=url, title=post.title, opening=post.opening, own_id=post.own_id)
        if site == NO_SITES_NAME and site != self.naming.only:
            self._remarks[NO_SITE] += 1
        title = post.title or self.naming.titles.get(post_id)
        self._posts[post] = site, post_id
        mend = self._repairs
        self._new_posts.append(
            (
                site, post_id, post.own_id, on_one_line(title), mend.address(url), mend.name(post.author),
                post.published_at,
                mend.count(post.declared_threads), mend.count(post.declared_replies),
                mend.count(post.declared_authors), mend.count(post.declared_comments),
                self.source,
            )
        )  # fmt: skip
        self.anything = True
        return site, post_id

    def _add_comment(self, comment: Comment) -> None:
        text = self._repairs.text(comment.text)
        site, post_id = self._identify(comment.post)
        author = self._repairs.name(comment.author)
        folded = identity.fold(text)
        comment_id = self._comment_id(comment, site, post_id, author, folded)
        key, url = self.naming.key, self._repairs.address(comment.author_url)
        by_staff = comment.by_staff
        if not by_staff and author and self.naming.staff:
            by_staff = identity.folded_name(author) in self.naming.staff
        self._comments.append(
            (
                site, comment_id, post_id, self._parent_id(comment, site, post_id), comment.kind,
                self._position(comment, post_id), author,
                comment.author_key or identity.author_key(key, author, comment.author_email),
                url, by_staff,
                comment.created_at, comment.created_precision, comment.edited_at,
                text, comment.links, comment.truncated,
                self._repairs.count(comment.likes), self._repairs.count(comment.dislikes), comment.rating,
                comment.status, self.source, self._repairs.address(comment.url),
                self.run_id, self.run_id, identity.keyed(key, folded),
                identity.judged_hash(key, author, url, folded),
            )
        )  # fmt: skip

    def _position(self, comment: Comment, post_id: str) -> int:
        counted = next(self._positions.setdefault(post_id, counting()))
        return counted if comment.position is None else comment.position

    def _comment_id(self, comment: Comment, site: str, post_id: str, author: str | None, folded: str) -> str:
        if comment.own_id is not None:
            comment_id = f"{site}:{comment.own_id}"
            self._met.append(hash(comment_id))
            if comment.key is not None:
                self._keys[post_id, comment.key] = comment_id
            return comment_id
        first = identity.anonymous_id(site, post_id, author, folded, 0)
        nth = self._alike[first]
        self._alike[first] += 1
        comment_id = identity.anonymous_id(site, post_id, author, folded, nth) if nth else first
        if comment.key is not None:
            self._keys[post_id, comment.key] = comment_id
        return comment_id

    def _parent_id(self, comment: Comment, site: str, post_id: str) -> str | None:
        if comment.parent is None:
            return None
        if comment.own_id is not None and not comment.parent.startswith(KEYED):
            parent_id = f"{site}:{comment.parent}"
            self._answered.append(hash(parent_id))
            return parent_id
        known = self._keys.get((post_id, comment.parent))
        if known is None:
            self._remarks[NO_PARENT] += 1
        return known

    def _add_reject(self, reject: Reject) -> None:
        place, reason = reject.place, reject.reason
        excerpt = _ADDRESS.sub("(address)", CONTROL.sub("\ufffd", reject.excerpt[:200]))
        number = identity.keyed(b"quarantine", self.raw.name, place, reason)
        self._rejects.append((number, self.run_id, self.raw.name, place, reason, excerpt))
        self.anything = True


_COMMENT_COLUMNS = tuple(name for name in COMMENTS.owned_by("source", "run"))
