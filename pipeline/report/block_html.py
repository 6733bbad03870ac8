"""A block as HTML, put together from escaped texts: a tenth of what a template takes, and a page has a dozen blocks."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from pipeline.locale.words import Words
from pipeline.report.block import Block, Group, Link, Part, Picture, Quote, Table
from pipeline.report.figures import Figure


def block_html(block: Block, words: Words) -> str:
    """Return one block as HTML; everything in it is escaped but its picture, which is our own."""
    return (
        f'<section id="{block.name}" aria-labelledby="h-{block.name}">\n'
        f'<h2 id="h-{block.name}">{escape(block.title)}</h2>\n' + "\n".join(_parts(block, words)) + "\n</section>\n"
    )


def _parts(block: Block, words: Words) -> Iterator[str]:
    if block.lines:
        yield f'<p class="lines">{" ".join(link(line) for line in block.lines)}</p>'
    if block.picture:
        yield _picture(block.picture)
    if block.figures:
        yield f'<dl class="figures">{_lines(_figures(block.figures))}</dl>'
    if block.table:
        yield _table(block.table, block.title)
    yield from (_quote(quote) for quote in block.quotes)
    yield from (_group(group) for group in block.groups)
    if block.notes:
        yield f'<ul class="notes">{"".join(f"<li>{escape(note)}</li>" for note in block.notes)}</ul>'
    if block.how:
        meanings = "".join(f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in block.how)
        summary = escape(words.say("How this is counted"))
        yield f'<details class="how"><summary>{summary}</summary><dl>{meanings}</dl></details>'


def link(one: Link) -> str:
    """Return a text, as a link where it leads somewhere."""
    return _linked(f"<bdi>{escape(one.text)}</bdi>", one.href, one.more)


def _linked(inner: str, href: str, more: str) -> str:
    title = f' title="{escape(more)}"' if more else ""
    return f'<a href="{escape(href)}"{title}>{inner}</a>' if href else f"<span{title}>{inner}</span>"


def _lines(parts: Iterable[str]) -> str:
    return "\n" + "\n".join(parts) + "\n"


def _picture(picture: Picture) -> str:
    labels = [f"<span>{escape(one)}</span>" for one in (picture.top, picture.right) if one]
    caption = f"<figcaption><span>{escape(picture.left)}</span>{''.join(labels)}</figcaption>"
    legend = f'<ul class="legend">{"".join(map(_legend, picture.legend))}</ul>' if picture.legend else ""
    return f"<figure>\n{picture.svg}\n{caption if picture.left or labels else ''}\n{legend}\n</figure>"


def _legend(part: Part) -> str:
    named = _linked(escape(f"{part.label} {part.value}"), part.href, part.more)
    return f'<li><span class="key {part.shade}"></span>{named}{escape(f" ({part.note})") if part.note else ""}</li>'


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield each figure; those that are not available for the same reason as one, where the first of them stands."""
    lacking: dict[str, list[Figure]] = {}
    for figure in figures:
        if not figure.available:
            lacking.setdefault(figure.note or figure.value, []).append(figure)
    for figure in figures:
        if figure.available:
            yield _figure(figure)
        elif together := lacking.pop(figure.note or figure.value, []):
            labels = "".join(f'<dt title="{escape(one.how)}">{escape(one.label)}</dt>' for one in together)
            yield f'<div class="lacking">{labels}<dd class="unknown">{escape(figure.note or figure.value)}</dd></div>'


def _figure(figure: Figure) -> str:
    value = _linked(f"<bdi>{escape(figure.value)}</bdi>", figure.href, figure.how)
    note = f'<span class="note"><bdi>{escape(figure.note)}</bdi></span>' if figure.note else ""
    return f"<div><dt>{escape(figure.label)}</dt><dd>{value}{note}</dd></div>"


def _table(table: Table, title: str) -> str:
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    last = len(table.head) - 1
    number = [' class="n"' if table.numbers and 0 < place < last else "" for place in range(len(table.head))]
    head = "".join(
        f'<th scope="col"{number[place]}>{escape(name)}</th>' if name else "<td></td>"
        for place, name in enumerate(table.head)
    )
    rows = _lines(
        f'<tr><th scope="row">{link(row[0])}</th>'
        + "".join(f"<td{number[place]}>{link(cell)}</td>" for place, cell in enumerate(row[1:], 1))
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(title)}"><table>{caption}\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table></div>"
    )


def _quote(quote: Quote) -> str:
    label = f'<p class="label" title="{escape(quote.how)}">{escape(quote.label)}</p>' if quote.label else ""
    who = f"<bdi>{escape(quote.who)}</bdi>"
    who = f'<a href="{escape(quote.href)}">{who}</a>' if quote.href else who
    note = f" · {escape(quote.note)}" if quote.note else ""
    return f'{label}<blockquote><p dir="auto">{escape(quote.text)}</p><footer>{who}{note}</footer></blockquote>'


def _group(group: Group) -> str:
    links = "".join(f"<li>{link(one)}</li>" for one in group.links)
    return f'<h3>{escape(group.heading)}</h3><ul class="chips">{links}</ul>'
