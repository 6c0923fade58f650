"""Writes files into the database: each whole or not at all, and never over the work of staff."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from knowledge_base import models
from knowledge_base.importing.documents import document_name
from knowledge_base.importing.files import Format, read_file
from knowledge_base.importing.limits import Limits, check_size
from knowledge_base.importing.overlay import with_names
from knowledge_base.importing.proposal import differs, imported_digest, proposed, untouched
from knowledge_base.importing.records import FileRead, Imported, ImportRefused
from knowledge_base.importing.report import FileReport, Line, Outcome, skipped_line
from knowledge_base.importing.wrong_body import names_another
from knowledge_base.retrieval.records import Entry, EntryKind, LegalDocument, ProcedureNames
from knowledge_base.rows import (
    MODELS,
    add_documents,
    batches,
    entries_of_rows,
    entry_fields,
    entry_of_row,
    facts_of,
    fill_row,
    load_rest,
    loaded_digest,
)

Progress = Callable[[str, int, int], object]
"""Told what is being done, how many more are done, and of how many."""

_BATCH = 500  # rows written by one statement


@dataclass(frozen=True, slots=True)
class Import:
    """How files are imported.

    Attributes:
        names: what people call procedures, laid over what is imported.
        today: day of the import.
        fmt: format of the files; None = told from each.
        limits: how large a file may be.
        again: read files again that were imported before.
    """

    names: Mapping[str, ProcedureNames]
    today: date
    fmt: Format | None = None
    limits: Limits = field(default_factory=Limits)
    again: bool = False

    def file(self, path: Path, progress: Progress) -> FileReport:
        """Import one file; whatever is wrong with it is told in the report.

        Raises:
            DatabaseError: the database can't be written; nothing of the file was.
        """
        name = str(path)
        try:
            check_size(path, self.limits)
            digest = self._digest(path)
            if not self.again and models.ImportedFile.objects.filter(digest=digest).exists():
                return FileReport(name, already=True)
            reading = f"{path.name}: read"
            read = read_file(
                path, self.today, self.fmt, self.limits, lambda *a: progress(reading, *a)
            )
            if not (read.imported or read.skipped or read.exported):
                return FileReport(name, refused="there is no procedure in it")
            lines = _written(
                self._named(read), digest, path.name, lambda *a: progress(path.name, *a)
            )
        except ImportRefused as exc:
            return FileReport(name, refused=str(exc))
        except OSError as exc:
            return FileReport(name, refused=exc.strerror or type(exc).__name__)
        skipped = tuple(map(skipped_line, read.skipped))
        return FileReport(name, lines=(*lines, *skipped), remarks=read.remarks)

    def _named(self, read: FileRead) -> FileRead:
        if read.exported:
            return read
        named = with_names(read.entries, self.names)
        imported = zip(read.imported, named, strict=True)
        return replace(read, imported=tuple(replace(one, entry=entry) for one, entry in imported))

    def _digest(self, path: Path) -> str:
        """Digest what an import depends on: the file, the readers, the names laid over it."""
        digest = hashlib.sha256(f"{_readers_digest()} {self.fmt} ".encode())
        digest.update(repr(sorted(self.names.items())).encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()


@cache
def _readers_digest() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


@dataclass(frozen=True, slots=True)
class _Step:
    """What is to be done with one entry.

    Attributes:
        one: as read.
        outcome: what is to be done.
        row: the row that has its key; None = none.
        reason: why it is skipped.
        remark: what else is to be told.
    """

    one: Imported
    outcome: Outcome
    row: Any = None
    reason: str = ""
    remark: str = ""


def _written(
    read: FileRead, digest: str, name: str, progress: Callable[[int, int], object]
) -> tuple[Line, ...]:
    """Write one file in one transaction.

    What is to be done is worked out before, so that the database is locked only while it is
    written; if somebody saved one of the rows meanwhile, it is worked out anew.
    """
    for last in (False, False, True):
        steps = list(_plan(read))
        with transaction.atomic():
            if not last and _moved(steps):
                continue
            _write(read, steps, progress)
            if not read.skipped and all(step.outcome is not Outcome.SKIPPED for step in steps):
                # What was skipped is told again the next time.
                models.ImportedFile.objects.update_or_create(
                    digest=digest, defaults={"name": name[:255]}
                )
        break
    else:  # pragma: no cover - the last try always breaks
        raise AssertionError
    _index([step for step in steps if step.outcome in (Outcome.IMPORTED, Outcome.CHANGED)])
    return tuple(
        Line(
            step.one.entry.key,
            step.outcome,
            step.reason,
            (*step.one.remarks, step.remark) if step.remark else step.one.remarks,
        )
        for step in steps
    )


def _plan(read: FileRead) -> Iterator[_Step]:
    for kind, model in MODELS.items():
        those = [one for one in read.imported if one.entry.kind is kind]
        for batch in batches(those):
            keys = [one.entry.key for one in batch]
            found = model._default_manager.filter(key__in=keys).select_related("latest_revision")
            rows = {row.key: (row, entry) for row, entry in entries_of_rows(kind, found)}
            for one in batch:
                row, current = rows.get(one.entry.key, (None, None))
                yield _step(one, row, current, exported=read.exported)


def _step(one: Imported, row: Any, current: Entry | None, *, exported: bool) -> _Step:
    if current is None:
        return _Step(one, Outcome.IMPORTED)
    entry = one.entry
    if not exported and names_another(entry.title, row.title):
        reason = f"this code is “{row.title[:80]}” here; the file calls it “{entry.title[:80]}”"
        return _Step(one, Outcome.SKIPPED, row, reason)
    if one.listed:
        renamed = entry.title.lower() != " ".join(row.title.lower().split())
        remark = (
            f"is called otherwise here: “{row.title[:80]}”"
            if renamed and row.origin != "curated"
            else ""
        )
        return _Step(one, Outcome.UNCHANGED, row, remark=remark)
    if row.imported_digest == imported_digest(one) or current == entry:
        return _Step(one, Outcome.UNCHANGED, row)
    if untouched(row, current):
        return _Step(one, Outcome.CHANGED, row)
    if not differs(current, entry, exported=exported):
        return _Step(one, Outcome.UNCHANGED, row)
    if row.has_unpublished_changes and row.latest_revision and row.latest_revision.user_id:
        return _Step(
            one,
            Outcome.SKIPPED,
            row,
            "somebody has an open draft of it here; import again once that is done (--again)",
        )
    return _Step(one, Outcome.PROPOSED, row)


def _moved(steps: Sequence[_Step]) -> bool:
    """Tell whether somebody saved, made or deleted one of the rows since the plan was made."""
    for kind, model in MODELS.items():
        those = [step for step in steps if step.one.entry.kind is kind]
        for batch in batches(those):
            keys = [step.one.entry.key for step in batch]
            now = dict(model._default_manager.filter(key__in=keys).values_list("key", "updated_at"))
            if now != {step.row.key: step.row.updated_at for step in batch if step.row}:
                return True
    return False


def _write(read: FileRead, steps: Sequence[_Step], progress: Callable[[int, int], object]) -> None:
    entries = [step.one.entry for step in steps if step.outcome is not Outcome.SKIPPED]
    add_documents(_missing_documents(read, entries))
    documents = load_rest(read.documents, read.lexicon, read.offices)
    for kind in EntryKind:
        those = [step for step in steps if step.one.entry.kind is kind]
        for batch in batches(those):
            _write_batch(kind, batch, documents)
            progress(len(batch), len(steps))


def _missing_documents(read: FileRead, entries: Sequence[Entry]) -> Iterator[LegalDocument]:
    """Give legal documents that are named and not on file: their number is all that is known."""
    cited = [basis for entry in entries for fact in entry.facts for basis in fact.basis]
    cited += [basis for office in read.offices for basis in office.basis]
    told = {document.number for document in read.documents}
    for number in dict.fromkeys(basis.document for basis in cited):
        if number not in told:
            yield LegalDocument(number, document_name(number), "")


def _write_batch(
    kind: EntryKind, steps: Sequence[_Step], documents: dict[str, models.LegalDocument]
) -> None:
    model: Any = MODELS[kind]
    of = {outcome: [s for s in steps if s.outcome is outcome] for outcome in Outcome}
    fresh = [model(key=step.one.entry.key) for step in of[Outcome.IMPORTED]]
    known = [step.row for step in of[Outcome.CHANGED]]
    written = list(
        zip([*fresh, *known], [*of[Outcome.IMPORTED], *of[Outcome.CHANGED]], strict=True)
    )
    fields: set[str] = set()
    for row, step in written:
        values = {
            **entry_fields(step.one.entry),
            "loaded_digest": loaded_digest(step.one.entry),
            "imported_digest": imported_digest(step.one),
            "updated_at": timezone.now(),
        }
        if not row.has_unpublished_changes:
            values |= {"latest_revision": None, "live_revision": None}
        fields |= values.keys()
        for name, value in values.items():
            setattr(row, name, value)
    model._default_manager.bulk_create(fresh)
    if known:
        model._default_manager.bulk_update(known, sorted(fields))
    _write_facts(model, known, [(row, step.one.entry) for row, step in written], documents)
    for step in of[Outcome.PROPOSED]:
        _propose(step, documents)
    for step in of[Outcome.UNCHANGED]:
        _keep(step)


def _write_facts(
    model: Any,
    known: Sequence[Any],
    written: Sequence[tuple[Any, Entry]],
    documents: dict[str, models.LegalDocument],
) -> None:
    fact_model = model._meta.get_field("facts").related_model
    fact_model._default_manager.filter(entry__in=[row.pk for row in known]).delete()
    facts = []
    for row, entry in written:
        for fact in facts_of(row, entry, documents):
            fact.entry_id = row.pk
            facts.append(fact)
    fact_model._default_manager.bulk_create(facts, batch_size=_BATCH)


def _propose(step: _Step, documents: dict[str, models.LegalDocument]) -> None:
    """Save what a file says as a draft; what is live stays."""
    row, one = step.row, step.one
    model = type(row)
    draft = model._default_manager.get(pk=row.pk)
    fill_row(draft, proposed(entry_of_row(row, one.entry.kind), one.entry), documents)
    draft.save_revision(clean=False)
    model._default_manager.filter(pk=row.pk).update(imported_digest=imported_digest(one))
    _give_words(row, one.entry)


def _keep(step: _Step) -> None:
    """Note on a row that is left as it is what was compared with it."""
    row, one = step.row, step.one
    if one.listed:
        return
    digest = imported_digest(one)
    if row.imported_digest != digest:
        type(row)._default_manager.filter(pk=row.pk).update(imported_digest=digest)
    _give_words(row, one.entry)


def _give_words(row: Any, entry: Entry) -> None:
    """Give an entry that is written here the portal's words to be found by, never to be shown."""
    if entry.full_text and getattr(row, "full_text", None) == "":
        type(row)._default_manager.filter(pk=row.pk).update(full_text=entry.full_text)


def _index(steps: Sequence[_Step]) -> None:
    """Tell the search of the staff site, which is not told of rows written in bulk."""
    for kind, model in MODELS.items():
        keys = [step.one.entry.key for step in steps if step.one.entry.kind is kind]
        for batch in batches(keys):
            rows = list(model._default_manager.filter(key__in=batch))
            get_search_backend().add_bulk(model, rows)
