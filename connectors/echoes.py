"""A vendor tells of a message that it took from us: what ended in doubt is settled by that.

What it tells of is found by its words, for the id is what the lost answer would have given. An id
that is known belongs to an earlier message with the same words, and settles nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from complaints.seal import SealBroken
from connectors import contacts, outbox
from connectors.channel import Echo, Event, PushChannel
from connectors.models import Delivery
from connectors.receipts import receipts
from connectors.stored_reply import reply_of
from contract.reply import MalformedReply

_EARLIER = 5
"""Deliveries to one person whose ids are compared: an echo is a matter of seconds."""


def noted(channel: PushChannel, events: Sequence[Event]) -> list[Event]:
    """Note on disk which parts of what is being sent have arrived; give the other events.

    Args:
        channel: whose events they are.
        events: of one call.
    """
    others = list[Event]()
    for event in events:
        if isinstance(event, Echo):
            _note(channel, event)
        else:
            others.append(event)
    return others


def _note(channel: PushChannel, echo: Echo) -> None:
    contact = contacts.find(channel.name, echo.address)
    delivery = outbox.under_way(contact.conversation_id) if contact else None
    if delivery is None or not delivery.attempts:
        return
    key = outbox.vendor_key(channel.name, echo.address, echo.message_id)
    if key in _known(delivery):
        return
    try:
        parts = channel.render(reply_of(delivery.outbound), delivery.outbound_id)
    except (SealBroken, MalformedReply):
        return
    said = _plain(echo.text)
    for number in range(delivery.parts_sent, len(parts)):
        if _plain(parts[number].text) == said:
            receipts().note(delivery.pk, number + 1, key)
            return


def _known(delivery: Delivery) -> set[str]:
    to_the_same = Delivery.objects.filter(
        conversation=delivery.conversation_id, pk__lte=delivery.pk
    )
    recent = to_the_same.order_by("-pk").values_list("vendor_ids", flat=True)[:_EARLIER]
    return {key for keys in recent for key in keys.split()}


def _plain(text: str) -> str:
    """Give the words alone: a vendor may trim, or end lines in another way."""
    return " ".join(unicodedata.normalize("NFC", text).split())
