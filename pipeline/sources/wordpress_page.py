"""A saved page of a WordPress theme: classic and block themes, lists, divisions and `dl`, with or without wrappers."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.sources import page_words
from pipeline.sources.page import Page, holds, is_page, open_page, own_address, short_text
from pipeline.sources.parts import Parts
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Remark
from pipeline.sources.theme_parts import Themed, When, has_body, says_more

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
    rb"|commentmetadata|wp-block-comment|class=[\"']?comment-?list|content=[\"']WordPress|thread-even"
    rb"|<(?:link|script|img|meta)\b[^<>]{0,500}\.(?:wordpress|wp)\.com\b"
)
_OTHERS = re.compile(
    rb"""id=["']?(?:wpd|wc)-comm-\d|data-drupal-|content=["']Drupal|content=["']SPIP|content=["']blogger""",
    re.IGNORECASE,
)

_ID = re.compile(r"(?:li-|div-|article-|dsq-)?comment-?(\d{1,15})")
"""`dsq-`: what Disqus's plugin writes for those who run no scripts, under WordPress's own numbers."""
_DEPTH = re.compile(r"\bdepth-(\d{1,3})\b")
_HEAD = re.compile(r"\bcomment[-_]?(?:head|header|meta|info|author|title|top)\b")
_RATINGS = "[class*=comment-rating], .star-rating, [class*=recipes-rating], [itemprop=ratingValue], .rating"
_RATING = re.compile(r"(\d(?:[.,]\d{1,2})?)\s*(?:/|out of|sur|stars?|étoiles?|von)", re.IGNORECASE)
_LOADING = re.compile(r"loading|chargement", re.IGNORECASE)


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
    numbered: dict[str, tuple[LexborNode, str | None]] = {}
    for node in page.tree.css(
        '[id^="comment"], [id^="li-comment"], [id^="div-comment"], [id^="article-comment"], [id^="dsq-comment"],'
        " a[name^=comment-], li.pingback, li.trackback"
    ):
        match = _ID.fullmatch(node.id or node.attributes.get("name") or "")
        if match is not None and node.tag not in ("input", "textarea", "label", "form"):
            numbered.setdefault(match[1], (_whole(node), match[1]))
        elif node.tag == "li" and not _is_numbered(node):
            numbered[f"ping {len(numbered)}"] = node, None
    if any(number for _, number in numbered.values()):
        return list(numbered.values())
    nodes = page.tree.css("li.comment, div.comment, article.comment, li.pingback, li.trackback, dt.comment")
    told = [node for node in nodes if node.tag in ("li", "dt") or _DEPTH.search(_classes(node))]
    return [(node, None) for node in told or [node for node in nodes if node.id]]


def _is_numbered(node: LexborNode) -> bool:
    """Whether an item is no ping without a number of its own: one stands in it, or it is none at all."""
    pings = {"pingback", "trackback"} & set(_classes(node).split())
    return not pings or any(_ID.fullmatch(one.id or "") for one in node.css("[id*=comment-]"))


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
    themed = Themed(page, parts, [node for node, _ in containers])
    ratings, likes = _ratings(parts), _likes(parts)
    staff = {number for number, _ in parts.all(".bypostauthor, .comment-author-admin")}
    parents = _parents(parts, containers)
    for number, (node, own_id) in enumerate(containers):
        classes, when = _classes(node), themed.dates.get(number)
        kind = next((kind for kind in ("pingback", "trackback") if kind in classes.split()), "comment")
        text, links = themed.text(number)
        name, address = themed.author(number)
        if kind == "comment":
            kind = themed.ping(number) or _told_kind(text, address, classes)
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
            by_staff=True if number in staff else None,
            created_at=when.moment if when else None,
            created_precision=when.known if when else None,
            links=links,
            likes=likes.get(number),
            rating=ratings.get(number),
            status="pending" if number in themed.waiting else "approved",
            url=_address(post, own_id, when),
        )


def _told_kind(text: str, address: str | None, classes: str) -> str:
    """Return what a comment is by its words, where its element does not say that it is a ping."""
    if len(text) < 400 and (ping := page_words.PING.match(text)) is not None:
        return "trackback" if ping["kind"].lower() == "trackback" else "pingback"
    is_excerpt = address is not None and "comment" not in classes.split() and page_words.EXCERPT.match(text) is not None
    return "pingback" if is_excerpt else "comment"


def _adopt_siblings(parts: Parts, containers: list[tuple[LexborNode, str | None]]) -> None:
    """Count what follows a head to its comment, where the head alone bears the number (`dt`, anchors, bars)."""
    bodies = has_body(parts)
    for number, (node, _) in enumerate(containers):
        is_whole = node.tag in ("li", "article") or number in bodies
        if is_whole or (node.tag == "div" and not _HEAD.search(_classes(node)) and says_more(parts, node)):
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
                if not (node.tag == "dt" and sibling.tag == "dd") and _holds_another(parts, sibling):
                    break
                parts.adopt(sibling, number)
            sibling = sibling.next


def _holds_another(parts: Parts, node: LexborNode) -> bool:
    """Whether an element beside a head holds other comments, or the form for them."""
    return node.css_first("#respond") is not None or any(
        parts.is_container(one)
        for one in node.css("[id^=comment], [id^=li-comment], [id^=div-comment], a[name^=comment-]")
    )


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
    if name is None and (link := node.css_first("a[href^=http]")) is not None and text.startswith(short_text(link)):
        name, address = short_text(link) or None, (link.attributes.get("href") or "").strip()
        text, links = text.removeprefix(name or "").lstrip(" \n–—:|·").rstrip(), None
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


def _ratings(parts: Parts) -> dict[int, float]:
    ratings: dict[int, float] = {}
    for number, node in parts.all(_RATINGS):
        if number not in ratings and (stars := _stars(node)) is not None:
            ratings[number] = stars
    return ratings


def _stars(node: LexborNode) -> float | None:
    """Return the rating that an element tells: in a number, in the words for it, or in stars that are lit."""
    image = node.css_first("img[alt], [aria-label], [data-rating], [content]") or node
    told = [node.attributes.get(name) for name in ("content", "data-rating", "aria-label")]
    told += [image.attributes.get(name) for name in ("content", "data-rating", "aria-label", "alt")]
    told += [node.attributes.get("alt"), short_text(node)]
    for text in told:
        match = (_RATING.search(text) or re.fullmatch(r"\s*(\d(?:\.\d+)?)\s*", text)) if text else None
        if match is not None:
            return float(match[1].replace(",", "."))
    shown = (told[-1] or "").replace(" ", "")
    lit = shown.count("★") if re.fullmatch(r"★{1,5}☆{0,4}", shown) and len(shown) == 5 else 0
    return float(lit or len(node.css(".rated, [class*=star-full]"))) or None


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
