"""What a channel learned from its vendor, for all processes: see ``ChannelFact``."""

from __future__ import annotations

import time

from connectors.models import ChannelFact, ChannelName

_KEPT_SECONDS = 60.0
_known: dict[tuple[str, str], tuple[float, str]] = {}


def get(channel: ChannelName, name: str) -> str:
    """Give a fact, at most a minute old; empty while it is not known."""
    at, value = _known.get((channel, name), (0.0, ""))
    if at and time.monotonic() - at < _KEPT_SECONDS:
        return value
    row = ChannelFact.objects.filter(channel=channel, name=name).first()
    value = row.value if row else ""
    if value:
        _known[channel, name] = (time.monotonic(), value)
    return value


def put(channel: ChannelName, name: str, value: str) -> None:
    """Keep a fact."""
    ChannelFact.objects.update_or_create(channel=channel, name=name, defaults={"value": value})
    _known[channel, name] = (time.monotonic(), value)
