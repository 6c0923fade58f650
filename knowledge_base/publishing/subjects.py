"""The six kinds of rows that are published, and content with drafts of them laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType

from knowledge_base import models
from knowledge_base.retrieval.records import (
    Content,
    Entry,
    EntryKind,
    LegalDocument,
    LexiconEntry,
    Office,
)
from knowledge_base.rows import (
    MODELS,
    document_of_row,
    entry_of_row,
    in_order,
    office_of_row,
    word_of_row,
)

SUBJECTS: tuple[type[Any], ...] = (
    models.Procedure,
    models.Rule,
    models.Guide,
    models.LegalDocument,
    models.Office,
    models.LexiconEntry,
)
ENTRIES = tuple(MODELS.values())
_KIND_OF = {model: kind for kind, model in MODELS.items()}

Record = Entry | LegalDocument | LexiconEntry | Office


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published of one row.

    Attributes:
        row: as it stands in the database.
        wanted: the same row as its revision has it.
    """

    row: Any
    wanted: Any


def permission(model: Any, action: str) -> str:
    """Name the permission to do something with rows of a model, such as ``publish``."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def row_of(review: models.Review) -> Any | None:
    """Give the row a review is about; None if it was deleted."""
    model = ContentType.objects.get_for_id(review.content_type_id).model_class()
    if model not in SUBJECTS:
        return None
    return model._default_manager.filter(pk=review.object_id).first()


def record_of(row: Any) -> Record:
    """Give the record a row holds, changes not yet saved included."""
    if kind := _KIND_OF.get(type(row)):
        return entry_of_row(row, kind)
    if isinstance(row, models.LegalDocument):
        return document_of_row(row)
    if isinstance(row, models.Office):
        return office_of_row(row)
    return word_of_row(row)


def key_of(record: Record) -> str:
    """Give what a record is known by."""
    if isinstance(record, LegalDocument):
        return record.number
    return record.term if isinstance(record, LexiconEntry) else record.key


def laid_over(content: Content, drafts: Iterable[Draft]) -> Content:
    """Give content as it will be when drafts are live, in the order in which rows are read."""
    for draft in drafts:
        record = record_of(draft.wanted)
        part = _part_of(record)
        before = (type(record), key_of(record_of(draft.row)))
        kept = [r for r in getattr(content, part) if (type(r), key_of(r)) != before]
        if isinstance(record, Entry):
            kept = [r for r in kept if r.kind is not record.kind or r.key != record.key]
        content = replace(content, **{part: (*kept, record)})
    return in_order(content)


def _part_of(record: Record) -> str:
    match record:
        case Entry():
            return "entries"
        case LegalDocument():
            return "documents"
        case LexiconEntry():
            return "lexicon"
        case _:
            return "offices"


def kind_of_entry(model: type[Any]) -> EntryKind | None:
    """Tell what kind of entry rows of a model are; None for documents, words and offices."""
    return _KIND_OF.get(model)
