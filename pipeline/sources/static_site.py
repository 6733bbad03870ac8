"""Comments that a static site keeps: Staticman's files, and front matter of Jekyll, Hugo and Zola; YAML, TOML or JSON.

YAML is read by PyYAML's safe loader; tags that would make Ruby or Python objects are read as the plain text they hold.
"""

import base64
import binascii
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import yaml

from pipeline.errors import SourceError
from pipeline.sources import json_stream, markup, wp
from pipeline.sources.dates import own_date
from pipeline.sources.literal import Literal
from pipeline.sources.raw import Raw
from pipeline.sources.records import Comment, Post, Record, Reject
from pipeline.sources.yaml_text import too_deep

TITLE = "static site's comments (YAML, TOML)"
HOLDS = frozenset(
    "site comment_id post_id parent_id kind position author author_key author_url created_at created_precision "
    "text links source_status source".split()
)
LARGEST = 1 << 23
"""Bytes of a file that are read: YAML has to be read as a whole."""
_MOST_TOML = 1 << 20
_SMALL = 1 << 16

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STATICMAN = re.compile(r"^_id\s*[:=]\s*\S", re.MULTILINE)
_MESSAGE = re.compile(r"^(?:message|comment|body|text)\s*[:=]", re.MULTILINE)
_FRONT = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)(?:^\1\s*$|\Z)", re.DOTALL | re.MULTILINE)
_OFFSET = re.compile(r"\s*[+-]\d\d:?\d\d$")
_ITEMS = re.compile(r"\A\ufeff?(?:---\s*\n)?-\s+\w{1,20}:\s")
_ITEM_TEXT = re.compile(r"^(?:-|[ \t])[ \t]+(?:message|comment|content|body|text):\s", re.MULTILINE)
_ITEM_NAME = re.compile(r"^(?:-|[ \t])[ \t]+(?:author|name):\s", re.MULTILINE)
_LISTED = re.compile(r"^comments:[ \t]*(?:#.*)?\n\s*- ", re.MULTILINE)
_TABLES = re.compile(r"^[ \t]*(?:\[\[\s*(?:extra\.|params\.)?comments\s*\]\]|comments\s*=\s*\[\s*\{)", re.MULTILINE)
_TOML = re.compile(r"^_id[ \t]*=[ \t]*[\"']", re.MULTILINE)
_DOTTED = re.compile(r"(?:[\w-]{1,60}[ \t]*\.[ \t]*){40}")
_FOLDERS = frozenset(("comments", "data", "_data", "raw"))
"""Folders that bear no post's name."""


def sniff(raw: Raw) -> bool:
    """Tell by Staticman's id beside a message, by a list of comments in front matter, or by such a list alone."""
    head = raw.head
    front = _FRONT.match(head)
    if front is not None and (_LISTED if front[1] == "---" else _TABLES).search(front[2]):
        return True
    if _ITEMS.match(head) and _ITEM_TEXT.search(head) and _ITEM_NAME.search(head):
        return True
    if head[:1] == "{":
        return _is_entry(head)
    return head[:1] not in "<[" and _STATICMAN.search(head) is not None and _MESSAGE.search(head) is not None


def _is_entry(head: str) -> bool:
    """Tell a file of one comment as Staticman writes it: small, and with nothing inside it."""
    if len(head) > _SMALL or '"_id"' not in head:
        return False
    try:
        entry = json.loads(head)
    except (ValueError, RecursionError):
        return False
    is_flat = isinstance(entry, dict) and not any(isinstance(one, (dict, list)) for one in entry.values())
    return is_flat and "_id" in entry and not entry.keys().isdisjoint(("message", "comment", "body", "text"))


def records(raw: Raw) -> Iterator[Record]:
    """Yield the post and its comments; raise SourceError for what cannot be read or is too large."""
    raw.file.seek(0)
    if len(raw.file.read(LARGEST + 1)) > LARGEST:
        raise SourceError(raw.name, f"is larger than {LARGEST >> 20} MiB, too large for YAML")
    loaded, front = _loaded(raw.text().read().removeprefix("\ufeff"), raw.name)
    if isinstance(loaded, list):
        loaded, front = {"comments": loaded}, True
    if not isinstance(loaded, dict):
        raise SourceError(raw.name, "holds no comment")
    listed = _listed(loaded) if front else [loaded]
    slug = _text(loaded.get("slug")) or _folder(raw.name)
    post = _post(loaded, raw) if front else Post(own_id=slug, url=_url(loaded.get("origin")))
    yield post
    literal = Literal()
    for number, entry in enumerate(listed if isinstance(listed, list) else [], 1):
        text_of = _first(entry, "content", "message", "comment", "body", "text") if isinstance(entry, dict) else None
        if text_of is None:
            yield Reject(f"comment {number}", "a comment without text", json_stream.excerpt(entry))
        else:
            yield _comment(entry, literal.escaped(text_of), post, raw)
    yield from literal.remarks()


