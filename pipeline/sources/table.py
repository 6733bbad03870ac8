"""Tables of comments: CSV and the like, JSON, Parquet, YAML, drawn ones; of any program, a person, or ourselves."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, tzinfo
from itertools import islice, repeat
from typing import Any

from pipeline.errors import SourceError
from pipeline.schema import COMMENTS
from pipeline.sources import (
    blocks,
    columns,
    delimited,
    json_stream,
    moments,
    nested,
    our_export,
    parquet,
    ruled,
    values,
    yaml_list,
)
from pipeline.sources.blocks import Block
from pipeline.sources.literal import Literal
from pipeline.sources.raw import Raw
from pipeline.sources.records import Post, Record, Reject, Remark

TITLE = "table (CSV, TSV, JSON, JSON lines, YAML, Parquet, drawn with lines)"
HOLDS = frozenset(COMMENTS.owned_by("source"))

_WP_CLI = (
    "wp comment list --format=csv --fields=comment_ID,comment_post_ID,comment_date_gmt,comment_approved,comment_author,"
    "comment_author_email,comment_author_url,comment_content,comment_parent,comment_type,user_id,url"
)


def sniff(raw: Raw) -> bool:
    """Tell by Parquet's mark, JSON objects, drawn lines, a list in YAML, or lines that separate evenly."""
    return _blocks_of(raw) is not None


def records(raw: Raw) -> Iterator[Record]:
    """Yield the posts and comments of a table; raise SourceError where no column holds their text."""
    first = next((found for found in _blocks(raw) if not isinstance(found, (Reject, Remark))), None)
    if first is None:
        yield from (found for found in _blocks(raw) if isinstance(found, (Reject, Remark)))
        return
    reading: _Table | our_export.Comments | our_export.Posts
    if columns.is_ours(first.names):
        guarded = json_stream.first(raw) is None and not raw.peek.startswith(parquet.MARK)
        is_comments = set(first.names) >= columns.OUR_OWN
        reading = our_export.Comments(raw, guarded) if is_comments else our_export.Posts(raw, guarded)
    else:
        reading = _Table(raw, first)
    for found in _blocks(raw):
        if isinstance(found, (Reject, Remark)):
            yield found
        else:
            yield from reading.records(found)
    yield from reading.remarks()


def _blocks(raw: Raw) -> Iterator[Block | Reject | Remark]:
    return _blocks_of(raw) or iter(())


def _blocks_of(raw: Raw) -> Iterator[Block | Reject | Remark] | None:
    """Return the blocks of a table, in whatever it is written; None where it is none."""
    if raw.peek.startswith(parquet.MARK):
        return parquet.blocks(raw)
    if json_stream.first(raw) is not None:
        return blocks.entry_blocks(json_stream.entries(raw))
    if (drawn := ruled.form_of(raw)) is not None:
        return ruled.blocks(raw, drawn)
    if yaml_list.is_list(raw):
        return blocks.entry_blocks(yaml_list.entries(raw))
    form = delimited.form_of(raw)
    return delimited.blocks(raw, form) if form is not None else None


