"""What a WordPress database says besides its comments: posts and their addresses, votes, people, the time zone."""

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline import identity
from pipeline.errors import SourceError
from pipeline.sources import wp
from pipeline.sources.raw import Raw
from pipeline.sources.records import Post, Reject
from pipeline.sources.sql_rows import Row, rows

COLUMNS: dict[str, tuple[str, ...]] = {
    "comments": tuple(
        "comment_ID comment_post_ID comment_author comment_author_email comment_author_url comment_author_IP "
        "comment_date comment_date_gmt comment_content comment_karma comment_approved comment_agent comment_type "
        "comment_parent user_id".split()
    ),
    "commentmeta": ("meta_id", "comment_id", "meta_key", "meta_value"),
    "posts": tuple(
        "ID post_author post_date post_date_gmt post_content post_title post_excerpt post_status comment_status "
        "ping_status post_password post_name to_ping pinged post_modified post_modified_gmt post_content_filtered "
        "post_parent guid menu_order post_type post_mime_type comment_count".split()
    ),
    "options": ("option_id", "option_name", "option_value", "autoload"),
    "users": tuple(
        "ID user_login user_pass user_nicename user_email user_url user_registered user_activation_key user_status "
        "display_name".split()
    ),
    "usermeta": ("umeta_id", "user_id", "meta_key", "meta_value"),
    "wc_users_voted": ("id", "user_id", "comment_id", "vote_type", "is_guest", "post_id", "date"),
}
TABLE = re.compile(rf"(?P<prefix>\w*?)(?P<kind>{'|'.join(sorted(COLUMNS, key=len, reverse=True))})")
_STAFF = re.compile(r'"(?:administrator|editor|author|contributor)"')
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_TOKEN = re.compile(r"%(\w+)%")
_VOTES = re.compile(r'"(like|dislike)";[isd]:(?:\d+:")?(-?\d{1,9})(?!\d)')
_KEPT = (
    "ID",
    "post_author",
    "post_date",
    "post_date_gmt",
    "post_title",
    "post_name",
    "post_parent",
    "guid",
    "post_type",
    "post_status",
)


