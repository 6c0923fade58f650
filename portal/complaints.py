"""What the worker does about complaints, and how news of them reach a chat."""

from __future__ import annotations

import logging

from django.db import transaction

from complaints import delivery, erasure, filing, guessing, reminders, routing
from connectors.dialogue import sentences
from connectors.models import Conversation, OutboundMessage
from contract.outcomes import Outcome
from contract.reply import Meta, Reply

logger = logging.getLogger(__name__)


def keep() -> None:
    """Do what has to happen without anybody asking: all of it can be repeated."""
    done = {
        "moved": routing.recheck_all(),
        "reminded": reminders.remind(),
        "receipts": filing.forget_receipts(),
        "guesses": guessing.forget(),
        "erased": erasure.erase_due(),
    }
    if any(done.values()):
        logger.info("complaints.kept %s", " ".join(f"{k}={v}" for k, v in done.items() if v))


def tell_in_chats() -> int:
    """Carry each step over to the chat its complainant came by; give how many were told."""
    return sum(_tell(item) for item in delivery.pending())


def _tell(item: delivery.Pending) -> bool:
    said = sentences()
    status = said.say(f"complaint_status_{item.status.value}")
    text = said.say("complaint_news", number=item.number, status=status)
    reply = Reply(text, Meta(Outcome.COMPLAINT_STATUS))
    with transaction.atomic():
        if not delivery.delivered(item.pk):
            return False
        conversation = Conversation.objects.filter(key=item.conversation).first()
        if conversation is None:  # it came by the form, or the conversation is gone
            return False
        OutboundMessage.objects.create(conversation=conversation, reply=reply.to_json())
        return True
