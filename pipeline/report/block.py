"""The parts that a page is put together from; templates show them, and know nothing else."""

from dataclasses import dataclass, field

from pipeline.report.figures import Figure


@dataclass(frozen=True)
class Link:
    """A text that may lead somewhere and say more on hover."""

    text: str
    href: str = ""
    more: str = ""


@dataclass(frozen=True)
class Quote:
    """A piece of a comment: why it is quoted, who says it, and the comment it comes from."""

    who: str
    text: str
    href: str
    label: str = ""
    how: str = ""
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One entry of a legend: its shade, what it counts, the margin, and its comments."""

    shade: str
    label: str
    value: str
    href: str = ""
    more: str = ""
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG of our own), the labels under its ends, what its height means, and its legend."""

    svg: str
    left: str = ""
    right: str = ""
    top: str = ""
    legend: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Table:
    """Head and rows; the first cell of a row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[Link, ...], ...]
    caption: str = ""
    numbers: bool = True


@dataclass(frozen=True)
class Group:
    """Links under one heading."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Block:
    """One part of a page; what is empty is not shown."""

    name: str
    title: str
    lines: tuple[Link, ...] = ()
    picture: Picture | None = None
    figures: tuple[Figure, ...] = ()
    table: Table | None = None
    quotes: tuple[Quote, ...] = ()
    groups: tuple[Group, ...] = ()
    notes: tuple[str, ...] = ()
    how: tuple[tuple[str, str], ...] = field(default=())
