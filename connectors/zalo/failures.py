"""What Zalo's refusals mean for the outbox."""

from __future__ import annotations

from connectors.errors import DeliveryFailed, Trouble, TryLater, Undeliverable
from connectors.zalo.errors import (
    AccountNotVerified,
    ConsentNeeded,
    NotFollowing,
    PackageMissing,
    PersonLocked,
    RateLimited,
    TokenRefused,
    WindowClosed,
    ZaloError,
    ZaloRefused,
    ZaloUnreachable,
)

_OPERATOR_PAUSE_SECONDS = 300.0  # somebody has to log in, pay or verify first


def failure_of(exc: ZaloError) -> DeliveryFailed:
    """Translate."""
    if isinstance(exc, RateLimited):
        # Zalo counts the requests of the app, not those to one person.
        return TryLater(Trouble.LIMIT, retry_after=exc.retry_after, for_all=True)
    if isinstance(exc, ConsentNeeded):
        return TryLater(Trouble.CREDENTIALS, retry_after=_OPERATOR_PAUSE_SECONDS)
    if isinstance(exc, TokenRefused):  # renewed, and ended by another call meanwhile
        return TryLater(Trouble.CREDENTIALS)
    if isinstance(exc, PackageMissing | AccountNotVerified):
        return TryLater(Trouble.VENDOR, retry_after=_OPERATOR_PAUSE_SECONDS, detail=str(exc.code))
    if isinstance(exc, NotFollowing):
        return Undeliverable(Trouble.BLOCKED)
    if isinstance(exc, PersonLocked):
        return Undeliverable(Trouble.GONE)
    if isinstance(exc, WindowClosed):
        return Undeliverable(Trouble.WINDOW)
    if isinstance(exc, ZaloRefused):
        return Undeliverable(Trouble.REFUSED, str(exc.code))
    went_out = not isinstance(exc, ZaloUnreachable) or exc.went_out
    return TryLater(Trouble.NETWORK, may_have_arrived=went_out)
