"""The chat API of the web channel: what the widget and the tests call."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import path

from complaints.evidence import MAX_BYTES
from complaints.web.uploads import BoundedUpload
from connectors import conversation_service as service
from connectors import feedback, limits
from connectors.errors import TooManyMessages, UnknownSession
from connectors.http import BadRequest, document_of, endpoint, remote, said
from connectors.models import Conversation, Feedback, OutboundMessage
from connectors.stored_reply import reply_of
from connectors.wording import sentences

_EVENT_POLL_SECONDS = 1.5
_EVENT_STREAM_SECONDS = 300  # the browser reconnects by itself; nothing is held for ever
_CROWDED_MS = 60_000  # who holds too many streams comes back after this
_AROUND_A_FILE = 64 * 1024  # bytes of a form besides its file
_MOST_REPLIES = 100  # to one message; no answer has so many
_CODE = re.compile(r"\d\.\d{6}")
"""The national code of a procedure."""


@endpoint("POST")
async def messages(request: HttpRequest) -> HttpResponse:
    """``POST /chat/api/messages``: take one message, give its replies."""
    document = document_of(request)
    text = document.get("text")
    if not isinstance(text, str):
        raise BadRequest("invalid_field")
    taken = await service.take(
        session_in(document), message_id_in(document), text, remote(request), _about(document)
    )
    return _answered(taken)


@endpoint("POST")
async def upload(request: HttpRequest) -> HttpResponse:
    """``POST /chat/api/files``: take one file into the complaint that is being told.

    A form of the kind ``multipart/form-data`` with ``session``, ``message_id`` and ``file``.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + _AROUND_A_FILE:
        raise BadRequest("file_too_big")
    fields, content = await sync_to_async(_form)(request)
    taken = await service.take_file(
        session_in(fields), message_id_in(fields), content, remote(request)
    )
    return _answered(taken)


def _form(request: HttpRequest) -> tuple[dict[str, Any], bytes]:
    request.upload_handlers = [BoundedUpload(request)]
    try:
        fields, file = request.POST.dict(), request.FILES.get("file")
    except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as exc:
        raise BadRequest("invalid_field") from exc
    if file is None:
        raise BadRequest("invalid_field")
    return {**fields, "session": fields.get("session") or None}, file.read()


@endpoint("POST")
async def rate(request: HttpRequest) -> HttpResponse:
    """``POST /chat/api/feedback``: what somebody thinks of one reply, see ``feedback.Opinion``."""
    document = document_of(request)
    opinion = opinion_in(document)
    conversation = await service.admitted(session_in(document), remote(request))
    if conversation is None:
        raise UnknownSession
    kept = await sync_to_async(feedback.record)(conversation, opinion)
    return said({"message": sentences().say(feedback.sentence_for(kept))})


def opinion_in(document: dict[str, Any]) -> feedback.Opinion:
    """Read what somebody thinks of a reply.

    Raises:
        BadRequest: a field is missing or is not what it should be.
    """
    note, question = document.get("note") or "", document.get("question") or ""
    position, wants_news = document.get("position", 0), document.get("wants_news", False)
    typed = type(position) is int and isinstance(wants_news, bool)
    texts = isinstance(note, str) and isinstance(question, str)
    if not (typed and texts) or not 0 <= position < _MOST_REPLIES:
        raise BadRequest("invalid_field")
    try:
        rating = Feedback.Rating(document.get("rating") or "")
        reason = Feedback.Reason(document["reason"]) if document.get("reason") else None
    except ValueError as exc:
        raise BadRequest("invalid_field") from exc
    return feedback.Opinion(
        message_id_in(document), position, rating, reason, note, question, wants_news
    )


def session_in(document: dict[str, Any]) -> str | None:
    """Read the token of a conversation; None begins one.

    Raises:
        BadRequest: it is no text.
    """
    session = document.get("session")
    if not (session is None or isinstance(session, str)):
        raise BadRequest("invalid_field")
    return session


def message_id_in(document: dict[str, Any]) -> str:
    """Read the id of a message, in the one form it is stored in.

    Raises:
        BadRequest: it is no UUID.
    """
    try:
        return str(uuid.UUID(document.get("message_id")))
    except (ValueError, AttributeError, TypeError) as exc:
        raise BadRequest("invalid_field") from exc


def _about(document: dict[str, Any]) -> str:
    about = document.get("procedure") or ""
    if not isinstance(about, str) or (about and not _CODE.fullmatch(about)):
        raise BadRequest("invalid_field")
    return about


def _answered(taken: service.Taken) -> HttpResponse:
    return said({"session": taken.session, "replies": [r.to_json() for r in taken.replies]})


@endpoint("GET")
async def events(request: HttpRequest) -> HttpResponseBase:
    """``GET /chat/api/events?session=…``: later messages (staff replies), as server-sent events."""
    conversation = await sync_to_async(service.conversation_of)(request.GET.get("session", ""))
    # A browser that reconnects names the last event itself; a page that is opened anew says it.
    last = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    known = last.isascii() and last.isdigit() and len(last) < 19
    after = int(last) if known else await sync_to_async(_latest)(conversation.pk)
    stream = StreamingHttpResponse(
        _limited(conversation, after, remote(request)),
        content_type="text/event-stream; charset=utf-8",
    )
    stream["Cache-Control"] = "no-cache"
    stream["X-Accel-Buffering"] = "no"
    return stream


async def _limited(conversation: Conversation, after: int, address: str) -> AsyncIterator[str]:
    """Stream within the limits; counted only while it runs, so that none is counted for ever."""
    try:
        with (
            limits.address_streams.one_more(address),
            limits.conversation_streams.one_more(conversation.key),
        ):
            async for event in _stream(conversation.pk, after):
                yield event
    except TooManyMessages:
        yield f"retry: {_CROWDED_MS}\n\n"


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
    return [(row.pk, reply_of(row).to_json()) for row in rows.order_by("pk")]


urlpatterns = [
    path("chat/api/messages", messages, name="chat_messages"),
    path("chat/api/files", upload, name="chat_files"),
    path("chat/api/feedback", rate, name="chat_feedback"),
    path("chat/api/events", events, name="chat_events"),
]
