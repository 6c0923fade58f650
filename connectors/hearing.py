"""What a message means before the dialogue is asked.

A button gives back a reference, its words or a number pick what was offered, "xem đủ" asks for the
rest of the last answer, a sticker is no question: each becomes a payload or a reply.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from connectors import box, inbox, positions, registry, rendering, titles
from connectors.channel import IncomingKind
from connectors.models import Contact, InboundMessage, OutboundMessage
from connectors.positions import Position
from connectors.stored_reply import reply_of
from connectors.wording import sentences
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from knowledge_base.retrieval.text import fold

GREET = "/greet"
CANCEL = "/cancel_complaint"
_SHOW_ALL_WORDS = frozenset({"xem du", "xem tat ca", "xem het"})

PRIVATE = frozenset(
    {
        Outcome.COMPLAINT_STARTED,
        Outcome.COMPLAINT_FILED,
        Outcome.COMPLAINT_STATUS,
        Outcome.HANDOVER,
    }
)
"""Endings that are nobody else's business: not in a group."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message means.

    Attributes:
        reply: said without asking the dialogue; None to ask it.
        payload: what the dialogue is told, vouched for; None to take the words as they are.
        position: what is said around the dialogue's answer to a location; None for all else.
    """

    reply: Reply | None = None
    payload: str | None = field(default=None, repr=False)
    position: Position | None = None


def heard(message: InboundMessage) -> Heard:
    """Tell what a message means; words are left to the dialogue."""
    if not message.conversation.channel_name.pushes:
        return _numbered(message) or _titled(message) or Heard()  # the web sends payloads itself
    if message.kind == IncomingKind.NOTE:
        return Heard(note(message.note, inbox.form_step(message.conversation_id)))
    if message.kind == IncomingKind.LOCATION:
        return _located(message)
    if message.kind == IncomingKind.STOP:
        return _stopped(message)
    if message.kind == IncomingKind.COMMAND:
        if message.text == GREET:
            _unasked(message, stopped=False)
        return Heard(payload=message.text)
    return _picked(message) or _titled(message) or Heard()


def note(name: str, slot: str | None = None) -> Reply:
    """Give the fixed sentence on what can't be read."""
    return Reply(sentences().say(f"note_{name}"), Meta(Outcome.REFUSED, slot=slot))


def only_in_private(message: InboundMessage, replies: tuple[Reply, ...]) -> bool:
    """Tell whether replies must not be read by the others of a group."""
    in_groups = Contact.objects.filter(conversation=message.conversation_id).exclude(group_hash="")
    private = any(r.meta.outcome in PRIVATE or r.meta.slot is not None for r in replies)
    return private and in_groups.exists()


def _located(message: InboundMessage) -> Heard:
    """Read a location: the answer to a form that asks where, else a question for the counter."""
    step = inbox.form_step(message.conversation_id)
    if not message.text:  # its key is gone
        return Heard(note("location", step))
    if step not in (None, positions.STEP):
        return Heard(note("location_later", step))
    position = (positions.told if step else positions.asked)(message.text, sentences())
    return Heard(payload=position.payload, position=position)


def _stopped(message: InboundMessage) -> Heard:
    step = inbox.form_step(message.conversation_id)
    if step is not None:
        return Heard(box.left(sentences())) if step == box.SLOT else Heard(payload=CANCEL)
    _unasked(message, stopped=True)
    return Heard(note("stopped"))


def _unasked(message: InboundMessage, *, stopped: bool) -> None:
    Contact.objects.filter(conversation=message.conversation_id).update(
        unasked_stopped_at=timezone.now() if stopped else None
    )


def _picked(message: InboundMessage) -> Heard | None:
    reference = rendering.pressed(message.text)
    if reference is not None:
        said = OutboundMessage.objects.filter(
            pk=reference[0], conversation=message.conversation_id
        ).first()
        return _pressed(said, reference[1]) if said else None
    if fold(message.text.strip()) in _SHOW_ALL_WORDS:
        said = _latest(message)
        reply = reply_of(said) if said else None
        return Heard(rendering.whole(reply)) if reply and reply.card else None
    return _numbered(message)


def _pressed(said: OutboundMessage, position: str) -> Heard | None:
    reply = reply_of(said)
    if position == rendering.SHOW_ALL:
        return Heard(rendering.whole(reply))
    index = int(position)
    return Heard(payload=reply.buttons[index].payload) if index < len(reply.buttons) else None


def _numbered(message: InboundMessage) -> Heard | None:
    said = _latest(message)
    channel = registry.configured().get(message.conversation.channel_name)
    if said is None or channel is None:
        return None
    payload = rendering.picked_by_number(message.text, reply_of(said), channel.capabilities)
    return Heard(payload=payload) if payload else None


def _titled(message: InboundMessage) -> Heard | None:
    if message.is_file or message.text.startswith("/"):
        return None
    buttons, in_form = titles.buttons_of_last_answer(message.conversation_id)
    payload = titles.payload_of(message.text, buttons, in_form=in_form)
    return Heard(payload=payload) if payload else None


def _latest(message: InboundMessage) -> OutboundMessage | None:
    return (
        OutboundMessage.objects.filter(
            conversation=message.conversation_id, in_reply_to__isnull=False
        )
        .order_by("-pk")
        .first()
    )
