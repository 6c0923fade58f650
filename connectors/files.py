"""Files sent in a conversation: evidence for the complaint that is being told, and nothing else.

A channel stores a file as a message (``store``) and hands its content to ``dialogue.answer``:
claimed, answered and settled as words are, so that a file sent twice is kept and answered once.
"""

from __future__ import annotations

import logging
import uuid

from complaints import draft_files, drafts, evidence
from complaints.drafts import NoDraft
from complaints.evidence import MAX_FILES, EvidenceRefused
from connectors import box, inbox
from connectors.models import Conversation, InboundMessage
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from contract.sentences import Sentences

logger = logging.getLogger(__name__)

TAKE_BACK = "/take_back_file"
"""Payload of the button under a file that was taken; not meant for Rasa."""

_NAMESPACE = uuid.UUID("6f6a1c1e-5d57-4c7a-9d0c-1c7f2f5b8f11")


def store(conversation: Conversation | None, channel: str, message_id: str) -> InboundMessage:
    """Store that a file came; its content goes to ``dialogue.answer``.

    Raises:
        MessageIdTaken: the id was used in another conversation.
    """
    return inbox.store(conversation, channel, message_id, "", is_file=True)


def is_wanted(message: InboundMessage) -> bool:
    """Tell whether a complaint is being told, or written about, that a file could belong to."""
    return drafts.load(message.conversation.key) is not None or box.is_asked_for(message)


def take(message: InboundMessage, content: bytes | None, sentences: Sentences) -> Reply:
    """Keep a file with the complaint that is being told, and say so, or say why not.

    Args:
        message: as stored.
        content: None where it did not survive its process.
        sentences: the bot's.
    """
    step = inbox.form_step(message.conversation_id)
    key = message.conversation.key
    to_box = box.take_file(message, content, sentences) if content is not None else None
    if to_box is not None:
        return to_box
    if drafts.load(key) is None:
        return Reply(sentences.say("file_no_complaint"), Meta(Outcome.REFUSED))
    if content is None:
        return Reply(sentences.say("file_lost"), Meta(Outcome.REFUSED, slot=step))
    evidence_id = uuid.uuid5(_NAMESPACE, f"{message.channel} {message.message_id}")
    try:
        count = draft_files.add(key, evidence_id, evidence.check(content))
    except NoDraft:  # sent or given up a moment ago
        return Reply(sentences.say("file_no_complaint"), Meta(Outcome.REFUSED))
    except EvidenceRefused as exc:
        logger.info("file.refused", extra={"reason": exc.refusal.value})
        words = sentences.say(f"file_{exc.refusal.value}", limit=str(MAX_FILES))
        return Reply(words, Meta(Outcome.REFUSED, slot=step))
    words = sentences.say("file_taken", count=str(count), limit=str(MAX_FILES))
    button = Button(sentences.say("button_take_back_file"), TAKE_BACK)
    return Reply(words, Meta(Outcome.COMPLAINT_STARTED, slot=step), (button,))


def take_back(message: InboundMessage, sentences: Sentences) -> Reply:
    """Erase the file that was sent last, and say so."""
    step = inbox.form_step(message.conversation_id)
    try:
        left = draft_files.take_back(message.conversation.key)
    except NoDraft:
        return Reply(sentences.say("file_no_complaint"), Meta(Outcome.REFUSED))
    words = sentences.say("file_taken_back", count=str(left))
    return Reply(words, Meta(Outcome.COMPLAINT_STARTED, slot=step))
