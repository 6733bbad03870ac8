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
MOST = 200

Answer = TypeVar("Answer")
_answers: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
_lock = threading.Lock()


def recently(key: Hashable, ask: Callable[[], Answer], clock: Callable[[], float] = time.monotonic) -> Answer:
    """Return what `ask` answers, or what it answered under this key within KEPT seconds if that was slow."""
    started = clock()
    with _lock:
        told_at, answer = _answers.get(key, (float("-inf"), None))
    if started - told_at < KEPT:
        found: Answer = answer
        return found
    fresh = ask()
    now = clock()
    if now - started >= SLOW:
        with _lock:
            _answers[key] = (now, fresh)
            _answers.move_to_end(key)
            while len(_answers) > MOST:
                _answers.popitem(last=False)
    return fresh
