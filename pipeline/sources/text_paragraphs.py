"""Comments in a text that shows neither dates nor buttons: only blank lines tell names from bodies."""

from dataclasses import dataclass
from itertools import pairwise

from pipeline.sources import page_words
from pipeline.sources.text_article import Zone, ends
from pipeline.sources.text_lines import Rendering
from pipeline.sources.text_marks import LABELS, is_button, is_reply_button

_NAME_WORDS, _TITLE_WORDS, _LONG = 6, 30, 60


@dataclass(frozen=True)
class Block:
    """Lines without a blank one between them, and how many blank ones stand before."""

    start: int
    end: int
    gap: int
    text: str

    @property
    def is_line(self) -> bool:
        """Whether it is one line, as names and titles are."""
        return self.end - self.start == 1


@dataclass
class Undated:
    """A comment of which only name (or title) and body are shown; `unsure` where the text leaves open what is which."""

    name: str | None
    text: str
    answers: str | None = None
    unsure: bool = False


def undated(page: Rendering, where: Zone) -> list[Undated]:
    """Return the comments of a text where a name stands one blank line over its body, and two over a nameless one.

    Where nothing in the text has two blank lines, names are told from bodies by their looks, and those that might be
    either are marked as unsure. Where names stand right over their bodies, without a blank line, they are told so.
    """
    blocks = _blocks(page, where)
    if (topped := _topped(page, blocks)) is not None:
        return topped
    return _Told(blocks).all()


class _Told:
    """Goes through blocks in their order; what it knows of the whole text decides what may be a name."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self._wide = any(block.gap >= 2 for block in blocks[1:])
        # Two long blocks, the first surely a body, one blank line apart: this text has bodies of several paragraphs.
        self._split = any(
            before.gap >= 2 and block.gap == 1 and len(before.text) > _LONG and len(block.text) > _LONG
            for before, block in pairwise(blocks)
        )

    def all(self) -> list[Undated]:
        """Return the comments that the blocks are."""
        found: list[Undated] = []
        number = 0
        while number < len(self._blocks):
            block = self._blocks[number]
            following = self._blocks[number + 1] if number + 1 < len(self._blocks) else None
            if following is not None and following.gap == 1 and self._is_name(block, following, number == 0):
                found.append(Undated(block.text, following.text, unsure=not self._wide and not _is_title(following)))
                number += 2
                continue
            if block.gap >= 2 or not found or (self._wide and _starts_over(block, found[-1])):
                found.append(Undated(None, block.text))
            else:
                found[-1].text += "\n\n" + block.text
                found[-1].unsure = True
            number += 1
        return found

    def _is_name(self, block: Block, following: Block, is_first: bool) -> bool:
        """Whether a block is the name over the next one."""
        if not block.is_line or (block.gap >= 2 and self._wide and not is_first):
            return False
        words = block.text.split()
        if _is_title(following):
            return len(words) <= _TITLE_WORDS and len(block.text) <= 240
        if self._wide and not self._split and not is_first:
            return len(words) <= 2 * _NAME_WORDS and len(block.text) <= 100
        return _looks_like_name(block.text) and (not is_first or len(words) <= 4)


def _looks_like_name(text: str) -> bool:
    words = text.split()
    if not words or len(words) > _NAME_WORDS or len(text) > 60 or text.endswith((",", ";", ":", "…", "...", "!", "?")):
        return False
    return not text.endswith(".") or len(words[-1]) <= 3


def _topped(page: Rendering, blocks: list[Block]) -> list[Undated] | None:
    """Return the comments of a text where most blocks begin with a line that is a name; None where they do not."""
    tops = [
        block
        for block in blocks
        if not block.is_line and page.lines[block.start].length < 60 and _looks_like_name(page.lines[block.start].text)
    ]
    if len(tops) < 2 or len(tops) < 0.7 * len(blocks):
        return None
    found: list[Undated] = []
    for block in blocks:
        if block in tops:
            found.append(Undated(page.lines[block.start].text, page.joined(block.start + 1, block.end)))
        elif found and block.gap < 2:
            found[-1].text += "\n\n" + block.text
            found[-1].unsure = True
        else:
            found.append(Undated(None, block.text, unsure=True))
    return found


def _is_title(body: Block) -> bool:
    """Whether a body is an excerpt, as pings have: then the line over it is the title of another page."""
    return page_words.EXCERPT.match(body.text) is not None


def _starts_over(block: Block, before: Undated) -> bool:
    return before.name is not None and page_words.EXCERPT.match(before.text) is not None and len(block.text) > 60


def _blocks(page: Rendering, where: Zone) -> list[Block]:
    blocks: list[Block] = []
    start, gap = None, 1
    for number in range(where.start, where.end + 1):
        line = page.lines[number] if number < where.end else None
        if line is not None and line.text and ends(line):
            line, where_ends = None, True
        else:
            where_ends = line is None
        skipped = (
            line is not None
            and line.text
            and (
                page_words.is_around(line.text)
                or is_reply_button(line)
                or is_button(line)
                or line.text.lower() in LABELS
            )
        )
        if line is not None and line.text and not skipped:
            start = number if start is None else start
            continue
        if start is not None:
            blocks.append(Block(start, number, gap, page.joined(start, number)))
            start, gap = None, 0
        if where_ends:
            break
        gap += line is not None and not line.text
    return blocks
