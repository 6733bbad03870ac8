"""A saved page of Drupal 7 and later."""

import re
from collections.abc import Iterator

from pipeline.sources.page import holds, is_page, open_page
from pipeline.sources.page_markup import Markup, told
from pipeline.sources.raw import Raw
from pipeline.sources.records import Record

TITLE = "saved page of Drupal (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff"
    " created_at created_precision text links source_status source source_url".split()
)

_MARKS = re.compile(
    rb"""data-comment-user-id|typeof=["']sioc:Post sioct:Comment"""
    rb"""|class=["'][^"']{0,80}comment__content|field--?name-comment-body""",
    re.IGNORECASE,
)
_SYSTEM = re.compile(
    rb"""content=["']Drupal|/misc/drupal\.js|/sites/(?:all|default)/(?:files|themes|modules)/""", re.IGNORECASE
)
_ANCHORS = re.compile(rb"""<a id=["']?comment-\d""", re.IGNORECASE)
_MARKUP = Markup(
    containers="article[id^=comment-], a[id^=comment-], div.comment[id^=comment-], div[about*='#comment-']",
    number=re.compile(r"(?:.*#)?comment-(\d{1,12})"),
    number_in=("id", "about"),
    authors=(
        "[property='schema:name'][typeof], [typeof='schema:Person'], [typeof='sioc:UserAccount']",
        ".username, .comment__author, .comment-author, .author",
    ),
    dates=(
        "[property='dc:date dc:created'], [property='schema:dateCreated'], time[datetime]",
        "[data-comment-timestamp]",
        ".comment__time, .comment__submitted span:last-child, .submitted, .comment__submitted, footer > p",
    ),
    heads=(".submitted, .comment__submitted, footer > p",),
    bodies=(
        ".field--name-comment-body .field__item, .field--name-comment-body, .field-name-comment-body",
        "[property='schema:text'], [property='content:encoded'], .comment__content .text-formatted, .comment-body",
        ".comment__content, .content",
        ".js-comment > div:not([class])",
    ),
    not_text=".links, .comment__links, .permalink, h3, .inline, .submitted, .user-signature",
    not_name=".visually-hidden, .element-invisible",
    subject=(
        ".comment__title a, h3.title a, h3 a.permalink, h3[property='dc:title'] a, h3[property='schema:name'] a,"
        " h3 > a[href*='#comment-']"
    ),
    answered=".parent a[href*='#comment-'], .comment__parent a, p.visually-hidden a[href*='#comment-']",
    staff=".by-node-author, .comment-by-node-author, .comment-by-author",
    waiting=".comment-unpublished, .unpublished",
    system=re.compile(r"/users?/"),
    nested_in="indented",
    following=True,
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page of Drupal with comments."""
    return is_page(raw) and (holds(raw, _MARKS) or (holds(raw, _SYSTEM) and holds(raw, _ANCHORS)))


def records(raw: Raw) -> Iterator[Record]:
    """Return the post, its comments in the page's order, and what the page says is not in it."""
    return told(open_page(raw), _MARKUP)
