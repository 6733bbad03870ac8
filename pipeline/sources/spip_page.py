"""A saved page of SPIP: its forum's list, and the plugin `comments`."""

import re
from collections.abc import Iterator

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, told
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "saved page of SPIP (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url"
    " created_at created_precision text links source_status source source_url".split()
)

_MARKS = re.compile(
    rb"""class=["']\s?(?:forum-(?:fil|message|chapo|texte|item)|comments-items|comment-li)\b|id=["']forum\d""",
    re.IGNORECASE,
)
_SYSTEM = re.compile(rb"""content=["']SPIP\b""", re.IGNORECASE)
_NUMBERED = re.compile(rb"""(?:id|name)=["']?(?:forum|comment)-?\d""", re.IGNORECASE)
_MARKUP = Markup(
    containers="[id^=forum], a[name^=forum], [id^=comment]",
    number=re.compile(r"(?:forum|comment)-?(\d{1,12})"),
    number_in=("id", "name"),
    authors=(
        ".comment-author, .fn, .auteur, .nom, .forum-auteur",
        ".forum-chapo small span",
        ".forum-chapo small a",
        ".forum-chapo > strong:not(.forum-titre)",
    ),
    dates=("time[datetime]", "abbr[title]", ".comment-meta .date, .date", ".forum-chapo small", ".forum-chapo"),
    heads=(".forum-chapo, .comment-meta", ".forum-message > p:first-child", ".date", ".forum-message"),
    bodies=(".comment-content, .forum-texte, .forum-item, .comment-texte, .texte",),
    not_text=".forum-repondre-message, .repondre, .comment-reply, .forum-titre",
    subject=".forum-titre, .titre",
    whole="li",
    fragment="forum{}",
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page of SPIP with a forum."""
    return is_page(raw) and (holds(raw, _MARKS) or (holds(raw, _SYSTEM) and holds(raw, _NUMBERED)))


def records(raw: Raw) -> Iterator[Record]:
    """Return the post, its comments in the page's order, and what the page says is not in it."""
    return told(open_page(raw), _MARKUP)
