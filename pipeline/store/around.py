"""What stands around a comment: its thread, its author's history, who looks like them, where its text stands elsewhere.

Import it when the store is open: it needs Django's models.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from pipeline.schema import VERDICTS
from pipeline.store import sql
from pipeline.store.faults import told
from pipeline.store.models import Comment, Post

DEEPEST = 50
_OTHERS = "FROM comments WHERE site = %s AND comment_id <> %s AND same_as IS NULL"
MOST = 500
"""Comments under one that are counted at most."""
WAITS = "pending"
"""The state of what waits and was not decided on; all other states are a comment's status."""
_NEWEST = {"pending": 2_000, None: 2_000, "approved": 1_000, "spam": 1_000}
"""So many of each verdict `newest` looks through of what has this status on the site."""
_LAST_DECIDED = 2_000


@dataclass(frozen=True)
class History:
    """What became of an author's other comments on the site: counts by status; and when the first of all was written.

    What waits and was not decided on is `pending`; `held` is what someone decided to hold.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    first_seen: datetime | None = None

    @property
    def total(self) -> int:
        """How many other comments there are."""
        return self.statuses.total()


def comment(site: str, number: str) -> Comment | None:
    """Return a comment of a site by its number there, with its flags at hand; None where there is none."""
    with told():
        return Comment.objects.prefetch_related("flags").filter(site=site, comment_id=f"{site}:{number}").first()


def comments(site: str, numbers: Collection[str]) -> list[Comment]:
    """Return those of these comments of a site that are kept, in the order of `numbers`, each with its flags."""
    with told():
        wanted = [f"{site}:{number}" for number in numbers]
        found = {
            one.comment_id: one
            for one in Comment.objects.prefetch_related("flags").filter(site=site, comment_id__in=wanted)
        }
    return [found[one] for one in wanted if one in found]


def post(of: Comment) -> Post | None:
    """Return the post that a comment stands under."""
    with told():
        return Post.objects.filter(post_id=of.post_id).first()


def titles(post_ids: Collection[str]) -> dict[str, str]:
    """Return the titles of these posts, as far as they are known."""
    with told():
        return {
            one: title
            for one, title in Post.objects.filter(post_id__in=post_ids).values_list("post_id", "title")
            if title
        }


def parent(of: Comment) -> Comment | None:
    """Return the comment that this one answers, if it is kept."""
    if of.parent_id is None:
        return None
    with told():
        return Comment.objects.filter(site=of.site, comment_id=of.parent_id).first()


def thread(of: Comment, most: int = 40) -> list[Comment]:
    """Return the answers to the same comment and those to this one, oldest first, this one left out."""
    near = Q(parent_id=of.comment_id)
    if of.parent_id is not None:
        near |= Q(parent_id=of.parent_id)
    with told():
        found = Comment.objects.filter(near, site=of.site, same_as=None).exclude(comment_id=of.comment_id)
        return list(found.order_by("created_at", "comment_id")[:most])


def history(of: Comment) -> History:
    """Return what became of other comments by the same author; nothing is known of the nameless."""
    if of.author_key is None:
        return History()
    others = Comment.objects.filter(site=of.site, author_key=of.author_key, same_as=None).exclude(
        comment_id=of.comment_id
    )
    with told():
        statuses: Counter[str] = Counter()
        for status, decided, n in others.order_by().values_list("status", "decided").annotate(n=Count("*")):
            statuses[state(status, decided)] += n
        first = others.aggregate(first=Min("created_at"))["first"]
    return History(statuses, min((at for at in (first, of.created_at) if at), default=None))


def state(status: str | None, decided: bool) -> str:
    """Return where a comment is: WAITS, or its status; `held` is what someone decided to hold."""
    return WAITS if status == "held" and not decided else status or ""


def states(comment_ids: Collection[str]) -> dict[str, str]:
    """Return where each of these comments is."""
    condition, among = sql.among("comment_id", comment_ids)
    with told():
        found = sql.fetch(f"SELECT comment_id, status, decided FROM comments WHERE {condition}", [among])
    return {one: state(status, bool(decided)) for one, status, decided in found}


def look_alikes(of: Comment) -> dict[str, Counter[str]]:
    """Return how many other comments of the site share something with it, by where they are (`state`).

    They share its `text`, its `url`, or its `name`, of someone else. Those with its text that are by the same author
    are `again`. Nobody is merged by name alone: a name of another key is told apart.
    """
    with told():
        found = {
            what: _by_state(condition, [of.site, of.comment_id, *parameters])
            for what, (condition, parameters) in _sharing(of).items()
            if what != "author"
        }
    return {what: counted for what, counted in found.items() if counted}


def sharing(of: Comment, what: str) -> Counter[str]:
    """Return how many other comments share something with it, as `like_it` shows them, by where they are."""
    condition, parameters = _sharing(of).get(what, ("FALSE", []))
    with told():
        return _by_state(condition, [of.site, of.comment_id, *parameters])


def _by_state(condition: str, parameters: list[str]) -> Counter[str]:
    counted: Counter[str] = Counter()
    query = f"SELECT status, decided, COUNT(*) {_OTHERS} AND {condition} GROUP BY status, decided"
    for status, decided, count in sql.fetch(query, parameters):
        counted[state(status, bool(decided))] += int(count)
    return counted


def _sharing(of: Comment) -> dict[str, tuple[str, list[str]]]:
    """Return the conditions that others share something with a comment, by what that is: only what it has itself."""
    found: dict[str, tuple[str, list[str]]] = {}
    key = of.author_key or ""
    if of.text_hash:
        found["text"] = "text_hash = %s AND (author_key IS NULL OR author_key <> %s)", [of.text_hash, key]
    if of.text_hash and key:
        found["again"] = "text_hash = %s AND author_key = %s", [of.text_hash, key]
    if key:
        found["author"] = "author_key = %s", [key]
    if of.author_url:
        found["url"] = _beginning("author_url", 100, of.author_url)
    if of.author:
        condition, parameters = _beginning("author", 60, of.author)
        found["name"] = f"{condition} AND author_key <> %s", [*parameters, key]
    return found


def _beginning(column: str, length: int, value: str) -> tuple[str, list[str]]:
    """Return the condition that a column holds a text, in the words of the index of its beginning."""
    beginning = _first(column, length)
    # SQLite would put the text into the first condition, were the second one plain, and not see the index any more.
    return f"{beginning} = %s AND {column} IS NOT NULL AND {column} || '' = %s", [value[:length], value]


def _first(column: str, length: int) -> str:
    return f"LEFT({column}, {length})" if sql.on_postgres() else f"SUBSTR({column}, 1, {length})"


def like_it(of: Comment, what: str, most: int = 50) -> list[Comment]:
    """Return a comment and what shares something with it, as `look_alikes` counts it, or its `author`.

    The comment itself first, then what waits, then the others, of each the oldest first.
    """
    condition, parameters = _sharing(of).get(what, ("FALSE", []))
    waits_first = "CASE WHEN status = 'held' AND NOT decided THEN 0 ELSE 1 END"
    query = f"SELECT comment_id {_OTHERS} AND {condition} ORDER BY {waits_first}, created_at, comment_id LIMIT %s"
    with told():
        others = [row[0] for row in sql.fetch(query, [of.site, of.comment_id, *parameters, most - 1])]
    return by_id([of.comment_id, *others])


def by_id(comment_ids: list[str]) -> list[Comment]:
    """Return these comments, as far as they are kept, in this order, each with its flags."""
    with told():
        found = {one.comment_id: one for one in _with_flags().filter(comment_id__in=comment_ids)}
    return [found[one] for one in comment_ids if one in found]


def _with_flags() -> "QuerySet[Comment]":
    return Comment.objects.prefetch_related("flags")


def newest(site: str) -> Iterator[tuple[str, str | None]]:
    """Yield comment_id and text of the newest comments of a site, wherever they are: some thousands of each kind.

    What was decided on comes by the newest decisions. None comes twice.
    """
    kept = Comment.objects.filter(site=site, same_as=None)
    with told():
        for source_status, most in _NEWEST.items():
            for verdict in VERDICTS:
                found = kept.filter(decided=False, source_status=source_status, verdict=verdict)
                yield from found.order_by("-created_at", "-comment_id").values_list("comment_id", "text")[:most]
        of_site = "SELECT comment_id FROM decisions WHERE SUBSTR(comment_id, 1, %s) = %s"
        last = sql.fetch(f"{of_site} ORDER BY decision_id DESC LIMIT %s", [len(site) + 1, f"{site}:", _LAST_DECIDED])
        decided = kept.filter(decided=True, comment_id__in=[row[0] for row in last])
        yield from decided.values_list("comment_id", "text")


def approved_by(comments: Collection[Comment], column: str) -> dict[str, int]:
    """Return how many approved comments of their site have the same `author_key` or `author_url` as these, by that."""
    values = {value for one in comments if (value := getattr(one, column))}
    if not values:
        return {}
    condition, among = sql.among(column, values)
    sites, site = sql.among("site", {one.site for one in comments})
    beginning, parameters = ("TRUE", [])
    if column == "author_url":
        beginning, begins = sql.among(_first(column, 100), {value[:100] for value in values})
        parameters = [begins]
    with told():
        found = sql.fetch(
            f"SELECT {column}, COUNT(*) FROM comments WHERE {beginning} AND {column} IS NOT NULL AND {condition}"
            f" AND {sites} AND same_as IS NULL AND status = 'approved' GROUP BY {column}",
            [*parameters, among, site],
        )
    return {row[0]: int(row[1]) for row in found}


def hidden_with(comment_ids: Collection[str]) -> dict[str, int]:
    """Return how many approved answers stand under each of these comments, and go out of sight with it."""
    condition, among = sql.among("comments.parent_id", comment_ids)
    query = (
        "WITH RECURSIVE under (top, comment_id, status, depth) AS ("
        f" SELECT parent_id, comment_id, status, 1 FROM comments WHERE parent_id IS NOT NULL AND {condition}"
        " UNION ALL SELECT under.top, comments.comment_id, comments.status, depth + 1 FROM comments"
        f" JOIN under ON comments.parent_id = under.comment_id WHERE depth < {DEEPEST})"
        f" SELECT top, COUNT(*) FROM (SELECT top, status FROM under LIMIT {MOST}) AS counted"
        " WHERE status = 'approved' GROUP BY top"
    )
    with told():
        return {row[0]: int(row[1]) for row in sql.fetch(query, [among])}


def scores(of: Comment) -> list[dict[str, Any]]:
    """Return what the classifiers say of a comment now, and said before."""
    with told():
        found = of.scores.order_by("task", "-current")
        names = ("task", "score", "label", "model_version", "current", "judged_hash")
        return [dict(zip(names, row, strict=True)) for row in found.values_list(*names)]


def is_kept(site: str) -> bool:
    """Return whether anything of a site is kept: posts or comments. Raises StoreError."""
    with told():
        return any(sql.fetch(f"SELECT 1 FROM {of} WHERE site = %s LIMIT 1", [site]) for of in ("posts", "comments"))


def site_names() -> list[str]:
    """Return the sites of which posts are kept."""
    with told():
        return [row[0] for row in sql.fetch("SELECT DISTINCT site FROM posts ORDER BY site")]
