"""Lines of a text stream, of bounded length whatever the file holds."""

from collections.abc import Iterator
from typing import TextIO

LONGEST = 1 << 20
"""Characters of a line, and of a record, that are read; what is longer is refused, not kept."""


def bounded_lines(stream: TextIO) -> Iterator[str | None]:
    """Yield each line with its end; None for one that is longer than LONGEST, which is read over."""
    readline = stream.readline
    while line := readline(LONGEST):
        if len(line) < LONGEST or line[-1] in "\r\n":
            yield line
            continue
        while len(line) == LONGEST and line[-1] not in "\r\n":
            line = readline(LONGEST)
        yield None
