"""Webhooks of vendors: verified, stored, acknowledged; the work comes after.

Stored means in the inbox or, where the way there would take longer than a vendor waits, in a sealed
file that the worker takes in (``overflow``).
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from connectors import arrivals, echoes, limits, registry
from connectors.channel import PushChannel
from connectors.errors import MalformedEvent
from connectors.http import remote
from connectors.metrics import OVERFLOWED, REFUSALS
from connectors.overflow import Overflow

logger = logging.getLogger(__name__)

LINE = 6
"""Calls that may wait for the database at one time, in this process: it takes one after the other,
and some 30 ms each while the other processes are at work. More than these go to disk."""
PATIENCE_SECONDS = 0.8
"""How long a call waits for the database; Zalo gives up after two seconds."""

_in_line: set[asyncio.Task[bool]] = set()


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
        if await _kept(channel, body):
            limits.strangers.sent_right(address)
    except MalformedEvent:
        return _refused(name, "malformed", HTTPStatus.OK)
    except OSError as exc:  # not stored: the vendor is to send it again
        logger.error("webhook.not_stored channel=%s error=%s", name, type(exc).__name__)
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse(status=HTTPStatus.OK)


async def _kept(channel: PushChannel, body: bytes) -> bool:
    """Store a call in the inbox, or on disk: behind those that wait there, and when it is late.

    Returns:
        False when there is nothing in it, as in a trial that nobody signs, or nobody looked yet.

    Raises:
        MalformedEvent: it can't be read.
        OSError: neither would take it.
    """
    waiting = Overflow(settings.OVERFLOW, channel.name)
    if waiting.is_empty():
        if len(_in_line) < LINE:
            taken = await _taken_in(channel, body)
            if taken is not None:
                return taken
        logger.warning("webhook.to_disk channel=%s", channel.name)
    waiting.put(body)
    OVERFLOWED.labels(channel.name).inc()
    return False


async def _taken_in(channel: PushChannel, body: bytes) -> bool | None:
    """Let the inbox take a call in; None when the database fails, or takes too long.

    What is not done in time may be done later all the same: what is on disk is then known already.

    Returns:
        Whether there was anything in it.
    """
    task = asyncio.ensure_future(sync_to_async(_stored)(channel, body))
    _in_line.add(task)
    task.add_done_callback(_out_of_line)
    done, _ = await asyncio.wait((task,), timeout=PATIENCE_SECONDS)
    try:
        return task.result() if done else None
    except DatabaseError as exc:
        logger.error("webhook.database channel=%s error=%s", channel.name, type(exc).__name__)
        return None


def _out_of_line(task: asyncio.Task[bool]) -> None:
    _in_line.discard(task)
    if not task.cancelled():
        task.exception()  # looked at here, for those that nobody waits for any more


def _stored(channel: PushChannel, body: bytes) -> bool:
    """Take in what a body holds; False when that is nothing."""
    close_old_connections()  # nobody else does, in a thread that serves no request
    events = channel.parse(body)
    news = echoes.noted(channel, events)
    if news:
        arrivals.take(channel.name, news)
    return bool(events)


def _refused(name: str, reason: str, status: HTTPStatus) -> HttpResponse:
    logger.warning("webhook.refused channel=%s reason=%s", name, reason)
    REFUSALS.labels(name, reason).inc()
    return HttpResponse(status=status)


urlpatterns = [path("channels/<slug:name>/webhook", webhook, name="channel_webhook")]
