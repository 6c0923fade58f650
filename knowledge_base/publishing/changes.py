"""What differs between two contents, for people: the list of a release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowledge_base.retrieval.records import (
    Content,
    Entry,
    EntryKind,
    LegalDocument,
    LexiconEntry,
    Office,
)

MOST = 200  # changes that are listed one by one

_Record = Entry | LegalDocument | LexiconEntry | Office
_KIND_TITLES = {
    EntryKind.PROCEDURE: "thủ tục",
    EntryKind.RULE: "quy định",
    EntryKind.GUIDE: "hướng dẫn",
}


def changes_between(before: Content | None, after: Content) -> list[dict[str, Any]]:
    """List what was added, changed and removed, at most ``MOST`` and then a line that counts."""
    if before is None:
        return [{"what": "all", "kind": "", "key": "", "title": f"{len(after.entries)} mục"}]
    found = list(_between(before, after))
    if len(found) > MOST:
        rest = len(found) - MOST
        found = [*found[:MOST], {"what": "more", "kind": "", "key": "", "title": f"{rest} mục nữa"}]
    return found


def _between(before: Content, after: Content) -> Iterator[dict[str, Any]]:
    for part in ("entries", "documents", "offices", "lexicon"):
        old = {_key(r): r for r in getattr(before, part)}
        new = {_key(r): r for r in getattr(after, part)}
        for key, record in new.items():
            if key not in old:
                yield _change("added", record)
            elif old[key] != record:
                yield _change("changed", record)
        for key, record in old.items():
            if key not in new:
                yield _change("removed", record)


def _key(record: _Record) -> tuple[str, str]:
    match record:
        case Entry():
            return (record.kind.value, record.key)
        case LegalDocument():
            return ("document", record.number)
        case LexiconEntry():
            return ("word", record.term)
        case _:
            return ("office", record.key)


def _change(what: str, record: _Record) -> dict[str, Any]:
    kind, key = _key(record)
    match record:
        case Entry():
            kind, title = _KIND_TITLES[record.kind], record.title
        case LegalDocument():
            kind, title = "văn bản", record.name
        case LexiconEntry():
            kind, title = "từ điển", record.term
        case _:
            kind, title = "nơi tiếp nhận", record.name
    return {"what": what, "kind": kind, "key": key, "title": title}
