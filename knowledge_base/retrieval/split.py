"""Parts a message into the questions it asks: several procedures in one message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge_base.retrieval.confidence import is_sure
from knowledge_base.retrieval.evidence import Words, happened_in
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.search import Hit, search
from knowledge_base.retrieval.snapshot import Snapshot
from knowledge_base.retrieval.state import Part

_JOINTS = re.compile(
    r"[,;?!.\n+&]+|\s+(?:và|va|còn|với lại|voi lai|cùng với|với|voi|vs|lẫn|rồi)\s+", re.IGNORECASE
)
_WHOLE = 0.80  # covered share from which one entry explains the whole message
_MAX_PARTS = 4


def questions_in(snapshot: Snapshot, text: str, whole: Query, hits: list[Hit]) -> tuple[Part, ...]:
    """Give the questions of a message, one part when it asks about one thing.

    Args:
        snapshot: the release.
        text: the message, composed.
        whole: the message as one query.
        hits: what was found for the whole.
    """
    single = (Part(whole, tuple(hits)),)
    if hits and hits[0].covered >= _WHOLE:
        return single
    clauses = [c for c in _JOINTS.split(text) if c.strip()]
    if not 2 <= len(clauses) <= 8:
        return single
    parts: list[Part] = []
    seen: set[int] = set()
    happened = happened_in(whole.written)
    for clause in clauses:
        query = _with_what_happened(snapshot, clause, happened)
        # By words alone: a clause that stands for a procedure of its own names it, and the
        # encoder is the dearest part of a search.
        found = search(snapshot, query, by_meaning=False) if query.content else []
        if not is_sure(snapshot, found) or found[0].entry in seen:
            continue
        seen.add(found[0].entry)
        query = query if query.facets else replace(query, facets=whole.facets)
        parts.append(Part(query, tuple(found)))
    return tuple(parts[:_MAX_PARTS]) if len(parts) > 1 else single


def _with_what_happened(snapshot: Snapshot, clause: str, happened: Sequence[Words]) -> Query:
    """Read a clause; what befell one befell all: "mất căn cước với bằng lái"."""
    query = snapshot.normaliser.normalise(clause)
    if not query.content or not happened or happened_in(query.written):
        return query
    return snapshot.normaliser.normalise(f"{' '.join(happened[0])} {clause}")