class _Table:
    """A table of someone else's: which of its columns hold what, and what its cells say."""

    def __init__(self, raw: Raw, first: Block) -> None:
        self._raw = raw
        sample = {name: first.column(name)[:200] for name in first.names}
        self._found = columns.recognised(first.names, sample, raw.columns)
        if "text" not in self._found:
            raise SourceError(raw.name, *_no_text(first.names, raw.columns))
        self._wordpress = columns.plain_name(self._found.get("own_id", "")) == "commentid" and any(
            name.lower() in ("comment_post_id", "comment_content", "comment_approved") for name in first.names
        )
        self._posts: dict[tuple[str | None, ...], Post] = {}
        self._unknown: Counter[str] = Counter()
        self._strange: Counter[str] = Counter()
        self._literal = Literal()
        self._undated = 0
        self._day_first: dict[str, bool | None] = {}
        self._numbered = _numbered(self._found, sample)
        self._told: list[Remark] = []
        for field in ("created_gmt", "created_at", "edited_at"):
            self._decide_order(field, sample)

    def remarks(self) -> Iterator[Remark]:
        """Yield what its owner should know of the whole table."""
        yield from self._told
        yield from self._literal.remarks()
        if self._undated:
            yield Remark("dates that could not be read", self._undated)
        yield from (
            Remark(f"status {word!r} is unknown and counts as none", count) for word, count in self._unknown.items()
        )
        yield from (Remark(f"entries of type {kind} left out", count) for kind, count in self._strange.items())
        for ours in sorted(set(self._raw.columns) - columns.MAPPABLE):
            yield Remark(f"[columns] {ours} of the settings is no column that can be filled")
        missing = columns.unmapped(tuple(self._found.values()), self._raw.columns)
        yield from (Remark(f"column {name!r} of the settings is not in the table") for name in missing)

    def _decide_order(self, field: str, sample: Mapping[str, list[Any]]) -> None:
        """Decide once for a column of dates whether 03/05 is the third of May, reading on until a date tells."""
        name = self._found.get(field)
        if name is None or not moments.needs_order(sample[name]):
            return
        order = moments.decided(sample[name])
        if order is None:
            everything = (block for block in _blocks(self._raw) if not isinstance(block, (Reject, Remark)))
            order = moments.decided(value for block in everything for value in block.column(name))
        if order is None:
            self._told.append(
                Remark(f"dates in {name!r} are read as day, month, year: none of them tells which comes first")
            )
        self._day_first[field] = order

    def records(self, block: Block) -> Iterator[Record]:
        """Yield what a block of rows says: rejects, new posts, comments."""
        cells = self._cells(block)
        text, links = values.plain(cells["text"], self._literal)
        own_ids, wrong_ids = (
            values.identities(cells["own_id"], wordpress=self._wordpress) if "own_id" in cells else ([], [])
        )
        kinds, left_out = self._kinds(cells)
        created = self._created(cells)
        edited = self._dates(cells, "edited_at", self._raw.timezone)
        known = len(self._posts)
        posts = self._posts_of(cells, len(text))
        if len(self._posts) > known:
            yield from islice(self._posts.values(), known, None)
        filled: dict[str, Iterable[Any]] = {"text": text, "post": posts, "links": links}
        if own_ids:
            filled["own_id"] = own_ids
            filled["parent"] = values.parents_by_id(own_ids)
        if kinds:
            filled["kind"] = kinds
        if created:
            filled["created_at"] = [moment for moment, _ in created]
            filled["created_precision"] = [known for _, known in created]
        if edited:
            written = [moment for moment, _ in created] if created else [None] * len(edited)
            filled["edited_at"] = [
                one if one != first else None for (one, _), first in zip(edited, written, strict=True)
            ]
        for field, name, read in _SIMPLE:
            if field in cells:
                filled[name] = read(cells[field])
        if "status" in cells:
            filled["status"] = values.statuses(cells["status"], self._unknown)
        for field, status in (("is_spam", "spam"), ("is_gone", "trash")):
            if field in cells:
                said = filled.get("status") or repeat(None)
                filled["status"] = [
                    status if flag else one for flag, one in zip(values.flags(cells[field]), said, strict=False)
                ]
        _point_by_place(block, filled)
        if self._numbered is not None:
            numbers = values.words(block.column(self._numbered))
            filled["key"] = numbers
            filled["parent"] = [(number or "").rpartition("-")[0] or None for number in numbers]
        if "user" in cells and "by_staff" not in cells:
            filled["by_staff"] = [False if user == "0" else None for user in values.words(cells["user"])]
        wrong = dict.fromkeys(wrong_ids, "no id of a comment") | {
            at: "no text" for at, one in enumerate(text) if one is None
        }
        yield from blocks.comments_of(block, filled, wrong, frozenset(left_out))

    def _cells(self, block: Block) -> dict[str, list[Any]]:
        there = set(block.names)
        cells = {field: block.column(name) for field, name in self._found.items() if name in there}
        if "time" in cells and "created_at" in cells:
            cells["created_at"] = [
                f"{day} {time}".strip() if time else day
                for day, time in zip(cells["created_at"], cells["time"], strict=True)
            ]
        if "text" not in cells:
            cells["text"] = [None] * len(block.places())
        return cells

    def _kinds(self, cells: Mapping[str, list[Any]]) -> tuple[list[str], list[int]]:
        if "kind" not in cells:
            return [], []
        if columns.plain_name(self._found["kind"]) == "commenttype":
            return values.wordpress_kinds(cells["kind"], self._strange)
        return values.kinds(cells["kind"]), []

    def _dates(self, cells: Mapping[str, list[Any]], field: str, zone: tzinfo) -> list[moments.Found]:
        if field not in cells:
            return []
        return moments.moments(cells[field], zone=zone, read_at=self._raw.read_at, day_first=self._day_first.get(field))

    def _created(self, cells: Mapping[str, list[Any]]) -> list[moments.Found]:
        """Return when each comment was written: by the date in UTC, and where that is missing by the local one."""
        found = self._dates(cells, "created_gmt", UTC)
        if not found or ("created_at" in cells and any(moment is None for moment, _ in found)):
            local = self._dates(cells, "created_at", self._raw.timezone)
            found = [one if one[0] else other for one, other in zip(found, local, strict=True)] if found else local
        written = cells.get("created_at") or cells.get("created_gmt") or []
        self._undated += sum(moment is None and bool(cell) for (moment, _), cell in zip(found, written, strict=True))
        return found

    def _posts_of(self, cells: Mapping[str, list[Any]], size: int) -> list[Post]:
        """Return each row's post: of its address, title and number, whatever there is."""
        nothing = [None] * size
        urls = values.words(cells["post_url"]) if "post_url" in cells else nothing
        titles = values.shown(cells["post_title"]) if "post_title" in cells else nothing
        named = values.words(cells["post"]) if "post" in cells else nothing
        found = []
        for key in zip(urls, titles, named, strict=True):
            post = self._posts.get(key)
            if post is None:
                post = self._posts[key] = _post(*key)
            found.append(post)
        return found


