"""The outbox: replies on their way to vendors, each once, in order, until they are through.

A reply is planned in the transaction that stores it. Whoever claims it sends its parts one by one;
each attempt is written down before the vendor is called and each part after it was taken: at once
on disk (``receipts``), then here. What remains in doubt after a kill or a lost answer is looked up
there before the part is sent again, and counted by ``in_doubt``: see docs/decisions/0024 and 0039.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from connectors import contacts
from connectors.channel import Capabilities
from connectors.errors import DeliveryFailed, Trouble, TryLater, Undeliverable
from connectors.metrics import DELIVERIES
from connectors.models import ChannelName, Contact, Conversation, Delivery, OutboundMessage
from connectors.receipts import receipts
from connectors.stored_reply import news_place, to_stored
from contract.reply import Reply

logger = logging.getLogger(__name__)

SEND_SECONDS = 15.0
"""Longest that one part may take."""
CLAIM = timedelta(seconds=SEND_SECONDS + 5)
GIVEN_UP_AFTER = timedelta(hours=24)
ATTEMPTS = 20
_FIRST_DELAY_SECONDS = 1.0
_LONGEST_DELAY_SECONDS = 900.0

Status = Delivery.Status
_UNDER_WAY = (Status.WAITING, Status.SENDING)
_TAKEN = ("parts_sent", "vendor_ids")
"""Columns that say what the vendor took."""


def push(conversation: Conversation, reply: Reply) -> OutboundMessage:
    """Say something that nobody asked for just now: staff news, a notice.

    Whoever stopped such messages finds it where replies are kept, and is not written to.
    """
    with transaction.atomic():
        stored = to_stored(reply, news_place(conversation.pk))
        said = OutboundMessage.objects.create(conversation=conversation, reply=stored)
        stopped = Contact.objects.filter(
            conversation=conversation, unasked_stopped_at__isnull=False
        )
        if not stopped.exists():
            plan([said])
    return said


def plan(said: Sequence[OutboundMessage]) -> None:
    """Plan the sending of stored replies of one conversation, within their transaction."""
    if not said or not ChannelName(said[0].conversation.channel).pushes:
        return
    conversation = said[0].conversation
    contact = Contact.objects.filter(conversation=conversation).first()
    if contact is None:
        return
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(outbound=row, conversation=conversation, channel=conversation.channel, next_at=now)
        for row in said
    )


def due(channels: Sequence[str], limit: int = 50) -> list[Delivery]:
    """Give what may be sent now: of each conversation its oldest, if its time has come."""
    now = timezone.now()
    free = Q(status=Status.WAITING, next_at__lte=now) | Q(
        status=Status.SENDING, claimed_until__lt=now
    )
    before = Delivery.objects.filter(
        conversation=OuterRef("conversation"), pk__lt=OuterRef("pk"), status__in=_UNDER_WAY
    )
    rows = Delivery.objects.select_related("conversation__contact").exclude(Exists(before))
    return list(rows.filter(free, channel__in=channels).order_by("next_at", "pk")[:limit])


def under_way(conversation_pk: int) -> Delivery | None:
    """Give what is to reach a person next, or is on its way to them."""
    rows = Delivery.objects.select_related("outbound")
    return rows.filter(conversation=conversation_pk, status__in=_UNDER_WAY).order_by("pk").first()


def claim(pk: int) -> Delivery | None:
    """Write down that an attempt begins; None when somebody else has it."""
    now = timezone.now()
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=pk, status__in=_UNDER_WAY).first()
        if row is None:
            return None
        if row.status == Status.SENDING:
            if row.claimed_until is not None and row.claimed_until >= now:
                return None
            row.in_doubt += 1  # its process was killed: the vendor may have the part
        if row.in_doubt:
            _catch_up(row)
        row.status = Status.SENDING
        row.attempts += 1
        row.claimed_until = now + CLAIM
        row.save(update_fields=["status", "attempts", "claimed_until", "in_doubt", *_TAKEN])
    return (
        Delivery.objects.select_related("outbound__in_reply_to", "conversation__contact")
        .filter(pk=pk)
        .first()
    )


def note_window(delivery: Delivery, capabilities: Capabilities) -> bool:
    """Write down until when it may be sent and what it costs now; False when it is too late."""
    contact = delivery.conversation.contact
    window = capabilities.window_at(contact.last_act_at, timezone.now())
    delivery.window_until = capabilities.closes_at(contact.last_act_at)
    delivery.cost_dong = window.cost_dong if window else 0
    delivery.save(update_fields=["window_until", "cost_dong"])
    return window is not None


def note_cost_outside(delivery: Delivery, cost_dong: int) -> None:
    """Write down what a message after the last window costs; it may be tried again as others."""
    delivery.window_until, delivery.cost_dong = None, cost_dong
    delivery.save(update_fields=["window_until", "cost_dong"])


def note_taken(delivery: Delivery, address: str, vendor_id: str) -> None:
    """Note on disk, at once, that the vendor took one more part.

    ``part_sent`` or ``sent`` bring it into the database.
    """
    delivery.parts_sent += 1
    key = vendor_key(delivery.channel, address, vendor_id) if vendor_id else ""
    delivery.vendor_ids = f"{delivery.vendor_ids} {key}".strip()
    receipts().note(delivery.pk, delivery.parts_sent, key)


def vendor_key(channel: str, address: str, vendor_id: str) -> str:
    """Give what a message that a vendor took is known by."""
    return contacts.message_key(channel, address, vendor_id)[:16]


def part_sent(delivery: Delivery) -> None:
    """Write down which parts the vendor took, before the next one goes out."""
    delivery.claimed_until = timezone.now() + CLAIM
    delivery.save(update_fields=[*_TAKEN, "claimed_until"])


def sent(delivery: Delivery) -> None:
    """Write down that all parts are through."""
    _end(delivery, Status.SENT, "")


def failed(delivery: Delivery, failure: DeliveryFailed, echo_seconds: float = 0.0) -> None:
    """Plan the next attempt, or give up where staff see it.

    Args:
        delivery: what was tried.
        failure: why it was not sent, or may not have been.
        echo_seconds: of the channel; what is in doubt waits that long for the vendor's word.
    """
    if isinstance(failure, Undeliverable):
        give_up(delivery, failure.trouble)
        return
    wish = failure.retry_after if isinstance(failure, TryLater) else None
    doubt = isinstance(failure, TryLater) and failure.may_have_arrived
    pause = max(delay(delivery.attempts, wish), echo_seconds if doubt else 0.0)
    next_at = timezone.now() + timedelta(seconds=pause)
    if delivery.window_until is not None and next_at > delivery.window_until:
        give_up(delivery, Trouble.WINDOW)
    elif delivery.attempts >= ATTEMPTS or next_at > delivery.created_at + GIVEN_UP_AFTER:
        give_up(delivery, Trouble.TOO_LONG_AGO)
    else:
        Delivery.objects.filter(pk=delivery.pk, status=Status.SENDING).update(
            status=Status.WAITING,
            next_at=next_at,
            trouble=failure.trouble.value,
            in_doubt=F("in_doubt") + int(doubt),
        )
        DELIVERIES.labels(delivery.channel, "retried").inc()


def give_up(delivery: Delivery, trouble: Trouble) -> None:
    """Send no more, and let staff see it."""
    logger.warning("delivery.gave_up channel=%s reason=%s", delivery.channel, trouble.value)
    if trouble in (Trouble.BLOCKED, Trouble.GONE):
        Contact.objects.filter(
            conversation=delivery.conversation_id, unreachable_since=None
        ).update(unreachable_since=timezone.now())
    _end(delivery, Status.GAVE_UP, trouble.value)


def retry(delivery: Delivery) -> bool:
    """Try again what was given up; False when it is not in that list any more."""
    changed = Delivery.objects.filter(pk=delivery.pk, status=Status.GAVE_UP).update(
        status=Status.WAITING,
        attempts=0,
        next_at=timezone.now(),
        created_at=timezone.now(),
        ended_at=None,
    )
    return changed > 0


def dismiss(delivery: Delivery) -> bool:
    """Take it off the list of what was given up; False when it is not in it any more."""
    changed = Delivery.objects.filter(pk=delivery.pk, status=Status.GAVE_UP).update(
        status=Status.DISMISSED
    )
    return changed > 0


def delay(attempts: int, wish: float | None) -> float:
    """Give the seconds until the next attempt: doubled each time, spread, never before the wish.

    Args:
        attempts: so far, from 1.
        wish: seconds that the vendor asked for, or None.
    """
    growing = min(_FIRST_DELAY_SECONDS * 2.0 ** (attempts - 1), _LONGEST_DELAY_SECONDS)
    spread = growing * (0.5 + random.random() / 2)  # noqa: S311 - nobody gains by guessing it
    return spread if wish is None else wish + min(spread, 1.0)


def _catch_up(row: Delivery) -> None:
    """Take over what is on disk about a delivery that the database may not know."""
    # Not the delivery's own time: that begins anew when staff let it be tried again.
    known = receipts().of(row.pk, since=row.outbound.created_at)
    row.parts_sent = max([row.parts_sent, *(receipt.parts for receipt in known)])
    row.vendor_ids = " ".join(sorted({*row.vendor_ids.split(), *(r.key for r in known if r.key)}))


def _end(delivery: Delivery, status: Status, trouble: str) -> None:
    taken = {name: getattr(delivery, name) for name in _TAKEN}
    Delivery.objects.filter(pk=delivery.pk, status__in=_UNDER_WAY).update(
        status=status, trouble=trouble, ended_at=timezone.now(), **taken
    )
    DELIVERIES.labels(delivery.channel, status.value).inc()
