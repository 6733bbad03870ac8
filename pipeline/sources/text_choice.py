"""Which of the lines that may begin comments do: those of the kind that the page mostly has."""

import re
from collections import Counter
from dataclasses import replace

from pipeline.sources import page_words
from pipeline.sources.text_heads import Head, Heads
from pipeline.sources.text_lines import Line
from pipeline.sources.text_marks import LABELS, is_button, is_foot

_SHARE = re.compile(r"(?:Share|Partager) ›$")
"""The button that Disqus sets under every comment."""


def chosen(finder: Heads) -> list[Head]:
    """Return the heads of the page's usual kind, and of pings, in order."""
    heads = _usual_ones(finder)
    shared = sum(_SHARE.search(line.text) is not None for line in finder.lines if len(line.text) <= 40)
    if shared > 1 and 2 * shared >= len(heads):
        _tell_whom_they_answer(heads)
    return heads


def _tell_whom_they_answer(heads: list[Head]) -> None:
    """Part the names that Disqus sets side by side: of the author, and of whom he answers, who wrote above."""
    above: set[str] = set()
    for head in heads:
        words = (head.name or "").split()
        for cut in range(1, len(words)) if head.answers is None else ():
            if (answered := " ".join(words[cut:])) in above:
                head.name, head.answers = " ".join(words[:cut]), answered
                break
        if head.name:
            above.add(head.name)


def _usual_ones(finder: Heads) -> list[Head]:
    heads = finder.candidates()
    usual = _usual(heads)
    if usual in (None, "ping"):
        return _items(finder, heads)
    closed = {id(head) for head in heads if finder.closed_before(head.first)}
    usually = [head for head in heads if head.kind == usual]
    if usual in ("says", "avatar") and 2 * sum(id(head) in closed for head in usually) > len(usually):
        usually = [head for head in usually if id(head) in closed]
    if usual in ("dated", "said") and (below := _dated_below(finder, heads)):
        return below
    if usual == "dated" and (
        otherwise := _over_names(finder, [head for head in heads if head.kind == "dated"]) or _footed(finder, usually)
    ):
        return otherwise
    kept = {id(head) for head in usually} | {
        id(head) for head in heads if head.kind == "ping" or (head.kind in ("dated", "said") and id(head) in closed)
    }
    return _apart([head for head in heads if id(head) in kept], usual)


def _items(finder: Heads, pings: list[Head]) -> list[Head]:
    """Return the items of a numbered list as nameless comments, where the text shows no more of them than that."""
    items = [
        number
        for number, line in enumerate(finder.lines)
        if line.marker[0] >= 0 and line.text[:1].isdigit() and line.item
    ]
    titles = {head.first for head in pings}
    if len(items) < max(3, 2 * len(pings)) or not any(
        page_words.counted(line.text) is not None for line in finder.lines[: items[0]]
    ):
        return pings
    starts = sorted(set(items) - titles)
    heads = list(pings)
    spans = list(zip(starts, [*starts[1:], len(finder.lines)], strict=True))
    followed = {
        start
        for start, end in spans
        if any(finder.lines[number].text for number in finder.following(start, 1) if number < end)
    }
    short = {start for start in followed if len(finder.lines[start].item.split()) <= 8}
    are_names = 2 * len(followed) > len(starts) and len(short) >= 0.8 * len(followed)
    for number in starts:
        line = finder.lines[number]
        name = line.item if are_names and number in short else None
        finder.lines[number] = replace(line, text=line.item)
        heads.append(
            Head(
                "item",
                number,
                number if name is None else number + 1,
                name=name,
                column=line.marker,
                listed=line.number,
            )
        )
    return _apart(sorted(heads, key=lambda head: head.first))


def _usual(heads: list[Head]) -> str | None:
    counts = Counter(head.kind for head in heads if head.kind != "ping")
    if not counts:
        return "ping" if heads else None
    for kind in ("said", "dated", "inline", "avatar", "says"):
        if counts[kind] and 2 * counts[kind] >= max(counts.values()):
            return kind
    return None


