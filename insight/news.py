"""What people who agreed to it are told: that there is an answer now. Each is told once."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from connectors import outbox
from connectors.anonymous import anonymous
from connectors.models import Feedback, UnansweredQuestion
from connectors.wording import sentences
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from insight.figures import QUESTIONS
from knowledge_base.releases import NoRelease, ReleaseStore
from knowledge_base.retrieval.records import EntryKind
from knowledge_base.rows import MODELS

logger = logging.getLogger(__name__)

Status, Why = UnansweredQuestion.Status, UnansweredQuestion.Why


def collect_thumbs_down() -> int:
    """Take questions over whose answer did not help, where their words may be kept.

    Give how many; an opinion that was taken back takes its question back.
    """
    rated = Feedback.objects.filter(rating=Feedback.Rating.DOWN).exclude(question="")
    of_questions = rated.filter(outcome__in=[outcome.value for outcome in QUESTIONS])
    fresh = of_questions.filter(unanswered=None).select_related("conversation")
    taken = 0
    for opinion in fresh:
        UnansweredQuestion.objects.create(
            feedback=opinion,
            asked_at=opinion.created_at,
            channel=opinion.conversation.channel,
            words=anonymous(opinion.question),
            why=Why.NOT_HELPFUL,
            wants_news=opinion.wants_news,
            conversation=opinion.conversation if opinion.wants_news else None,
        )
        taken += 1
    taken_back = UnansweredQuestion.objects.filter(
        status=Status.OPEN, feedback__rating=Feedback.Rating.UP
    )
    taken_back.delete()
    return taken


def tell_answered() -> int:
    """Close the questions whose draft is published and served; tell who waits. Give how many."""
    done = 0
    for kind in EntryKind:
        drafted = UnansweredQuestion.objects.filter(status=Status.DRAFTED, entry_kind=kind.value)
        keys = set(drafted.values_list("entry_key", flat=True))
        for key, name, published_at in _published(kind, keys):
            answered = drafted.filter(entry_key=key, decided_at__lt=published_at)
            done += sum(_tell(pk, key, name) for pk in answered.values_list("pk", flat=True))
    if done:
        logger.info("questions.answered count=%s", done)
    return done


def _published(kind: EntryKind, keys: set[str]) -> list[tuple[str, str, datetime]]:
    """Give the entries among these that a release published after them serves."""
    if not keys:
        return []
    served_since = _served_since()
    rows = MODELS[kind]._default_manager.filter(key__in=keys, live=True)
    columns = ("key", "plain_name", "last_published_at")
    return [
        (key, name, at)
        for key, name, at in rows.values_list(*columns)
        if at is not None and served_since is not None and at <= served_since
    ]


def _served_since() -> datetime | None:
    """Give the moment since which the serving release serves; None while there is none."""
    store = ReleaseStore(settings.RELEASES)
    try:
        name = store.current_name()
        made = (settings.RELEASES / name / "manifest.json").stat().st_mtime
    except (NoRelease, OSError):
        return None
    return datetime.fromtimestamp(made, tz=UTC)


def _tell(pk: int, key: str, name: str) -> bool:
    """Close one question; what is said to whoever waits stands in the same transaction."""
    with transaction.atomic():
        question = (
            UnansweredQuestion.objects.select_for_update()
            .filter(pk=pk, status=Status.DRAFTED)
            .first()
        )
        if question is None:
            return False
        conversation = question.conversation
        question.status, question.told_at = Status.ANSWERED, None
        question.conversation = None  # nothing leads to anybody any more
        if conversation is not None:
            outbox.push(conversation, _answered(question, key, name))
            question.told_at = timezone.now()
        question.save()
        return True


def _answered(question: UnansweredQuestion, key: str, name: str) -> Reply:
    said = sentences()
    day = f"{timezone.localdate(question.asked_at):%d/%m/%Y}"
    button = Button(said.say("question_answered_button"), choose(key))
    text = said.say("question_answered", day=day, name=name)
    return Reply(text, Meta(Outcome.SMALLTALK), buttons=(button,))


def choose(key: str) -> str:
    """Give the payload that asks for an entry."""
    return f"/choose_procedure{json.dumps({'procedure': key})}"
