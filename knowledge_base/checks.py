"""What is wrong with content although each file is well formed: dates, sources, repetition.

``content_files`` says whether a file can be read; this says whether what it claims can be true and
told apart. Nothing here needs a database, so that ``motcua kb check`` answers in a second.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from knowledge_base.retrieval.records import (
    Certainty,
    Content,
    Fact,
    LegalDocument,
    LexiconEntry,
    LexiconKind,
    Office,
    ProcedureNames,
)
from knowledge_base.retrieval.text import folded_words

_TELLS_OF_AN_END = re.compile(r"\b(?:đã hết|hết hiệu lực|không còn|bãi bỏ|chấm dứt)\b")
_DAY = timedelta(days=1)

Warned = Callable[[Fact], bool]
"""Tells whether the sentence composed from a fact of low certainty warns of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        place: the file, else the key, and the field.
        problem: what is wrong, and what would mend it where that is not plain.
    """

    place: str
    problem: str

    def __str__(self) -> str:
        """Give one line for people."""
        return f"{self.place}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is checked.

    Attributes:
        content: everything published.
        names: how people call procedures that are not written here, block by block.
        files: the file of each key (of an entry, a document, an office; a code or a word as
            ``names:CODE`` and ``lexicon:WORD``), where it came from one.
    """

    content: Content
    names: tuple[ProcedureNames, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """Name the file of a key and the key."""
        file = self.files.get(key)
        shown = key.partition(":")[2] or key
        return f"{file}: {shown}" if file else shown


def find_faults(checked: Checked, today: date, warned: Warned) -> list[Fault]:
    """Give every fault, entry by entry.

    Args:
        checked: what to look at.
        today: the day on which nothing can have been verified later.
        warned: tells whether the sentence composed from a low fact carries its warning.
    """
    documents = {d.number: d for d in checked.content.documents}
    faults: list[Fault] = []
    for entry in checked.content.entries:
        place = checked.place(entry.key)
        if _is_later(entry.verified_on, today):
            faults.append(Fault(f"{place}: verified_on", _in_the_future(entry.verified_on)))
        for number, fact in enumerate(entry.facts):
            at = f"{place}: facts.{number}"
            faults += [Fault(at, p) for p in _of_dated(fact, documents, today)]
            if fact.certainty is Certainty.LOW and not warned(fact):
                faults.append(
                    Fault(at, f"certainty is low, but the answer does not warn: {_start(fact)}")
                )
    for office in checked.content.offices:
        place = checked.place(office.key)
        faults += [Fault(place, p) for p in _of_dated(office, documents, today)]
    for document in checked.content.documents:
        place = checked.place(document.number)
        faults += [Fault(place, p) for p in _of_document(document, documents, today)]
    faults += _repeated_questions(checked)
    faults += _repeated_words(checked)
    return faults


def _of_dated(
    record: Fact | Office, documents: Mapping[str, LegalDocument], today: date
) -> Iterator[str]:
    """Give what is wrong with the dates and the sources of one statement."""
    if not record.basis:
        yield f"no legal basis: {_start(record)}"
    if _is_later(record.verified_on, today):
        yield f"{_in_the_future(record.verified_on)}: {_start(record)}"
    start, end = record.valid_from or record.verified_on or date.min, record.valid_to or date.max
    if end < start and record.valid_from:
        yield f"ends ({_say(end)}) before it starts ({_say(start)}): {_start(record)}"
    elif end < start:
        yield (
            f"valid_from is null and it ended ({_say(end)}) before it was checked "
            f"({_say(start)}), so it is never shown; give valid_from: {_start(record)}"
        )
    else:
        yield from _of_sources(record, start, end, documents)


def _of_sources(
    record: Fact | Office, start: date, end: date, documents: Mapping[str, LegalDocument]
) -> Iterator[str]:
    """Compare the days on which a statement is said to hold with those of what it rests on."""
    for basis in record.basis:
        if basis.document not in documents:
            yield f"legal document {basis.document} is not on file: {_start(record)}"
    found = [documents[b.document] for b in record.basis if b.document in documents]
    if not found or _tells_of_an_end(record, start, found):
        return
    for document in found:
        first, last = _days(document)
        if last < start or first > end:
            yield (
                f"{document.number} ({_span(document)}) is in force on no day between "
                f"{_say(start)} and {_say(end)}: {_start(record)}"
            )
    bare = _first_bare_day(start, end, [_days(d) for d in found])
    if bare and len(found) == 1 and not (_days(found[0])[1] < start or _days(found[0])[0] > end):
        side = "starts before" if bare == start else "outlives"
        yield f"{side} {found[0].number} ({_span(found[0])}): {_start(record)}"
    elif bare and len(found) > 1:
        spans = ", ".join(f"{d.number} {_span(d)}" for d in found)
        yield f"on {_say(bare)} nothing it rests on is in force ({spans}): {_start(record)}"


def _tells_of_an_end(
    record: Fact | Office, start: date, documents: Iterable[LegalDocument]
) -> bool:
    """Tell whether a statement says that its source has ended, from the day after.

    Such a statement ("ưu đãi đã hết") can rest on nothing else.
    """
    return (
        isinstance(record, Fact)
        and bool(_TELLS_OF_AN_END.search(record.text))
        and any(d.valid_to and d.valid_to + _DAY == start for d in documents)
    )


def _first_bare_day(start: date, end: date, spans: list[tuple[date, date]]) -> date | None:
    """Give the first day from ``start`` to ``end`` that lies in none of the spans."""
    day = start
    while True:
        lasts = [last for first, last in spans if first <= day <= last]
        if not lasts:
            return day
        if max(lasts) >= end:
            return None
        day = max(lasts) + _DAY


def _of_document(
    document: LegalDocument, documents: Mapping[str, LegalDocument], today: date
) -> Iterator[str]:
    if _is_later(document.verified_on, today):
        yield f"verified_on: {_in_the_future(document.verified_on)}"
    first, last = _days(document)
    if last < first:
        yield f"valid_to ({_say(last)}) is before valid_from ({_say(first)})"
    if document.issued_on and document.valid_from and document.issued_on > document.valid_from:
        yield f"in force ({_say(first)}) before it was issued ({_say(document.issued_on)})"
    if document.replaced_by == document.number:
        yield "replaced_by names the document itself"
    elif document.replaced_by and not document.valid_to:
        yield f"replaced_by {document.replaced_by}, but valid_to is null; give its last day"
    elif document.replaced_by and document.replaced_by not in documents:
        yield f"replaced_by {document.replaced_by} is not on file"


def _repeated_questions(checked: Checked) -> Iterator[Fault]:
    """Find sample questions that would lead to two entries, or stand twice in one."""
    asked: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in checked.content.entries:
        for question in entry.sample_questions:
            asked[_same(question)].append((checked.place(entry.key), question))
    for block in checked.names:
        for question in block.sample_questions:
            asked[_same(question)].append((checked.place(f"names:{block.code}"), question))
    for places in asked.values():
        (first, question), *others = places
        for other, spelling in others:
            where = "the same block" if other == first else first
            yield Fault(
                f"{other}: sample_questions", f"“{spelling}” stands in {where}, too (“{question}”)"
            )


def _repeated_words(checked: Checked) -> Iterator[Fault]:
    """Find words of the lexicon of which one would silently win over the other."""
    seen: dict[tuple[bool, str], LexiconEntry] = {}
    for word in checked.content.lexicon:
        first = seen.setdefault(_looked_up(word), word)
        if first is not word:
            yield Fault(
                checked.place(f"lexicon:{word.term}"),
                f"the lexicon has it twice (“{first.term}” → {', '.join(first.means)})",
            )


def _looked_up(word: LexiconEntry) -> tuple[bool, str]:
    """Give what a word is found by: teencode as typed, anything else without accents."""
    if word.kind is LexiconKind.TEENCODE:
        return (True, word.term.lower())
    return (False, _same(word.term))


def _same(text: str) -> str:
    return " ".join(folded_words(text))


def _days(document: LegalDocument) -> tuple[date, date]:
    """Give the first and the last day a document is in force; what is not known is open."""
    return document.valid_from or date.min, document.valid_to or date.max


def _span(document: LegalDocument) -> str:
    return f"{_say(document.valid_from)}–{_say(document.valid_to)}"


def _say(day: date | None) -> str:
    return day.isoformat() if day and date.min < day < date.max else "…"


def _is_later(day: date | None, today: date) -> bool:
    return day is not None and day > today


def _in_the_future(day: date | None) -> str:
    return f"verified on {_say(day)}, which is in the future"


def _start(record: Fact | Office) -> str:
    return (record.text if isinstance(record, Fact) else record.name)[:60]
