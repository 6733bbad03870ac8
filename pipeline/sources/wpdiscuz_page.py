"""A saved page of wpDiscuz, 4 to 7: its own markup says the numbers, exact votes and full dates that the text hides."""

import re
from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborNode

from pipeline.sources import page_words
from pipeline.sources.markup import node_text
from pipeline.sources.page import COARSE, Page, date_in, holds, is_page, open_page, own_address, short_text
from pipeline.sources.page_markup import DIFFERENCE
from pipeline.sources.parts import Parts
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Remark

TITLE = "saved page with wpDiscuz (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at "
    "created_precision edited_at"
    " text links truncated likes dislikes rating source_status source source_url".split()
)

_MARKS = re.compile(rb"""id=["']?(?:wpd|wc)-comm-\d""")
_ID = re.compile(r"(?:wpd|wc)-comm-(\d{1,15})_(\d{1,15})")
_STAFF = re.compile(
    r"\b(?:wpd|wc)-blog-(?:administrator|editor|author|post_author|shop_manager|contributor|admin)\b|\bwc-post-author\b"
)
_ROLE = re.compile(r"\b(?:wpd|wc)-blog-[a-z_-]+")
_EDITED = re.compile(r"(?:last edited|dernière (?:modification|édition)|modifié)\s*", re.IGNORECASE)
_BY = re.compile(r"\s+(?:by|par)\s+.*$", re.IGNORECASE)
_NOT_TEXT = (
    "[id^=wpdiscuz-readmore], .wpd-comment-last-edited, .wc-comment-last-edited, .wpd-inline-form-wrapper, "
    ".wprm-comment-rating,"
    " .wpd-custom-fields, .wpd-rating"
)


def sniff(raw: Raw) -> bool:
    """Whether it is a page with comments in wpDiscuz's markup."""
    return is_page(raw) and holds(raw, _MARKS)


def records(raw: Raw) -> Iterator[Record]:
    """Yield the post, its comments in the page's order, and what the page says is not in it."""
    page = open_page(raw)
    containers = [node for node in page.tree.css('[id^="wpd-comm-"], [id^="wc-comm-"]') if _ID.fullmatch(node.id or "")]
    post = _post(page)
    yield post
    comments = list(_comments(page, containers, post))
    yield from comments
    yield from _remarks(post, comments)
    yield from page.remarks()


def _post(page: Page) -> Post:
    post = page.post()
    regions = (page.tree.css_first(selector) for selector in (".wpdiscuz-stat-info", "#wpdcom, #wpcomm", "#comments"))
    told = next((short_text(region) for region in regions if region is not None), "")
    numbers = [
        match and int(re.sub(r"\D", "", match["count"]))
        for match in (words.search(told) for words in (page_words.THREADS, page_words.REPLIES, page_words.AUTHORS))
    ]
    info = page.tree.css_first("[data-comments-count]")
    count = (info.attributes.get("data-comments-count") or "") if info is not None else ""
    return Post(
        own_id=post.own_id,
        url=post.url,
        title=post.title,
        author=post.author,
        published_at=post.published_at,
        opening=post.opening,
        declared_threads=numbers[0],
        declared_replies=numbers[1],
        declared_authors=numbers[2],
        declared_comments=int(count) if re.fullmatch(r"\d{1,9}", count) else post.declared_comments,
    )