def _numbered(found: dict[str, str], sample: Mapping[str, list[Any]]) -> str | None:
    """Return the column that numbers comments 1, 2 and their answers 2-1, 2-2, as some exporters do; no ids."""
    if "parent" in found:
        return None
    others = {name for field, name in found.items() if field != "own_id"}
    for name, cells in sample.items():
        said = values.texts(cells) if name not in others else []
        if said[:1] == ["1"] and any(one and "-" in one for one in said) and all(map(_is_numbering, said)):
            if found.get("own_id") == name:
                del found["own_id"]
            return name if "own_id" not in found else None
    return None


def _is_numbering(cell: str | None) -> bool:
    return cell is not None and _NUMBERING.fullmatch(cell) is not None


def _point_by_place(block: Block, filled: dict[str, Iterable[Any]]) -> None:
    """Have answers that stand inside what they answer point at its place in the file, where ids do not tell it."""
    if not isinstance(block, blocks.Entries):
        return
    if not any(nested.KEY in row or nested.PARENT_KEY in row for row in block.rows):
        return
    keys, answered = (
        [one if isinstance(one, str) else None for one in block.column(name)]
        for name in (nested.KEY, nested.PARENT_KEY)
    )
    filled["key"] = keys
    filled["parent"] = [key or one for key, one in zip(answered, filled.get("parent") or repeat(None), strict=False)]


def _post(url: str | None, title: str | None, named: str | None) -> Post:
    """Return the post that these cells name; one cell may hold its address, its number or its title."""
    if url is None and named is not None and _is_address(named):
        url, named = named, None
    if url is not None and not _is_address(url):
        url = None
    return Post(url=url.partition("#")[0] if url else None, title=title, own_id=named)


def _is_address(text: str) -> bool:
    """Whether it is the address of a page, or the path of one."""
    return "//" in text or text.startswith("/")


_NUMBERING = re.compile(r"\d{1,6}(?:-\d{1,6}){0,2}")
_Read = Callable[[list[Any]], Iterable[Any]]
_SIMPLE: tuple[tuple[str, str, _Read], ...] = (
    ("parent", "parent", values.parents),
    ("author", "author", values.shown),
    ("author_email", "author_email", values.words),
    ("author_url", "author_url", values.words),
    ("by_staff", "by_staff", values.flags),
    ("likes", "likes", values.counts),
    ("dislikes", "dislikes", values.counts),
    ("rating", "rating", values.numbers),
    ("link", "url", lambda cells: [url if url and "#" in url else None for url in values.words(cells)]),
)


def _no_text(names: Iterable[str], mapped: Mapping[str, str]) -> tuple[str, str]:
    """Return what is wrong with a table without texts, and what to do about it."""
    listed = ", ".join(repr(name) for name in list(names)[:40])
    if {"comment_ID", "comment_author"} <= set(names):
        return f"has no column with the comments' text, only {listed}", f"ask WP-CLI for it: {_WP_CLI}"
    if mapped.get("text"):
        return f"has no column {mapped['text']!r}, only {listed}", "mend `text` under [columns] in causerie.toml"
    return (
        f"is a table, but none of its columns is known to hold comments: {listed}",
        'say which in causerie.toml: [columns] text = "…"',
    )
