"""The chat API of the web channel: what the widget and the tests call."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from connectors import conversation_service as service
from connectors.dialogue import sentences
from connectors.errors import MessageRefused, StillWorking
from connectors.metrics import REFUSALS
from connectors.models import ChannelName, OutboundMessage

_Response = TypeVar("_Response", bound=HttpResponseBase)

_EVENT_POLL_SECONDS = 1.5
_EVENT_STREAM_SECONDS = 300  # the browser reconnects by itself; nothing is held for ever

_STATUSES = {
    "invalid_json": HTTPStatus.BAD_REQUEST,
    "invalid_field": HTTPStatus.BAD_REQUEST,
    "empty_text": HTTPStatus.BAD_REQUEST,
    "unknown_session": HTTPStatus.NOT_FOUND,
    "message_id_taken": HTTPStatus.CONFLICT,
    "method": HTTPStatus.METHOD_NOT_ALLOWED,
    "too_long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
    "still_working": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""HTTP status of each reason; its sentence is ``utter_api_<reason>``."""


@dataclass(frozen=True, slots=True)
class _Message:
    session: str | None = field(repr=False)
    message_id: str
    text: str = field(repr=False)


class _BadRequest(Exception):
    """The request is not what the contract says; ``args[0]`` is a key of ``_STATUSES``."""


@csrf_exempt  # no cookie is read: the session token in the body is the only credential
async def messages(request: HttpRequest) -> HttpResponse:
    """``POST /chat/api/messages``: take one message, give its replies."""
    if request.method == "OPTIONS":
        return _with_cors(request, HttpResponse(status=HTTPStatus.NO_CONTENT))
    if request.method != "POST":
        response = _error("method")
        response["Allow"] = "POST, OPTIONS"
        return response
    return _with_cors(request, await _take(request))


async def _take(request: HttpRequest) -> HttpResponse:
    try:
        message = _read(request)
        taken = await service.take(
            message.session, message.message_id, message.text, _remote(request)
        )
    except _BadRequest as exc:
        return _error(exc.args[0])
    except MessageRefused as exc:
        return _error(exc.code)
    except StillWorking:
        response = _error("still_working")
        response["Retry-After"] = "2"
        return response
    return JsonResponse(
        {"session": taken.session, "replies": [r.to_json() for r in taken.replies]},
        json_dumps_params={"ensure_ascii": False},
    )


def _read(request: HttpRequest) -> _Message:
    try:
        body = request.body
    except RequestDataTooBig as exc:
        raise _BadRequest("too_long") from exc
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise _BadRequest("invalid_json") from exc
    if not isinstance(document, dict):
        raise _BadRequest("invalid_field")
    session, message_id, text = (document.get(k) for k in ("session", "message_id", "text"))
    if not (session is None or isinstance(session, str)) or not isinstance(text, str):
        raise _BadRequest("invalid_field")
    try:
        return _Message(session, str(uuid.UUID(message_id)), text)
    except (ValueError, AttributeError, TypeError) as exc:
        raise _BadRequest("invalid_field") from exc


async def events(request: HttpRequest) -> HttpResponseBase:
    """``GET /chat/api/events?session=…``: later messages (staff replies), as server-sent events."""
    if request.method != "GET":
        response = _error("method")
        response["Allow"] = "GET"
        return response
    try:
        conversation = await sync_to_async(service.conversation_of)(request.GET.get("session", ""))
    except MessageRefused as exc:
        return _with_cors(request, _error(exc.code))
    # A browser that reconnects names the last event itself; a page that is opened anew says it.
    last = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    known = last.isascii() and last.isdigit() and len(last) < 19
    after = int(last) if known else await sync_to_async(_latest)(conversation.pk)
    stream = StreamingHttpResponse(
        _stream(conversation.pk, after), content_type="text/event-stream; charset=utf-8"
    )
    stream["Cache-Control"] = "no-cache"
    stream["X-Accel-Buffering"] = "no"
    return _with_cors(request, stream)


async def _stream(conversation_pk: int, after: int) -> AsyncIterator[str]:
    yield f"retry: 3000\nid: {after}\n\n"
    for _ in range(int(_EVENT_STREAM_SECONDS / _EVENT_POLL_SECONDS)):
        for pk, reply in await sync_to_async(_later)(conversation_pk, after):
            after = pk
            yield f"id: {pk}\nevent: reply\ndata: {json.dumps(reply, ensure_ascii=False)}\n\n"
        await asyncio.sleep(_EVENT_POLL_SECONDS)
        yield ": \n\n"


def _latest(conversation_pk: int) -> int:
    newest = OutboundMessage.objects.filter(conversation=conversation_pk).order_by("-pk").first()
    return newest.pk if newest else 0


def _later(conversation_pk: int, after: int) -> list[tuple[int, Any]]:
    rows = OutboundMessage.objects.filter(
        conversation=conversation_pk, in_reply_to=None, pk__gt=after
    )
    return list(rows.order_by("pk").values_list("pk", "reply"))


def _error(code: str) -> HttpResponse:
    REFUSALS.labels(ChannelName.WEB, code).inc()
    return JsonResponse(
        {"error": {"code": code, "message": sentences().say(f"api_{code}")}},
        status=_STATUSES[code],
        json_dumps_params={"ensure_ascii": False},
    )


def _remote(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _with_cors(request: HttpRequest, response: _Response) -> _Response:
    origin = request.headers.get("Origin", "")
    if origin and origin in settings.ENVIRONMENT.cors_origins:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "POST, GET, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Content-Type, Last-Event-ID"
        response["Vary"] = "Origin"
    return response


urlpatterns = [
    path("chat/api/messages", messages, name="chat_messages"),
    path("chat/api/events", events, name="chat_events"),
]