def _comments(page: Page, containers: list[LexborNode], post: Post) -> Iterator[Comment]:
    parts = Parts(page.tree, containers)
    texts = parts.first(".wpd-comment-text", ".wc-comment-text")
    authors = parts.first(".wpd-comment-author", ".wc-comment-author")
    dates = parts.first(".wpd-comment-date", ".wc-comment-date")
    wraps = parts.first(".wpd-comment-wrap, .wc-comment-right, .wc-comment-left")
    edits = parts.first(".wpd-comment-last-edited", ".wc-comment-last-edited")
    replies = parts.first(".wpd-reply-to a[href]", ".wc-reply-to a[href]")
    cuts = parts.first("[id^=wpdiscuz-readmore]", ".wpdiscuz-readmore")
    votes = _votes(parts)
    ratings = _ratings(parts)
    seen: set[str] = set()
    for number, container in enumerate(containers):
        own_id, above = _ID.fullmatch(container.id or "").groups()  # type: ignore[union-attr]
        if own_id in seen or (number not in texts and number not in authors):
            continue
        seen.add(own_id)
        text, links = node_text(texts[number], left_out=parts.ids(_NOT_TEXT)) if number in texts else ("", None)
        text, truncated = page_words.without_cut(text)
        name, address = _author(authors.get(number))
        address = own_address(address, post)
        when = dates.get(number)
        moment, known = (
            date_in(page, when.attributes.get("title"), short_text(when)) if when is not None else (None, None)
        )
        likes, dislikes = votes.get(number, (None, None))
        marked = [container, *([wraps[number]] if number in wraps else [])]
        classes = " ".join(node.attributes.get("class") or "" for node in marked)
        yield Comment(
            text=text,
            post=post,
            own_id=own_id,
            parent=above if above != "0" else _answered(replies.get(number)),
            kind=_kind(classes, text, address),
            author=None if name in page_words.NAMELESS else name,
            author_url=address,
            by_staff=True if _STAFF.search(classes) else False if _ROLE.search(classes) else None,
            created_at=moment,
            created_precision=known,
            edited_at=_edited(page, edits.get(number)),
            links=links,
            truncated=truncated or number in cuts,
            likes=likes,
            dislikes=dislikes,
            rating=ratings.get(number),
            status="pending" if "unapproved" in classes else "approved",
            url=f"{post.url.partition('#')[0]}#comment-{own_id}" if post.url else None,
        )


def _author(node: LexborNode | None) -> tuple[str | None, str | None]:
    if node is None:
        return None, None
    link = node.css_first("a[href]")
    address = (link.attributes.get("href") or "").strip() if link is not None else ""
    name = short_text(node)
    return name or None, address if address.startswith(("http://", "https://")) else None


def _kind(classes: str, text: str, address: str | None) -> str:
    for kind in ("pingback", "trackback"):
        if kind in classes.split():
            return kind
    return "pingback" if address and page_words.EXCERPT.match(text) else "comment"


def _answered(link: LexborNode | None) -> str | None:
    match = re.search(r"#comment-(\d{1,15})$", (link.attributes.get("href") or "") if link is not None else "")
    return match[1] if match else None


def _edited(page: Page, node: LexborNode | None) -> datetime | None:
    if node is None:
        return None
    words = _BY.sub("", _EDITED.sub("", short_text(node)))
    moment, known = date_in(page, node.attributes.get("title"), words)
    return moment if known not in COARSE else None


def _votes(parts: Parts) -> dict[int, tuple[int | None, int | None]]:
    """Return likes and dislikes; of a mere difference, the side that it leans to, the other unknown."""
    votes: dict[int, tuple[int | None, int | None]] = {}
    for number, node in parts.all(".wpd-vote-result, .wc-vote-result, .wc-vote-result-like, .wc-vote-result-dislike"):
        shown = (node.attributes.get("title") or node.text() or "").strip().replace("\u2212", "-")
        if re.fullmatch(r"[+-]?\d{1,9}", shown) is None:
            continue
        count, classes = int(shown), node.attributes.get("class") or ""
        likes, dislikes = votes.get(number, (None, None))
        if "result-dislike" in classes:
            votes[number] = likes, abs(count)
        elif "result-like" in classes:
            votes[number] = count, dislikes
        else:
            votes[number] = (count, None) if count >= 0 else (None, -count)
    return votes


def _ratings(parts: Parts) -> dict[int, float]:
    stars: dict[int, float] = {}
    for number, _ in parts.all(".wcf-activ-star, .wcf-active-star"):
        stars[number] = stars.get(number, 0.0) + 1.0
    return stars


def _remarks(post: Post, comments: list[Comment]) -> Iterator[Remark]:
    declared = post.declared_comments
    if declared is not None and declared > len(comments):
        yield Remark(
            "comments that the page counts are not in the file (not loaded yet, folded, or hidden by broken markup)",
            declared - len(comments),
        )
    if (
        comments
        and all(comment.dislikes is None or comment.likes is None for comment in comments)
        and any(comment.likes for comment in comments)
    ):
        yield Remark(DIFFERENCE)
    undated = sum(comment.created_at is None for comment in comments)
    if undated:
        yield Remark("comments without a date that can be read", undated)
    if not comments:
        yield Remark("the page holds no comments", 1)
