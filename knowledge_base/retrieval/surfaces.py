"""Surfaces: the short texts an entry can be found by (title, names, sample questions)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.retrieval.facets import split_question
from knowledge_base.retrieval.records import Entry, EntryKind
from knowledge_base.retrieval.text import folded_words, words

_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?")
_LEADING = re.compile(r"^\s*thủ tục\s+", re.IGNORECASE)


class SurfaceKind(StrEnum):
    """Where a surface comes from."""

    TITLE = "title"
    NAME = "name"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Surface:
    """One short text of one entry.

    Attributes:
        entry: position of the entry in the snapshot.
        kind: where it comes from.
        text: as written, for the encoder.
        content: folded words without fillers, for the lexical search.
    """

    entry: int
    kind: SurfaceKind
    text: str
    content: tuple[str, ...]


def surfaces_of(entries: Iterable[Entry]) -> Iterator[Surface]:
    """Give the surfaces of entries, entry by entry."""
    for position, entry in enumerate(entries):
        core = core_title(entry.title)
        texts = [(SurfaceKind.TITLE, core)]
        texts += [(SurfaceKind.NAME, name) for name in (entry.plain_name, *entry.names)]
        texts += [(SurfaceKind.QUESTION, question) for question in entry.sample_questions]
        seen: set[tuple[str, ...]] = set()
        for kind, text in texts:
            asked = split_question(words(text))
            about = asked.content if entry.kind is EntryKind.PROCEDURE else asked.topic
            content = about or tuple(folded_words(text))
            if content not in seen:
                seen.add(content)
                yield Surface(position, kind, text, content)


def core_title(title: str) -> str:
    """Drop ``Thủ tục`` and asides in brackets, which say where or by whom."""
    return _LEADING.sub("", _ASIDE.sub("", title)).strip(" .;,-") or title
