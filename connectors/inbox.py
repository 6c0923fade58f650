"""The inbox: store first, then answer, in order, once.

A message is stored and de-duplicated before any work. Whoever claims it answers it; a claim runs
out, so that a message whose process was killed is taken up by the worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from connectors import outbox
from connectors.errors import MessageIdTaken
from connectors.models import ChannelName, Conversation, InboundMessage, OutboundMessage
from connectors.stored_reply import from_stored, place_of, to_stored
from contract.reply import Reply

CLAIM = timedelta(seconds=12)  # longer than one answer may take

HOLD = timedelta(milliseconds=150)

Status = InboundMessage.Status
_UNANSWERED = (Status.RECEIVED, Status.WORKING)

_BESIDE_THE_FORM = frozenset({"emergency", "safety_advice"})


def store(
    conversation: Conversation | None,
    channel: str,
    message_id: str,
    text: str,
    **columns: Any,
) -> InboundMessage:
    """Store a message, or find it if it came before.

    Args:
        conversation: whose message it is; None starts a new conversation.
        channel: a ``ChannelName``.
        message_id: the channel's own id of the message, unique within the channel.
        text: cleaned words or payload.
        columns: others of the row: ``is_file`` (its content is not stored here), ``kind``, …

    Raises:
        MessageIdTaken: the id was used in another conversation.
    """
    try:
        with transaction.atomic():
            owner = conversation or Conversation.objects.create(channel=channel)
            return InboundMessage.objects.create(
                conversation=owner,
                channel=channel,
                message_id=message_id,
                text=text,
                **columns,
            )
    except IntegrityError:
        known = InboundMessage.objects.select_related("conversation").get(
            channel=channel, message_id=message_id
        )
        if conversation is not None and known.conversation_id != conversation.pk:
            raise MessageIdTaken from None
        return known


def is_known(channel: str, message_id: str) -> bool:
    """Tell whether a message came before."""
    return InboundMessage.objects.filter(channel=channel, message_id=message_id).exists()


def is_waiting(conversation_pk: int, text: str) -> bool:
    """Tell whether a conversation has a message with these words that is not answered yet.

    The words are sealed at rest, each time differently: they can only be compared here.
    """
    waiting = InboundMessage.objects.filter(conversation=conversation_pk, status__in=_UNANSWERED)
    return text in waiting.values_list("text", flat=True)


def replace_words(channel: str, message_id: str, text: str, *, urgent: bool = False) -> bool:
    """Let an edited message say what it says now; False if somebody reads the old words already."""
    waiting = InboundMessage.objects.filter(
        channel=channel, message_id=message_id, status=Status.RECEIVED, kind="words"
    )
    return waiting.update(text=text, urgent=urgent) > 0


def claim(message_pk: int) -> InboundMessage | None:
    """Take a message for answering, if it is its turn.

    Returns:
        The message, or None when it is answered, claimed by somebody, or behind an earlier one.
    """
    now = timezone.now()
    free = Q(status=Status.RECEIVED) | Q(status=Status.WORKING, claimed_until__lt=now)
    turn = InboundMessage.objects.filter(free, pk=message_pk).filter(_its_turn())
    # One statement: of several processes that try at once, the database lets one through.
    if not turn.update(status=Status.WORKING, claimed_until=now + CLAIM):
        return None
    return InboundMessage.objects.select_related("conversation").get(pk=message_pk)


def prolong(message: InboundMessage) -> None:
    """Keep a claim a while longer."""
    InboundMessage.objects.filter(pk=message.pk, status=Status.WORKING).update(
        claimed_until=timezone.now() + CLAIM
    )


def put_back(message: InboundMessage, pause: timedelta) -> None:
    """Let a claimed message be taken up again after a pause, by whoever is free then."""
    InboundMessage.objects.filter(pk=message.pk, status=Status.WORKING).update(
        claimed_until=timezone.now() + pause,
        receipt="",  # was acknowledged
    )


def _its_turn() -> Q:
    """Tell whether nothing of the same conversation comes before; danger waits for nothing."""
    return Q(urgent=True) | Q(~Exists(_before()))


def _before() -> QuerySet[InboundMessage]:
    """Give what is to be answered before the message of the outer query."""
    earlier = Q(sequence__lt=OuterRef("sequence")) | Q(
        sequence=OuterRef("sequence"), pk__lt=OuterRef("pk")
    )
    return InboundMessage.objects.filter(
        earlier, conversation=OuterRef("conversation_id"), status__in=_UNANSWERED
    )


def settle(message: InboundMessage, replies: Sequence[Reply]) -> None:
    """Store the answer and wipe the citizen's words, in one transaction; the first answer stays."""
    with transaction.atomic():
        settled = (
            InboundMessage.objects.filter(pk=message.pk)
            .exclude(status=Status.ANSWERED)
            .update(
                status=Status.ANSWERED,
                answered_at=timezone.now(),
                text="",
                attachment="",
                urgent=False,
            )
        )
        if not settled:
            return
        said = OutboundMessage.objects.bulk_create(
            OutboundMessage(
                conversation=message.conversation,
                in_reply_to=message,
                position=position,
                reply=to_stored(reply, place_of(message.pk, position)),
            )
            for position, reply in enumerate(replies)
        )
        outbox.plan(said)


