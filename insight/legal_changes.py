"""Changes of the law: which facts rest on a document that changes, as one task for the editors."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from insight.models import LegalTask
from knowledge_base.models import LegalDocument, Office
from knowledge_base.rows import MODELS

logger = logging.getLogger(__name__)

AHEAD = timedelta(days=30)
"""How long before a change its task is opened."""

Change = LegalTask.Change


@dataclass(frozen=True, slots=True)
class Resting:
    """A fact, or an office, that rests on a document.

    Attributes:
        row: the entry or the office, to be edited.
        text: what the fact says.
        article: of the document.
        left: whether something is still to be done about it.
        note: how it stands, for staff.
    """

    row: Any
    text: str
    article: str
    left: bool
    note: str


def open_tasks(today: date | None = None) -> int:
    """Open a task for each document that changes within 30 days, or changed; give how many.

    Nothing is opened for a document that nothing live rests on, nor twice for one change.
    """
    today = today or timezone.localdate()
    changing = Q(valid_to__lte=today + AHEAD) | Q(replaced_by__isnull=False)
    opened = 0
    for document in LegalDocument.objects.filter(changing).select_related("replaced_by"):
        change, day = _change_of(document, today)
        if (
            day > today + AHEAD
            or LegalTask.objects.filter(document=document, change=change, on=day).exists()
        ):
            continue
        task = LegalTask(document=document, change=change, on=day, by=document.replaced_by)
        if any(resting.left for resting in resting_on(task)):
            opened += _opened(task)
    if opened:
        logger.info("legal.opened count=%s", opened)
    return opened


def close_done() -> int:
    """Close the tasks about which nothing is left to do; give how many."""
    closed = 0
    for task in LegalTask.objects.filter(done_at=None).select_related("document", "by"):
        if not any(resting.left for resting in resting_on(task)):
            closed += close(task, user=None, note="Không còn ý nào phải sửa.")
    return closed


def close(task: LegalTask, *, user: Any, note: str) -> bool:
    """Close a task; False when somebody else just did."""
    return bool(
        LegalTask.objects.filter(pk=task.pk, done_at=None).update(
            done_at=timezone.now(), done_by=user, note=note
        )
    )


def amend(document: LegalDocument, by: LegalDocument, day: date, articles: str) -> LegalTask:
    """Note that a document is amended by another one from a day on; the task is open at once."""
    task, _ = LegalTask.objects.get_or_create(
        document=document, change=Change.AMENDED, on=day, defaults={"by": by, "articles": articles}
    )
    return task


def resting_on(task: LegalTask) -> list[Resting]:
    """List the live facts and the offices that rest on the document of a task."""
    return [*_facts(task), *_offices(task)]


def _facts(task: LegalTask) -> Iterator[Resting]:
    for model in MODELS.values():
        facts = model._meta.get_field("facts").related_model._default_manager
        rows = facts.filter(_on(task.document), entry__live=True).select_related("entry")
        for fact in rows.order_by("entry__key", "sort_order"):
            yield _resting(task, fact.entry, fact, fact.text)


def _offices(task: LegalTask) -> Iterator[Resting]:
    for office in Office.objects.filter(_on(task.document)):
        yield _resting(task, office, office, office.name)


def _on(document: LegalDocument) -> Q:
    return Q(document=document) | Q(document_also=document)


def _resting(task: LegalTask, row: Any, dated: Any, text: str) -> Resting:
    article = dated.article if dated.document_id == task.document_id else dated.article_also
    left, note = _state(task, dated)
    return Resting(row, text, article or "", left, note)


def _state(task: LegalTask, dated: Any) -> tuple[bool, str]:
    """Tell whether something is left to do about a dated row, and how it stands."""
    ends = dated.valid_to
    if ends is not None and ends < task.on:
        return False, f"Tự ngừng sau {ends:%d/%m/%Y}"
    if task.change == Change.AMENDED:
        checked = dated.verified_on
        if checked is not None and checked >= _asked_on(task):
            return False, f"Đã kiểm tra {checked:%d/%m/%Y}"
        return True, "Cần đối chiếu với văn bản sửa đổi, rồi ghi ngày kiểm tra"
    if task.on <= timezone.localdate():
        return True, "Vẫn đang trả lời, dù văn bản đã hết hiệu lực"
    return True, "Cần ghi ngày hết hiệu lực, và ý mới theo văn bản mới"


def _asked_on(task: LegalTask) -> date:
    """Give the day from which on a check counts: when the task was opened."""
    return timezone.localdate(task.opened_at) if task.opened_at else timezone.localdate()


def _change_of(document: LegalDocument, today: date) -> tuple[str, date]:
    """Give what happens to a document, and the first day on which it no longer holds."""
    ends = document.valid_to + timedelta(days=1) if document.valid_to else None
    if document.replaced_by is None:
        return Change.ENDS, ends or today
    return Change.REPLACED, ends or document.replaced_by.valid_from or today


def _opened(task: LegalTask) -> bool:
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError:  # another worker was first
        return False
    return True
