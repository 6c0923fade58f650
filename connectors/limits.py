"""How many messages a minute one person, and one address, may send; how many streams they hold."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from connectors.errors import TooManyMessages

WINDOW_SECONDS = 60.0
PER_CONVERSATION = 30
PER_ADDRESS = 240  # a whole office may sit behind one address
STREAMS_PER_CONVERSATION = 6  # tabs that show one conversation
STREAMS_PER_ADDRESS = 240


class SlidingWindow:
    """Counts events by key over the last minute, in this process.

    Whoever sends too much is told so once; until something of theirs passes again, they are not
    told any more.

    Args:
        limit: events allowed in a window.
        clock: seconds; for tests.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}
        self._told: set[str] = set()
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
                told = key in self._told
                self._told.add(key)
                left = math.ceil(times[0] + WINDOW_SECONDS - now)
                raise TooManyMessages(told=told, seconds=max(1, left))
            self._told.discard(key)
            times.append(now)

    def _forget(self, now: float) -> None:
        stale = [k for k, t in self._seen.items() if not t or t[-1] <= now - WINDOW_SECONDS]
        for key in stale:
            del self._seen[key]
            self._told.discard(key)


class Concurrent:
    """Counts what is under way at the same time by key, in this process.

    Args:
        limit: how many a key may have under way.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def one_more(self, key: str) -> Iterator[None]:
        """Count one while the block runs.

        Raises:
            TooManyMessages: the key has ``limit`` under way already.
        """
        with self._lock:
            if self._under_way[key] >= self._limit:
                raise TooManyMessages(told=True)
            self._under_way[key] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[key] -= 1
                if not self._under_way[key]:
                    del self._under_way[key]


conversations = SlidingWindow(PER_CONVERSATION)
addresses = SlidingWindow(PER_ADDRESS)
conversation_streams = Concurrent(STREAMS_PER_CONVERSATION)
address_streams = Concurrent(STREAMS_PER_ADDRESS)
