"""The turn log: how a turn went, without words, written after the answer is on its way."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.crypto import salted_hmac

from connectors.models import TurnLog
from contract.reply import Reply

logger = logging.getLogger(__name__)

_SALT = "connectors.turn_log"
_DAY_SECONDS = 86_400.0
_next_tidying = 0.0
_writing: set[asyncio.Task[None]] = set()
"""Keeps the tasks alive: an event loop holds them only weakly."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is known of a turn once it is answered.

    Attributes:
        channel: a ``ChannelName``.
        conversation: key of the conversation; only its keyed hash is stored.
        reply: the first reply; what else a form asked then is no ending.
        total_ms: from the claim to the stored answer.
        dialogue_ms: of that, the time Rasa took; None when it was not asked.
        trace: figures that the actions gave, see ``rasa_client.Said``.
    """

    channel: str
    conversation: str
    reply: Reply
    total_ms: float
    dialogue_ms: float | None = None
    trace: Mapping[str, float] = field(default_factory=dict)


def write_later(turn: Turn) -> None:
    """Write the turn when the answer is out; a failure is logged and harms nothing."""
    task = asyncio.get_running_loop().create_task(_write(turn))
    _writing.add(task)
    task.add_done_callback(_writing.discard)


async def written() -> None:
    """Wait until every turn so far is written: for a loop that ends, and for tests."""
    here = asyncio.get_running_loop()
    await asyncio.gather(*(task for task in _writing if task.get_loop() is here))


def forget_old() -> int:
    """Delete the turns older than ``TURN_LOG_DAYS``; give how many there were."""
    oldest = timezone.now() - timedelta(days=settings.TURN_LOG_DAYS)
    deleted, _ = TurnLog.objects.filter(at__lt=oldest).delete()
    return deleted


def hash_of(conversation: str) -> str:
    """Give what stands for a conversation in the log: the same for all of its turns."""
    return salted_hmac(_SALT, conversation, algorithm="sha256").hexdigest()[:16]


async def _write(turn: Turn) -> None:
    try:
        # A thread of its own: the request's may be gone by then.
        await sync_to_async(_insert, thread_sensitive=False)(turn)
    except Exception as exc:  # noqa: BLE001 - the edge of this task: a log must never break a turn
        logger.error("turn_log.failed error=%s", type(exc).__name__)


def _insert(turn: Turn) -> None:
    close_old_connections()
    meta = turn.reply.meta
    try:
        TurnLog.objects.create(
            at=timezone.now(),
            channel=turn.channel,
            conversation_hash=hash_of(turn.conversation),
            outcome=meta.outcome.value,
            procedure=(meta.procedure or "")[:64],
            facet=meta.facet.value if meta.facet else "",
            confidence=turn.trace.get("confidence"),
            understand_ms=_understanding(turn),
            search_ms=_whole(turn.trace.get("search_ms")),
            compose_ms=_whole(turn.trace.get("compose_ms")),
            total_ms=_whole(turn.total_ms) or 0,
            release=(meta.release or "")[:32],
        )
        _tidy_up()
    except DatabaseError as exc:
        logger.error("turn_log.not_written error=%s", type(exc).__name__)


def _tidy_up() -> None:
    """Forget old turns once a day and process, in the shade of a turn that is written."""
    global _next_tidying
    if time.monotonic() < _next_tidying:
        return
    _next_tidying = time.monotonic() + _DAY_SECONDS
    forgotten = forget_old()
    if forgotten:
        logger.info("turn_log.forgotten count=%s", forgotten)


def _understanding(turn: Turn) -> int | None:
    """What Rasa took besides its actions: understanding, policies, its own storing."""
    if turn.dialogue_ms is None:
        return None
    return _whole(max(0.0, turn.dialogue_ms - turn.trace.get("actions_ms", 0.0)))


def _whole(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds)