@dataclass
class Site:
    """One WordPress of a dump: whatever its comments point at."""

    prefix: str
    comments: bool = False  # whether there is a table of them
    home: str | None = None
    structure: str = ""
    zone: tzinfo | None = None
    posts: dict[str, Row] = field(default_factory=dict)
    votes: dict[str, list[int]] = field(default_factory=dict)
    has_votes: bool = False
    ratings: dict[str, float] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)
    staff: set[str] = field(default_factory=set)
    mark: str = ""  # stands before its ids where another site of the dump has the same host

    def take(self, kind: str, row: Row) -> None:
        """Take what a row of one of the site's tables says."""
        if kind == "posts":
            self.posts[row.get("ID") or ""] = {name: row.get(name) for name in _KEPT}
        elif kind == "options":
            self._option(row.get("option_name") or "", row.get("option_value") or "")
        elif kind == "commentmeta":
            self._meta(row.get("comment_id") or "", row.get("meta_key") or "", row.get("meta_value") or "")
        elif kind == "wc_users_voted":
            self.has_votes = True
            votes = self.votes.setdefault(row.get("comment_id") or "", [0, 0])
            votes[0 if row.get("vote_type") == "1" else 1] += 1

    def _option(self, name: str, value: str) -> None:
        if name == "home" or (name == "siteurl" and self.home is None):
            self.home = value.rstrip("/")
        elif name == "permalink_structure":
            self.structure = value
        elif name == "timezone_string" and _ZONE.fullmatch(value):
            try:
                self.zone = ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                return
        elif name == "gmt_offset" and self.zone is None and re.fullmatch(r"-?\d{1,2}(?:\.\d{1,2})?", value):
            self.zone = timezone(timedelta(hours=float(value)))

    def _meta(self, comment: str, key: str, value: str) -> None:
        if key == "rating" and re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?", value) and float(value):
            self.ratings[comment] = float(value)
        elif key in ("wpdiscuz_votes_seperate", "wpdiscuz_votes_separate") and not self.has_votes:
            counts = {name: abs(int(count)) for name, count in _VOTES.findall(value)}
            if counts:
                self.votes[comment] = [counts.get("like", 0), counts.get("dislike", 0)]

    def voted(self, comment: str) -> tuple[int | None, int | None]:
        """Return the votes for and against a comment; None where the site counts none."""
        votes = self.votes.get(comment)
        if votes is None:
            return (0, 0) if self.has_votes else (None, None)
        return votes[0], votes[1]

    def by_staff(self, user: str) -> bool | None:
        """Return whether a user may write posts here; None where the dump does not say what users may."""
        return False if user in ("", "0") else user in self.staff if self.staff else None

    def post(self, own_id: str, zone: tzinfo) -> Post:
        """Return a post by its number."""
        row = self.posts.get(own_id)
        if row is None:
            return Post(own_id=own_id, url=f"{self.home}/?p={own_id}" if self.home else None)
        author = self.people.get(row["post_author"] or "", {})
        return Post(
            own_id=own_id,
            url=self._address(row, author),
            title=wp.name(row["post_title"]),
            author=author.get("display_name"),
            published_at=wp.date(row["post_date_gmt"], row["post_date"], self.zone or zone),
        )

    def _address(self, row: Row, author: Row) -> str | None:
        """Return the address that WordPress gives a post by the site's structure; its guid where that is not enough."""
        parts = self._parts(row, author)
        if (
            self.home is None
            or row["post_status"] not in ("publish", "private")
            or not row["post_name"]
            or parts is None
        ):
            return row["guid"]
        if row["post_type"] == "page":
            return f"{self.home}/{self._path(row)}/" if self.structure else f"{self.home}/?page_id={row['ID']}"
        if row["post_type"] != "post" or not self.structure:
            return f"{self.home}/?p={row['ID']}" if row["post_type"] == "post" else row["guid"]
        names = set(_TOKEN.findall(self.structure))
        if not names <= parts.keys():
            return row["guid"]
        return self.home + _TOKEN.sub(lambda token: parts[token[1]], self.structure)

    def _parts(self, row: Row, author: Row) -> dict[str, str] | None:
        try:
            day = datetime.fromisoformat(row["post_date"] or "").replace(tzinfo=UTC)
        except ValueError:
            return None
        return {
            "year": f"{day:%Y}", "monthnum": f"{day:%m}", "day": f"{day:%d}",
            "hour": f"{day:%H}", "minute": f"{day:%M}", "second": f"{day:%S}",
            "postname": row["post_name"] or "", "post_id": row["ID"] or "",
        } | ({"author": author["user_nicename"] or ""} if author.get("user_nicename") else {})  # fmt: skip

    def _path(self, row: Row) -> str:
        """Return a page's path below those that it belongs to."""
        names: list[str] = []
        while row is not None and len(names) < 20:
            names.insert(0, row["post_name"] or "")
            above = self.posts.get(row["post_parent"] or "")
            if above is None or row["post_parent"] in ("", "0"):
                break
            row = above
        return "/".join(names)


def gathered(raw: Raw) -> dict[str, Site]:
    """Return each WordPress of a dump by its tables' prefix; its posts stand behind its comments there."""
    sites: dict[str, Site] = {}
    people: dict[str, Row] = {}
    staff: dict[str, set[str]] = defaultdict(set)

    def wanted(table: str) -> Sequence[str] | None:
        place = TABLE.fullmatch(table)
        if place is None:
            return None
        if place["kind"] == "comments":
            sites.setdefault(place["prefix"], Site(place["prefix"])).comments = True
            return None
        return COLUMNS[place["kind"]]

    with suppress(SourceError):  # a dump that breaks off: said when its comments are read
        for found in rows(raw, wanted):
            place = None if isinstance(found, Reject) else TABLE.fullmatch(found[0])
            if isinstance(found, Reject) or place is None:
                continue
            row = found[1]
            if place["kind"] == "users":
                people[row.get("ID") or ""] = {name: row.get(name) for name in ("display_name", "user_nicename")}
            elif place["kind"] == "usermeta":
                key = row.get("meta_key") or ""
                if key.endswith("capabilities") and _STAFF.search(row.get("meta_value") or ""):
                    staff[key.removesuffix("capabilities")].add(row.get("user_id") or "")
            else:
                sites.setdefault(place["prefix"], Site(place["prefix"])).take(place["kind"], row)
    _tell_apart(sites, people, staff)
    return sites


def _tell_apart(sites: dict[str, Site], people: dict[str, Row], staff: dict[str, set[str]]) -> None:
    """Give each site its people, and a mark to one that shares its host with another: both count from 1."""
    hosts: dict[str | None, str] = {}
    for prefix in sorted((name for name, site in sites.items() if site.comments), key=lambda name: (len(name), name)):
        site = sites[prefix]
        site.people, site.staff = people, staff[prefix]
        first = hosts.setdefault(identity.host(site.home), prefix)
        site.mark = "" if first == prefix else prefix
