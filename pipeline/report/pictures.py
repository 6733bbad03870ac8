"""Pictures as inline SVG: bars over time, parts of a whole, hours of the week. They stretch; their labels are HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_HEIGHT = 100


@dataclass(frozen=True)
class Bar:
    """One column: its value, what it is called, the place it leads to, and whether it stands out."""

    value: int
    called: str
    href: str = ""
    strong: bool = False


def columns(bars: Sequence[Bar], alternative: str) -> str:
    """Return columns side by side, the highest filling the height; each has its title and its link."""
    top = max((bar.value for bar in bars), default=0) or 1
    drawn = "".join(_column(place, bar, top) for place, bar in enumerate(bars))
    return (
        f'<svg class="columns" viewBox="0 0 {len(bars) * 10} {_HEIGHT}" preserveAspectRatio="none" role="group"'
        f' aria-label="{escape(alternative)}">{drawn}</svg>'
    )


def _column(place: int, bar: Bar, top: int) -> str:
    height = round(bar.value / top * _HEIGHT, 1)
    box = f'<rect x="{place * 10 + 1}" y="{_HEIGHT - height}" width="8" height="{height}"'
    name = escape(bar.called)
    drawn = f'{box} class="{"strong" if bar.strong else "plain"}"><title>{name}</title></rect>'
    if not bar.href or not bar.value:
        return drawn if bar.value else ""
    return f'<a href="{escape(bar.href)}" aria-label="{name}">{drawn}</a>'


@dataclass(frozen=True)
class Part:
    """One part of a whole: how many, what it is called, and the class that gives its shade."""

    value: int
    called: str
    shade: str


def stacked(parts: Sequence[Part], alternative: str) -> str:
    """Return one bar of all parts, each as long as its share, with gaps between them."""
    whole = sum(part.value for part in parts) or 1
    drawn, start = [], 0.0
    for part in parts:
        width = part.value / whole * 1000
        if part.value:
            drawn.append(
                f'<rect class="{part.shade}" x="{start:.1f}" y="0" width="{max(width - 2, 1):.1f}" height="20">'
                f"<title>{escape(part.called)}</title></rect>"
            )
        start += width
    return (
        f'<svg class="stacked" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(alternative)}">{"".join(drawn)}</svg>'
    )


def week(counts: Sequence[Sequence[int]], called: Sequence[Sequence[str]], alternative: str) -> str:
    """Return seven rows of 24 squares, the darker the more."""
    top = max((count for row in counts for count in row), default=0) or 1
    squares = "".join(
        f'<rect x="{hour * 10}" y="{day * 10}" width="9" height="9" class="shade"'
        f' fill-opacity="{0.06 + 0.94 * count / top:.2f}">'
        f"<title>{escape(called[day][hour])}</title></rect>"
        for day, row in enumerate(counts)
        for hour, count in enumerate(row)
    )
    return f'<svg class="week" viewBox="0 0 240 70" role="img" aria-label="{escape(alternative)}">{squares}</svg>'


def tree(dots: Sequence[tuple[int, int, str]], alternative: str) -> str:
    """Return a thread as dots from left to right, each as low as it is deep and joined to what it answers.

    `dots` are level, place of the answered dot (-1: none) and name.
    """
    width, deepest = 16 * len(dots), max(level for level, _, _ in dots)
    at = [(16 * place + 8, 16 * level + 8) for place, (level, _, _) in enumerate(dots)]
    lines = "".join(
        f'<path d="M{at[parent][0]} {at[parent][1]}V{at[place][1]}H{at[place][0]}" class="line"/>'
        for place, (_, parent, _) in enumerate(dots)
        if parent >= 0
    )
    marks = "".join(
        f'<circle cx="{x}" cy="{y}" r="5" class="plain"><title>{escape(name)}</title></circle>'
        for (x, y), (_, _, name) in zip(at, dots, strict=True)
    )
    height = 16 * (deepest + 1)
    return (
        f'<svg class="tree" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(alternative)}">{lines}{marks}</svg>'
    )
