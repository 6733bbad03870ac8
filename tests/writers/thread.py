"""A post and what was said under it, before it is written in any form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from html import escape


@dataclass(frozen=True)
class Said:
    """A comment: lines and paragraphs as plain text, `moment` aware, `parent` the number of another."""

    number: int
    text: str
    author: str | None
    moment: datetime
    parent: int | None = None
    url: str | None = None
    status: str = "approved"
    likes: int = 0
    dislikes: int = 0

    @property
    def paragraphs(self) -> list[list[str]]:
        """The lines of each paragraph."""
        return [paragraph.split("\n") for paragraph in self.text.split("\n\n")]

    @property
    def html(self) -> str:
        """The text as a page shows it."""
        broken = ["<br />\n".join(escape(line, quote=False) for line in lines) for lines in self.paragraphs]
        return "\n".join(f"<p>{lines}</p>" for lines in broken)

    @property
    def typed(self) -> str:
        """The text as a system keeps it: markup, with line breaks that count."""
        return escape(self.text, quote=False)

    def name(self, nameless: str = "") -> str:
        """The author's name as markup."""
        return escape(self.author or nameless)


@dataclass(frozen=True)
class Thread:
    """A post and its comments in the order of a page: each one's replies right behind it."""

    comments: tuple[Said, ...]
    title: str = "Mending a kettle"
    url: str = "https://tinshed.example/2024/03/kettle/"
    number: int = 9
    opening: str = field(default="A kettle that leaks at the spout can be mended with patience and very little solder.")

    @cached_property
    def _below(self) -> dict[int | None, list[Said]]:
        below: dict[int | None, list[Said]] = {}
        for one in self.comments:
            below.setdefault(one.parent, []).append(one)
        return below

    def answers(self, number: int | None) -> list[Said]:
        """Return the replies to a comment, those to the post for None."""
        return self._below.get(number, [])

    def nested(
        self, one: Callable[[Said, str, int], str], inside: str, number: int | None = None, depth: int = 1
    ) -> str:
        """Write every comment with its replies inside it; `inside` is the element around them, with {} for them."""
        written = [one(said, self.nested(one, inside, said.number, depth + 1), depth) for said in self.answers(number)]
        return inside.format("\n".join(written)) if written and depth > 1 else "\n".join(written)

    def depth(self, said: Said) -> int:
        """Return how deep a comment stands, 1 for those without a parent."""
        depth, by_number = 1, {one.number: one for one in self.comments}
        while said.parent is not None:
            depth, said = depth + 1, by_number[said.parent]
        return depth
