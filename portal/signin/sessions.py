"""What a session of staff knows of itself: since when, last used when, by which factor."""

from __future__ import annotations

import base64
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from complaints.seal import SealBroken, keyring
from portal.signin import codes
from portal.signin.models import SecondFactor

UNVERIFIED_LASTS = timedelta(minutes=30)  # a password alone; time to install an authenticator
PENDING_LASTS = timedelta(minutes=15)  # a secret shown and not confirmed
MAY_REPLACE_LASTS = timedelta(minutes=15)
_SINCE, _SEEN, _FACTOR = "signin_since", "signin_seen", "signin_factor"
_PENDING, _MAY_REPLACE = "signin_pending", "signin_may_replace"
_SEEN_EVERY = 30.0  # seconds between two notes of a session in use: spares writes


def begin(request: HttpRequest) -> None:
    """Note that somebody signed in by password."""
    for name in (_FACTOR, _PENDING, _MAY_REPLACE):
        request.session.pop(name, None)
    request.session[_SINCE] = request.session[_SEEN] = time.time()


def is_over(request: HttpRequest) -> bool:
    """Tell whether a session is too old, or was left alone for too long."""
    since, seen = request.session.get(_SINCE), request.session.get(_SEEN)
    if since is None or seen is None:  # begun before there were limits
        return True
    now = time.time()
    lasts = settings.SIGN_IN_LASTS
    if settings.SIGN_IN_SECOND_FACTOR and _FACTOR not in request.session:
        lasts = min(lasts, UNVERIFIED_LASTS)
    return bool(
        now - since > lasts.total_seconds() or now - seen > settings.SIGN_IN_IDLE.total_seconds()
    )


def touch(request: HttpRequest) -> None:
    """Note that the session is in use."""
    now = time.time()
    if now - request.session[_SEEN] > _SEEN_EVERY:
        request.session[_SEEN] = now


def verify(request: HttpRequest, factor: SecondFactor) -> None:
    """Note that the second factor was given; the session gets a new key, as at any rise."""
    request.session.cycle_key()
    request.session[_FACTOR] = factor.pk
    request.session.pop(_PENDING, None)
    request.session.pop(_MAY_REPLACE, None)


def is_verified(request: HttpRequest, user: Any) -> bool:
    """Tell whether the second factor was given, and is still the account's."""
    pk = request.session.get(_FACTOR)
    return pk is not None and SecondFactor.objects.filter(pk=pk, user=user).exists()


def pending_secret(request: HttpRequest) -> bytes | None:
    """Give the secret that this session was shown and has not confirmed yet, if it is fresh.

    It lies in the session, not with the account: another session, of somebody who has only the
    password, never sees it.
    """
    pending = request.session.get(_PENDING)
    if not pending or time.time() - pending["at"] > PENDING_LASTS.total_seconds():
        return None
    try:
        return keyring().unseal_bytes(base64.b64decode(pending["sealed"]), _place(request))
    except SealBroken:  # the sealing key was changed in between
        return None


def begin_pending(request: HttpRequest) -> bytes:
    """Make a secret to be shown."""
    secret = codes.new_secret()
    sealed = base64.b64encode(keyring().seal_bytes(secret, _place(request))).decode("ascii")
    request.session[_PENDING] = {"sealed": sealed, "at": time.time()}
    return secret


def let_replace(request: HttpRequest) -> None:
    """Allow another telephone to be enrolled, for a while."""
    request.session[_MAY_REPLACE] = time.time()
    request.session.pop(_PENDING, None)


def may_replace(request: HttpRequest) -> bool:
    """Tell whether another telephone may be enrolled."""
    at = request.session.get(_MAY_REPLACE)
    return at is not None and time.time() - at <= MAY_REPLACE_LASTS.total_seconds()


def _place(request: HttpRequest) -> str:
    return f"second-factor-pending:{request.user.pk}"
