"""Where batches are worked on: here, in processes, or on any other `concurrent.futures.Executor`."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

SMALL = 4_000_000
"""Bytes of input below which starting processes costs more than it saves (benchmarks/run.py measures it)."""


def workers_for(size: int | None, wanted: int = 0) -> int:
    """Return how many processes to use for an input of `size` bytes (None: unknown, taken as large); 1 means inline.

    `wanted` overrules: 0 asks for all cores but only where the input is worth it.
    """
    if wanted:
        return wanted
    return 1 if size is not None and size < SMALL else os.cpu_count() or 1


def executor(workers: int) -> AbstractContextManager[Executor | None]:
    """Return a context that gives a pool of that many processes, or None for one worker: this process itself.

    Processes are spawned by `forkserver` where there is one, so that they inherit no open database and no thread.
    """
    if workers <= 1:
        return nullcontext(None)
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method))


def ordered(
    work: Callable[[In], Out], batches: Iterable[In], on: Executor | None = None, window: int = 8
) -> Generator[Out, None, None]:
    """Yield `work(batch)` for each batch, in order, with at most `window` of them in flight, so that memory is bounded.

    When a batch fails or the caller stops, those not begun are cancelled; the failure is raised where its answer would
    have come.
    """
    if on is None:
        yield from map(work, batches)
        return
    waiting: deque[Future[Out]] = deque()
    try:
        for batch in batches:
            waiting.append(on.submit(work, batch))
            if len(waiting) >= window:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
