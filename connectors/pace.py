"""How fast messages go out: so many in all, so many to one person, so many to one group."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable

from connectors.channel import Pace

_MINUTE_SECONDS = 60.0
_ROUNDING = 1e-9
_FORGET_AT = 20_000  # chats


class Pacer:
    """Books moments to send at, in one process and for one channel.

    Args:
        pace: the vendor's limits.
        clock: seconds; for tests.
    """

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._held_until = 0.0
        self._taken: list[float] = []  # moments of all chats, sorted
        self._chats: dict[str, float] = {}
        self._groups: dict[str, deque[float]] = {}

    def book(self, chat: str, *, is_group: bool = False) -> float:
        """Book the next moment for one message.

        Args:
            chat: whose; any key that is the same for all messages to one chat.
            is_group: the limit of groups holds, too.

        Returns:
            Seconds to wait from now, 0 for at once.
        """
        now = self._clock()
        at = max(now, self._held_until, self._chats.get(chat, 0.0))
        if is_group and self._pace.group_per_minute is not None:
            sent = self._groups.setdefault(chat, deque())
            if len(sent) >= self._pace.group_per_minute:
                at = max(at, sent.popleft() + _MINUTE_SECONDS)
            at = self._first_free(at, now)
            sent.append(at)
        else:
            at = self._first_free(at, now)
        self._chats[chat] = at + self._pace.chat_seconds
        self._forget(now)
        return at - now

    def went_out(self, chat: str) -> None:
        """Count the pause of a chat from now: between booking and sending time may pass."""
        self.hold(chat, self._pace.chat_seconds)

    def hold(self, chat: str, seconds: float) -> None:
        """Send nothing to one chat for a while."""
        self._chats[chat] = max(self._chats.get(chat, 0.0), self._clock() + seconds)

    def hold_all(self, seconds: float) -> None:
        """Send nothing to anybody for a while: the vendor's limit is one for all."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    def _first_free(self, at: float, now: float) -> float:
        """Take the first moment from ``at`` on that keeps its distance from all others.

        What waits for its own chat lies in the future: the moments between are still free.
        """
        gap = 1.0 / self._pace.per_second
        del self._taken[: bisect_left(self._taken, now - gap)]
        place = bisect_left(self._taken, at - gap + _ROUNDING)
        while place < len(self._taken) and self._taken[place] < at + gap - _ROUNDING:
            at = self._taken[place] + gap
            place += 1
        self._taken.insert(place, at)
        return at

    def _forget(self, now: float) -> None:
        if len(self._chats) > _FORGET_AT:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}
            self._groups = {
                chat: sent
                for chat, sent in self._groups.items()
                if sent[-1] > now - _MINUTE_SECONDS
            }
