"""What a source yields: posts, comments, rejects and remarks, as it read them and before they are identified."""

from dataclasses import dataclass
from datetime import datetime

KEYED = "\x00"
"""What a key begins with that comments with an own_id may have, and be answered by, too."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the source tells of it; comments point at it. Whatever the source does not hold stays None."""

    own_id: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    opening: str | None = None  # the article's beginning, plain text; identifies a post without address and title
    declared_threads: int | None = None
    declared_replies: int | None = None
    declared_authors: int | None = None
    declared_comments: int | None = None
    site: str | None = None  # only from our own export: which site it belongs to,
    known_as: str | None = None  # and its post_id there, without the site


@dataclass(slots=True)
class Comment:
    """A comment as the source tells of it: plain text (see `markup.plain`), aware datetimes, missing values as None."""

    text: str
    post: Post
    own_id: str | None = None  # the comment system's own id, the same in every form
    key: str | None = None  # without an own id: a name within this file, for replies to point at
    parent: str | None = None  # the parent's own_id or key
    kind: str = "comment"
    author: str | None = None
    author_email: str | None = None  # never kept: becomes author_key
    author_url: str | None = None
    by_staff: bool | None = None
    created_at: datetime | None = None
    created_precision: str | None = None
    edited_at: datetime | None = None
    links: str | None = None
    truncated: bool = False
    likes: int | None = None
    dislikes: int | None = None
    rating: float | None = None
    status: str | None = None
    url: str | None = None
    author_key: str | None = None  # only from our own export, which knows no e-mail address,
    position: int | None = None  # and whose order need not be the page's


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that cannot be read: where it stands (line, row, element), what is wrong, and its beginning."""

    place: str
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the file that its owner should know: what was filtered, repaired, unknown or not there."""

    what: str
    count: int = 1


Record = Post | Comment | Reject | Remark
