"""Consent and tokens: Zalo's OAuth v4 with PKCE."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from connectors.zalo import calls
from connectors.zalo.errors import ZaloUnreachable
from connectors.zalo.settings import ZaloSettings

REFRESH_LIFETIME = timedelta(days=90)  # three months; Zalo does not send the day


class NoCode(ValueError):
    """What was pasted holds no authorisation code, or one of another consent."""


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a consent or a refresh gives.

    Attributes:
        access: goes with every call.
        refresh: gets the next pair, once.
        lifetime: of the access token.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lifetime: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Consent:
    """One request for consent.

    Attributes:
        address: what the account's administrator opens.
        verifier: the secret half of PKCE, sent with the code.
        state: comes back with the code.
    """

    address: str
    verifier: str = field(repr=False)
    state: str = field(repr=False)


def ask_consent(zalo: ZaloSettings) -> Consent:
    """Make the address at which an administrator of the account gives consent."""
    verifier = secrets.token_urlsafe(32)  # 43 characters, as the method asks
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    state = secrets.token_urlsafe(12)
    query = urlencode(
        {
            "app_id": zalo.app_id,
            "redirect_uri": zalo.redirect_url,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
            "state": state,
        }
    )
    return Consent(f"{zalo.oauth_url}/v4/oa/permission?{query}", verifier, state)


def code_in(pasted: str, state: str) -> str:
    """Find the code in what the operator pastes: the code alone, or the whole address.

    Raises:
        NoCode: there is none, or the address belongs to another consent.
    """
    text = pasted.strip()
    if "://" not in text and "=" not in text:
        if not text or any(c.isspace() for c in text):
            raise NoCode("that is no code")
        return text
    query = parse_qs(urlsplit(text).query if "://" in text else text.lstrip("?"))
    if query.get("state", [state]) != [state]:
        raise NoCode("that address belongs to another consent; open the one shown above")
    codes = query.get("code", [])
    if len(codes) != 1:
        raise NoCode("that address holds no code")
    return codes[0]


async def exchange_code(zalo: ZaloSettings, code: str, verifier: str) -> TokenPair:
    """Get the first pair.

    Raises:
        ZaloError: it was not given.
    """
    return await _token(
        zalo, {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    )


async def exchange_refresh(zalo: ZaloSettings, refresh: str) -> TokenPair:
    """Get the next pair; from then on neither token of the old pair works.

    Raises:
        ZaloError: it was not given; after ``ZaloUnreachable`` the old pair may be spent.
    """
    return await _token(zalo, {"grant_type": "refresh_token", "refresh_token": refresh})


async def _token(zalo: ZaloSettings, form: Mapping[str, str]) -> TokenPair:
    answer = await calls.post(
        f"{zalo.oauth_url}/v4/oa/access_token",
        headers={"secret_key": zalo.app_secret},
        form={**form, "app_id": zalo.app_id},
    )
    document = answer.document
    access, refresh = document.get("access_token"), document.get("refresh_token")
    if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
        raise ZaloUnreachable("an answer without tokens")
    return TokenPair(access, refresh, _lifetime(document.get("expires_in")))


def _lifetime(value: object) -> timedelta:
    """Read ``expires_in``: seconds, as a text or a number.

    A pair without a usable lifetime is kept all the same, since the old one is gone: it is
    refreshed before its next use.
    """
    text = str(value).strip()
    known = text.isascii() and text.isdigit() and len(text) < 10
    return timedelta(seconds=int(text)) if known else timedelta(0)
