"""JSON objects inside others: `snippet.author.name` as a column, and answers that stand inside what they answer."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.sources import columns
from pipeline.sources.records import KEYED

Entry = dict[str, Any]

DEEPEST = 6
"""How many objects deep columns are looked for."""
KEY, PARENT_KEY = f"{KEYED}key", f"{KEYED}parent key"
"""Under which an entry with answers, and each of these, is told where it stands in the file, for want of ids."""
_MOST_ANSWERS = 100_000
ANSWERS = frozenset(
    "replies children answers responses comments commentaires reponses réponses items data posts".split()
)
_WRAPPINGS = ("snippet", "topLevelComment", "comment", "attributes", "node", "fields", "_source", "data", "post_stream")
"""Objects that only wrap what is meant: what they hold counts as the entry's own."""
TEXTS = frozenset(
    "text body message content comment textdisplay textoriginal comment_content cooked commentaire html".split()
)
_POST = {
    "title": "post_title",
    "url": "post_url",
    "link": "post_url",
    "permalink": "post_url",
    "webpage_url": "post_url",
    "id": "post_id",
}
_PARENTS = frozenset("parent parent_id parentid parent_comment_id comment_parent".split())


def names(entry: Entry) -> Iterator[str]:
    """Yield the names of all that an object holds; of what an object inside holds as `author.name`."""
    waiting: list[tuple[str, Entry, int]] = [("", entry, 1)]
    while waiting:
        before, value, depth = waiting.pop()
        for name, one in value.items():
            if isinstance(one, dict) and depth < DEEPEST:
                waiting.append((f"{before}{name}.", one, depth + 1))
            elif not name.startswith(KEYED):
                yield before + name


def value_of(entry: Entry, name: str) -> Any:
    """Return what stands under a name such as `author.name`; None where nothing does."""
    if name in entry or "." not in name:
        return entry.get(name)
    value: Any = entry
    rest = name
    while isinstance(value, dict):
        if rest in value:
            return value[rest]
        first, _, rest = rest.partition(".")
        value = value.get(first)
    return None


def unfolded(place: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Yield an entry and, after it, the answers that stand inside it, each told what it answers and on which post.

    An entry without a text that holds a list of comments is a post: its title and address are told to them.
    """
    if _is_frame(entry):
        return
    if not any(isinstance(one, (list, dict)) for one in entry.values()):
        yield place, entry
        return
    waiting, count = [(place, entry)], 0
    while waiting:
        where, folded = waiting.pop()
        one = _unwrapped(folded)
        inside = _inside(one)
        is_post = bool(inside) and not _has_text(one)
        if not is_post:
            yield where, one | {KEY: KEYED + where} if inside else one
        told = _as_post(one) if is_post else _of_its_post(one)
        for number, answer in reversed(list(enumerate(inside, 1))):
            if (count := count + 1) <= _MOST_ANSWERS:
                answers = {} if is_post else _answering(one, answer, where)
                read = _without_parent(answer, one) if is_post else answer
                waiting.append((f"{where}, answer {number}", _with(read, told | answers)))


def _without_parent(answer: Entry, post: Entry) -> Entry:
    """Return what answers a post without the post's number as its parent's."""
    if _id(post) is None or answer.get("parent_id") != _id(post):
        return answer
    return {name: value for name, value in answer.items() if name != "parent_id"}


def holds_comments(entry: Entry) -> bool:
    """Whether an object is a comment or holds some."""
    one = _unwrapped(entry)
    return _has_text(one) or bool(_inside(one))


def of_its_post(entry: Entry) -> Entry:
    """Return what an object that holds a list of comments says of the post that they are on, if it has a title."""
    return _as_post(entry) if isinstance(entry.get("title"), str) else {}


def _is_frame(entry: Entry) -> bool:
    """Whether an object is what phpMyAdmin sets around its tables, or another table than that of comments."""
    kind, name = entry.get("type"), entry.get("name")
    if kind == "header":
        return "version" in entry and "comment" in entry
    return (kind == "database" and len(entry) == 2) or (
        kind == "table" and isinstance(name, str) and "database" in entry and not name.endswith("comments")
    )


def _unwrapped(entry: Entry) -> Entry:
    for _ in range(DEEPEST):
        wrapping = next((name for name in _WRAPPINGS if isinstance(entry.get(name), dict)), None)
        if wrapping is None:
            break
        entry = entry[wrapping] | {name: value for name, value in entry.items() if name != wrapping}
    return entry


def _inside(entry: Entry) -> list[Entry]:
    """Return the comments in the lists of an object, where these hold nothing but objects with texts."""
    found: list[Entry] = []
    for name, value in entry.items():
        if name.lower() not in ANSWERS:
            continue
        listed = value
        for _ in range(DEEPEST):
            if not isinstance(listed, dict):
                break
            listed = next((one for key, one in listed.items() if key in ANSWERS), None)
        if isinstance(listed, list) and listed and all(isinstance(one, dict) and _has_text(one) for one in listed):
            found += listed
    return found


def _has_text(entry: Entry) -> bool:
    return any(name.rpartition(".")[2].lower() in TEXTS for name in names(entry))


def _as_post(entry: Entry) -> Entry:
    known = {theirs: entry[ours] for ours, theirs in _POST.items() if isinstance(entry.get(ours), (str, int))}
    return {name: str(value) for name, value in known.items()}


def _of_its_post(entry: Entry) -> Entry:
    """Return what a comment says of its post, which holds for its answers too."""
    return {
        name: value for name, value in entry.items() if isinstance(value, (str, int, dict)) and _tells_of_post(name)
    }


@lru_cache(maxsize=4096)
def _tells_of_post(name: str) -> bool:
    return columns.compared_name(name) in columns.OF_POSTS


def _answering(entry: Entry, answer: Entry, where: str) -> Entry:
    """Return what tells an answer the entry that it answers: its id, or its place where one of both has none."""
    own_id = _id(entry)
    return {"parent_id": own_id} if own_id is not None and _id(answer) is not None else {PARENT_KEY: KEYED + where}


def _id(entry: Entry) -> Any:
    found = (entry.get(name) for name in ("id", "comment_id", "comment_ID", "cid", "commentId"))
    return next((one for one in found if isinstance(one, (str, int))), None)


def _with(answer: Entry, told: Entry) -> Entry:
    """Return an answer with what it was told, where it does not say so itself."""
    is_told = any(
        name.rpartition(".")[2].lower() in _PARENTS and value_of(answer, name) is not None for name in names(answer)
    )
    more = {name: value for name, value in told.items() if not (name in ("parent_id", PARENT_KEY) and is_told)}
    return more | {name: value for name, value in answer.items() if value is not None or name not in more}
