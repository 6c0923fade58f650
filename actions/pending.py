"""The question for which a choice was offered: the choice alone would not say what is asked.

It is kept in this process for some minutes and nowhere else, since no words of a conversation are
written down; after a restart a choice is answered without it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

SECONDS = 15 * 60.0
MOST = 5_000  # conversations


class Pending:
    """Keeps one question a conversation.

    Args:
        clock: seconds; for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, conversation: str, words: str) -> None:
        """Keep the words of a question until something is chosen or asked; nothing for none."""
        with self._lock:
            self._kept.pop(conversation, None)
            if words:
                self._kept[conversation] = (self._clock() + SECONDS, words)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, conversation: str) -> str:
        """Give the question that a choice was offered for, once; empty where none is kept."""
        with self._lock:
            until, words = self._kept.pop(conversation, (0.0, ""))
        return words if until > self._clock() else ""


pending = Pending()
