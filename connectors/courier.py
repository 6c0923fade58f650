"""Carries what the outbox holds to the vendors: each part once, within their limits."""

from __future__ import annotations

import asyncio
import logging

from asgiref.sync import sync_to_async

from complaints.seal import SealBroken
from connectors import contacts, outbox
from connectors.channel import Part, PushChannel, Recipient
from connectors.errors import DeliveryFailed, Trouble, TryLater, Undeliverable
from connectors.models import Delivery
from connectors.pace import Pacer
from connectors.stored_reply import reply_of
from contract.reply import MalformedReply

logger = logging.getLogger(__name__)


class Courier:
    """Sends for one channel.

    Args:
        channel: whose messages.
        pacer: books moments; made from the channel's capabilities when None.
    """

    def __init__(self, channel: PushChannel, pacer: Pacer | None = None) -> None:
        self._channel = channel
        pace = channel.capabilities.pace
        if pacer is None and pace is None:
            raise ValueError("a channel that pushes has a pace")
        self._pacer = pacer or Pacer(pace)  # type: ignore[arg-type]

    async def carry(self, row: Delivery) -> None:
        """Send one reply; how it ended stands in its row."""
        group = row.conversation.contact.group_hash
        chat = group or str(row.conversation_id)
        await asyncio.sleep(self._pacer.book(chat, is_group=bool(group)))
        delivery = await sync_to_async(outbox.claim)(row.pk)
        if delivery is None:
            return
        try:
            to, parts = await sync_to_async(self._prepared)(delivery)
            left = parts[delivery.parts_sent :]
            for part in left:
                if part is not left[0]:
                    await sync_to_async(outbox.part_sent)(delivery)
                    await asyncio.sleep(self._pacer.book(chat, is_group=bool(group)))
                vendor_id = await self._send(to, part)
                outbox.note_taken(delivery, to.address, vendor_id)
                self._pacer.went_out(chat)
        except DeliveryFailed as failure:
            if isinstance(failure, TryLater) and failure.retry_after is not None:
                self._hold(chat, failure, failure.retry_after)
            echo_seconds = self._channel.capabilities.echo_seconds
            await sync_to_async(outbox.failed)(delivery, failure, echo_seconds)
        else:
            await sync_to_async(outbox.sent)(delivery)

    def _hold(self, chat: str, failure: TryLater, seconds: float) -> None:
        if failure.for_all:
            self._pacer.hold_all(seconds)
        else:
            self._pacer.hold(chat, seconds)

    async def _send(self, to: Recipient, part: Part) -> str:
        try:
            async with asyncio.timeout(outbox.SEND_SECONDS):
                return await self._channel.send(to, part)
        except TimeoutError as exc:
            raise TryLater(Trouble.NETWORK, may_have_arrived=True) from exc

    def _prepared(self, delivery: Delivery) -> tuple[Recipient, tuple[Part, ...]]:
        """Give whom it goes to, and what.

        Raises:
            Undeliverable: what is stored does not open, or it is too late.
        """
        outbound, contact = delivery.outbound, delivery.conversation.contact
        answers = outbound.in_reply_to
        try:
            to = Recipient(contacts.address_of(contact), answers.quote if answers else "")
            reply = reply_of(delivery.outbound)
        except (SealBroken, MalformedReply) as exc:
            raise Undeliverable(Trouble.UNREADABLE) from exc
        if outbox.note_window(delivery, self._channel.capabilities):
            return to, self._channel.render(reply, outbound.pk)
        parts = self._channel.outside_windows(reply, outbound.pk)
        if not parts:
            raise Undeliverable(Trouble.WINDOW)
        outbox.note_cost_outside(delivery, self._channel.outside_cost_dong)
        return to, parts
