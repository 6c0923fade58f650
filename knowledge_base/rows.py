"""Between rows and records: what is live in the database, and what files bring in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from wagtail.models import ModelLogEntry
from wagtail.search.backends import get_search_backend

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
from knowledge_base.retrieval.serialise import content_digest, entry_digest

_T = TypeVar("_T")

MODELS: dict[EntryKind, type[Any]] = {
    EntryKind.PROCEDURE: models.Procedure,
    EntryKind.RULE: models.Rule,
    EntryKind.GUIDE: models.Guide,
}


def live_content() -> Content:
    """Give everything that is live, as records."""
    live = Content(
        entries=tuple(e for kind in EntryKind for e in _entries(kind)),
        documents=tuple(
            document_of_row(row)
            for row in models.LegalDocument.objects.filter(live=True).select_related("replaced_by")
        ),
        lexicon=tuple(word_of_row(row) for row in models.LexiconEntry.objects.filter(live=True)),
        offices=tuple(
            office_of_row(row)
            for row in models.Office.objects.filter(live=True).select_related(
                "document", "document_also"
            )
        ),
    )
    return in_order(live)


def in_order(content: Content) -> Content:
    """Give content in the one order it is released in, whatever a database sorts by."""
    kinds = list(EntryKind)
    return Content(
        entries=tuple(sorted(content.entries, key=lambda e: (kinds.index(e.kind), e.key))),
        documents=tuple(sorted(content.documents, key=lambda d: d.number)),
        lexicon=tuple(sorted(content.lexicon, key=lambda w: w.term)),
        offices=tuple(sorted(content.offices, key=lambda o: (o.name, o.key))),
    )


def content_to_release() -> Content:
    """Give what the next release is made from: what is live, less what the settings keep silent.

    With ``MOTCUA_IMPORTED=silent`` an entry of the portal answers only after a person approved it.
    """
    return told(live_content())


def told(content: Content) -> Content:
    """Leave out of content what the settings keep silent."""
    if settings.ENVIRONMENT.imported != "silent":
        return content
    reviewed = (entry for entry in content.entries if entry.origin is not Origin.PORTAL)
    return replace(content, entries=tuple(reviewed))


def _entries(kind: EntryKind) -> Iterator[Entry]:
    rows = MODELS[kind]._default_manager.filter(live=True).order_by("key")
    for _, entry in entries_of_rows(kind, rows):
        yield entry


def entries_of_rows(kind: EntryKind, rows: Iterable[Any]) -> Iterator[tuple[Any, Entry]]:
    """Give rows with the entries they hold; their facts are fetched for many at once.

    Prefetching them through the parental key would join the keys by OR, which SQLite refuses from a
    thousand on.
    """
    facts = MODELS[kind]._meta.get_field("facts").related_model._default_manager
    for batch in batches(list(rows)):
        found: dict[int, list[Any]] = defaultdict(list)
        theirs = facts.filter(entry_id__in=[row.pk for row in batch]).order_by("sort_order")
        for fact in theirs.prefetch_related("document", "document_also"):
            found[fact.entry_id].append(fact)
        for row in batch:
            yield row, _entry(row, kind, found[row.pk])


def batches(things: Sequence[_T], size: int = 500) -> Iterator[Sequence[_T]]:
    """Split into parts that one query can name."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def entry_of_row(row: Any, kind: EntryKind) -> Entry:
    """Give the entry that one row holds, changes not yet saved included."""
    return _entry(row, kind, row.facts.all())