def _footed(finder: Heads, dates: list[Head]) -> list[Head]:
    """Return heads for a page that sets names over the bodies and dates under them, as wpDiscuz 5 does; else none.

    There a date follows the buttons, and a role or a picture's text tells the name.
    """
    lines = finder.lines
    at = [head.body - 1 for head in dates]
    under = [finder.previous(number, 3) for number in at]
    if (
        not at
        or any(number is None for number in under)
        or 2 * sum(is_foot(lines[number]) for number in under if number is not None) <= len(at)
    ):
        return []
    number = at[0] - 1
    while number >= 0 and not (
        page_words.is_around(lines[number].text) or page_words.counted(lines[number].text) is not None
    ):
        number -= 1
    starts = [number + 1, *(one + 1 for one in at[:-1])]
    heads = []
    for start, date_line, foot, dated in zip(starts, at, under, dates, strict=True):
        head = Head("footed", start, start, date=dated.date, date_text=dated.date_text, column=dated.column)
        named = [one for one in range(start, foot or date_line) if lines[one].text][:4]
        while named and (lines[named[0]].text.lower() in LABELS or is_button(lines[named[0]])):
            head.labels.append(lines[named[0]].text.lower())
            head.body = named.pop(0) + 1
        text = lines[named[0]].text if named else ""
        if named and len(text) <= 60 and len(text.split()) <= 6 and (head.labels or _stands_apart(lines, named)):
            head.name, head.name_links, head.body = text, lines[named[0]].links, named[0] + 1
            for one in named[1:]:
                if lines[one].text != text and lines[one].text.lower() not in LABELS and not is_button(lines[one]):
                    break
                head.labels.append(lines[one].text.lower())
                head.body = one + 1
        heads.append(head)
    return heads


def _over_names(finder: Heads, dates: list[Head]) -> list[Head]:
    """Return heads for a page that sets dates over names, as the first one, right under a heading, tells; else none."""
    if any(head.dated_at < 0 for head in dates):
        return []
    first = finder.previous(dates[0].dated_at, 4)
    if first is not None and (is_foot(finder.lines[first]) or not finder.closed_before(dates[0].dated_at)):
        return []
    closed = {head.dated_at for head in dates if finder.closed_before(head.dated_at)}
    apart = {head.dated_at for head in dates if not finder.lines[head.dated_at - 1].text}
    standing = closed if 2 * len(closed) > len(dates) else closed | apart
    over = [head for head in dates if head.dated_at in standing]
    ends = [*(head.dated_at for head in over[1:]), len(finder.lines)]
    named = [
        (head, line)
        for head, end in zip(over, ends, strict=True)
        if (line := _named_below(finder, head.dated_at, end)) is not None
    ]
    return [finder.over_name(head, line) for head, line in named] if 5 * len(named) >= 4 * len(over) else []


def _named_below(finder: Heads, number: int, end: int) -> int | None:
    """Return the line under a date if it may be a name: short, no sentence, with a body under it before `end`."""
    after = next(iter(finder.following(number, 1)), None)
    text = finder.lines[after].shown if after is not None else ""
    if after is None or after - number > 2 or not 0 < len(text) <= 60 or len(text.split()) > 6:
        return None
    if text.endswith(tuple(",;:?!…")) or (text.endswith(".") and len(text.split()[-1]) > 4):
        return None
    said = [one for one in range(after + 1, end) if finder.lines[one].text]
    return after if len(said) > (1 if said and is_foot(finder.lines[said[-1]]) else 0) else None


def _stands_apart(lines: list[Line], named: list[int]) -> bool:
    """Whether a line is followed by its like, by a role, or by a blank line."""
    after = lines[named[0] + 1].text.lower() if named[0] + 1 < len(lines) else ""
    return after in ("", lines[named[0]].text.lower()) or after in LABELS or is_button(lines[named[0] + 1])


def _apart(heads: list[Head], usual: str = "") -> list[Head]:
    """Return heads that do not overlap: the later of two that share lines begins after the earlier.

    Of two that would share a date over or under "Ada says:", the later is what somebody wrote.
    """
    kept: list[Head] = []
    for head in heads:
        if kept and head.first < kept[-1].body:
            if head.named_at == kept[-1].named_at >= 0 or usual == head.kind == kept[-1].kind == "said":
                continue
            head.first = min(kept[-1].body, head.body - 1)
        kept.append(head)
    return kept


def _dated_below(finder: Heads, heads: list[Head]) -> list[Head]:
    """Return heads for a page that sets "Ada said…" over and the date under each body, as Blogger does; else none."""
    says = [head for head in heads if head.kind == "says" or (head.kind == "said" and head.dated_at >= 0)]
    dates = [head for head in heads if head.dated_at >= 0]
    if len(says) < 2 or 5 * len(dates) < 4 * len(says) or heads[0].kind != "says":
        return []
    if any(head.kind == "inline" or (head.kind == "said" and head.dated_at < 0) for head in heads):
        return []
    kept: list[Head] = []
    for head in heads:
        if head.dated_at >= 0 and kept and kept[-1].date is None:
            kept[-1].date, kept[-1].date_text, kept[-1].dated_at = head.date, head.date_text, head.dated_at
        if head.kind in ("says", "said") and (not kept or kept[-1].date is not None):
            at, indent = head.named_at, finder.lines[head.named_at].indent
            kept.append(Head("says", at, at + 1, head.name, name_links=head.name_links, column=(indent, indent)))
    return kept if 5 * sum(head.date is not None for head in kept) >= 4 * len(dates) else []
