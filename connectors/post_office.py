"""The loop of the pushing channels: answers what came, sends what is said, polls where it must.

Runs in the worker, in an event loop of its own. It keeps nothing that matters in memory: after a
kill the next one finds in the database what is to be done.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from complaints.evidence import MAX_BYTES
from complaints.seal import SealBroken
from connectors import arrivals, contacts, dialogue, files, inbox, outbox
from connectors.channel import IncomingKind, PushChannel, Recipient
from connectors.courier import Courier
from connectors.errors import DeliveryFailed, DialogueFailed, TryLater
from connectors.models import Delivery, InboundMessage

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
ANSWERS_AT_ONCE = 8
SENDS_AT_ONCE = 40
_TYPING_AFTER_SECONDS = 0.4
_TYPING_EVERY_SECONDS = 4.5
_ACKNOWLEDGE_SECONDS = 3.0
_FETCHES = 3
_DIALOGUE_PAUSE = timedelta(seconds=2)
_TROUBLE_PAUSE_SECONDS = 2.0

_Row = TypeVar("_Row", InboundMessage, Delivery)
_Given = TypeVar("_Given")
_Got = TypeVar("_Got")


class PostOffice:
    """Works for the channels given until it is told to stop.

    Args:
        channels: that push; ``start`` and ``stop`` are called on each.
    """

    def __init__(self, channels: Sequence[PushChannel]) -> None:
        self._channels = {channel.name.value: channel for channel in channels}
        self._couriers = {name: Courier(channel) for name, channel in self._channels.items()}
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Ask for the end, from within the loop."""
        self._stop.set()

    async def run(self) -> None:
        """Work until ``stop``; what is under way is finished first."""
        for channel in self._channels.values():
            await channel.start()
        try:
            names = list(self._channels)
            await asyncio.gather(
                self._keep_up(lambda n: inbox.waiting(names, n), self.answer, ANSWERS_AT_ONCE),
                self._keep_up(lambda n: outbox.due(names, n), self._carry, SENDS_AT_ONCE),
                *(self._take_from_disk(channel) for channel in self._channels.values()),
            )
        finally:
            for channel in self._channels.values():
                await channel.stop()

    async def answer(self, row: InboundMessage) -> None:
        """Answer one message: typing is shown, a file is fetched, the dialogue is asked."""
        message = await sync_to_async(inbox.claim)(row.pk)
        if message is None:
            return
        if message.receipt:
            await self._acknowledge(message)
        if message.kind == IncomingKind.REPEAT:
            await sync_to_async(inbox.settle)(message, ())
            return
        typing = asyncio.create_task(self._show_typing(message))
        try:
            content = await self._content(message)
            await dialogue.work(message, content)
        except DatabaseError:
            raise
        except DialogueFailed:  # it holds nobody up meanwhile: danger must be heard at once
            await sync_to_async(inbox.put_back)(message, _DIALOGUE_PAUSE)
        except Exception as exc:  # noqa: BLE001 - nobody waits for ever behind one odd message
            event = secrets.token_hex(4)
            logger.error("post.not_answered event=%s error=%s", event, type(exc).__name__)
            await sync_to_async(inbox.settle)(message, (dialogue.apology(event),))
        finally:
            typing.cancel()

    async def _carry(self, row: Delivery) -> None:
        await self._couriers[row.channel].carry(row)

    async def _keep_up(
        self,
        find: Callable[[int], list[_Row]],
        work: Callable[[_Row], Awaitable[None]],
        at_once: int,
    ) -> None:
        """Find rows and work on them, several at once, one of a conversation at a time."""
        running: dict[int, asyncio.Task[None]] = {}
        while not self._stop.is_set():
            running = {pk: task for pk, task in running.items() if not task.done()}
            room = at_once - len(running)
            found = await self._of_database(find, room + len(running)) if room else None
            fresh = [row for row in found or () if row.conversation_id not in running][:room]
            for row in fresh:
                running[row.conversation_id] = asyncio.create_task(self._guarded(work, row))
            if running and len(fresh) == room:
                await asyncio.wait(running.values(), return_when=asyncio.FIRST_COMPLETED)
            elif not fresh:
                await self._idle()
            else:
                await asyncio.sleep(0)
        await asyncio.gather(*running.values())

    async def _take_from_disk(self, channel: PushChannel) -> None:
        """Take in what the portal had to put on disk."""
        while not self._stop.is_set():
            if not await self._of_database(arrivals.take_from_disk, channel):
                await self._idle()

    async def _of_database(self, ask: Callable[[_Given], _Got], given: _Given) -> _Got | None:
        """Ask the database for something; None, after a pause, while it has trouble."""
        try:
            return await sync_to_async(_fresh)(ask, given)
        except DatabaseError as exc:
            logger.error("post.database error=%s", type(exc).__name__)
            await asyncio.sleep(_TROUBLE_PAUSE_SECONDS)
            return None

    async def _idle(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), POLL_SECONDS)

    async def _guarded(self, work: Callable[[_Row], Awaitable[None]], row: _Row) -> None:
        try:
            await work(row)
        except Exception as exc:  # noqa: BLE001 - the edge of this loop: one row must not end all
            logger.error("post.failed row=%s error=%s", type(row).__name__, type(exc).__name__)
            await asyncio.sleep(_TROUBLE_PAUSE_SECONDS)

    async def _acknowledge(self, message: InboundMessage) -> None:
        with suppress(SealBroken, DeliveryFailed, TimeoutError):
            to = await sync_to_async(_recipient)(message)
            async with asyncio.timeout(_ACKNOWLEDGE_SECONDS):
                await self._channels[message.channel].acknowledge(to, message.receipt)

    async def _show_typing(self, message: InboundMessage) -> None:
        channel = self._channels[message.channel]
        if not channel.capabilities.typing:
            return
        await asyncio.sleep(_TYPING_AFTER_SECONDS)
        with suppress(SealBroken, DeliveryFailed):
            to = await sync_to_async(_recipient)(message)
            while True:
                await channel.show_typing(to)
                await asyncio.sleep(_TYPING_EVERY_SECONDS)

    async def _content(self, message: InboundMessage) -> bytes | None:
        """Fetch a file; None when it can't be had, or nobody tells a complaint it belongs to."""
        if not message.is_file or not await sync_to_async(files.is_wanted)(message):
            return None
        for attempt in range(_FETCHES):
            try:
                return await self._channels[message.channel].fetch(message.attachment, MAX_BYTES)
            except TryLater:
                await sync_to_async(inbox.prolong)(message)
                await asyncio.sleep(2.0**attempt)
            except DeliveryFailed:
                return None
        return None


def _fresh(ask: Callable[[_Given], _Got], given: _Given) -> _Got:
    close_old_connections()
    return ask(given)


def _recipient(message: InboundMessage) -> Recipient:
    return Recipient(contacts.address_of(message.conversation.contact), message.quote)
