"""Our own export: everything live, one JSON object a line, which imports back unchanged.

Each line says its ``kind``: ``procedure``, ``rule``, ``guide``, ``legal_document``, ``lexicon`` or
``office``. The code of an entry is its ``id``, as in the normalised records of others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge_base.importing.codes import read_code
from knowledge_base.importing.records import FileRead, Imported, ImportRefused
from knowledge_base.retrieval.records import (
    Content,
    Entry,
    EntryKind,
    LegalDocument,
    LexiconEntry,
    Office,
)

_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
_DOCUMENT: TypeAdapter[LegalDocument] = TypeAdapter(LegalDocument)
_WORD: TypeAdapter[LexiconEntry] = TypeAdapter(LexiconEntry)
_OFFICE: TypeAdapter[Office] = TypeAdapter(Office)
_ENTRY_KINDS = {kind.value for kind in EntryKind}
_LONGEST_KEY = 120  # characters, as in the columns
_LONGEST_NAME = 255
_MOST_BASES = 2
_MOST_COPIES = 32_767  # a small integer
_KINDS = _ENTRY_KINDS | {"legal_document", "lexicon", "office"}


def export_lines(content: Content) -> Iterator[str]:
    """Write content, legal documents first, each without what is not on record."""
    for document in content.documents:
        yield _line("legal_document", _DOCUMENT.dump_python(document, mode="json"))
    for entry in content.entries:
        fields = _ENTRY.dump_python(entry, mode="json")
        yield _line(fields.pop("kind"), {"id": fields.pop("key"), **fields})
    for word in content.lexicon:
        fields = _WORD.dump_python(word, mode="json")
        yield _line("lexicon", {"why": fields.pop("kind"), **fields})
    for office in content.offices:
        fields = _OFFICE.dump_python(office, mode="json")
        yield _line("office", {"id": fields.pop("key"), **fields})


def is_exported(line: Any) -> bool:
    """Tell a line of an export from a normalised record of others."""
    return isinstance(line, dict) and line.get("kind") in _KINDS


def read_exported(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> FileRead:
    """Read what ``export_lines`` wrote.

    Args:
        lines: where each stands, and what it says.

    Raises:
        ImportRefused: a line has another shape, or something is named twice; each is told.
    """
    found: dict[str, dict[str, Any]] = {
        "entry": {},
        "legal_document": {},
        "lexicon": {},
        "office": {},
    }
    faults = []
    for where, line in lines:
        try:
            group, key, record = _record(dict(line))
        except (KeyError, TypeError, ValueError) as exc:
            faults.append(f"{where}: {_first_line(exc)}")
            continue
        if key in found[group]:
            faults.append(f"{where}: {key} appears twice")
        found[group][key] = record
    if faults:
        raise ImportRefused("; ".join(faults[:10]))
    return FileRead(
        imported=tuple(Imported(entry) for entry in found["entry"].values()),
        documents=tuple(found["legal_document"].values()),
        lexicon=tuple(found["lexicon"].values()),
        offices=tuple(found["office"].values()),
        exported=True,
    )


def _record(line: dict[str, Any]) -> tuple[str, str, Any]:
    """Read one line.

    Raises:
        KeyError, TypeError, ValueError: it has another shape, or holds what no row can.
    """
    json.dumps(line, ensure_ascii=False).encode()  # a ValueError for half a character
    kind = line.pop("kind")
    if kind in _ENTRY_KINDS:
        entry = _ENTRY.validate_python({"key": line.pop("id"), "kind": kind, **line})
        code = read_code(entry.key) if entry.kind is EntryKind.PROCEDURE else None
        if code:
            entry = replace(entry, key=code.national)
        _check(entry)
        return "entry", entry.key, entry
    if kind == "legal_document":
        document = _DOCUMENT.validate_python(line)
        return kind, document.number, document
    if kind == "lexicon":
        word = _WORD.validate_python({"kind": line.pop("why"), **line})
        return kind, word.term, word
    office = _OFFICE.validate_python({"key": line.pop("id"), **line})
    return kind, office.key, office


def _check(entry: Entry) -> None:
    """Refuse what a row has no place for.

    Raises:
        ValueError: says what.
    """
    if not entry.key.strip() or len(entry.key) > _LONGEST_KEY:
        raise ValueError("no usable code")
    if not entry.title.strip() or len(entry.plain_name) > _LONGEST_NAME:
        raise ValueError("no usable title or plain_name")
    for fact in entry.facts:
        if len(fact.basis) > _MOST_BASES:
            raise ValueError(f"a fact rests on more than {_MOST_BASES} documents")
        if any(not 0 <= count <= _MOST_COPIES for count in (fact.originals or 0, fact.copies or 0)):
            raise ValueError("no number of originals or copies")


def _line(kind: str, fields: Mapping[str, Any]) -> str:
    on_record = {name: value for name, value in fields.items() if value not in (None, [])}
    for fact in on_record.get("facts", ()):
        for name in [name for name, value in fact.items() if value in (None, [])]:
            del fact[name]
    return json.dumps({"kind": kind, **on_record}, ensure_ascii=False)


def _first_line(exc: Exception) -> str:
    if isinstance(exc, ValidationError):
        error = exc.errors()[0]
        return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"
    if isinstance(exc, UnicodeEncodeError):
        return "half of a character stands in it"
    return f"{exc} is missing" if isinstance(exc, KeyError) else str(exc)
