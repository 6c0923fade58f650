"""``motcua channels check`` for Zalo."""

from __future__ import annotations

from http import HTTPStatus

import httpx
from asgiref.sync import sync_to_async

from connectors.channel import Finding
from connectors.zalo import tokens
from connectors.zalo.errors import ZaloError
from connectors.zalo.official_account import OfficialAccount
from connectors.zalo.settings import ZaloSettings

_PATIENCE = httpx.Timeout(5.0)  # seconds


async def findings(
    account: OfficialAccount, zalo: ZaloSettings, public_url: str
) -> tuple[Finding, ...]:
    """Ask Zalo who we are; call our own webhook from outside."""
    trouble = await sync_to_async(tokens.trouble)(zalo.oa_id)
    if trouble:
        return (Finding(False, trouble), await _webhook(public_url))
    try:
        name = await account.name()
    except ZaloError as exc:
        return (Finding(False, f"the token does not work ({exc})"), await _webhook(public_url))
    return (Finding(True, f"the token works, the account is {name}"), await _webhook(public_url))


async def _webhook(public_url: str) -> Finding:
    """Call our own webhook without a signature: it must refuse. Zalo can't be asked what is set."""
    if not public_url.startswith("https://"):
        return Finding(False, "Zalo needs PUBLIC_URL, with https://, for its webhook")
    address = f"{public_url}/channels/zalo/webhook"
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as http:
            status = (await http.post(address, content=b'{"event_name": "x"}')).status_code
    except httpx.HTTPError as exc:
        return Finding(False, f"the webhook can't be reached from here ({type(exc).__name__})")
    if status == HTTPStatus.FORBIDDEN:
        return Finding(True, f"{address} can be reached and refuses unsigned calls")
    return Finding(False, f"{address} answers HTTP {status} instead of 403")
