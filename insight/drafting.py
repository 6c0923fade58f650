"""From questions without an answer to a draft: a new guide, or an entry that is to say more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from connectors.models import UnansweredQuestion
from insight.clusters import Cluster, Words, current_normaliser, likeness, readings_of
from knowledge_base.models import Guide
from knowledge_base.retrieval.records import EntryKind
from knowledge_base.retrieval.text import folded_words
from knowledge_base.rows import MODELS

_SUGGESTED = 5
_NEAR = 0.25  # likeness from which on an entry is worth offering
_LONGEST_NAME = 120
_LONGEST_KEY = 60

Status = UnansweredQuestion.Status


class NothingToDraft(ValueError):
    """None of the questions is still open."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that may be the right place for an answer.

    Attributes:
        kind: of the entry.
        key: of the entry.
        title: as staff know it.
    """

    kind: EntryKind
    key: str
    title: str

    @property
    def value(self) -> str:
        """Give what a form carries."""
        return f"{self.kind.value}:{self.key}"


def suggestions(wanted: Sequence[Cluster]) -> list[list[Suggestion]]:
    """Give entries on record that are near to each cluster, nearest first."""
    normaliser = current_normaliser()
    known: list[tuple[Suggestion, Sequence[Words]]] = []
    for kind, model in MODELS.items():
        columns = ("key", "title", "plain_name", "names")
        for key, title, plain_name, names in model._default_manager.values_list(*columns):
            sets = [frozenset(folded_words(text)) for text in (plain_name or title, *names)]
            known.append((Suggestion(kind, key, plain_name or title), sets))
    found = []
    for cluster in wanted:
        words = cluster.readings or readings_of(normaliser, cluster.questions[0].words)
        scored = sorted(
            ((likeness(words, sets), one) for one, sets in known), key=lambda pair: -pair[0]
        )
        found.append([one for score, one in scored[:_SUGGESTED] if score >= _NEAR])
    return found


def draft(questions: Sequence[int], target: str, user: Any) -> Any:
    """Open a draft with questions as its sample questions, and mark them as being worked on.

    Args:
        questions: primary keys.
        target: ``kind:key`` of an entry, or empty for a new guide.
        user: who drafts.

    Returns:
        The row of the entry; what is live of it stays as it is.

    Raises:
        NothingToDraft: none of the questions is open any more.
        LookupError: there is no such entry.
    """
    with transaction.atomic():
        rows = list(
            UnansweredQuestion.objects.select_for_update()
            .filter(pk__in=questions, status=Status.OPEN)
            .order_by("-asked_at", "-pk")
        )
        if not rows:
            raise NothingToDraft
        wordings = Cluster(rows).wordings
        kind, row = _entry(target) if target else (EntryKind.GUIDE, _new_guide(wordings[0]))
        # What somebody drafted before stays in: the latest revision is what is changed.
        edited = row.get_latest_revision_as_object() if row.latest_revision_id else row
        edited.sample_questions = list(dict.fromkeys([*edited.sample_questions, *wordings]))
        edited.save_revision(user=user, log_action=True)
        for question in rows:
            question.status, question.decided_at = Status.DRAFTED, timezone.now()
            question.decided_by_id = user.pk
            question.entry_kind, question.entry_key = kind.value, row.key
            question.save()
    return row


def dismiss(questions: Sequence[int], reason: str, user: Any) -> int:
    """Leave questions without an answer, with a reason; nobody waits any more. Give how many."""
    return UnansweredQuestion.objects.filter(pk__in=questions, status=Status.OPEN).update(
        status=Status.DISMISSED,
        reason=reason,
        decided_at=timezone.now(),
        decided_by=user,
        conversation=None,
    )


def _entry(target: str) -> tuple[EntryKind, Any]:
    name, _, key = target.partition(":")
    try:
        kind = EntryKind(name)
    except ValueError as exc:
        raise LookupError(target) from exc
    row = MODELS[kind]._default_manager.filter(key=key).first()
    if row is None:
        raise LookupError(target)
    return kind, row


def _new_guide(question: str) -> Guide:
    """Make a guide that is not live, named by the question until an editor names it better."""
    stem = "-".join(folded_words(question))[:_LONGEST_KEY].strip("-") or "cau-hoi"
    stem = re.sub(r"[^a-z0-9-]", "", stem) or "cau-hoi"
    key, n = stem, 1
    while Guide.objects.filter(key=key).exists():
        n += 1
        key = f"{stem}-{n}"
    name = question[:_LONGEST_NAME]
    return Guide.objects.create(
        key=key, title=name[:1].upper() + name[1:], plain_name=name, live=False
    )
