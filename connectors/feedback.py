"""What people think of a reply: stored once a reply, without personal numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.errors import EmptyText, UnknownReply
from connectors.models import Conversation, Feedback, OutboundMessage
from connectors.text import clean_text, mask_personal_numbers

LONGEST_NOTE = 500
"""Characters of a note, and of a question, that are kept."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thinks of one reply.

    Attributes:
        message_id: of the message that was answered, as its sender named it.
        position: of the reply among the replies to that message, from 0.
        rating: thumb up or down.
        reason: why it did not help; only with a thumb down.
        note: in their own words; may be empty.
        question: what they had asked, only if they agreed that it is kept; else empty.
        wants_news: they want to be told in this conversation once there is an answer.
    """

    message_id: str
    position: int
    rating: Feedback.Rating
    reason: Feedback.Reason | None = None
    note: str = field(default="", repr=False)
    question: str = field(default="", repr=False)
    wants_news: bool = False


def record(conversation: Conversation, opinion: Opinion) -> Feedback:
    """Keep an opinion, in place of what the person thought of the same reply before.

    Raises:
        UnknownReply: the conversation has no such reply.
    """
    reply = OutboundMessage.objects.filter(
        conversation=conversation,
        in_reply_to__message_id=opinion.message_id,
        position=opinion.position,
    ).first()
    if reply is None:
        raise UnknownReply
    down = opinion.rating is Feedback.Rating.DOWN
    kept, _ = Feedback.objects.update_or_create(
        message_id=reply.in_reply_to_id,
        position=opinion.position,
        defaults={
            "conversation": conversation,
            "rating": opinion.rating,
            "reason": opinion.reason or "" if down else "",
            "note": _kept(opinion.note),
            "question": _kept(opinion.question),
            "wants_news": down and opinion.wants_news,
            **_about(reply.reply.get("meta") or {}),
        },
    )
    return kept


def sentence_for(kept: Feedback) -> str:
    """Name the sentence (``utter_…``) that thanks for an opinion."""
    if kept.rating == Feedback.Rating.UP:
        return "feedback_up"
    return "feedback_news" if kept.wants_news else "feedback_down"


def given_in(conversation: Conversation) -> dict[tuple[str, int], Feedback]:
    """Give the opinions of a conversation, by id of the message and position of the reply."""
    rows = Feedback.objects.filter(conversation=conversation).select_related("message")
    return {(row.message.message_id, row.position): row for row in rows}


def _kept(words: str) -> str:
    try:
        cleaned = clean_text(words[: 4 * LONGEST_NOTE])
    except EmptyText:
        return ""
    return mask_personal_numbers(cleaned)[:LONGEST_NOTE]


def _about(meta: Mapping[str, Any]) -> dict[str, str]:
    sizes = {"outcome": 20, "procedure": 64, "facet": 16, "release": 32}
    return {name: str(meta.get(name) or "")[:size] for name, size in sizes.items()}
