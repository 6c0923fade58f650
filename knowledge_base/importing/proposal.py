"""Who wins where an entry stands here already: comparing what is imported with what is live."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from knowledge_base.importing.records import Imported
from knowledge_base.retrieval.records import Entry, Origin
from knowledge_base.retrieval.serialise import entry_digest
from knowledge_base.rows import loaded_digest


def imported_digest(one: Imported) -> str:
    """Give a digest of what is imported: days count only where the source itself says them."""
    entry = one.entry
    if not one.dated:
        facts = tuple(replace(fact, verified_on=None) for fact in entry.facts)
        entry = replace(entry, facts=facts, verified_on=None)
    return entry_digest(entry)


def untouched(row: Any, current: Entry) -> bool:
    """Tell an entry of the portal that nobody here approved or changed: it follows the files."""
    return current.origin is Origin.PORTAL and loaded_digest(current) == row.loaded_digest


def differs(current: Entry, imported: Entry, *, exported: bool) -> bool:
    """Tell whether a file says something else than what is curated here.

    Of a file of others only the facts count, and not the days on which they were taken; of our own
    export everything does.
    """
    if exported:
        return current != imported
    here = {(f.facet, f.text, f.case, f.channel, f.originals, f.copies) for f in current.facts}
    return any(
        (f.facet, f.text, f.case, f.channel, f.originals, f.copies) not in here
        for f in imported.facts
    )


def proposed(current: Entry, imported: Entry) -> Entry:
    """Give the entry that is proposed to staff.

    What people call it and what was written here on facets the file says nothing about stays. To
    publish it is to approve it.
    """
    if imported.origin is not Origin.PORTAL:
        return imported
    facets = {fact.facet for fact in imported.facts}
    kept = tuple(fact for fact in current.facts if fact.facet not in facets)
    return replace(
        imported,
        plain_name=current.plain_name,
        names=current.names,
        sample_questions=current.sample_questions,
        facts=(*kept, *imported.facts),
        origin=Origin.REVIEWED,
        full_text=current.full_text or imported.full_text,
    )
