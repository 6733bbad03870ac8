"""A MySQL or MariaDB dump of a WordPress database: the one form with spam, held comments and votes together.

Tables: https://codex.wordpress.org/Database_Description; wpDiscuz keeps votes in `wc_users_voted`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from pipeline.errors import SourceError
from pipeline.sources import markup, wp
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject, Remark
from pipeline.sources.sql_rows import Row, rows
from pipeline.sources.wp_database import COLUMNS, TABLE, Site, gathered

TITLE = "MySQL dump of WordPress (SQL)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at "
    "created_precision text links likes dislikes rating source_status source source_url".split()
)
_DUMP = re.compile(
    r"^[ \t]*(?:-- (?:MySQL|MariaDB) dump|-- phpMyAdmin SQL Dump|-- Adminer|/\*M?!\d{5}"
    r"|(?:(?:INSERT|REPLACE)(?:\s+[A-Z_]{4,13})?\s+INTO|CREATE\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?)\s+"
    r"(?:[`\"]?[\w$-]+[`\"]?\.)?[`\"]?[\w$-]+[`\"]?\s*(?:\(|VALUES?\b))",
    re.MULTILINE | re.IGNORECASE,
)


def sniff(raw: Raw) -> bool:
    """Tell by how the programs that write dumps begin them, or by their statements."""
    head = raw.head.lstrip()
    return head[:1] not in ("<", "{", "[") and _DUMP.search(head[: 1 << 16]) is not None


def records(raw: Raw) -> Iterator[Record]:
    """Yield posts and comments of every WordPress in the dump; raise SourceError for a dump without comments."""
    sites = gathered(raw)
    reading = _Reading(sites, raw.timezone)
    tables: dict[str, None] = {}

    def wanted(table: str) -> Sequence[str] | None:
        tables[table] = None
        place = TABLE.fullmatch(table)
        return COLUMNS["comments"] if place and place["kind"] == "comments" else None

    for found in rows(raw, wanted):
        yield from (found,) if isinstance(found, Reject) else reading.records(*found)
    with_comments = [site for site in sites.values() if site.comments]
    if not with_comments:
        problem = f"is a dump without a WordPress table of comments, only {', '.join(list(tables)[:20]) or 'no rows'}"
        raise SourceError(raw.name, problem, "take wp_comments into the dump")
    yield from wp.not_understood(reading.strange, reading.unknown)
    for site in with_comments:
        if not site.posts:
            yield Remark(f"no table {site.prefix}posts: titles of posts are missing")
        if site.mark:
            yield Remark(f"{site.prefix}comments share their host with another table: their ids begin with {site.mark}")


class _Reading:
    """The comments of each site of a dump, and which posts were told."""

    def __init__(self, sites: dict[str, Site], zone: tzinfo) -> None:
        self._sites, self._zone = sites, zone
        self._posts: dict[tuple[str, str], Post] = {}
        self.strange: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()

    def records(self, table: str, row: Row) -> Iterator[Record]:
        """Yield what a row of a table of comments says."""
        site = self._site(table.removesuffix("comments"))
        own_id, kind = row.get("comment_ID") or "", wp.KINDS.get(row.get("comment_type") or "")
        if kind is None:
            self.strange[(row.get("comment_type") or "")[:40]] += 1
        elif not (own_id.isdecimal() and own_id.isascii()):
            yield Reject(table, f"a comment without a number: {own_id[:40]!r}", row.get("comment_content") or "")
        else:
            number = row.get("comment_post_ID") or ""
            post = self._posts.get((site.prefix, number))
            if post is None:
                post = self._posts[site.prefix, number] = site.post(number, self._zone)
                yield post
            yield self._read(site, row, own_id, kind, post)

    def _site(self, prefix: str) -> Site:
        """Return a site by its prefix; of a damaged dump one may be met that was not when posts were looked for."""
        return self._sites.setdefault(prefix, Site(prefix, comments=True, mark=prefix if self._sites else ""))

    def _read(self, site: Site, row: Row, own_id: str, kind: str, post: Post) -> Comment:
        text, links = markup.plain(row.get("comment_content") or "", typed=True)
        created = wp.date(row.get("comment_date_gmt"), row.get("comment_date"), site.zone or self._zone)
        likes, dislikes = site.voted(own_id)
        parent = wp.answered(row.get("comment_parent") or "")
        return Comment(
            text, post, site.mark + own_id,
            parent=site.mark + parent if parent else None,
            kind=kind,
            author=wp.name(row.get("comment_author")),
            author_email=row.get("comment_author_email") or None,
            author_url=row.get("comment_author_url") or None,
            by_staff=site.by_staff(row.get("user_id") or ""),
            created_at=created,
            created_precision="second" if created else None,
            links=links,
            likes=likes,
            dislikes=dislikes,
            rating=site.ratings.get(own_id),
            status=wp.status(row.get("comment_approved") or "", self.unknown),
            url=f"{post.url}#comment-{own_id}" if post.url else None,
        )  # fmt: skip
