"""A saved page of a WordPress theme: classic and block themes, lists, divisions and `dl`, with or without wrappers."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborNode

from pipeline.sources import page_words
from pipeline.sources.markup import node_text
from pipeline.sources.page import Page, Parts, date_in, holds, is_page, open_page, own_address, short_text
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Remark

TITLE = "saved page of a WordPress theme (HTML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url by_staff created_at created_precision"
    " text links likes rating source_status source source_url".split()
)

_COMMENTS = re.compile(
    rb"""\bid=["']?(?:li-|div-)?comment-\d|class=["'](?:[^"']{0,300}\s)?"""
    rb"""(?:comment(?:-?list|-respond)?|comments-(?:area|title)|depth-\d)(?=[\s"'])""",
    re.IGNORECASE,
)
_WORDPRESS = re.compile(
    rb"wp-content/(?!uploads)|wp-includes/|wp-json|replytocom=|comment-reply-link|\bcomment-author vcard"
    rb"|commentmetadata|wp-block-comment|class=[\"']commentlist|class=[\"']comment-list|content=[\"']WordPress|thread-even"
    rb"|<(?:link|script|img|meta)\b[^<>]{0,500}\.(?:wordpress|wp)\.com\b"
)
_OTHERS = re.compile(
    rb"""id=["']?(?:wpd|wc)-comm-\d|data-drupal-|content=["']Drupal|content=["']SPIP|content=["']blogger""",
    re.IGNORECASE,
)

_ID = re.compile(r"(?:li-|div-|article-)?comment-?(\d{1,15})")
_DEPTH = re.compile(r"\bdepth-(\d{1,3})\b")
_SAID = re.compile(r"^(?:(?:says|said|wrote|dit|a dit|a écrit|sagt|dice)\s*:|[:,|·•–—-])\s*", re.IGNORECASE)
_HEAD = re.compile(r"\bcomment[-_]?(?:head|header|meta|info|author|title|top)\b")
_RATING = re.compile(r"(\d(?:[.,]\d{1,2})?)\s*(?:/|out of|sur|stars?|étoiles?|von)", re.IGNORECASE)
_LOADING = re.compile(r"loading|chargement", re.IGNORECASE)
_BY = re.compile(r"^(?:comment by|commentaire (?:par|de)|posted by|by|par)\s+", re.IGNORECASE)

_AUTHORS = (
    ".comment-author .fn",
    ".wp-block-comment-author-name",
    ".comment-author-name",
    ".fn",
    ".woocommerce-review__author",
    ".comment-author",
    ".comment_author",
    "[itemprop=author]",
    ".commenter, .commentauthor, .comment-name, .comment-author-link, .author",
    "cite",
    "h3, h4, h5, h6, strong, b, dt > a, a[rel~=external], .url",
)
_DATES = (
    "time",
    ".comment-date, .comment_date, .comment-time, .commentdate, .comment-permalink, .wp-block-comment-date",
    ".comment-metadata a, .comment-meta a, .commentmetadata a",
    "abbr[title]",
    "a[href*='#comment-']",
    ".commentmetadata, .comment-metadata, .comment-meta, .date, .meta, small, em",
)
_BODIES = (
    ".comment-content, .wp-block-comment-content, .comment_content, .comment__content",
    "[itemprop=text], [itemprop=commentText], [itemprop=description]",
    ".comment-text, .comment_text, .commenttext, .comment-entry, .commententry, .comment-copy, .comment-body-text",
)
_NOT_TEXT = (
    ".comment-author, .comment-author-name, .comment-meta, .commentmetadata, .comment-metadata, .comment-date, "
    ".comment-time, .vcard, .reply,"
    " .comment-reply-link, .comment-reply, .comment-reply-login, .comment-edit-link, .edit-link, .says, .avatar, "
    ".comment-awaiting-moderation,"
    " .comment-likes, .wprm-comment-rating, .star-rating, .comment-permalink, .comment-notes, .sharedaddy, "
    ".screen-reader-text, .comment-actions,"
    " .fn, .comment-rating, nav, form, .comment-avatar"
)
_INSIDE_TEXT = (
    ".reply, .comment-reply-link, .comment-reply-login, .comment-edit-link, .comment-awaiting-moderation, "
    ".comment-likes, .wprm-comment-rating,"
    " .star-rating, .comment-rating, .sharedaddy, .comment-author, .comment-meta, .commentmetadata, "
    ".comment-metadata, .avatar"
)


@dataclass(frozen=True)
class When:
    """A comment's date: the element that shows it, the moment (UTC), its precision."""

    node: LexborNode
    moment: datetime
    known: str


def sniff(raw: Raw) -> bool:
    """Whether it is a page of WordPress with comments in a theme's own markup."""
    return is_page(raw) and holds(raw, _COMMENTS) and holds(raw, _WORDPRESS) and not holds(raw, _OTHERS)


def records(raw: Raw) -> Iterator[Record]:
    """Yield the post, its comments in the page's order, and what the page says is not in it."""
    page = open_page(raw)
    post = page.post()
    yield post
    comments = list(_comments(page, post))
    yield from comments
    yield from _remarks(page, post, comments)
    yield from _flattened(page, comments)
    yield from page.remarks()


def _containers(page: Page) -> list[tuple[LexborNode, str | None]]:
    """Return the outermost element of each comment and its number; without numbers, those of class `comment`."""
    numbered: dict[str, LexborNode] = {}
    for node in page.tree.css(
        '[id^="comment"], [id^="li-comment"], [id^="div-comment"], [id^="article-comment"], a[name^="comment-"]'
    ):
        match = _ID.fullmatch(node.id or node.attributes.get("name") or "")
        if match is not None and node.tag not in ("input", "textarea", "label", "form"):
            numbered.setdefault(match[1], _whole(node))
    if numbered:
        return [(node, number) for number, node in numbered.items()]
    nodes = page.tree.css("li.comment, div.comment, article.comment, li.pingback, li.trackback, dt.comment")
    return [(node, None) for node in nodes if node.tag in ("li", "dt") or _DEPTH.search(_classes(node))]


def _whole(node: LexborNode) -> LexborNode:
    """Return the element of the whole comment where its number stands on a part of it."""
    best, current = node, node.parent
    for _ in range(3):
        if current is None or current.tag in ("ol", "ul", "dl", "body", "main", "section"):
            break
        if _DEPTH.search(_classes(current)) is not None and _DEPTH.search(_classes(best)) is None:
            best = current
        current = current.parent
    return best


def _classes(node: LexborNode) -> str:
    return node.attributes.get("class") or ""


def _comments(page: Page, post: Post) -> Iterator[Comment]:
    containers = _containers(page)
    parts = Parts(page.tree, [node for node, _ in containers])
    _adopt_siblings(parts, containers)
    authors, bodies, dates = parts.usual(_AUTHORS), parts.usual(_BODIES), _dates(page, parts)
    ratings, likes = _ratings(parts), _likes(parts)
    waiting = {number for number, _ in parts.all(".comment-awaiting-moderation")}
    parents = _parents(parts, containers)
    inner = {node.mem_id for node, _ in containers}
    for number, (node, own_id) in enumerate(containers):
        classes, when = _classes(node), dates.get(number)
        kind = next((kind for kind in ("pingback", "trackback") if kind in classes.split()), "comment")
        text, links = _text(parts, number, node, bodies.get(number), authors.get(number), when, inner)
        name, address = _author(authors.get(number))
        if kind == "comment" and (ping := page_words.PING.match(text)) is not None and len(text) < 400:
            kind = "trackback" if ping["kind"].lower() == "trackback" else "pingback"
        if kind != "comment":
            name, address, text, links = _ping(node, name, address, text, links)
        if not text and not name and when is None:
            continue
        yield Comment(
            text=text,
            post=post,
            own_id=own_id,
            key=None if own_id else str(number),
            parent=parents[number],
            kind=kind,
            author=None if name in page_words.NAMELESS else name,
            author_url=own_address(address, post),
            by_staff=True if "bypostauthor" in classes or "comment-author-admin" in classes else None,
            created_at=when.moment if when else None,
            created_precision=when.known if when else None,
            links=links,
            likes=likes.get(number),
            rating=ratings.get(number),
            status="pending" if number in waiting else "approved",
            url=_address(post, own_id, when),
        )


def _adopt_siblings(parts: Parts, containers: list[tuple[LexborNode, str | None]]) -> None:
    """Count what follows a head to its comment, where the head alone bears the number (`dt`, anchors, bars)."""
    bodies = parts.first(*_BODIES)
    for number, (node, _) in enumerate(containers):
        is_whole = node.tag in ("li", "article") or number in bodies
        if is_whole or (node.tag == "div" and not _HEAD.search(_classes(node)) and _remainder(node, frozenset())):
            continue
        sibling = node.next
        for _ in range(40):
            if (
                sibling is None
                or parts.is_container(sibling)
                or sibling.id == "respond"
                or sibling.tag in ("nav", "form")
            ):
                break
            if sibling.tag is not None and not sibling.tag.startswith("-"):
                if (
                    sibling.css_first(
                        "[id^=comment-], [id^=li-comment-], [id^=div-comment-], a[name^=comment-], #respond"
                    )
                    is not None
                ):
                    break
                parts.adopt(sibling, number)
            sibling = sibling.next


def _remainder(node: LexborNode, left_out: Set[int]) -> tuple[str, str | None] | None:
    text, links = node_text(node, without=_NOT_TEXT, left_out=left_out)
    text = _SAID.sub("", text).strip()
    return (text, links) if text else None


def _text(
    parts: Parts,
    number: int,
    node: LexborNode,
    body: LexborNode | None,
    author: LexborNode | None,
    when: When | None,
    inner: set[int],
) -> tuple[str, str | None]:
    """Return text and links of the body; without an element for it, of all that is not head, foot or replies."""
    head = {part.mem_id for part in (author, when.node if when else None) if part is not None} - inner
    inner |= head
    try:
        if body is not None:
            return node_text(body, without=_INSIDE_TEXT, left_out=inner)
        pieces = [_remainder(part, inner) for part in (node, *parts.adopted.get(number, []))]
    finally:
        inner -= head
    found = [piece for piece in pieces if piece is not None]
    links = "\n".join(links for _, links in found if links)
    return "\n\n".join(text for text, _ in found), links or None


def _author(node: LexborNode | None) -> tuple[str | None, str | None]:
    if node is None:
        return None, None
    text = node_text(
        node,
        without=".says, .avatar, time, small, .comment-meta, .commentmetadata, a[href*='#comment-'], .comment-date",
    )[0]
    name = page_words.without_says(_BY.sub("", " ".join(text.split())))[:200]
    for link in node.css("a[href]") if node.tag != "a" else [node]:
        address = (link.attributes.get("href") or "").strip()
        if address.startswith(("http://", "https://")) and "#comment-" not in address:
            return name or None, address
    return name or None, None


def _ping(
    node: LexborNode, name: str | None, address: str | None, text: str, links: str | None
) -> tuple[str | None, str | None, str, str | None]:
    """Return title, address and excerpt of a ping: themes show most of them as a link alone."""
    if (match := page_words.PING.match(text)) is not None:
        link = node.css_first("a[href^=http]")
        name = short_text(link) if link is not None else match["title"]
        address = (link.attributes.get("href") or "").strip() if link is not None else address
        rest = match["title"].partition("\n")[2] if "\n" in match["title"] else ""
        return name or None, address, rest.strip(), None
    return name, address, text if text != name else "", links


def _parents(parts: Parts, containers: list[tuple[LexborNode, str | None]]) -> list[str | None]:
    """Return the parent's number or key for each comment: by nesting, else by the depth that its class tells."""
    names = [own_id or str(number) for number, (_, own_id) in enumerate(containers)]
    last: dict[int, int] = {}
    parents: list[str | None] = []
    for number, (node, _) in enumerate(containers):
        above = parts.above(node)
        match = _DEPTH.search(_classes(node))
        depth = int(match[1]) if match is not None else 0
        if above is None and depth > 1:
            above = last.get(depth - 1)
        last[depth] = number
        parents.append(names[above] if above is not None else None)
    return parents


def _dates(page: Page, parts: Parts) -> dict[int, When]:
    """Return the first date of each container: machine-readable ones before titles before what is shown."""
    found: dict[int, When] = {}
    for selector in _DATES:
        for number, node in parts.all(selector):
            if number in found:
                continue
            attributes = node.attributes
            moment, known = date_in(page, attributes.get("datetime"), attributes.get("title"), short_text(node))
            if moment is not None and known is not None:
                found[number] = When(node, moment, known)
        if 2 * len(found) > parts.count:
            break
    return found


def _ratings(parts: Parts) -> dict[int, float]:
    ratings: dict[int, float] = {}
    for number, node in parts.all(
        ".wprm-comment-rating, .star-rating, .comment-rating, .tasty-recipes-rating, [itemprop=ratingValue], .rating"
    ):
        image = node.css_first("img[alt], [aria-label], [data-rating], [content]") or node
        told = [node.attributes.get(name) for name in ("content", "data-rating", "aria-label")]
        told += [image.attributes.get(name) for name in ("content", "data-rating", "aria-label", "alt")] + [
            short_text(node)
        ]
        for text in told:
            match = (_RATING.search(text) or re.fullmatch(r"\s*(\d(?:\.\d+)?)\s*", text)) if text else None
            if match is not None:
                ratings.setdefault(number, float(match[1].replace(",", ".")))
                break
    return ratings


def _likes(parts: Parts) -> dict[int, int]:
    likes: dict[int, int] = {}
    for number, node in parts.all(".comment-like-feedback, .comment-like-count"):
        shown = short_text(node)
        match = re.search(r"\d{1,7}", shown)
        if match is not None or _LOADING.search(shown) is None:
            likes[number] = int(match[0]) if match is not None else 0
    return likes


def _address(post: Post, own_id: str | None, when: When | None) -> str | None:
    if own_id is None:
        return None
    link = when.node if when is not None else None
    for _ in range(3):
        target = (link.attributes.get("href") or "") if link is not None and link.tag == "a" else ""
        if target.startswith(("http://", "https://")) and target.endswith(f"#comment-{own_id}"):
            return target
        link = (link.css_first("a[href]") if link.tag == "time" else None) or link.parent if link is not None else None
    return f"{post.url.partition('#')[0]}#comment-{own_id}" if post.url else None


def _remarks(page: Page, post: Post, comments: list[Comment]) -> Iterator[Remark]:
    declared = post.declared_comments
    if declared is not None and declared > len(comments):
        paged = page.tree.css_first(
            ".comments-pagination a, .comment-navigation a, .wp-block-comments-pagination a, "
            "a[href*='comment-page-'], a[href*='cpage=']"
        )
        why = "on other pages of comments" if paged is not None else "deleted, held, or hidden by broken markup"
        yield Remark(f"comments that the page counts are not in the file ({why})", declared - len(comments))
    undated = sum(comment.created_at is None for comment in comments if comment.kind == "comment")
    if undated:
        yield Remark("comments without a date that can be read", undated)
    if not comments:
        yield Remark("the page holds no comments")


def _flattened(page: Page, comments: list[Comment]) -> Iterator[Remark]:
    """Say where the theme stops nesting: there a reply's parent may be the reply beside it."""
    depths = {
        match[1]: int(depth[1])
        for node in page.tree.css("[id*=comment-]")
        if (match := _ID.fullmatch(node.id or "")) and (depth := _DEPTH.search(_classes(node)))
    }
    deepest = max(depths.values(), default=0)
    answerable = {link.attributes.get("data-commentid") for link in page.tree.css("a.comment-reply-link")}
    if (
        deepest < 2
        or not answerable
        or any(own_id in answerable for own_id, depth in depths.items() if depth == deepest)
    ):
        return
    seen: set[str | None] = set()
    unsure = 0
    for comment in comments:
        if comment.own_id is not None and depths.get(comment.own_id) == deepest:
            unsure += comment.parent in seen
            seen.add(comment.parent)
    if unsure:
        yield Remark("replies at the deepest level of the page: they may answer the reply before them", unsure)
