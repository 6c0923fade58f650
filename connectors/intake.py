"""From what somebody typed to a row of the inbox: cleaned, and without personal numbers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from connectors import handover, inbox
from connectors.models import Conversation, InboundMessage
from connectors.text import mask_personal_numbers
from contract.outcomes import Outcome


def store(
    conversation: Conversation | None,
    channel: str,
    message_id: str,
    text: str,
    about: str = "",
    **columns: Any,
) -> InboundMessage:
    """Store a message with its personal numbers masked; for every channel.

    A complaint's own words are sealed, so a telephone number told in one is kept. A way to be
    reached, sent after asking for staff, goes to that request, sealed, and not into the inbox.

    Args:
        conversation: whose message it is; None starts a new conversation.
        channel: a ``ChannelName``.
        message_id: the channel's own id of the message.
        text: cleaned words (``text.clean_text``), or a payload.
        about: national code of the procedure that the page is about; for a new conversation.
        columns: others of the row, see ``inbox.store``.

    Raises:
        MessageIdTaken: the id was used in another conversation.
    """
    if conversation is None:
        with transaction.atomic():
            message = inbox.store(None, channel, message_id, mask_personal_numbers(text), **columns)
            if about and message.conversation.about != about:
                message.conversation.about = about
                message.conversation.save(update_fields=["about"])
        return message
    in_form = inbox.form_step(conversation.pk) is not None
    if not in_form and inbox.last_outcome(conversation.pk) == Outcome.HANDOVER:
        text = handover.take_contact(conversation, text)
    masked = mask_personal_numbers(text, contact_wanted=in_form)
    return inbox.store(conversation, channel, message_id, masked, **columns)
