"""Any page that marks its comments up in microdata (schema.org/Comment), whatever system made it."""

import re
from collections.abc import Iterator

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, told
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "page with comments in microdata (schema.org)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url created_at created_precision"
    " edited_at text links likes dislikes rating source_status source source_url".split()
)

_MARKS = re.compile(rb"""itemtype=["']?https?://schema\.org/(?:Comment|UserComments|Answer)\b""", re.IGNORECASE)
_MARKUP = Markup(
    containers=(
        "[itemtype$='schema.org/Comment'], [itemtype$='schema.org/UserComments'], [itemtype$='schema.org/Answer']"
    ),
    fragment="",
    number=re.compile(r"\D{0,30}(\d{1,20})"),
    number_in=("id", "itemid", "data-comment-id", "data-id"),
    unnumbered=True,
    authors=(
        "[itemprop~=author] [itemprop~=name]",
        "[itemprop~=creator] [itemprop~=name]",
        "[itemprop~=author], [itemprop~=creator]",
    ),
    addresses=(
        "[itemprop~=author] [itemprop~=url], [itemprop~=creator] [itemprop~=url], a[itemprop~=author],"
        " a[itemprop~=creator]"
    ),
    dates=("[itemprop~=dateCreated]", "[itemprop~=datePublished]", "[itemprop~=commentTime]", "time[datetime]"),
    bodies=("[itemprop~=text]", "[itemprop~=commentText]", "[itemprop~=description]", "[itemprop~=reviewBody]"),
    likes=(
        "[itemprop~=upvoteCount], [itemprop~=interactionType][content$='LikeAction'] ~ [itemprop~=userInteractionCount]"
    ),
    dislikes="[itemprop~=downvoteCount]",
    rating="[itemprop~=ratingValue]",
    edited="[itemprop~=dateModified]",
    link="[itemprop~=url][href*='#']",
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page with comments in microdata."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Return the post, its comments in the page's order, and what the page says is not in it."""
    return told(open_page(raw), _MARKUP)
