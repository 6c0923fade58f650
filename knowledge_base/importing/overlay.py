"""Our own names and content, laid over what an operator imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from knowledge_base.retrieval.records import Content, Entry, ProcedureNames
from knowledge_base.retrieval.text import folded_words


def with_names(entries: Iterable[Entry], names: Mapping[str, ProcedureNames]) -> list[Entry]:
    """Give the entries with the names people use for them.

    Names written for another title than the entry has are left out: the code now means
    something else.
    """
    return [_named(entry, names.get(entry.key)) for entry in entries]


def _named(entry: Entry, names: ProcedureNames | None) -> Entry:
    if names is None or folded_words(names.title) != folded_words(entry.title):
        return entry
    return replace(
        entry,
        names=tuple(dict.fromkeys((*entry.names, *names.names))),
        sample_questions=tuple(dict.fromkeys((*entry.sample_questions, *names.sample_questions))),
    )


def laid_over(imported: Iterable[Entry], curated: Content) -> Content:
    """Give what an operator would have: our own content wins over the codes both have."""
    imported = list(imported)
    bodies = {entry.key: entry.full_text for entry in imported}
    ours = {
        entry.key: replace(entry, full_text=entry.full_text or bodies.get(entry.key, ""))
        for entry in curated.entries
    }
    theirs = [entry for entry in imported if entry.key not in ours]
    entries: tuple[Entry, ...] = (*ours.values(), *theirs)
    return replace(curated, entries=entries)
