"""How far the best hit can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge_base.retrieval.search import Hit
    from knowledge_base.retrieval.snapshot import Snapshot

_LOOKED_AT = 30  # hits


def is_sure(snapshot: Snapshot, hits: Sequence[Hit]) -> bool:
    """Tell whether the best hit is likely enough the right one to be answered from."""
    return bool(hits) and confidence_of(snapshot, hits) >= hits[0].ranking.sure


def confidence_of(snapshot: Snapshot, hits: Sequence[Hit]) -> float:
    """Give the probability that the best hit is the right one; 0 where there is none."""
    return confidence_in(distinct_hits(snapshot, hits))


def confidence_in(distinct: Sequence[Hit]) -> float:
    """Give the same for hits that look different, best first."""
    if not distinct:
        return 0.0
    next_score = distinct[1].score if len(distinct) > 1 else 0.0
    return distinct[0].ranking.confidence(distinct[0].score, next_score, distinct[0].features)


def distinct_hits(snapshot: Snapshot, hits: Sequence[Hit]) -> list[Hit]:
    """Keep the best hit of each label: siblings that look alike are one choice."""
    seen: set[str] = set()
    kept = []
    for hit in hits[:_LOOKED_AT]:
        label = snapshot.look_of(hit.entry)
        if label not in seen:
            seen.add(label)
            kept.append(hit)
    return kept
