"""One message through the dialogue: claim, understand, answer, settle."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from dataclasses import replace
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from django.utils import timezone

from connectors import box, files, guard, handover, hearing, inbox, questions, turn_log
from connectors.errors import DialogueFailed, StillWorking
from connectors.metrics import ANSWER_SECONDS, ANSWERS
from connectors.models import Conversation, InboundMessage
from connectors.rasa_client import RasaClient, Said, rasa_client
from connectors.text import carries_mask
from connectors.wording import sentences
from contract.outcomes import Outcome
from contract.reply import Meta, Reply

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 9.5
PUSHED_PATIENCE = timedelta(seconds=120)
"""How old a message of a pushing channel grows before a dialogue that fails is apologised for: it
may be starting again, and nobody sits at a page."""
_POLL_SECONDS = 0.05


async def answer(
    message_pk: int, rasa: RasaClient | None = None, *, content: bytes | None = None
) -> tuple[Reply, ...]:
    """Answer a stored message, or wait for whoever is answering it.

    Args:
        message_pk: which.
        rasa: for tests; the process's client when None.
        content: of a message that is a file, where it is at hand.

    Raises:
        StillWorking: no answer within ``BUDGET_SECONDS``; the message stays in the inbox.
    """
    deadline = time.monotonic() + BUDGET_SECONDS
    while time.monotonic() < deadline:
        known = await sync_to_async(inbox.answer_to)(message_pk)
        if known:
            return known
        message = await sync_to_async(inbox.claim)(message_pk)
        if message is not None:
            return await work(message, content, rasa)
        await asyncio.sleep(_POLL_SECONDS)
    raise StillWorking


async def work(
    message: InboundMessage, content: bytes | None = None, rasa: RasaClient | None = None
) -> tuple[Reply, ...]:
    """Answer a message that the caller claimed; arguments as those of ``answer``.

    Raises:
        DialogueFailed: no usable answer, and a message of a pushing channel may wait for one.
    """
    started = time.monotonic()
    event = secrets.token_hex(4)
    if message.is_file:
        said = Said((await sync_to_async(files.take)(message, content, sentences()),))
    else:
        said = await _say(message, rasa or rasa_client(), event)
    said_after = time.monotonic() - started
    replies = await sync_to_async(_recorded)(message, said, event)
    await sync_to_async(inbox.settle)(message, replies)
    took = time.monotonic() - started
    ANSWER_SECONDS.labels(message.channel).observe(took)
    for reply in replies:
        ANSWERS.labels(message.channel, reply.meta.outcome.value).inc()
    turn_log.write_later(
        turn_log.Turn(
            message.channel,
            message.conversation.key,
            replies[0],
            total_ms=1000 * took,
            dialogue_ms=1000 * said_after if said.trace else None,
            trace=said.trace,
        )
    )
    return replies


async def _say(message: InboundMessage, rasa: RasaClient, event: str) -> Said:
    """Answer: danger at once, everything else by the dialogue."""
    urgent = guard.urgent_reply(message.text, sentences())
    if urgent is not None:
        return Said((urgent,))
    if message.text == handover.CONTACT_LEFT:
        kept = Reply(sentences().say("handover_contact"), Meta(Outcome.HANDOVER))
        return Said((kept,))
    pushed = message.conversation.channel_name.pushes
    understood = await sync_to_async(hearing.heard)(message)
    if understood.reply is not None:
        return Said((understood.reply,))
    about_box = await sync_to_async(box.take)(message, sentences(), understood.payload)
    if about_box is not None:
        return Said((about_box,))
    if files.TAKE_BACK in (message.text, understood.payload):
        return Said((await sync_to_async(files.take_back)(message, sentences()),))
    pressed = understood.payload or message.text
    if pressed in questions.PAYLOADS:
        sent = await sync_to_async(questions.send)(message, pressed, sentences())
        return Said((sent,))
    words = understood.payload or await sync_to_async(_words)(message)
    try:
        if message.conversation.about and await sync_to_async(inbox.is_first)(message):
            await _tell_what_the_page_is_about(message.conversation, rasa)
        said = await rasa.say(message.conversation.key, words)
        if pushed and await sync_to_async(hearing.only_in_private)(message, said.replies):
            await rasa.say(message.conversation.key, hearing.CANCEL)
            return Said((hearing.note("private_only"),))
        if understood.position is not None:
            said = replace(said, replies=understood.position.before(said.replies))
    except DialogueFailed as exc:
        if pushed and timezone.now() - message.received_at < PUSHED_PATIENCE:
            raise
        logger.error("dialogue.failed event=%s reason=%s", event, type(exc).__name__)
        return Said((apology(event),))
    return said


async def _tell_what_the_page_is_about(conversation: Conversation, rasa: RasaClient) -> None:
    """Choose the page's procedure in the citizen's place: "phí bao nhiêu" is then about it.

    Said again after a crash, it changes nothing. A code that is not on record is not chosen.
    """
    chosen = json.dumps({"procedure": conversation.about})
    await rasa.say(conversation.key, f"/choose_procedure{chosen}")


def _recorded(message: InboundMessage, said: Said, event: str) -> tuple[Reply, ...]:
    """Record what the replies promise: nothing is said to be noted that is not."""
    first, *others = said.replies
    if carries_mask(message.text):
        first = guard.says_number_is_masked(first, sentences())
    replies = questions.offer(message, (first, *others), sentences())
    if not any(reply.meta.outcome is Outcome.HANDOVER for reply in replies):
        return replies
    try:
        handover.request(message.conversation)
    except DatabaseError as exc:
        logger.error("handover.failed event=%s reason=%s", event, type(exc).__name__)
        return (apology(event),)
    hours = handover.opening_hours(sentences())
    return tuple(
        replace(reply, text=f"{reply.text}\n{hours}")
        if hours and reply.meta.outcome is Outcome.HANDOVER
        else reply
        for reply in replies
    )


def _words(message: InboundMessage) -> str:
    """Give what Rasa is to hear.

    A payload passes only if it was offered; a forged one is words like any other. Outside a form,
    what the guard knows is told by its name.
    """
    text = message.text
    if text.startswith("/"):
        if text in inbox.offered_payloads(message.conversation_id):
            return text
        text = text.lstrip("/ ") or "…"
    if inbox.form_step(message.conversation_id) is not None:
        return text
    return guard.recognised(text) or text


def apology(event: str) -> Reply:
    """Say that it did not work, with a number by which operators find why."""
    return Reply(sentences().say("error", event=event), Meta(Outcome.ERROR))
