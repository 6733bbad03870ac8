"""Any page that says its comments in JSON-LD (schema.org/Comment), whatever system made it."""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.errors import SourceError
from pipeline.sources.markup import plain
from pipeline.sources.page import Page, holds, is_page, linked_data, open_page
from pipeline.sources.page_markup import remarks
from pipeline.sources.raw import Raw
from pipeline.sources.records import KEYED, Comment, Post, Record

TITLE = "page with comments in JSON-LD (schema.org)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url created_at created_precision"
    " edited_at text links likes dislikes source_status source source_url".split()
)

_SCRIPT = re.compile(rb"application/ld\+json", re.IGNORECASE)
_KINDS = ("Comment", "UserComments", "Answer")
_NUMBER = re.compile(r"(?:#|comment[-_/]?)(?:comment-?)?(\d{1,20})$")
_DEEPEST = 200


def sniff(raw: Raw) -> bool:
    """Whether it is a page with comments in its JSON-LD."""
    if not (is_page(raw) and holds(raw, _SCRIPT)):
        return False
    try:
        page = open_page(raw)
    except SourceError:
        return False
    return any(True for thing in linked_data(page.tree) for _ in _nested(thing))


def records(raw: Raw) -> Iterator[Record]:
    """Yield the post, then its comments in the order of the data, each one once."""
    page = open_page(raw)
    post = page.post()
    found = list(_comments(page, post))
    yield post
    yield from found
    yield from remarks(page, post, found)


def _comments(page: Page, post: Post) -> Iterator[Comment]:
    things = list(linked_data(page.tree))
    people = {place: thing for thing in things if (place := _string(thing.get("@id"))) and "name" in thing}
    names: dict[str, str] = {}  # of what is referred to by `@id` or address: its number or key
    called: dict[int, str] = {}  # the same, of objects that others stand in
    seen: set[str] = set()
    for told, above in (pair for thing in things for pair in _nested(thing)):
        address = _string(told.get("url")) or _string(told.get("@id"))
        match = _NUMBER.search(address or "")
        name = called[id(told)] = match[1] if match is not None else f"{KEYED}{address or len(called)}"
        names.update({place: name for place in (address, _string(told.get("@id"))) if place})
        said = _string(told.get("text") or told.get("commentText") or told.get("description")) or ""
        text, links = plain(said, typed="<" not in said)
        if name in seen or not text:
            continue
        seen.add(name)
        parent = names.get(_reference(told.get("parentItem")) or "") or called.get(id(above))
        author = _person(told, people)
        yield _comment(page, post, told, author, text, links, name, match is not None, parent, address)


def _person(told: dict[str, Any], people: dict[str, dict[str, Any]]) -> Any:
    """Return who wrote: an object, perhaps one that is told elsewhere and referred to by its `@id`, or a name."""
    author = _one(told.get("author") or told.get("creator"))
    if isinstance(author, dict) and "name" not in author:
        return people.get(_string(author.get("@id")) or "", author)
    return author


def _comment(
    page: Page,
    post: Post,
    told: dict[str, Any],
    author: Any,
    text: str,
    links: str | None,
    name: str,
    is_number: bool,
    parent: str | None,
    address: str | None,
) -> Comment:
    moment, known = _moment(page, told.get("dateCreated") or told.get("datePublished") or told.get("commentTime"))
    given = _string(author.get("url")) if isinstance(author, dict) else None
    return Comment(
        text=text,
        post=post,
        own_id=name if is_number else None,
        key=name,
        parent=parent,
        author=_string(author.get("name")) if isinstance(author, dict) else _string(author),
        author_url=given if given and given.startswith(("http://", "https://")) else None,
        created_at=moment,
        created_precision=known,
        edited_at=_moment(page, told.get("dateModified"))[0],
        links=links,
        likes=_count(told.get("upvoteCount")) if "upvoteCount" in told else _liked(told.get("interactionStatistic")),
        dislikes=_count(told.get("downvoteCount")),
        status="approved",
        url=address if address and address.startswith(("http://", "https://")) else None,
    )


def _liked(statistics: Any) -> int | None:
    """Return how many like actions are counted: `{"interactionType": "…/LikeAction", "userInteractionCount": 3}`."""
    for one in statistics if isinstance(statistics, list) else [statistics]:
        kind = one.get("interactionType") if isinstance(one, dict) else None
        name = kind.get("@type") if isinstance(kind, dict) else kind
        if isinstance(name, str) and name.endswith("LikeAction"):
            return _count(one.get("userInteractionCount"))
    return None


def _nested(thing: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Yield every comment below a thing with the comment that it is nested in."""
    waiting: list[tuple[Any, dict[str, Any] | None, int]] = [(thing, None, 0)]
    while waiting:
        value, above, depth = waiting.pop()
        if isinstance(value, list):
            waiting.extend((one, above, depth + 1) for one in reversed(value))
        elif isinstance(value, dict) and depth < _DEEPEST:
            kinds = value.get("@type")
            if any(str(kind).endswith(_KINDS) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield value, above
                above = value
            inside = [one for name, one in value.items() if name not in ("author", "parentItem", "about")]
            waiting.extend((one, above, depth + 1) for one in reversed(inside) if isinstance(one, (dict, list)))


def _moment(page: Page, value: Any) -> tuple[Any, str | None]:
    text = _string(value)
    found = page.date(text) if text else None
    return found or (None, None)


def _reference(value: Any) -> str | None:
    value = _one(value)
    return _string(value.get("@id")) or _string(value.get("url")) if isinstance(value, dict) else _string(value)


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _count(value: Any) -> int | None:
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    return abs(int(text)) if re.fullmatch(r"-?\d{1,9}", text) else None
