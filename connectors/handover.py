"""Asking for a member of staff: the request they see, and how to reach who asked."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from complaints.seal import SealBroken, keyring
from connectors.models import Conversation, HandoverRequest
from contract.sentences import Sentences
from knowledge_base.models import Office

CONTACT_LEFT = "[đã để lại liên hệ]"
"""Stands in the inbox for a message that held a way to be reached."""

LONGEST_CONTACT = 120  # characters: a name and a number, not a story
_REACHABLE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9,10}(?!\d)|[^\s@]+@[^\s@]+\.[^\s@]+")


def request(conversation: Conversation) -> HandoverRequest:
    """Note that somebody asks for staff; asking again gives the request that is under way."""
    try:
        with transaction.atomic():
            return HandoverRequest.objects.create(
                conversation=conversation, channel=conversation.channel
            )
    except IntegrityError:
        return _under_way(conversation).get()


def take_contact(conversation: Conversation, text: str) -> str:
    """Keep a way to be reached with the request under way.

    Returns:
        What to store of the message: a marker if it was taken, else the text as it is.
    """
    if len(text) > LONGEST_CONTACT or not _REACHABLE.search(text):
        return text
    found = _under_way(conversation).first()
    if found is None:
        return text
    found.sealed_contact = keyring().seal(text, contact_place(found.pk))
    found.save(update_fields=["sealed_contact", "changed_at"])
    return CONTACT_LEFT


def has_contact(conversation: Conversation) -> bool:
    """Tell whether who asked can be reached."""
    return _under_way(conversation).filter(sealed_contact__isnull=False).exists()


def contact_of(asked: HandoverRequest) -> str:
    """Read how to reach who asked; empty when they left nothing.

    Raises:
        SealBroken: the contact was altered or moved, or its key is gone.
    """
    if asked.sealed_contact is None:
        return ""
    return keyring().unseal(bytes(asked.sealed_contact), contact_place(asked.pk))


def contact_for_staff(asked: HandoverRequest) -> str:
    """Give the contact as staff see it; a broken seal is said."""
    try:
        return contact_of(asked) or "không để lại"
    except SealBroken:
        return "Không mở được: khóa niêm phong thiếu hoặc bản ghi đã bị sửa."


def opening_hours(sentences: Sentences) -> str:
    """Say when staff are there, if one and the same time is on record; else nothing."""
    told = Office.objects.exclude(hours=None).exclude(hours="")
    hours = {str(text) for text in told.values_list("hours", flat=True)}
    return sentences.say("handover_hours", hours=hours.pop()) if len(hours) == 1 else ""


def _under_way(conversation: Conversation) -> QuerySet[HandoverRequest]:
    return HandoverRequest.objects.filter(conversation=conversation).exclude(
        status=HandoverRequest.Status.DONE
    )


def contact_place(pk: int) -> str:
    """Name the place that the contact of a request is sealed for."""
    return f"handover-contact:{pk}"
