"""Changing the sealing key: what channels keep sealed goes along."""

import base64
import hashlib

import pytest
from django.utils import timezone

from complaints.seal import Keyring, keyring
from connectors import contacts, handover, questions, rotation
from connectors.models import (
    ChannelName,
    Conversation,
    HeldQuestion,
    InboundMessage,
    OutboundMessage,
)
from connectors.stored_reply import from_stored, place_of, to_stored
from contract.outcomes import Outcome
from contract.reply import Meta, Reply

pytestmark = pytest.mark.django_db

NEW = base64.urlsafe_b64encode(hashlib.sha256(b"new").digest()).decode()
FILED = Reply("Mã: K7QM-2R9D-XW4T-5", Meta(Outcome.COMPLAINT_FILED))
PLAIN = Reply("Miễn phí.", Meta(Outcome.ANSWERED))


def test_contacts_and_stored_replies_open_with_the_new_key_alone(settings, monkeypatch):
    conversation = Conversation.objects.create(channel=ChannelName.WEB)
    asked = handover.request(conversation)
    handover.take_contact(conversation, "chị Hoa, 0900 000 001")
    message = InboundMessage.objects.create(conversation=conversation, message_id="m")
    for position, reply in enumerate((FILED, PLAIN)):
        OutboundMessage.objects.create(
            conversation=conversation,
            in_reply_to=message,
            position=position,
            reply=to_stored(reply, place_of(message.pk, position)),
        )
    old = settings.ENVIRONMENT.seal_key

    def use(keys):
        monkeypatch.setattr("complaints.seal._keyring", lambda _: Keyring(keys))

    use(f"{NEW},{old}")
    assert rotation.reseal_all() == 2
    assert rotation.reseal_all() == 0
    use(NEW)
    asked.refresh_from_db()
    assert handover.contact_of(asked) == "chị Hoa, 0900 000 001"
    rows = OutboundMessage.objects.order_by("position")
    opened = [from_stored(row.reply, place_of(message.pk, row.position)) for row in rows]
    assert opened == [FILED, PLAIN]


def test_addresses_and_held_questions_go_along(settings, monkeypatch):
    contact = contacts.find_or_begin(ChannelName.TELEGRAM, "1001")
    sealed = keyring().seal("cấp lại sổ hộ nghèo", questions.place(contact.conversation_id))
    held = HeldQuestion.objects.create(
        conversation=contact.conversation, sealed=sealed, held_at=timezone.now()
    )
    old = settings.ENVIRONMENT.seal_key

    def use(keys):
        monkeypatch.setattr("complaints.seal._keyring", lambda _: Keyring(keys))

    use(f"{NEW},{old}")
    assert rotation.reseal_all() == 2
    assert rotation.reseal_all() == 0
    use(NEW)
    contact.refresh_from_db()
    held.refresh_from_db()
    assert contacts.address_of(contact) == "1001"
    place = questions.place(contact.conversation_id)
    assert keyring().unseal(bytes(held.sealed), place) == "cấp lại sổ hộ nghèo"