def _loaded(text: str, name: str) -> tuple[Any, bool]:
    """Return what a file says, and whether it is front matter or a list, whose comments are on one post."""
    matter = _FRONT.match(text)
    if text[:1] == "{":
        return json.loads(text), False
    if matter is not None and matter[1] == "+++":
        return _from_toml(matter[2], name), True
    if matter is None and _TOML.search(text):
        return _from_toml(text, name), False
    front = matter is not None and _LISTED.search(matter[2]) is not None
    return _from_yaml(matter[2] if matter is not None and front else text, name), front


def _from_yaml(written: str, name: str) -> Any:
    if too_deep(written):
        raise SourceError(name, "is nested too deep to be comments")
    try:
        return yaml.load(written, Loader=_Plain)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise SourceError(name, f"is no YAML: {' '.join(str(error).split())[:200]}") from error


def _from_toml(written: str, name: str) -> Any:
    if len(written) > _MOST_TOML:
        raise SourceError(name, f"is larger than {_MOST_TOML >> 20} MiB, too large for TOML")
    if too_deep(written) or _DOTTED.search(written):
        raise SourceError(name, "is nested too deep to be comments")
    try:
        return tomllib.loads(written.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise SourceError(name, f"is no TOML: {' '.join(str(error).split())[:200]}") from error


def _listed(front: dict[str, Any]) -> Any:
    """Return the comments of front matter; Zola and Hugo may keep them one table further in."""
    inner = (front.get(name) for name in ("extra", "params"))
    places = (front, *(one for one in inner if isinstance(one, dict)))
    return next((one["comments"] for one in places if isinstance(one.get("comments"), list)), [])


def _folder(name: str) -> str | None:
    """Return the folder that a file lies in, which Staticman names after the post."""
    folder = name.rpartition("/")[0].rpartition("/")[2]
    return folder if folder and folder.lower() not in _FOLDERS else None


class _Plain(_SafeLoader):  # type: ignore[misc] # of libyaml where it is there
    """A safe loader that reads every tag it does not know as what stands there."""


def _plain(loader: _Plain, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


def _binary(_loader: _Plain, node: yaml.Node) -> str:
    """Return what Ruby wrote as base64 because it was no ASCII."""
    try:
        return base64.b64decode(str(node.value), validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return str(node.value)


_Plain.add_multi_constructor("", _plain)
for _tag in ("!binary", "!!binary", "tag:yaml.org,2002:binary"):
    _Plain.add_constructor(_tag, _binary)


def _post(front: dict[str, Any], raw: Raw) -> Post:
    when = _moment(front.get("date"), raw)
    return Post(
        own_id=_text(front.get("wordpress_id")) or _text(front.get("slug")),
        url=_url(front.get("wordpress_url")) or _url(front.get("url")),
        title=wp.name(_text(front.get("title"))),
        author=_text(front.get("author")),
        published_at=when[0] if when else None,
    )


def _comment(entry: dict[str, Any], text: str, post: Post, raw: Raw) -> Comment:
    plain, links = markup.plain(text, typed=True)
    when = _moment(entry.get("date_gmt"), raw, gmt=True) or _moment(_first(entry, "date", "timestamp", "created"), raw)
    email = _first(entry, "author_email", "email")
    return Comment(
        plain, post, _first(entry, "id", "_id"),
        parent=wp.answered(_first(entry, "parent", "_parent", "replying_to", "replyTo") or ""),
        author=wp.name(_first(entry, "author", "name")),
        author_email=email if email and "@" in email else None,  # Staticman keeps a hash of it
        author_url=_first(entry, "author_url", "url", "website"),
        created_at=when[0] if when else None,
        created_precision=when[1] if when else None,
        links=links,
        status="approved",
    )  # fmt: skip


def _moment(value: Any, raw: Raw, *, gmt: bool = False) -> tuple[datetime, str] | None:
    if gmt:  # as jekyll-import writes it: UTC, with the offset of the machine that it ran on
        value = value.replace(tzinfo=UTC) if isinstance(value, datetime) else _OFFSET.sub("", str(value or ""))
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC if gmt else raw.timezone)).astimezone(UTC), "second"
    if isinstance(value, (date, str, int)):
        return own_date(str(value), read_at=raw.read_at, timezone=UTC if gmt else raw.timezone)
    return None


def _first(entry: dict[str, Any], *names: str) -> Any:
    return next((found for name in names if (found := _text(entry.get(name))) is not None), None)


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, datetime, date)):
        return None
    return str(value).strip() or None


def _url(value: Any) -> str | None:
    return value if isinstance(value, str) and "//" in value else None
