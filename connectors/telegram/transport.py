"""HTTP for python-telegram-bot that tells what may have arrived from what did not."""

from __future__ import annotations

from typing import Any, TypeVar

import httpx
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_Default = TypeVar("_Default")

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds; below outbox.SEND_SECONDS
_CONNECTIONS = httpx.Limits(max_connections=64)


class AnswerLost(TelegramError):
    """Telegram took the call (HTTP 200), and its answer broke off: not to be repeated."""


class MaybeArrived(NetworkError):
    """The call went out and no answer came: it may have been taken."""


class Transport(BaseRequest):
    """Calls of the Bot API, over one pool of connections.

    Telegram answers 200 only to what it accepted. So a body that breaks off after that line is no
    failure of the call, and sending the message again would say it twice.
    """

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return _TIMEOUT.read

    async def initialize(self) -> None:
        """Open the pool."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_TIMEOUT, limits=_CONNECTIONS)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def do_request(  # noqa: PLR0913 - the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call.

        Raises:
            AnswerLost: taken, the answer broke off.
            MaybeArrived: gone out, unanswered.
            TimedOut: it did not go out in time.
            NetworkError: it did not go out.
        """
        await self.initialize()
        assert self._client is not None  # noqa: S101 - opened above
        timeout = httpx.Timeout(
            read=_or(read_timeout, _TIMEOUT.read),
            write=_or(write_timeout, _TIMEOUT.write),
            connect=_or(connect_timeout, _TIMEOUT.connect),
            pool=_or(pool_timeout, _TIMEOUT.pool),
        )
        status = 0
        try:
            async with self._client.stream(
                method,
                url,
                data=request_data.json_parameters if request_data else None,
                files=request_data.multipart_data if request_data else None,
                timeout=timeout,
            ) as response:
                status = response.status_code
                return status, await response.aread()
        except httpx.HTTPError as exc:
            raise _translated(exc, status) from None  # its text holds the address with the token

    async def read_file(self, url: str, limit: int) -> bytes:
        """Fetch a file, one byte more than ``limit`` at most.

        Raises:
            NetworkError: it can't be had now.
        """
        await self.initialize()
        assert self._client is not None  # noqa: S101 - opened above
        content = bytearray()
        try:
            async with self._client.stream("GET", url) as response:
                if response.status_code != httpx.codes.OK:
                    raise NetworkError(f"file: HTTP {response.status_code}")
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > limit:
                        break
        except httpx.HTTPError as exc:
            raise _translated(exc, 0) from None
        return bytes(content[: limit + 1])


def _translated(exc: httpx.HTTPError, status: int) -> TelegramError:
    name = type(exc).__name__
    if status == httpx.codes.OK:
        return AnswerLost(name)
    if isinstance(exc, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return TimedOut(name) if isinstance(exc, httpx.TimeoutException) else NetworkError(name)
    return MaybeArrived(name)


def _or(value: Any, default: float | None) -> float | None:
    if isinstance(value, DefaultValue):
        return default
    return None if value is None else float(value)
