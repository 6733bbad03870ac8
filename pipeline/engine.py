"""Where batches are worked on: here, in processes, or on any other `concurrent.futures.Executor`."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from threading import Thread
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


@contextmanager
def executor(workers: int, *preload: str) -> Iterator[Executor | None]:
    """Give a pool of that many processes, or None for one worker: this process itself.

    Processes are spawned by `forkserver` where there is one, so that they inherit no open database and no thread; they
    begin with the modules `preload` at hand, which are imported once for all of them.
    """
    if workers <= 1:
        yield None
        return
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        from multiprocessing import forkserver  # which Windows does not have

        context.set_forkserver_preload([__name__, *preload])
        forkserver.ensure_running()  # and imports it while we do something else
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker) as pool:
        yield pool


def _begin_worker() -> None:
    _collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends its workers
    if parent := multiprocessing.parent_process():
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """End this worker when its parent has ended: one that was killed cannot tell its workers, who would wait on."""
    wait([sentinel])
    os._exit(1)


@contextmanager
def little_garbage() -> Iterator[None]:
    """Let Python look for cycles far less often meanwhile: batches are many small objects without any."""
    usual = gc.get_threshold()
    _collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _collect_rarely() -> None:
    gc.set_threshold(500_000, 50, 100)


def _whole(batch: In) -> In:
    return batch


def ordered(
    work: Callable[[In], Out],
    batches: Iterable[In],
    on: Executor | None = None,
    window: int = 8,
    sent: Callable[[In], In] | None = None,
) -> Generator[tuple[In, Out], None, None]:
    """Yield each batch with `work(batch)`, in order, at most `window` of them in flight, so that memory is bounded.

    `sent` makes of a batch what goes to `work` in its place: the part of it that is looked at, for the way is dear.
    When a batch fails or the caller stops, those not begun are cancelled; the failure is raised where its answer would
    have come.
    """
    sent = sent or _whole
    if on is None:
        yield from ((batch, work(sent(batch))) for batch in batches)
        return
    waiting: deque[tuple[In, Future[Out]]] = deque()
    try:
        for batch in batches:
            waiting.append((batch, on.submit(work, sent(batch))))
            if len(waiting) >= window:
                first, answer = waiting.popleft()
                yield first, answer.result()
        while waiting:
            first, answer = waiting.popleft()
            yield first, answer.result()
    finally:
        for _, future in waiting:
            future.cancel()
