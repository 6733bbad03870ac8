"""Going through a moderators' list from a comment on.

The place in a list is told by the comment itself, not by a number: it stays right while others decide, a run adds
comments, and after the comment was decided on. Import it when the store is open: it needs Django's models.
"""

from django.db.models import Q, QuerySet

from pipeline.store import sql
from pipeline.store.faults import told
from pipeline.store.lists import LISTS, YOUNG, Asked, Part, is_called_abuse, is_doubted, parts
from pipeline.store.models import Comment


def beside(name: str, asked: Asked, comment: Comment) -> tuple[str | None, str | None]:
    """Return the comment_ids before and after a comment in a list; None at its ends.

    A comment that is not in the list (any more) has the place that it had. Raises UnknownName, StoreError.
    """
    with told():
        several = list(parts(name, asked))
        at = _part(name, asked, comment)
        before = _first(_beyond(name, several[at], comment, back=True).reverse())
        after = _first(_beyond(name, several[at], comment))
        for part in reversed(several[:at]):
            before = before or _first(part.reverse())
        for part in several[at + 1 :]:
            after = after or _first(part)
    return before, after


def size(name: str, asked: Asked) -> int:
    """Return how many comments a list has. Raises UnknownName, StoreError."""
    with told():
        return sum(part.count() for part in parts(name, asked, in_order=False))


def left(name: str, asked: Asked, comment: Comment, most: int) -> int:
    """Return how many comments of a list come after one, `most` at most: so many are counted on a list of any length.

    Raises UnknownName, StoreError.
    """
    with told():
        several = list(parts(name, asked))
        at = _part(name, asked, comment)
        found = 0
        for part in (_beyond(name, several[at], comment), *several[at + 1 :]):
            found += part[: most - found].count() if found < most else 0
    return found


def passed_by(name: str, asked: Asked, comment: Comment) -> int:
    """Return how many comments of a list stand before one, it included where it is in it. Raises UnknownName."""
    with told():
        several = list(parts(name, asked))
        at = _part(name, asked, comment)
        found = sum(part.count() for part in several[:at]) + _beyond(name, several[at], comment, back=True).count()
        return found + several[at].filter(comment_id=comment.comment_id).count()


def after(name: str, asked: Asked, comment: Comment, size: int) -> list[Comment]:
    """Return the comments of a list that come after one, `size` at most, each with its flags.

    Raises UnknownName, StoreError.
    """
    found: list[Comment] = []
    with told():
        several = list(parts(name, asked))
        at = _part(name, asked, comment)
        for part in (_beyond(name, several[at], comment), *several[at + 1 :]):
            if len(found) < size:
                found += part.prefetch_related("flags")[: size - len(found)]
    return found


def first(name: str, asked: Asked) -> str | None:
    """Return the first comment of a list. Raises UnknownName, StoreError."""
    with told():
        return next((found for part in parts(name, asked) if (found := _first(part))), None)


def _beyond(name: str, part: "QuerySet[Comment]", comment: Comment, back: bool = False) -> "QuerySet[Comment]":
    """Return what of a part stands behind (or before) a comment, in the order of its list."""
    if name != "done_today":
        return part.filter(_then(comment, back))
    ids = list(part.values_list("comment_id", flat=True))  # a day's work of one person, by when it was done
    at = ids.index(comment.comment_id) if comment.comment_id in ids else -1
    return part.filter(comment_id__in=ids[: max(at, 0)] if back else ids[at + 1 :])


def _first(comments: "QuerySet[Comment]") -> str | None:
    return comments.values_list("comment_id", flat=True).first()


def _part(name: str, asked: Asked, comment: Comment) -> int:
    """Return which part of the list a comment belongs to; the first one where it never did."""
    for place, part in enumerate(LISTS.get(name, ())):
        if _belongs(comment, part, asked):
            return place
    return 0


def _belongs(comment: Comment, part: Part, asked: Asked) -> bool:
    if (comment.source_status, comment.verdict) != (part.source_status, part.verdict):
        return False
    if part.first_look is not None and comment.first_look != part.first_look:
        return False
    if part.grave is not None and bool(comment.grave) != part.grave:
        return False
    if part.doubted is not None and is_doubted(comment) != part.doubted:
        return False
    if part.abuse is not None and is_called_abuse(comment) != part.abuse:
        return False
    is_young = comment.created_at is not None and comment.created_at >= asked.now - YOUNG
    return part.age is None or is_young == (part.age == "young")


def _then(comment: Comment, back: bool = False) -> Q:
    """Return what stands behind (or before) a comment in order of time; SQLite begins with the dateless."""
    way, undated_first = ("lt" if back else "gt"), not sql.on_postgres()
    beyond = Q(**{f"comment_id__{way}": comment.comment_id})
    undated_follow = undated_first == back
    if comment.created_at is None:
        own = Q(created_at=None) & beyond
        return own if undated_follow else own | Q(created_at__isnull=False)
    from_here = Q(**{f"created_at__{way}e": comment.created_at})
    later = from_here & (Q(**{f"created_at__{way}": comment.created_at}) | beyond)
    return later | Q(created_at=None) if undated_follow else later
