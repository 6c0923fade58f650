"""How many messages a minute one person, and one address, may send."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from connectors.errors import TooManyMessages

WINDOW_SECONDS = 60.0
PER_CONVERSATION = 30
PER_ADDRESS = 240  # a whole office may sit behind one address


class SlidingWindow:
    """Counts events by key over the last minute, in this process.

    Args:
        limit: events allowed in a window.
        clock: seconds; for tests.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def pass_or_refuse(self, key: str) -> None:
        """Count one event.

        Raises:
            TooManyMessages: the key had ``limit`` events in the last window already.
        """
        now = self._clock()
        with self._lock:
            if len(self._seen) > 10_000:
                self._forget(now)
            times = self._seen.setdefault(key, deque())
            while times and times[0] <= now - WINDOW_SECONDS:
                times.popleft()
            if len(times) >= self._limit:
                raise TooManyMessages
            times.append(now)

    def _forget(self, now: float) -> None:
        stale = [k for k, t in self._seen.items() if not t or t[-1] <= now - WINDOW_SECONDS]
        for key in stale:
            del self._seen[key]


conversations = SlidingWindow(PER_CONVERSATION)
addresses = SlidingWindow(PER_ADDRESS)
