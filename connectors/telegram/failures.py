"""What Telegram's refusals mean for the outbox."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from connectors.errors import DeliveryFailed, Trouble, TryLater, Undeliverable
from connectors.telegram.transport import MaybeArrived

_TOKEN_PAUSE_SECONDS = 60.0
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "chat_write_forbidden")


def failure_of(exc: TelegramError) -> DeliveryFailed:
    """Translate; the text of the error, which may hold an address, is left behind."""
    if isinstance(exc, RetryAfter):
        wish = exc.retry_after
        seconds = wish.total_seconds() if isinstance(wish, timedelta) else float(wish)
        return TryLater(Trouble.LIMIT, retry_after=seconds)
    if isinstance(exc, InvalidToken | EndPointNotFound):
        return TryLater(Trouble.CREDENTIALS, retry_after=_TOKEN_PAUSE_SECONDS)
    if isinstance(exc, Forbidden):
        return Undeliverable(Trouble.BLOCKED)
    if isinstance(exc, ChatMigrated):
        return Undeliverable(Trouble.GONE)
    if isinstance(exc, BadRequest):
        gone = any(mark in exc.message.lower() for mark in _GONE)
        return Undeliverable(Trouble.GONE if gone else Trouble.REFUSED)
    if isinstance(exc, NetworkError):
        return TryLater(Trouble.NETWORK, may_have_arrived=isinstance(exc, MaybeArrived))
    return TryLater(Trouble.VENDOR)
