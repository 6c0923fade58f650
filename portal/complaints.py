"""What the worker does about complaints, and how news of them reach a chat."""

from __future__ import annotations

import logging

from django.db import transaction

from complaints import delivery, erasure, filing, guessing, petition_drafts, reminders, routing
from complaints.models import Status
from complaints.web import limits
from connectors import outbox
from connectors.models import Conversation
from connectors.wording import sentences
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
        "uses": limits.forget(),
        "petitions": petition_drafts.forget(),
        "erased": erasure.erase_due(),
    }
    if any(done.values()):
        logger.info("complaints.kept %s", " ".join(f"{k}={v}" for k, v in done.items() if v))


def tell_in_chats() -> int:
    """Carry each step over to the chat its complainant came by; give how many were told."""
    return sum(_tell(item) for item in delivery.pending())


def _tell(item: delivery.Pending) -> bool:
    reply = Reply(_news(item), Meta(Outcome.COMPLAINT_STATUS))
    with transaction.atomic():
        if not delivery.delivered(item.pk):
            return False
        conversation = Conversation.objects.filter(key=item.conversation).first()
        if conversation is None:  # it came by the form, or the conversation is gone
            return False
        outbox.push(conversation, reply)
        return True


def _news(item: delivery.Pending) -> str:
    """Say what happened; a question or an answer of who handles it in their own words."""
    said = sentences()
    if item.words:
        kind = "question" if item.status == Status.NEEDS_INFORMATION else "answer"
        return said.say(f"complaint_news_{kind}", number=item.number, words=item.words)
    status = said.say(f"complaint_status_{item.status.value}")
    return said.say("complaint_news", number=item.number, status=status)
