"""One message through the dialogue: claim, understand, answer, settle."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from functools import cache

from asgiref.sync import sync_to_async
from django.conf import settings

from connectors import inbox
from connectors.errors import DialogueFailed, StillWorking
from connectors.metrics import ANSWER_SECONDS, ANSWERS
from connectors.models import InboundMessage
from connectors.rasa_client import RasaClient, rasa_client
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from contract.sentences import Sentences

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 9.5
_POLL_SECONDS = 0.05


async def answer(message_pk: int, rasa: RasaClient | None = None) -> tuple[Reply, ...]:
    """Answer a stored message, or wait for whoever is answering it.

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
            return await _work(message, rasa or rasa_client())
        await asyncio.sleep(_POLL_SECONDS)
    raise StillWorking


async def _work(message: InboundMessage, rasa: RasaClient) -> tuple[Reply, ...]:
    started = time.monotonic()
    try:
        replies = await rasa.say(message.conversation.key, await _words(message))
    except DialogueFailed as exc:
        event = secrets.token_hex(4)
        logger.error("dialogue.failed event=%s reason=%s", event, type(exc).__name__)
        replies = (_apology(event),)
    await sync_to_async(inbox.settle)(message, replies)
    ANSWER_SECONDS.labels(message.channel).observe(time.monotonic() - started)
    for reply in replies:
        ANSWERS.labels(message.channel, reply.meta.outcome.value).inc()
    return replies


async def _words(message: InboundMessage) -> str:
    """Let a payload through only if it was offered; a forged one is words like any other."""
    if not message.text.startswith("/"):
        return message.text
    offered = await sync_to_async(inbox.offered_payloads)(message.conversation_id)
    return message.text if message.text in offered else message.text.lstrip("/ ") or "…"


def _apology(event: str) -> Reply:
    return Reply(sentences().say("error", event=event), Meta(Outcome.ERROR))


@cache
def sentences() -> Sentences:
    """Give the bot's sentences."""
    return Sentences.from_domain(settings.DOMAIN_FILE)
