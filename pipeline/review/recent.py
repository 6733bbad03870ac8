"""Counts that take long are told again for half a minute: on a list of a hundred thousand they need half a second."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

KEPT = 30.0
"""Seconds for which a slow answer is told again."""
SLOW = 0.05
"""Seconds from which on an answer is slow; quick ones are always made anew."""
VERY_SLOW = 1.0
FEW = 1_000
MOST = 200

Answer = TypeVar("Answer")
_answers: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
_lock = threading.Lock()


def recently(
    key: Hashable,
    ask: Callable[[], Answer],
    counted: Callable[[Answer], int],
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """Return what `ask` answers, or what it answered under this key within KEPT seconds if that was slow.

    `counted` says how many comments an answer is about: one about few is made anew, unless it is very slow, for what
    was slow is then the machine, and on a short list people see that a count is old.
    """
    started = clock()
    with _lock:
        told_at, answer = _answers.get(key, (float("-inf"), None))
    if started - told_at < KEPT:
        found: Answer = answer
        return found
    fresh = ask()
    now = clock()
    if now - started >= (SLOW if counted(fresh) > FEW else VERY_SLOW):
        with _lock:
            _answers[key] = (now, fresh)
            _answers.move_to_end(key)
            while len(_answers) > MOST or now - next(iter(_answers.values()))[0] >= KEPT:
                _answers.popitem(last=False)
    return fresh
