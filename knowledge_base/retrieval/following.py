"""Step 3 again, for a message that may ask on about what was talked about before.

It is read twice: on its own, and together with the name of what was talked about ("hộ chiếu" and
"bị mất thì sao"). Both readings describe a candidate, beside how the message asks ("thì sao",
"còn", "ý em là"), and a ranking of its own weighs them: to stay, to turn to a sibling, or to
something else.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from knowledge_base.retrieval.asking import Asked, Move, asking_model
from knowledge_base.retrieval.evidence import (
    FEATURES,
    Weighed,
    Words,
    implied_in,
    modifiers_in,
    overlap,
)
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.search import Evidence, Hit, meaning, near, ranked, readings_of
from knowledge_base.retrieval.text import fold, folded_words

if TYPE_CHECKING:
    from knowledge_base.retrieval.snapshot import Snapshot
    from knowledge_base.retrieval.vectors import Vector

_TOPICS = 2  # entries of the context that a message is read with
_TOPIC_WEIGHS = 1.4  # beside what is said; chosen by recall on the development conversations
_SOFT = 0.02  # a probability is never taken for surer than this
_COMBINED = tuple(
    FEATURES.index(name)
    for name in (
        "matched", "covered", "filled", "bm25", "cosine", "extra_modifiers", "missing_modifiers"
    )
)  # fmt: skip


def search_following(
    snapshot: Snapshot,
    query: Query,
    context: Sequence[int],
    asked: Asked | None = None,
    earlier: Collection[int] = (),
) -> list[Hit]:
    """Rank entries for a message that comes after others, best first.

    Args:
        snapshot: what to search.
        query: what is asked.
        context: positions of the entries talked about before, at least one.
        asked: how the message asks; read off its words when None.
        earlier: positions of the entries talked about before those.

    Returns:
        Hits of the ``following`` ranking; empty when the query says nothing.
    """
    own = Evidence.of(snapshot, query)
    if own is None:
        return []
    combined = _combined(snapshot, query, context)
    said = meaning(snapshot, query.telling)
    own_rows = own.rows(near(snapshot, said), context)
    both_rows = combined.rows(near(snapshot, _with_topic(snapshot, said, context[0])), own_rows)
    moves = asked or asking_model().read(query.said)
    own_rows |= {e: row for e, row in own.rows({}, both_rows).items() if e not in own_rows}
    return ranked(
        snapshot.rankings.following,
        {
            entry: [
                *own_rows[entry],
                *_beside_context(snapshot, query, context, entry, row),
                *by_move(moves, entry in context, _likest(snapshot, context, entry)[0]),
                (entry in context) * (own.names_any - own.named(entry)),
                *_as_earlier(moves, entry not in context and entry in earlier),
            ]
            for entry, row in both_rows.items()
        },
    )


def _with_topic(snapshot: Snapshot, said: Vector | None, entry: int) -> Vector | None:
    """Give what a message means together with the name of an entry.

    The encoder averages over words, so a sum of both vectors stands for the vector of both texts
    (their cosine is 0.97), at the price of one text instead of two: docs/decisions/0022.
    """
    if said is None or snapshot.vectors is None:
        return None
    name = snapshot.vectors.vector_of(snapshot.surfaces_of_entry(entry).start)
    both = said + _TOPIC_WEIGHS * name
    return np.asarray(both / np.linalg.norm(both), dtype=np.float32)


def _beside_context(
    snapshot: Snapshot,
    query: Query,
    context: Sequence[int],
    entry: int,
    combined: Sequence[float],
) -> list[float]:
    """Compare one candidate with what was talked about.

    Args:
        snapshot: what is searched.
        query: what is asked.
        context: positions of what was talked about before.
        entry: position of the candidate.
        combined: its features for the message read with what was talked about.
    """
    title = snapshot.title_of(entry)
    likeness, before = _likest(snapshot, context, entry)
    had = snapshot.title_of(before).modifiers
    called_for = _called_for(query)
    stays = entry in context
    new = title.modifiers - had
    met = any(meant & new for meant in called_for)
    unmet = any(not meant & had for meant in called_for)
    return [
        float(stays),
        likeness,
        *(combined[i] for i in _COMBINED),
        likeness * float(met and not stays),
        float(stays and unmet),
        float(not stays and bool(new) and not met),
    ]


def by_move(asked: Asked, stays: bool, likeness: float) -> list[float]:
    """Give what the way a message asks says of one candidate.

    Args:
        asked: how the message asks.
        stays: whether the candidate was talked about before.
        likeness: how alike it is to what was, 0 to 1.
    """
    near, far = (0.0, 0.0) if stays else (likeness, 1.0 - likeness)
    asks_on, off_record = _odds(asked, Move.ASKS_ON), _odds(asked, Move.OFF_RECORD)
    elsewhere, corrects = _odds(asked, Move.ELSEWHERE), _odds(asked, Move.CORRECTS)
    return [
        asks_on,
        off_record,
        asks_on * stays,
        near * _odds(asked, Move.SIBLING),
        near * elsewhere,
        near * corrects,
        far * elsewhere,
        far * corrects,
    ]


def _as_earlier(asked: Asked, is_earlier: bool) -> list[float]:
    """Give what speaks for a candidate that was talked about before the last one."""
    return [float(is_earlier), is_earlier * _odds(asked, Move.ELSEWHERE)]


def _odds(asked: Asked, move: Move) -> float:
    """Give the logarithm of the odds of a move, kept within about 4."""
    probability = asked.probability(move)
    return math.log((probability + _SOFT) / (1 - probability + _SOFT))


def _likest(snapshot: Snapshot, context: Sequence[int], entry: int) -> tuple[float, int]:
    """Give how alike a candidate is to what was talked about, and which of it is likest."""
    title = snapshot.title_of(entry)
    return max((overlap([snapshot.title_of(p)], title, 0).matched, p) for p in context)


def _called_for(query: Query) -> tuple[frozenset[Words], ...]:
    """Give the modifiers that a message names or calls for, one set for each."""
    named = modifiers_in([fold(w) for w in query.written])
    return (*implied_in(query.written), *(frozenset({m}) for m in named))


def _combined(snapshot: Snapshot, query: Query, context: Sequence[int]) -> Evidence:
    """Gather the evidence for a message read with the name of what was talked about."""
    idf = snapshot.lexical.idf
    readings = []
    for position in context[:_TOPICS]:
        topic = tuple(folded_words(snapshot.entries[position].plain_name))
        readings += [
            Weighed.of(topic + tuple(w for w in r.words if w not in topic), idf, r.factor)
            for r in readings_of(snapshot, query)
        ]
    return Evidence(snapshot, readings, readings[0].words, query.written)
