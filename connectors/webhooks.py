"""Webhooks of vendors: verified, stored, acknowledged; the work comes after."""

from __future__ import annotations

import logging
from http import HTTPStatus

from asgiref.sync import sync_to_async
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from connectors import arrivals, limits, registry
from connectors.channel import PushChannel
from connectors.errors import MalformedEvent
from connectors.http import remote
from connectors.metrics import REFUSALS

logger = logging.getLogger(__name__)


@csrf_exempt  # no cookie is read: the vendor signs
async def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """``POST /channels/<name>/webhook``: take in what a vendor delivers.

    200 means stored. What can't be read is acknowledged, too: the vendor would send it for ever.
    Who sends wrong signatures again and again is refused unread, and without a line in the log.
    """
    channel = registry.push_channel(name)
    if channel is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    if request.method != "POST":
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
    address = remote(request)
    if limits.strangers.are_shut_out(address):
        REFUSALS.labels(name, "shut_out").inc()
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
    try:
        body = request.body
    except RequestDataTooBig:
        return _refused(name, "too_long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not channel.verify(request.headers, body):
        limits.strangers.sent_wrong(address)
        return _refused(name, "signature", HTTPStatus.FORBIDDEN)
    try:
        if await sync_to_async(_stored)(channel, body):
            limits.strangers.sent_right(address)
    except MalformedEvent:
        return _refused(name, "malformed", HTTPStatus.OK)
    except DatabaseError as exc:  # not stored: the vendor is to send it again
        logger.error("webhook.not_stored channel=%s error=%s", name, type(exc).__name__)
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse(status=HTTPStatus.OK)


def _stored(channel: PushChannel, body: bytes) -> bool:
    """Take in what a body holds; False when that is nothing, as in a trial that nobody signs."""
    events = channel.parse(body)
    arrivals.take(channel.name, events)
    return bool(events)


def _refused(name: str, reason: str, status: HTTPStatus) -> HttpResponse:
    logger.warning("webhook.refused channel=%s reason=%s", name, reason)
    REFUSALS.labels(name, reason).inc()
    return HttpResponse(status=status)


urlpatterns = [path("channels/<slug:name>/webhook", webhook, name="channel_webhook")]
