"""What the database says of a run of ``bench.channels``, beside what the vendors accepted.

``python -m bench.channel_record`` runs in the product's environment: it reads the calls as JSON
and prints what is on record. The rest compares, and needs no database.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.telegram_api import visible

if TYPE_CHECKING:
    from bench.channel_vendors import Heard, Telegram, Zalo
    from connectors.models import InboundMessage


@dataclass
class Compared:
    """What the vendors accepted, beside what was to be said.

    Attributes:
        messages: accepted.
        missing: to be said, and never accepted.
        doubled: accepted once more, where the row says that this was in doubt.
        doubled_without_reason: accepted once more without that.
        unexpected: out of order, or nothing that was to be said.
    """

    messages: int = 0
    missing: int = 0
    doubled: int = 0
    doubled_without_reason: int = 0
    unexpected: int = 0


def compare(heard: Sequence[Heard], to_be_said: Sequence[Sequence[Any]], *, html: bool) -> Compared:
    """Lay what one person got beside what was to be said to them, in order.

    Args:
        heard: messages of one person.
        to_be_said: text, what the buttons give back, whether a row tells of doubt; in order.
        html: whether the texts are marked up.
    """
    found, place = Compared(messages=len(heard)), 0
    expected = [((visible(text) if html else text), tuple(back)) for text, back, _ in to_be_said]
    for message in heard:
        this = (message.text, message.buttons)
        if place < len(expected) and expected[place] == this:
            place += 1
        elif place and expected[place - 1] == this:
            in_doubt = to_be_said[place - 1][2]
            found.doubled += in_doubt
            found.doubled_without_reason += not in_doubt
        else:
            found.unexpected += 1
    found.missing = len(expected) - place
    return found


def compare_all(
    vendors: Sequence[Telegram | Zalo], said: Mapping[str, Sequence[Sequence[Any]]]
) -> Compared:
    """Lay what everybody got beside what was to be said."""
    total = Compared()
    for vendor in vendors:
        channel = vendor.name
        by_person: dict[str, list[Heard]] = defaultdict(list)
        for message in vendor.heard():
            by_person[message.person].append(message)
        expected = {
            key.partition(" ")[2]: parts
            for key, parts in said.items()
            if key.startswith(f"{channel} ")
        }
        for person in by_person.keys() | expected.keys():
            one = compare(by_person[person], expected.get(person, ()), html=channel == "telegram")
            for name in vars(total):
                setattr(total, name, getattr(total, name) + getattr(one, name))
    return total


def on_record(calls: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """Say what the database holds.

    Args:
        calls: channel, person and message id of each message that was written.

    Returns:
        Counts; ``seconds`` from each message to its accepted answer, sorted; ``said``: by channel
        and person, the parts that were to be said, in order.
    """
    from connectors import contacts
    from connectors.models import Delivery, InboundMessage, OutboundMessage

    rows = {row.message_id: row for row in InboundMessage.objects.all()}
    keys = {contacts.message_key(*call) for call in calls}
    answers = OutboundMessage.objects.exclude(in_reply_to=None).order_by("-pk")
    first = dict(answers.values_list("in_reply_to", "pk"))  # the lowest key comes last, and stays
    deliveries = Delivery.objects.select_related("outbound__in_reply_to")
    seconds = [
        (row.ended_at - row.outbound.in_reply_to.received_at).total_seconds()
        for row in deliveries
        if row.ended_at and row.outbound.in_reply_to
    ]
    inverted, late = _order(list(rows.values()), first)
    return {
        "rows": len(rows),
        "lost": len(keys - rows.keys()),
        "not_answered": sum(row.pk not in first for row in rows.values()),
        "apologies": OutboundMessage.objects.filter(reply__meta__outcome="error").count(),
        "unasked": OutboundMessage.objects.filter(in_reply_to=None).count(),
        "inverted": inverted,
        "late": late,
        "not_sent": deliveries.exclude(status="sent").count(),
        "sends_again": sum(row.attempts - 1 for row in deliveries),
        "in_doubt": sum(row.in_doubt > 0 for row in deliveries),
        "seconds": sorted(seconds),
        "said": {f"{channel} {person}": _said(channel, person) for channel, person, _ in calls},
    }


def _order(rows: Sequence[InboundMessage], first: Mapping[int, int]) -> tuple[int, int]:
    """Count pairs of one conversation that were answered against the vendor's order.

    Returns:
        Those that lay side by side in the inbox in time, and those whose earlier message was
        delivered later than the inbox waits for one.
    """
    from connectors.inbox import HOLD

    talks: dict[int, list[InboundMessage]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.sequence, row.pk)):
        if row.pk in first:
            talks[row.conversation_id].append(row)
    pairs = [
        row.received_at > after.received_at + HOLD
        for talk in talks.values()
        for index, row in enumerate(talk)
        for after in talk[index + 1 :]
        if first[row.pk] > first[after.pk]
    ]
    return pairs.count(False), pairs.count(True)


def _said(channel: str, person: str) -> list[tuple[str, list[str], bool]]:
    from connectors import contacts, registry
    from connectors.models import OutboundMessage
    from connectors.stored_reply import reply_of

    contact, to = contacts.find(channel, person), registry.push_channel(channel)
    if contact is None or to is None:
        return []
    rows = OutboundMessage.objects.filter(conversation=contact.conversation_id).order_by("pk")
    return [
        (part.text, [button.payload for button in part.buttons], row.delivery.in_doubt > 0)
        for row in rows.select_related("delivery")
        for part in to.render(reply_of(row), row.pk)
    ]


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(on_record([tuple(call) for call in json.load(sys.stdin)]), sys.stdout)
