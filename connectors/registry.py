"""The channels that are configured in this installation: one line a channel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings

from connectors.channel import Channel, PushChannel
from connectors.models import ChannelName
from connectors.telegram.channel import telegram_channel
from connectors.web_channel import WebChannel
from connectors.zalo.channel import zalo_channel

_MAKERS: dict[ChannelName, Callable[[], Channel | None]] = {
    ChannelName.WEB: lambda: WebChannel(settings.ENVIRONMENT),
    ChannelName.TELEGRAM: lambda: telegram_channel(settings.ENVIRONMENT),
    ChannelName.ZALO: lambda: zalo_channel(settings.ENVIRONMENT),
}
"""Each gives its channel, or None where nothing is configured."""


@cache
def configured() -> dict[ChannelName, Channel]:
    """Give the configured channels, made once a process."""
    made = {name: make() for name, make in _MAKERS.items()}
    return {name: channel for name, channel in made.items() if channel is not None}


def push_channel(name: str) -> PushChannel | None:
    """Give a configured channel that pushes; None for any other."""
    channel = configured().get(ChannelName(name)) if name in ChannelName.values else None
    return channel if isinstance(channel, PushChannel) else None


def push_channels() -> tuple[PushChannel, ...]:
    """Give the configured channels that push."""
    return tuple(c for c in configured().values() if isinstance(c, PushChannel))
