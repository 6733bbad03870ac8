"""A list of comments in YAML, as `wp comment list --format=yaml` writes it; broken ones are stepped over."""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.sources import columns
from pipeline.sources.lines import LONGEST, bounded_lines
from pipeline.sources.raw import Raw
from pipeline.sources.records import Reject
from pipeline.sources.yaml_text import as_text

Entry = dict[str, Any]

_BEGINNING = re.compile(
    r"\ufeff?(?:(?:#[^\n]*|---[^\n]*|[ \t\r]*)\n)*+(?P<indent> {0,8})-(?P<rest>[ \t\r]*\n\s+\w|[ \t]+\w)"
)
_KEY = re.compile(r"^[ \t]*(?:-[ \t]+)?([A-Za-z_][\w -]{0,40}):(?:\s|$)", re.MULTILINE)
_PAIR = re.compile(r"([\w-]{1,60}):(|\s.*)")
_BLOCKS = frozenset(("|", "|-", "|+", ">", ">-"))
_LOOKED_AT, _MOST_LINES = 1 << 14, 20_000


def is_list(raw: Raw) -> bool:
    """Tell a list of mappings whose keys are those of comments."""
    head = raw.head[:_LOOKED_AT]
    found = _BEGINNING.match(head)
    if found is None:
        return False
    keys = list(dict.fromkeys(_KEY.findall(head, found.start("indent"))))
    known = columns.recognised(keys, {}, raw.columns)
    return ("text" in known and len(known) > 2) or "comment_ID" in keys


def entries(raw: Raw) -> Iterator[tuple[str, Entry] | Reject]:
    """Yield each item with its line, and a Reject for one that is no mapping."""
    found = _BEGINNING.match(raw.head)
    mark = f"{found['indent'] if found else ''}-"
    item: list[str] = []
    begun, size = 0, 0
    for number, line in enumerate(bounded_lines(raw.text()), 1):
        if line is not None and line.startswith(mark) and line[len(mark) : len(mark) + 1] in (" ", "\t", "\r", "\n"):
            yield from _read(item, begun)
            item, begun, size = [], number, 0
        size += LONGEST if line is None else len(line)
        if begun and size <= LONGEST and len(item) < _MOST_LINES:
            item.append((line or "").replace("\r\n", "\n"))
        elif begun and item:
            yield Reject(f"line {begun}", f"longer than {LONGEST:,} characters", item[0])
            item, begun = [], 0
    yield from _read(item, begun)


def _read(item: list[str], begun: int) -> Iterator[tuple[str, Entry] | Reject]:
    if not item:
        return
    place, written = f"line {begun}", "".join(item)
    try:
        value = _loaded(written)
    except ValueError as error:
        yield Reject(place, f"no YAML: {error}", written[:200])
        return
    entry = value[0] if isinstance(value, list) and value else None
    if isinstance(entry, dict):
        yield place, {str(name): one for name, one in entry.items() if isinstance(one, str)}
    else:
        yield Reject(place, "no mapping", written[:200])


def _loaded(written: str) -> Any:
    """Read an item; as WP-CLI writes them they need not be YAML, but each key has a line of its own."""
    if written[written.index("-") + 1 :].partition("\n")[0].strip():
        return as_text(written)
    entry = _line_by_line(written.replace("-", " ", 1).split("\n"))
    return [entry] if entry else as_text(written)


def _line_by_line(lines: list[str]) -> Entry:
    """Return what stands behind each key, quoted or not, and what is set in under it."""
    first = next((line for line in lines if line.strip()), "")
    margin = len(first) - len(first.lstrip())
    entry: Entry = {}
    blocks: dict[str, list[str]] = {}
    under: list[str] | None = None
    for line in lines:
        found = _PAIR.fullmatch(line[margin:]) if not line[:margin].strip() else None
        if found is not None:
            key, value = found[1], found[2].strip()
            under = blocks.setdefault(key, []) if value in _BLOCKS else None
            entry[key] = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
        elif under is not None:
            under.append(line[margin + 2 :])
    return entry | {key: "\n".join(under).strip("\n") for key, under in blocks.items()}
