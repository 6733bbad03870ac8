"""Lines of a text stream, of bounded length whatever the file holds."""

from collections.abc import Iterator
from typing import TextIO

LONGEST = 1 << 20
"""Characters of a line, and of a record, that are read; what is longer is refused, not kept."""
_BEGINNING = 200


def bounded_lines(stream: TextIO, cut: list[str] | None = None) -> Iterator[str | None]:
    """Yield each line with its end; None for one that is longer than LONGEST, whose beginning is added to `cut`."""
    readline = stream.readline
    while line := readline(LONGEST):
        if len(line) < LONGEST or line[-1] in "\r\n":
            yield line
            continue
        if cut is not None:
            cut.append(line[:_BEGINNING])
        while len(line) == LONGEST and line[-1] not in "\r\n":
            line = readline(LONGEST)
        yield None
