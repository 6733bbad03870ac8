"""Comments in a text that shows neither dates nor buttons: only blank lines tell names from bodies."""

from dataclasses import dataclass

from pipeline.sources import page_words
from pipeline.sources.text_article import Zone, ends
from pipeline.sources.text_lines import Rendering
from pipeline.sources.text_marks import LABELS, is_button, is_reply_button

_NAME_WORDS, _TITLE_WORDS = 6, 30


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
    either are marked as unsure.
    """
    blocks = _blocks(page, where)
    wide = sum(block.gap >= 2 for block in blocks[1:])
    found: list[Undated] = []
    number = 0
    while number < len(blocks):
        block = blocks[number]
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        named = (
            following is not None and following.gap == 1 and _is_head(block, following, wide > 0, number == 0, found)
        )
        if named and following is not None:
            found.append(Undated(block.text, following.text, unsure=not wide and not _is_title(following)))
            number += 2
            continue
        if block.gap >= 2 or not found or (wide and _starts_over(block, found[-1])):
            found.append(Undated(None, block.text))
        else:
            found[-1].text += "\n\n" + block.text
            found[-1].unsure = True
        number += 1
    return found


def _is_head(block: Block, following: Block, wide: bool, is_first: bool, found: list[Undated]) -> bool:
    """Whether a block is the name over the next one."""
    if not block.is_line or (block.gap >= 2 and wide and found):
        return False
    words = block.text.split()
    if _is_title(following):
        return len(words) <= _TITLE_WORDS and len(block.text) <= 240
    if len(words) > _NAME_WORDS or len(block.text) > 60 or block.text.endswith((",", ";", ":", "…", "...", "!", "?")):
        return False
    if block.text.endswith(".") and len(words[-1]) > 3:
        return False
    return not is_first or len(words) <= 4


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
