"""Questions without an answer, on their way to the editors: only if whoever asked says so.

The words of a question that got no answer are kept sealed for half an hour, so that one press
passes them on. Who does not press it leaves nothing behind. What is told in a complaint or in
danger is never kept here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from complaints.seal import SealBroken, keyring
from connectors.anonymous import anonymous
from connectors.channel import IncomingKind
from connectors.models import HeldQuestion, InboundMessage, UnansweredQuestion
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from contract.sentences import Sentences
from knowledge_base.retrieval.text import folded_words

logger = logging.getLogger(__name__)

SEND, SEND_FOR_NEWS = "/send_question", "/send_question_for_news"
PAYLOADS = frozenset({SEND, SEND_FOR_NEWS})
HELD = timedelta(minutes=30)
"""How long one may still agree."""

_OTHER = "/choose_other"
"""None of the offered choices was meant."""
_FEWEST_WORDS = 2
_MOST_BUTTONS = 4

Why = UnansweredQuestion.Why


def offer(
    message: InboundMessage, replies: tuple[Reply, ...], sentences: Sentences
) -> tuple[Reply, ...]:
    """Hold a question that got no answer, and ask whether it may be passed on.

    Args:
        message: just answered, its words not yet wiped.
        replies: what is said to it.
        sentences: the bot's.

    Returns:
        The replies, the last one with the offer where there is something to pass on.
    """
    if message.is_file or message.kind == IncomingKind.LOCATION:
        return replies
    if any(reply.meta.slot for reply in replies):
        return replies
    try:
        if not _is_left(message, replies):
            return replies
    except DatabaseError as exc:  # the answer matters more than the offer
        logger.error("question.not_held reason=%s", type(exc).__name__)
        return replies
    *before, last = replies
    buttons = (
        Button(sentences.say("question_send_button"), SEND),
        Button(sentences.say("question_news_button"), SEND_FOR_NEWS),
    )
    kept = last.buttons[: _MOST_BUTTONS - len(buttons)]
    text = f"{last.text}\n{sentences.say('question_offer')}"
    return (*before, replace(last, text=text, buttons=(*kept, *buttons)))


def send(message: InboundMessage, payload: str, sentences: Sentences) -> Reply:
    """Pass the held question on, as somebody just agreed; pressing again changes nothing more.

    Args:
        message: the press.
        payload: one of ``PAYLOADS``.
        sentences: the bot's.
    """
    wants_news = payload == SEND_FOR_NEWS
    with transaction.atomic():
        held = (
            HeldQuestion.objects.select_for_update()
            .filter(conversation=message.conversation_id, held_at__gte=timezone.now() - HELD)
            .first()
        )
        question = _passed_on(held, message) if held else None
        if question is not None and wants_news:
            question.wants_news, question.conversation = True, message.conversation
            question.save(update_fields=["wants_news", "conversation"])
    if question is None:
        said = "question_gone"
    else:
        said = "question_sent_for_news" if question.wants_news else "question_sent"
    return Reply(sentences.say(said), Meta(Outcome.SMALLTALK))


def forget_old() -> int:
    """Erase what nobody agreed to pass on, and what was passed on too long ago."""
    now = timezone.now()
    held, _ = HeldQuestion.objects.filter(held_at__lt=now - HELD).delete()
    oldest = now - timedelta(days=settings.UNANSWERED_DAYS)
    old, _ = UnansweredQuestion.objects.filter(asked_at__lt=oldest).delete()
    return held + old


def _is_left(message: InboundMessage, replies: Sequence[Reply]) -> bool:
    """Tell whether a question is left without an answer; hold its words where they are new."""
    outcome = replies[-1].meta.outcome
    if message.text.startswith("/"):
        if message.text != _OTHER or outcome is not Outcome.CLARIFY:
            return False
        held = HeldQuestion.objects.filter(conversation=message.conversation_id, question=None)
        return held.filter(held_at__gte=timezone.now() - HELD).update(why=Why.NOT_MEANT) > 0
    if outcome not in (Outcome.NO_ANSWER, Outcome.CLARIFY):
        return False
    if len(folded_words(message.text)) < _FEWEST_WORDS:
        return False
    _hold(message)
    return outcome is Outcome.NO_ANSWER


def _hold(message: InboundMessage) -> None:
    """Keep the words sealed, in place of those held before."""
    row = HeldQuestion(
        conversation_id=message.conversation_id,
        sealed=keyring().seal(message.text, place(message.conversation_id)),
        why=Why.NO_ANSWER,
        held_at=timezone.now(),
        question=None,
    )
    HeldQuestion.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["conversation"],
        update_fields=["sealed", "why", "held_at", "question"],
    )


def _passed_on(held: HeldQuestion, message: InboundMessage) -> UnansweredQuestion | None:
    """Give the question as editors see it, made now or by an earlier press."""
    if held.question is not None:
        return held.question
    try:
        words = keyring().unseal(bytes(held.sealed), place(held.conversation_id))
    except SealBroken as exc:
        logger.error("question.broken reason=%s", type(exc).__name__)
        return None
    held.question = UnansweredQuestion.objects.create(
        asked_at=held.held_at, channel=message.channel, words=anonymous(words), why=held.why
    )
    held.sealed = b""
    held.save(update_fields=["question", "sealed"])
    return held.question


def place(conversation_pk: int) -> str:
    """Name the place that held words are sealed for."""
    return f"held-question:{conversation_pk}"
