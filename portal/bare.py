"""Webhooks without Django's middleware.

Static files, sessions, messages and the like cost each call some ten changes of thread. No vendor
has a session, and in a burst these changes were most of the time before a call was acknowledged.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.urls import Resolver404, resolve

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BARE = frozenset({"channel_webhook"})
"""Names of addresses whose views are async and need no middleware."""


def with_bare_views(django: Application) -> Application:
    """Answer the addresses in ``BARE`` here, all others by Django."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/channels/"):
            return await django(scope, receive, send)
        try:
            match = resolve(scope["path"])
        except Resolver404:
            return await django(scope, receive, send)
        if match.url_name not in BARE:
            return await django(scope, receive, send)
        body = await _body_of(receive)
        if body is None:  # hung up
            return None
        if len(body) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            return await _answer(HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE), send)
        return await _answer(await _answer_of(match, ASGIRequest(scope, BytesIO(body))), send)

    return application


async def _body_of(receive: Receive) -> bytes | None:
    """Read a body; None when the caller hung up. Of one that is too long, no more than shows it."""
    parts: list[bytes] = []
    left = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    while left >= 0:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        left -= len(parts[-1])
        if not message.get("more_body", False):
            break
    return b"".join(parts)


async def _answer_of(match: Any, request: ASGIRequest) -> HttpResponse:
    try:
        answer: HttpResponse = await match.func(request, *match.args, **match.kwargs)
    except Exception as exc:  # noqa: BLE001 - the edge of the process: a vendor gets a status
        event, error = secrets.token_hex(4), type(exc).__name__
        logger.error("webhook.failed event=%s error=%s", event, error)
        return HttpResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    return answer


async def _answer(response: HttpResponse, send: Send) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    headers.append((b"content-length", str(len(response.content)).encode()))
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
