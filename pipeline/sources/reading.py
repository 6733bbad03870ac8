"""From what a source yields to typed batches of the tables: identities, repairs, counts of what was wrong."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count as counting

import pandas as pd

from pipeline import identity
from pipeline.errors import SourceError
from pipeline.schema import COMMENTS, POSTS, QUARANTINE, framed
from pipeline.sources import SOURCES, recognised
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject, Remark

BATCH = 1_000
MAX_TEXT = 100_000
"""Characters of a comment that are kept; no reader writes more, and an attack must not fill the database."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_ADDRESS = re.compile(r"[^\s@,;:<>\"']{1,64}@[^\s@,;:<>\"']{1,128}|\b\d{1,3}(?:\.\d{1,3}){3}\b")
_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbfŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[™œ\x9d\x9c\x99“”¦]|ðŸ")


@dataclass
class Reading:
    """One batch of a raw file: conformed tables, and how often each remark was made."""

    comments: pd.DataFrame
    posts: pd.DataFrame
    rejects: pd.DataFrame
    source: str = ""
    remarks: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Naming:
    """How identities are made: the key of the hashes, and which site a host belongs to.

    `only` is the site that everything belongs to where the user named one; `otherwise` that of posts without address.
    """

    key: bytes
    hosts: Mapping[str, str] = field(default_factory=dict)
    only: str | None = None
    otherwise: str = "local"
    staff: frozenset[str] = frozenset()  # folded names of those who answer for the site
    titles: Mapping[str, str] = field(default_factory=dict)  # post_id to title, for posts whose source has none

    def site(self, post: Post) -> str:
        """Return the site's name for a post."""
        if self.only or post.site:
            return self.only or post.site or self.otherwise
        host = identity.host(post.url)
        return self.hosts.get(host, host) if host else self.otherwise


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
    yield gathering.batch()


class _Gathering:
    """What was read of a file and is not yet handed on, and what identities depend on."""

    def __init__(self, raw: Raw, source: str, naming: Naming, run_id: str) -> None:
        self.raw, self.source, self.naming, self.run_id = raw, source, naming, run_id
        self.anything = False
        self._posts: dict[Post, tuple[str, str]] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._alike: Counter[str] = Counter()
        self._positions: dict[str, Iterator[int]] = {}
        self._start()

    def _start(self) -> None:
        self._comments: list[tuple[object, ...]] = []
        self._new_posts: list[tuple[object, ...]] = []
        self._rejects: list[tuple[object, ...]] = []
        self._remarks: Counter[str] = Counter()

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

    def _identify(self, post: Post) -> tuple[str, str]:
        """Return site and post_id, and keep the post the first time it is met."""
        known = self._posts.get(post)
        if known is not None:
            return known
        site = self.naming.site(post)
        if post.known_as is not None:
            post_id = f"{site}:{post.known_as}"
        else:
            post_id = identity.post_id(site, url=post.url, title=post.title, opening=post.opening, own_id=post.own_id)
        title = post.title or self.naming.titles.get(post_id)
        self._posts[post] = site, post_id
        self._new_posts.append(
            (
                site, post_id, post.own_id, _clean(title), post.url, _clean(post.author), post.published_at,
                post.declared_threads, post.declared_replies, post.declared_authors, post.declared_comments,
                self.source,
            )
        )  # fmt: skip
        self.anything = True
        return site, post_id

    def _add_comment(self, comment: Comment) -> None:
        text = self._mended(comment.text)
        site, post_id = self._identify(comment.post)
        author = _clean(comment.author)
        folded = identity.fold(text)
        comment_id = self._comment_id(comment, site, post_id, author, folded)
        key, url = self.naming.key, _clean(comment.author_url)
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
                comment.likes, comment.dislikes, comment.rating, comment.status, self.source, comment.url,
                self.run_id, self.run_id, identity.keyed(key, folded),
                identity.judged_hash(key, author, url, folded),
            )
        )  # fmt: skip

    def _position(self, comment: Comment, post_id: str) -> int:
        counted = next(self._positions.setdefault(post_id, counting()))
        return counted if comment.position is None else comment.position

    def _comment_id(self, comment: Comment, site: str, post_id: str, author: str | None, folded: str) -> str:
        if comment.own_id is not None:
            return f"{site}:{comment.own_id}"
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
        if comment.own_id is not None:
            return f"{site}:{comment.parent}"
        known = self._keys.get((post_id, comment.parent))
        if known is None:
            self._remarks["replies whose parent is not in the file"] += 1
        return known

    def _mended(self, text: str) -> str:
        """Return the text without control bytes and mojibake, in NFC and bounded; count what was done."""
        if text.isascii() and text.isprintable():
            return text[:MAX_TEXT]
        clean = _CONTROL.sub("", text)
        if len(clean) != len(text):
            self._remarks["control characters removed"] += len(text) - len(clean)
        if _MOJIBAKE.search(clean) and (mended := _unmangled(clean)) is not None:
            clean = mended
            self._remarks["comments whose encoding was repaired"] += 1
        if len(clean) > MAX_TEXT:
            self._remarks[f"comments cut at {MAX_TEXT} characters"] += 1
        return unicodedata.normalize("NFC", clean[:MAX_TEXT])

    def _add_reject(self, reject: Reject) -> None:
        place, reason = reject.place, reject.reason
        excerpt = _ADDRESS.sub("(address)", _CONTROL.sub("\ufffd", reject.excerpt[:200]))
        number = identity.keyed(b"quarantine", self.raw.name, place, reason)
        self._rejects.append((number, self.run_id, self.raw.name, place, reason, excerpt))
        self.anything = True


_COMMENT_COLUMNS = tuple(name for name in COMMENTS.owned_by("source", "run"))


def _clean(text: str | None) -> str | None:
    """Return a name or title on one line, NFC, without control characters; None for nothing."""
    if not text:
        return None
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:500] or None
    return unicodedata.normalize("NFC", " ".join(_CONTROL.sub("", text).split()))[:500] or None


def _unmangled(text: str) -> str | None:
    """Return the text whose UTF-8 was once read as Windows-1252 as it was meant; None where that explains nothing."""
    try:
        return "".join(_BYTES.get(sign, sign) for sign in text).encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


_UNUSED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_BYTES = {bytes([byte]).decode("cp1252"): chr(byte) for byte in range(0x80, 0xA0) if byte not in _UNUSED}
