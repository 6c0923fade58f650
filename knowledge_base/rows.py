"""Between rows and records: what is live in the database, and what files bring in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import transaction

from contract.facets import Facet
from knowledge_base import models
from knowledge_base.retrieval.records import (
    Basis,
    Certainty,
    Channel,
    Content,
    Entry,
    EntryKind,
    Fact,
    LegalDocument,
    LexiconEntry,
    LexiconKind,
    Office,
    Origin,
)
from knowledge_base.retrieval.serialise import entry_digest

_MODELS: dict[EntryKind, type[models.Entry]] = {
    EntryKind.PROCEDURE: models.Procedure,
    EntryKind.RULE: models.Rule,
    EntryKind.GUIDE: models.Guide,
}


def live_content() -> Content:
    """Give everything that is live, as records."""
    return Content(
        entries=tuple(e for kind in EntryKind for e in _entries(kind)),
        documents=tuple(
            _document(row) for row in models.LegalDocument.objects.select_related("replaced_by")
        ),
        lexicon=tuple(
            LexiconEntry(row.term, tuple(row.means), LexiconKind(row.kind))
            for row in models.LexiconEntry.objects.all()
        ),
        offices=tuple(
            _office(row)
            for row in models.Office.objects.select_related("document", "document_also")
        ),
    )


def _entries(kind: EntryKind) -> Iterable[Entry]:
    rows = _MODELS[kind]._default_manager.filter(live=True).order_by("key")
    for row in rows.prefetch_related("facts__document", "facts__document_also"):
        yield _entry(row, kind)


def _entry(row: Any, kind: EntryKind) -> Entry:
    return Entry(
        key=row.key,
        kind=kind,
        title=row.title,
        plain_name=row.plain_name,
        names=tuple(row.names),
        field=row.field,
        levels=tuple(getattr(row, "levels", ())),
        audience=tuple(getattr(row, "audience", ())),
        facts=tuple(_fact(f) for f in row.facts.all()),
        sample_questions=tuple(row.sample_questions),
        origin=Origin(row.origin),
        certainty=Certainty(row.certainty),
        verified_on=row.verified_on,
        full_text=getattr(row, "full_text", ""),
    )


def _fact(row: models.Fact) -> Fact:
    return Fact(
        facet=Facet(row.facet),
        text=row.text,
        basis=_basis(row),
        case=row.case,
        channel=Channel(row.channel) if row.channel else None,
        originals=row.originals,
        copies=row.copies,
        form=row.form,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        certainty=Certainty(row.certainty),
        verified_on=row.verified_on,
    )


def _basis(row: models.Fact | models.Office) -> tuple[Basis, ...]:
    pairs = ((row.document, row.article), (row.document_also, row.article_also))
    return tuple(Basis(document.number, article) for document, article in pairs if document)


def _document(row: models.LegalDocument) -> LegalDocument:
    return LegalDocument(
        number=row.number,
        name=row.name,
        title=row.title,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        replaced_by=row.replaced_by.number if row.replaced_by else None,
        url=row.url,
        certainty=Certainty(row.certainty),
        verified_on=row.verified_on,
    )


def _office(row: models.Office) -> Office:
    return Office(
        key=row.key,
        name=row.name,
        level=row.level,
        area=row.area,
        address=row.address,
        phone=row.phone,
        hours=row.hours,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        basis=_basis(row),
        certainty=Certainty(row.certainty),
        verified_on=row.verified_on,
    )


class Fate(StrEnum):
    """What a load did with one entry."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """Staff changed it since it was loaded: theirs stays."""


def load(content: Content) -> Counter[Fate]:
    """Write content into the database, all of it or nothing.

    An entry that staff changed since it was loaded is left alone; one they did not touch
    follows the files.
    """
    with transaction.atomic():
        _load_documents(content.documents)
        documents = {d.number: d for d in models.LegalDocument.objects.all()}
        _load_lexicon(content.lexicon)
        _load_offices(content.offices, documents)
        return Counter(_load_entry(entry, documents) for entry in content.entries)


def _load_documents(documents: Iterable[LegalDocument]) -> None:
    known = {d.number: d for d in models.LegalDocument.objects.all()}
    fresh = [d for d in documents if d.number not in known]
    for record in fresh:
        known[record.number] = models.LegalDocument.objects.create(
            number=record.number,
            name=record.name,
            title=record.title,
            issued_on=record.issued_on,
            url=record.url,
            **_dated(record),
        )
    for record in fresh:
        if record.replaced_by:
            row = known[record.number]
            row.replaced_by = known[record.replaced_by]
            row.save(update_fields=["replaced_by"])


def _load_lexicon(lexicon: Iterable[LexiconEntry]) -> None:
    known = set(models.LexiconEntry.objects.values_list("term", flat=True))
    models.LexiconEntry.objects.bulk_create(
        models.LexiconEntry(term=word.term, means=list(word.means), kind=word.kind.value)
        for word in lexicon
        if word.term not in known
    )


def _load_offices(offices: Iterable[Office], documents: dict[str, models.LegalDocument]) -> None:
    known = set(models.Office.objects.values_list("key", flat=True))
    models.Office.objects.bulk_create(
        models.Office(
            key=office.key,
            name=office.name,
            level=office.level,
            area=office.area,
            address=office.address,
            phone=office.phone,
            hours=office.hours,
            **_basis_fields(office.basis, documents),
            **_dated(office),
        )
        for office in offices
        if office.key not in known
    )


def _load_entry(entry: Entry, documents: dict[str, models.LegalDocument]) -> Fate:
    model = _MODELS[entry.kind]
    digest = entry_digest(entry)
    row: Any = model._default_manager.filter(key=entry.key).first()
    fate = Fate.UPDATED if row else Fate.ADDED
    if row and row.loaded_digest == digest:
        return Fate.UNCHANGED
    if row and entry_digest(_entry(row, entry.kind)) != row.loaded_digest:
        return Fate.KEPT
    row = row or model(key=entry.key)
    for name, value in _entry_fields(entry).items():
        setattr(row, name, value)
    row.loaded_digest = digest
    fact_model = model._meta.get_field("facts").related_model
    row.facts = [
        fact_model(sort_order=n, **_fact_fields(fact, documents))
        for n, fact in enumerate(entry.facts)
    ]
    row.save()
    return fate


def _entry_fields(entry: Entry) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if entry.kind is EntryKind.PROCEDURE:
        more = {
            "levels": list(entry.levels),
            "audience": list(entry.audience),
            "full_text": entry.full_text,
        }
    return {
        "title": entry.title,
        "plain_name": entry.plain_name,
        "names": list(entry.names),
        "field": entry.field,
        "sample_questions": list(entry.sample_questions),
        "origin": entry.origin.value,
        "certainty": entry.certainty.value,
        "verified_on": entry.verified_on,
        **more,
    }


def _fact_fields(fact: Fact, documents: dict[str, models.LegalDocument]) -> dict[str, Any]:
    return {
        "facet": fact.facet.value,
        "text": fact.text,
        "case": fact.case,
        "channel": fact.channel.value if fact.channel else None,
        "originals": fact.originals,
        "copies": fact.copies,
        "form": fact.form,
        **_basis_fields(fact.basis, documents),
        **_dated(fact),
    }


def _basis_fields(
    basis: tuple[Basis, ...], documents: dict[str, models.LegalDocument]
) -> dict[str, Any]:
    first, second = [*basis, None, None][:2]
    return {
        "document": documents[first.document] if first else None,
        "article": first.article if first else None,
        "document_also": documents[second.document] if second else None,
        "article_also": second.article if second else None,
    }


def _dated(record: Fact | Office | LegalDocument) -> dict[str, Any]:
    return {
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "certainty": record.certainty.value,
        "verified_on": record.verified_on,
    }
