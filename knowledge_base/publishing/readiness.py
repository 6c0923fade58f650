"""What a draft still lacks before anybody need read it, each fault a sentence for staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from knowledge_base.models import Entry, Fact
from knowledge_base.retrieval.text import fold


def faults_of(wanted: Any) -> list[str]:
    """List what keeps a draft from being handed in; empty when it is fit.

    Args:
        wanted: the row as its draft has it, not saved.
    """
    found = list(_of_form(wanted))
    if isinstance(wanted, Entry):
        found += _of_facts(list(wanted.facts.all()))
        found += _of_questions(wanted)
    return found


def _of_form(wanted: Any) -> Iterator[str]:
    """A draft may be saved half-filled; what is published may not be."""
    try:
        wanted.full_clean()
    except ValidationError as exc:
        for name, messages in exc.message_dict.items():
            field = next((f for f in wanted._meta.get_fields() if f.name == name), None)
            label = str(getattr(field, "verbose_name", "") or "Biểu mẫu").capitalize()
            yield f"{label}: {' '.join(messages)}"


def _of_facts(facts: list[Fact]) -> Iterator[str]:
    if not facts:
        yield "Chưa có ý nào ở thẻ Nội dung."
    for number, fact in enumerate(facts, start=1):
        if not fact.text.strip():
            yield f"Ý {number} chưa có nội dung."
        if fact.valid_from and fact.valid_to and fact.valid_to < fact.valid_from:
            yield f"Ý {number}: ngày hết hiệu lực trước ngày có hiệu lực."
        for document in (fact.document, fact.document_also):
            if document is not None and not document.live:
                yield f"Ý {number} dựa vào văn bản chưa công bố: {document.name}."


def _of_questions(wanted: Entry) -> Iterator[str]:
    """A question that stands at two entries can lead to only one of them."""
    asked = {fold(q).strip(" ?") for q in wanted.sample_questions}
    if not asked:
        return
    model = type(wanted)
    others = model._default_manager.filter(live=True).exclude(pk=wanted.pk)
    for title, questions in others.values_list("title", "sample_questions"):
        for question in questions:
            if fold(question).strip(" ?") in asked:
                yield f"Câu hỏi mẫu “{question}” đã có ở “{title}”."
