"""What we ask of the Bot Platform, over plain HTTPS."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from connectors.zalo.calls import authorities
from connectors.zalo_bot.settings import ZaloBotSettings

_PATIENCE_SECONDS = 10.0
_CONNECT_SECONDS = 5.0
POLL_SECONDS = 30
"""How long Zalo may hold a request for news that has none."""
MAX_TEXT = 2000  # characters
_NO_NEWS = HTTPStatus.REQUEST_TIMEOUT
_LONGEST_PAUSE = 3600.0  # seconds


class BotError(Exception):
    """Base of the errors of the Bot Platform; never holds the token or anybody's words."""


class BotUnreachable(BotError):
    """No usable answer; it may have been done all the same.

    Attributes:
        retry_after: seconds to wait, where that was said.
    """

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class BotRefused(BotError):
    """The platform says no.

    Attributes:
        code: its number.
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"error {code}")
        self.code = code


class BotApi:
    """One bot.

    Args:
        bot: settings.
    """

    def __init__(self, bot: ZaloBotSettings) -> None:
        self._bot = bot

    async def name(self) -> str:
        """Give the bot's name: shows that the token works.

        Raises:
            BotError: it does not, or that is not known.
        """
        result = await self._call("getMe", {})
        found = result.get("account_name") or result.get("display_name") or ""
        return str(found)

    async def send(self, chat: str, text: str) -> None:
        """Send a text of at most ``MAX_TEXT`` characters.

        Raises:
            BotError: it was not sent, or that is not known.
        """
        await self._call("sendMessage", {"chat_id": chat, "text": text[:MAX_TEXT]})

    async def set_webhook(self, url: str) -> None:
        """Tell Zalo where to send news. Raises as ``send``."""
        await self._call("setWebhook", {"url": url, "secret_token": self._bot.webhook_secret})

    async def webhook(self) -> str:
        """Give the address that Zalo sends news to; empty when there is none."""
        return str((await self._call("getWebhookInfo", {})).get("url") or "")

    async def news(self) -> Mapping[str, Any] | None:
        """Ask for one piece of news; None when there is none within ``POLL_SECONDS``.

        Zalo forgets what it has given, and gives nothing while a webhook is set.

        Raises:
            BotError: as ``send``.
        """
        try:
            return await self._call("getUpdates", {"timeout": str(POLL_SECONDS)}, POLL_SECONDS)
        except BotRefused as exc:
            if exc.code == _NO_NEWS:
                return None
            raise

    async def _call(
        self, method: str, values: Mapping[str, str], held: float = 0.0
    ) -> Mapping[str, Any]:
        url = f"{self._bot.api_url}/bot{self._bot.token}/{method}"
        patience = httpx.Timeout(_PATIENCE_SECONDS + held, connect=_CONNECT_SECONDS)
        try:
            async with httpx.AsyncClient(timeout=patience, verify=authorities()) as http:
                response = await http.post(url, json=values)
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise BotUnreachable(type(exc).__name__) from None  # the cause holds the token
        return _result(response)


def _result(response: httpx.Response) -> Mapping[str, Any]:
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        raise BotUnreachable("too many requests", _seconds(response.headers.get("Retry-After")))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise BotUnreachable(f"HTTP {response.status_code}")
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise BotUnreachable("not a JSON object")
    if document.get("ok") is not True:
        code = document.get("error_code")
        number = code if isinstance(code, int) else response.status_code
        if number == HTTPStatus.TOO_MANY_REQUESTS:
            raise BotUnreachable("too many requests", 60.0)
        raise BotRefused(number)
    result = document.get("result")
    return result if isinstance(result, dict) else {}


def _seconds(text: str | None) -> float:
    known = text is not None and text.isascii() and text.isdigit()
    return min(float(text or 0), _LONGEST_PAUSE) if known else 60.0