def answer_to(message_pk: int) -> tuple[Reply, ...] | None:
    """Give the stored answer to a message, or None while there is none."""
    rows = OutboundMessage.objects.filter(in_reply_to=message_pk).order_by("position")
    replies = tuple(from_stored(row.reply, place_of(message_pk, row.position)) for row in rows)
    return replies or None


def waiting(channels: Sequence[str], limit: int = 50) -> list[InboundMessage]:
    """Give what may be answered now on pushing channels: of each conversation its earliest.

    Danger comes first, then what has been due for longest: what was put back goes behind the rest.
    A message waits ``HOLD`` for one that was sent before it and is delivered after it.
    """
    now = timezone.now()
    free = Q(status=Status.RECEIVED, received_at__lte=now - HOLD) | Q(
        status=Status.WORKING, claimed_until__lt=now
    )
    found = InboundMessage.objects.filter(free, channel__in=channels)
    alone = found.filter(_its_turn()).select_related("conversation__contact")
    due = Coalesce("claimed_until", "received_at")
    return list(alone.order_by("-urgent", due, "pk")[:limit])


def left_behind(limit: int = 50) -> list[int]:
    """Find messages of the web page that nobody is answering any more, oldest first.

    Returns:
        At most ``limit`` primary keys.
    """
    now = timezone.now()
    orphaned = Q(status=Status.WORKING, claimed_until__lt=now) | Q(
        status=Status.RECEIVED, received_at__lt=now - CLAIM
    )
    # Said as what they are not: by what they are, SQLite would read every message of the page.
    pushing = [name for name in ChannelName if name.pushes]
    found = InboundMessage.objects.filter(orphaned).exclude(channel__in=pushing).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def offered_payloads(conversation_pk: int, last: int = 20) -> frozenset[str]:
    """Give the button payloads of the latest replies: the only payloads a citizen may send."""
    return frozenset(latest_payloads(conversation_pk, last))


def latest_payloads(conversation_pk: int, last: int = 20) -> list[str]:
    """Give the same in order, those of the newest reply first."""
    rows = OutboundMessage.objects.filter(conversation=conversation_pk).order_by("-pk")[:last]
    return [str(b["payload"]) for row in rows for b in row.reply.get("buttons") or ()]


def is_first(message: InboundMessage) -> bool:
    """Tell whether a conversation began with this message."""
    earlier = InboundMessage.objects.filter(conversation=message.conversation_id, pk__lt=message.pk)
    return not earlier.exists()


def form_step(conversation_pk: int) -> str | None:
    """Give what a form asks in this conversation now (``Meta.slot``); None while none asks.

    Who was told whom to call in an emergency is still asked what the form asked before.
    """
    rows = OutboundMessage.objects.filter(
        conversation=conversation_pk, in_reply_to__isnull=False
    ).order_by("-pk")[:6]
    for row in rows:
        meta = row.reply.get("meta") or {}
        if meta.get("outcome") not in _BESIDE_THE_FORM:
            slot = meta.get("slot")
            return str(slot) if slot else None
    return None


def last_outcome(conversation_pk: int) -> str | None:
    """Give how the newest reply of a conversation ended; None before the first."""
    row = OutboundMessage.objects.filter(conversation=conversation_pk).order_by("-pk").first()
    return str((row.reply.get("meta") or {}).get("outcome")) if row else None
