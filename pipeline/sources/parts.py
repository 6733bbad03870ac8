"""The elements of a page by the comment that they belong to."""

from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.sources.page import short_text

_MOST_TRIED = 50


class Parts:
    """The elements of a page by the comment that they belong to: the nearest of `containers` above them."""

    def __init__(self, tree: LexborHTMLParser, containers: list[LexborNode]) -> None:
        self.tree = tree
        self._index = {node.mem_id: number for number, node in enumerate(containers)}
        self._owners: dict[int, int | None] = {}  # of every element that was asked for, and above it
        self._matching: dict[str, frozenset[int]] = {}
        self._said: dict[int, str] = {}
        self.count = len(containers)
        self.adopted: dict[int, list[LexborNode]] = {}

    def owner(self, node: LexborNode) -> int | None:
        """Return the number of the container that a node stands in (or is); None where it is in none."""
        if not self._owners:
            self._owners.update(self._index)
        if (identity := node.mem_id) in self._owners:
            return self._owners[identity]
        passed: list[int] = [identity]
        current = node.parent
        number: int | None = None
        while current is not None:
            identity = current.mem_id
            if identity in self._owners:
                number = self._owners[identity]
                break
            passed.append(identity)
            current = current.parent
        self._owners.update(dict.fromkeys(passed, number))
        return number

    def above(self, node: LexborNode) -> int | None:
        """Return the number of the container that a container stands in."""
        return self.owner(node.parent) if node.parent is not None else None

    def all(self, selector: str) -> Iterator[tuple[int, LexborNode]]:
        """Yield container's number and element for each element of the page that matches and has a container."""
        for node in self.tree.css(selector):
            if (number := self.owner(node)) is not None:
                yield number, node

    def few(self, selector: str) -> Iterator[tuple[int, LexborNode]]:
        """Yield as `all` does, of each container the first 50: broken markup nests thousands in one comment."""
        tried: Counter[int] = Counter()
        for number, node in self.all(selector):
            tried[number] += 1
            if tried[number] <= _MOST_TRIED:
                yield number, node

    def first(self, *selectors: str, said: bool = False) -> dict[int, LexborNode]:
        """Return for each container the first element that matches, trying one selector after the other.

        `said` passes over elements without words, such as the frame of a picture.
        """
        found: dict[int, LexborNode] = {}
        for selector in selectors:
            here: dict[int, LexborNode] = {}
            for number, node in self.all(selector):
                if number not in here and not (said and not node.text().strip()):
                    here[number] = node
            found = here | found
        return found

    def usual(self, selectors: tuple[str, ...]) -> dict[int, LexborNode]:
        """Return the first matches, with words, of the selector that half of the containers know; else of all."""
        for selector in selectors:
            found = self.first(selector, said=True)
            if 2 * len(found) >= self.count:
                return found
        return self.first(*selectors, said=True)

    def ids(self, selector: str) -> frozenset[int]:
        """Return the `mem_id`s of all elements of the page that match."""
        if selector not in self._matching:
            self._matching[selector] = frozenset(node.mem_id for node in self.tree.css(selector))
        return self._matching[selector]

    def said(self, node: LexborNode) -> str:
        """Return the text of a small element, which is looked at for its author, its date and more."""
        identity = node.mem_id
        if identity not in self._said:
            self._said[identity] = short_text(node)
        return self._said[identity]

    def adopt(self, node: LexborNode, number: int) -> None:
        """Count an element, and what stands in it, to a container that it does not stand in."""
        if node.mem_id not in self._index:
            self._index[node.mem_id] = number
            self._owners.clear()  # what was found for elements in it holds no more
            self.adopted.setdefault(number, []).append(node)

    def is_container(self, node: LexborNode) -> bool:
        """Whether an element is a container or adopted by one."""
        return node.mem_id in self._index
