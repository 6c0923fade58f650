"""Browsers in which an account was signed in to before: they have a count of failures of their own.

The cookie opens nothing. Whoever steals it may only guess where the owner may: see ``lockout``.
"""

from __future__ import annotations

import secrets

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "motcua_trinh_duyet"
_SALT = "portal.signin.browsers"
_SECONDS = 180 * 24 * 3600
_ACCOUNTS = 8  # that one browser remembers: a shared desk


def known(request: HttpRequest, account_pk: int | None) -> str | None:
    """Give what this browser is known by for an account, None where it is not."""
    return _read(request).get(str(account_pk)) if account_pk is not None else None


def remember(request: HttpRequest, response: HttpResponse, account_pk: int) -> None:
    """Let the browser be known for an account from now on."""
    accounts = _read(request)
    mark = accounts.pop(str(account_pk), None) or secrets.token_hex(12)
    accounts = dict([*accounts.items(), (str(account_pk), mark)][-_ACCOUNTS:])
    response.set_cookie(
        COOKIE,
        signing.dumps(accounts, salt=_SALT),
        max_age=_SECONDS,
        path=reverse("wagtailadmin_home"),
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return {}
    return dict(accounts)
