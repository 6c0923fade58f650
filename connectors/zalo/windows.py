"""When somebody can be written to after their last act, and what it costs."""

from __future__ import annotations

from datetime import timedelta

from connectors.channel import Window
from connectors.zalo.settings import ZaloSettings

FREE_FOR = timedelta(hours=48)
OPEN_FOR = timedelta(days=7)


def windows_of(zalo: ZaloSettings) -> tuple[Window, ...]:
    """Give the windows, in order: the billed one only where its price is known."""
    free = Window(FREE_FOR)
    if zalo.billed_dong is None:
        return (free,)
    return (free, Window(OPEN_FOR, zalo.billed_dong))
