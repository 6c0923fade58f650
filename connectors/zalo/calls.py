"""One HTTP call to Zalo, and what its answer means: Zalo says no with HTTP 200."""

from __future__ import annotations

import json as json_module
import logging
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

import httpx

from connectors.zalo.errors import RATE_CODE, RATE_PAUSE, RateLimited, ZaloRefused, ZaloUnreachable
from connectors.zalo.errors import refusal as refusal_of

logger = logging.getLogger(__name__)

PATIENCE = httpx.Timeout(10.0, connect=5.0)  # seconds
_LONGEST_PAUSE = 600.0  # seconds; a server that says more is not believed
_NOT_GONE_OUT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL)
_SAYS_YES = re.compile(rb'"error"\s*:\s*0\s*[,}]|"message_id"\s*:')
"""In the half of an answer that came: neither stands in a refusal."""
_FEW_LEFT = 100  # requests of a minute


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests of this minute, as Zalo counts them; None where it did not say."""

    limit: int | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What Zalo answered when it did what was asked.

    Attributes:
        document: the JSON document.
        rate: from the headers.
    """

    document: Mapping[str, Any]
    rate: Rate = Rate()

    @property
    def data(self) -> Mapping[str, Any]:
        """Give the part ``data``; empty where there is none."""
        data = self.document.get("data")
        return data if isinstance(data, dict) else {}


async def post(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    form: Mapping[str, str] | None = None,
    file: tuple[str, bytes, str] | None = None,
) -> Answer:
    """Send one request.

    Args:
        url: the whole address.
        headers: beside the usual ones; may hold a secret, which is never logged.
        json: body, or None.
        form: form-encoded body, or None.
        file: name, content and media type of the multipart field ``file``, or None.

    Raises:
        ZaloUnreachable: no answer, a 5xx, or no JSON; it may have been done all the same.
        ZaloRefused: Zalo says no; see ``connectors.zalo.errors``.
    """
    body = {"json": json, "data": form, "files": {"file": file} if file else None}
    return await _send("POST", url, headers=headers, **body)


async def post_once(url: str, *, headers: Mapping[str, str], json: Any) -> Answer:
    """Send what had better not be done twice, and gives back nothing that is needed.

    An answer that breaks off after its yes is an answer, with an empty document.

    Raises:
        ZaloUnreachable, ZaloRefused: as ``post`` does.
    """
    return await _send("POST", url, half_will_do=True, headers=headers, json=json)


async def get(url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Read something; raises as ``post`` does."""
    return await _send("GET", url, headers=headers)


async def _send(method: str, url: str, *, half_will_do: bool = False, **request: Any) -> Answer:
    body = bytearray()
    try:
        # One client a call: it belongs to the event loop that runs this call.
        async with (
            httpx.AsyncClient(timeout=PATIENCE, verify=authorities()) as http,
            http.stream(method, url, **request) as response,
        ):
            try:
                async for part in response.aiter_bytes():
                    body += part
            except httpx.HTTPError:
                if half_will_do and response.is_success and _SAYS_YES.search(body):
                    return Answer({}, _rate(response.headers))
                raise
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        went_out = not isinstance(exc, _NOT_GONE_OUT)
        # The cause names headers.
        raise ZaloUnreachable(type(exc).__name__, went_out=went_out) from None
    return _answer(response, bytes(body))


def _answer(response: httpx.Response, body: bytes) -> Answer:
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        raise RateLimited(RATE_CODE, _seconds(response.headers.get("Retry-After")))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ZaloUnreachable(f"HTTP {response.status_code}")
    try:
        document = json_module.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        if response.is_success:
            raise ZaloUnreachable("not a JSON object")
        raise ZaloRefused(-response.status_code)
    code = _error(document)
    if code:
        raise refusal_of(code)
    if not response.is_success:
        raise ZaloRefused(-response.status_code)
    return Answer(document, _rate(response.headers))


def _error(document: Mapping[str, Any]) -> int:
    """Read ``error``: absent or 0 means that all is well; a text counts as an unknown refusal."""
    value = document.get("error", 0)
    try:
        return int(value)
    except (TypeError, ValueError):
        return -1


def _rate(headers: Mapping[str, str]) -> Rate:
    rate = Rate(_count(headers.get("X-RateLimit-Limit")), _count(headers.get("X-RateLimit-Remain")))
    if rate.remaining is not None and rate.remaining < _FEW_LEFT:
        logger.warning("zalo.rate_low remaining=%d limit=%s", rate.remaining, rate.limit)
    return rate


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _seconds(text: str | None) -> float:
    seconds = _count(text)
    return RATE_PAUSE if seconds is None else min(float(seconds), _LONGEST_PAUSE)


@cache
def authorities() -> ssl.SSLContext:
    """Give the certificates to trust; reading them takes 20 ms, so once a process."""
    return httpx.create_ssl_context()