def _entry(row: Any, kind: EntryKind, facts: Iterable[models.Fact]) -> Entry:
    return Entry(
        key=row.key,
        kind=kind,
        title=row.title,
        plain_name=row.plain_name,
        names=tuple(row.names),
        field=row.field,
        levels=tuple(getattr(row, "levels", ())),
        audience=tuple(getattr(row, "audience", ())),
        facts=tuple(map(_fact, facts)),
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


def document_of_row(row: models.LegalDocument) -> LegalDocument:
    """Give the legal document that one row holds."""
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


def word_of_row(row: models.LexiconEntry) -> LexiconEntry:
    """Give the word that one row holds."""
    return LexiconEntry(row.term, tuple(row.means), LexiconKind(row.kind))


def office_of_row(row: models.Office) -> Office:
    """Give the office that one row holds."""
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
        documents = load_rest(content.documents, content.lexicon, content.offices)
        return Counter(_load_entry(entry, documents) for entry in content.entries)


def load_rest(
    documents: Iterable[LegalDocument], lexicon: Iterable[LexiconEntry], offices: Iterable[Office]
) -> dict[str, models.LegalDocument]:
    """Write everything but entries; what staff changed since it was loaded is left alone.

    Returns:
        All legal documents, by number.
    """
    _load_documents(documents)
    rows = {row.number: row for row in models.LegalDocument.objects.all()}
    _load_lexicon(lexicon)
    _load_offices(offices, rows)
    return rows


def add_documents(documents: Iterable[LegalDocument]) -> None:
    """Write legal documents that are not on file yet; those that are stay as they are."""
    known = set(models.LegalDocument.objects.values_list("number", flat=True))
    fresh = [
        models.LegalDocument(
            number=record.number, loaded_digest=document_digest(record), **document_fields(record)
        )
        for record in documents
        if record.number not in known
    ]
    models.LegalDocument.objects.bulk_create(fresh)
    get_search_backend().add_bulk(models.LegalDocument, fresh)


def loaded_digest(entry: Entry) -> str:
    """Give the digest of an entry as a file brings it; words it is only found by don't count."""
    return entry_digest(replace(entry, full_text=""))


def document_digest(document: LegalDocument) -> str:
    """Give the digest of a legal document as a file brings it."""
    return content_digest(Content((), (document,)))


def _load_documents(documents: Iterable[LegalDocument]) -> None:
    rows = {d.number: d for d in models.LegalDocument.objects.select_related("replaced_by")}
    fresh = []
    for record in documents:
        row = rows.get(record.number)
        if _follows(
            row, document_digest(record), lambda row: document_digest(document_of_row(row))
        ):
            row = row or models.LegalDocument(number=record.number)
            _write(row, **document_fields(record), loaded_digest=document_digest(record))
            rows[record.number] = row
            fresh.append(record)
    for record in fresh:
        row = rows[record.number]
        row.replaced_by = rows.get(record.replaced_by) if record.replaced_by else None
        row.save(update_fields=["replaced_by"])


def _load_lexicon(lexicon: Iterable[LexiconEntry]) -> None:
    rows = {word.term: word for word in models.LexiconEntry.objects.all()}
    for word in lexicon:
        row, digest = rows.get(word.term), word_digest(word)
        if _follows(row, digest, lambda row: word_digest(word_of_row(row))):
            row = row or models.LexiconEntry(term=word.term)
            _write(row, means=list(word.means), kind=word.kind.value, loaded_digest=digest)


def _load_offices(offices: Iterable[Office], documents: dict[str, models.LegalDocument]) -> None:
    rows = {
        office.key: office
        for office in models.Office.objects.select_related("document", "document_also")
    }
    for office in offices:
        row, digest = rows.get(office.key), office_digest(office)
        if _follows(row, digest, lambda row: office_digest(office_of_row(row))):
            row = row or models.Office(key=office.key)
            _write(row, **office_fields(office, documents), loaded_digest=digest)


def word_digest(word: LexiconEntry) -> str:
    """Give the digest of a word as a file brings it."""
    return content_digest(Content((), (), (word,)))


def office_digest(office: Office) -> str:
    """Give the digest of an office as a file brings it."""
    return content_digest(Content((), (), (), (office,)))


def _follows(row: Any, digest: str, now: Callable[[Any], str]) -> bool:
    """Tell whether a row is to be written as the file has it: it is new, or old and untouched.

    A row of a database from before digests were kept is untouched if nobody is logged to have
    edited it.
    """
    if row is None:
        return True
    if row.loaded_digest == digest:
        return False
    if row.loaded_digest:
        return bool(now(row) == row.loaded_digest)
    return not ModelLogEntry.objects.for_instance(row).exists()


def _write(row: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    _forget_revisions(row)
    row.save()


def _forget_revisions(row: Any) -> None:
    """Let the form of the staff site open the row, not a revision: there is a newer state now."""
    if not row.has_unpublished_changes:
        row.latest_revision = row.live_revision = None


def document_fields(record: LegalDocument) -> dict[str, Any]:
    """Give the columns of a legal document, except what replaces it."""
    return {
        "name": record.name,
        "title": record.title,
        "issued_on": record.issued_on,
        "url": record.url,
        **_dated(record),
    }


def office_fields(office: Office, documents: dict[str, models.LegalDocument]) -> dict[str, Any]:
    """Give the columns of an office."""
    return {
        "name": office.name,
        "level": office.level,
        "area": office.area,
        "address": office.address,
        "phone": office.phone,
        "hours": office.hours,
        **_basis_fields(office.basis, documents),
        **_dated(office),
    }


def _load_entry(entry: Entry, documents: dict[str, models.LegalDocument]) -> Fate:
    model = MODELS[entry.kind]
    digest = loaded_digest(entry)
    row: Any = model._default_manager.filter(key=entry.key).first()
    fate = Fate.UPDATED if row else Fate.ADDED
    if row and row.loaded_digest == digest:
        return Fate.UNCHANGED
    if row and loaded_digest(entry_of_row(row, entry.kind)) != row.loaded_digest:
        return Fate.KEPT
    row = row or model(key=entry.key)
    found_by = getattr(row, "full_text", "")
    fill_row(row, entry, documents)
    if found_by and not entry.full_text:
        row.full_text = found_by  # of an import; content files have none
    row.loaded_digest = digest
    row.save()
    return fate


def fill_row(row: Any, entry: Entry, documents: dict[str, models.LegalDocument]) -> None:
    """Write an entry with its facts into a row, without saving it."""
    for name, value in entry_fields(entry).items():
        setattr(row, name, value)
    row.facts = facts_of(row, entry, documents)
    _forget_revisions(row)


def facts_of(row: Any, entry: Entry, documents: dict[str, models.LegalDocument]) -> list[Any]:
    """Give the facts of an entry as rows, not saved, in order."""
    model = row._meta.get_field("facts").related_model
    return [
        model(sort_order=n, **_fact_fields(fact, documents)) for n, fact in enumerate(entry.facts)
    ]


def entry_fields(entry: Entry) -> dict[str, Any]:
    """Give the columns of an entry."""
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
