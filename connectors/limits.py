"""How many messages a minute one person, and one address, may send; how many streams they hold."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from connectors.errors import TooManyMessages

WINDOW_SECONDS = 60.0
PER_CONVERSATION = 30
PER_ADDRESS = 240  # a whole office may sit behind one address
WRONG_CALLS_PER_ADDRESS = 20
KNOWN_SECONDS = 3600.0
_MOST_KNOWN = 10_000  # addresses
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

    def is_full(self, key: str) -> bool:
        """Tell whether the next event of a key would be refused; nothing is counted."""
        now = self._clock()
        with self._lock:
            times = self._seen.get(key, ())
            return sum(at > now - WINDOW_SECONDS for at in times) >= self._limit

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


class Strangers:
    """Addresses that call a webhook with wrong signatures again and again, in this process.

    From one that sent a right call within ``KNOWN_SECONDS`` every call is looked at: it may be
    a vendor's, or a proxy that many stand behind.

    Args:
        limit: wrong calls in a window.
        clock: seconds; for tests.
    """

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._wrong = SlidingWindow(limit, clock)
        self._known: dict[str, float] = {}
        self._clock = clock

    def are_shut_out(self, address: str) -> bool:
        """Tell whether a call of an address is to be refused unread."""
        known_at = self._known.get(address)
        if known_at is not None and known_at > self._clock() - KNOWN_SECONDS:
            return False
        return self._wrong.is_full(address)

    def sent_right(self, address: str) -> None:
        """Note that a call of an address was a vendor's."""
        if len(self._known) > _MOST_KNOWN:
            old = self._clock() - KNOWN_SECONDS
            self._known = {key: at for key, at in self._known.items() if at > old}
        self._known[address] = self._clock()

    def sent_wrong(self, address: str) -> None:
        """Note that a call of an address was nobody's we know."""
        with suppress(TooManyMessages):
            self._wrong.pass_or_refuse(address)


conversations = SlidingWindow(PER_CONVERSATION)
addresses = SlidingWindow(PER_ADDRESS)
conversation_streams = Concurrent(STREAMS_PER_CONVERSATION)
address_streams = Concurrent(STREAMS_PER_ADDRESS)
strangers = Strangers(WRONG_CALLS_PER_ADDRESS)
