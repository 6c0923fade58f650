"""The record of signing in: who, what, when, from where; never a password or a code."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from portal.signin.models import Kind, SignInEvent

COMMAND_LINE = "dòng lệnh"


def record(
    kind: Kind,
    account: str,
    *,
    by: str = "",
    address: str | None = None,
    bucket: str = "",
) -> SignInEvent:
    """Write down what happened.

    Args:
        kind: what.
        account: name of the account, empty where there is none of that name.
        by: who did it, where it was not the account itself.
        address: where it came from.
        bucket: what failures are counted by.
    """
    return SignInEvent.objects.create(
        at=timezone.now(), kind=kind, account=account, by=by, address=address, bucket=bucket
    )


def address_of(request: HttpRequest | None) -> str | None:
    """Give the address a request came from, None where there is none (a socket)."""
    text = str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def forget_old() -> int:
    """Forget events, and sessions, that are too old to be asked about; give how many events."""
    SessionStore.clear_expired()
    before = timezone.now() - timedelta(days=settings.SIGN_IN_LOG_DAYS)
    old: Any = SignInEvent.objects.filter(at__lt=before)
    return old._raw_delete(old.db)  # type: ignore[no-any-return]
