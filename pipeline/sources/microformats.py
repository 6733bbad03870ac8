"""Any page that marks its comments up in microformats (`h-cite` in an `h-entry`), whatever system made it."""

import re
from collections.abc import Iterator

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, told
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "page with comments in microformats (h-cite)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url created_at created_precision"
    " edited_at text links source_status source source_url".split()
)

_MARKS = re.compile(rb"""class=["'][^"']{0,200}\b(?:u-comment|p-comment|h-cite)\b""")
_MARKUP = Markup(
    containers=(
        ".u-comment, .p-comment, .h-entry .h-cite:not(.u-like):not(.u-repost):not(.u-like-of):not(.u-in-reply-to)"
    ),
    fragment="",
    number=re.compile(r"\D{0,30}(\d{1,20})"),
    unnumbered=True,
    authors=(".p-author .p-name", ".p-author"),
    addresses=".p-author .u-url, a.p-author, .p-author a",
    dates=(".dt-published", "time[datetime]"),
    bodies=(".e-content", ".p-content", ".p-summary", ".p-name:not(.p-author *)"),
    edited=".dt-updated",
    link="a.u-url:not(.p-author *):not(.p-author)",
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page with comments in microformats."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Return the post, its comments in the page's order, and what the page says is not in it."""
    return told(open_page(raw), _MARKUP)
