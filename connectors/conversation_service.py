"""A citizen's side of a conversation on the web: send a message, read the transcript."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from asgiref.sync import sync_to_async
from django.core import signing

from connectors import dialogue, files, intake, limits
from connectors.errors import UnknownSession
from connectors.models import ChannelName, Conversation, InboundMessage, OutboundMessage
from connectors.stored_reply import reply_of
from connectors.text import clean_text
from contract.reply import Reply

_SALT = "connectors.session"


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was answered.

    Attributes:
        session: token of the conversation; it alone opens it.
        replies: at least one.
    """

    session: str = field(repr=False)
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and its answer; the words are gone once it is answered.

    Attributes:
        text: empty once it is answered.
        replies: in order; their place in it is their position.
        message_id: empty where the replies came unasked.
    """

    text: str = field(repr=False)
    replies: tuple[Reply, ...] = ()
    message_id: str = ""


async def take(
    session: str | None, message_id: str, text: str, remote: str, about: str = ""
) -> Taken:
    """Store a message and answer it; the same ``message_id`` gets the same answer once.

    Args:
        session: token from an earlier answer, or None to begin.
        message_id: made by the sender, unique (a UUID).
        text: words as typed, or the payload of an offered button.
        remote: network address of the sender, for the limit only; not stored.
        about: national code of the procedure that the page is about; counts where a conversation
            begins.

    Raises:
        MessageRefused: the message can't be taken (see ``connectors.errors``).
        StillWorking: stored, but not answered in time; the same call again gives the answer.
    """
    cleaned = clean_text(text)
    conversation = await admitted(session, remote)
    message = await sync_to_async(intake.store)(
        conversation, ChannelName.WEB, message_id, cleaned, about
    )
    replies = await dialogue.answer(message.pk)
    return Taken(session_of(message.conversation), replies)


async def take_file(session: str | None, message_id: str, content: bytes, remote: str) -> Taken:
    """Take a file into the complaint that is being told; the rest is as in ``take``."""
    conversation = await admitted(session, remote)
    message = await sync_to_async(files.store)(conversation, ChannelName.WEB, message_id)
    replies = await dialogue.answer(message.pk, content=content)
    return Taken(session_of(message.conversation), replies)


async def admitted(session: str | None, remote: str) -> Conversation | None:
    """Give the conversation that a token opens, None without one, within the limits.

    Raises:
        MessageRefused: too much is sent, or the token is none of ours.
    """
    limits.addresses.pass_or_refuse(remote)
    conversation = await sync_to_async(conversation_of)(session) if session else None
    if conversation is not None:
        limits.conversations.pass_or_refuse(conversation.key)
    return conversation


def session_of(conversation: Conversation) -> str:
    """Give the token that opens a conversation."""
    return signing.dumps(conversation.key, salt=_SALT)


def conversation_of(session: str) -> Conversation:
    """Give the conversation that a token opens.

    Raises:
        UnknownSession: forged, damaged, or of a conversation that is gone.
    """
    try:
        return Conversation.objects.get(key=signing.loads(session, salt=_SALT))
    except (signing.BadSignature, ValueError, Conversation.DoesNotExist) as exc:
        raise UnknownSession from exc


def transcript(session: str) -> list[Exchange]:
    """Give the conversation so far, oldest first; what came unasked is an exchange of its own.

    Raises:
        UnknownSession: see ``conversation_of``.
    """
    conversation = conversation_of(session)
    rows = OutboundMessage.objects.filter(conversation=conversation).order_by("pk")
    answers: dict[int, list[Reply]] = {}
    timed: list[tuple[datetime, Exchange]] = []
    for row in rows:
        if row.in_reply_to_id is None:
            timed.append((row.created_at, Exchange("", (reply_of(row),))))
        else:
            answers.setdefault(row.in_reply_to_id, []).append(reply_of(row))
    for message in InboundMessage.objects.filter(conversation=conversation):
        replies = tuple(answers.get(message.pk, ()))
        exchange = Exchange(message.text, replies, message.message_id)
        timed.append((message.received_at, exchange))
    return [exchange for _, exchange in sorted(timed, key=lambda pair: pair[0])]
