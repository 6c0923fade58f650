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
from knowledge_base.retrieval.confidence import is_sure
from knowledge_base.retrieval.denials import rejects_answer
from knowledge_base.retrieval.evidence import (
    FEATURES,
    Weighed,
    Words,
    implied_in,
    modifiers_in,
)
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.overlaps import Overlaps
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
        Hits of a ``following`` ranking; empty when the query says nothing.
    """
    evidence = FollowingEvidence.of(snapshot, query, context, asked, earlier)
    if evidence is None:
        return []
    hits = ranked(snapshot.rankings.following_by_words, evidence.rows())
    if is_sure(snapshot, hits):
        return hits
    return ranked(snapshot.rankings.following, evidence.rows(by_meaning=True))


class FollowingEvidence:
    """What speaks for the entries, for a message that comes after others.

    Args:
        own: the evidence for the message on its own.
        snapshot: what is searched.
        query: what is asked.
        context: positions of the entries talked about before, at least one.
        moves: how the message asks.
        earlier: positions of the entries talked about before those.
    """

    def __init__(  # noqa: PLR0913 - a message, and what came before it
        self,
        own: Evidence,
        snapshot: Snapshot,
        query: Query,
        context: Sequence[int],
        moves: Asked,
        earlier: Collection[int],
    ) -> None:
        self._snapshot = snapshot
        self._query = query
        self._context = context
        self._moves = moves
        self._earlier = earlier
        self._own = own
        self._rejects = rejects_answer(query.text)
        self._combined = _combined(snapshot, query, context)
        self._beside = _Beside(snapshot, query, context)

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        query: Query,
        context: Sequence[int],
        asked: Asked | None = None,
        earlier: Collection[int] = (),
    ) -> FollowingEvidence | None:
        """Gather it; None when the query says nothing. For the arguments see the search."""
        own = Evidence.of(snapshot, query)
        if own is None:
            return None
        moves = asked or asking_model().read(query.said)
        return cls(own, snapshot, query, context, moves, earlier)

    def rows(self, *, by_meaning: bool = False) -> dict[int, list[float]]:
        """Give the features of every entry that something speaks for.

        Args:
            by_meaning: ask the encoder, too.
        """
        snapshot, context = self._snapshot, self._context
        said = meaning(snapshot, self._query.telling) if by_meaning else None
        own_rows = self._own.rows(near(snapshot, said), context)
        with_topic = near(snapshot, _with_topic(snapshot, said, context[0]))
        combined = self._combined.rows(with_topic, own_rows)
        others = self._own.rows({}, combined)
        own_rows |= {e: row for e, row in others.items() if e not in own_rows}
        return {e: [*own_rows[e], *self._beside_context(e, row)] for e, row in combined.items()}

    def _beside_context(self, entry: int, combined: Sequence[float]) -> list[float]:
        stays = entry in self._context
        likest = self._beside.likest(entry)
        return [
            *self._beside.features(entry, combined, likest),
            *by_move(self._moves, stays, likest[0]),
            stays * (self._own.names_any - self._own.named(entry)),
            *_as_earlier(self._moves, not stays and entry in self._earlier),
            float(stays and self._rejects),
        ]


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


class _Beside:
    """Compares candidates with what was talked about.

    Args:
        snapshot: what is searched.
        query: what is asked.
        context: positions of what was talked about before.
    """

    def __init__(self, snapshot: Snapshot, query: Query, context: Sequence[int]) -> None:
        self._snapshot = snapshot
        self._context = context
        self._called_for = _called_for(query)
        self._overlaps = [Overlaps(snapshot.lexical, [snapshot.title_of(p)]) for p in context]

    def likest(self, entry: int) -> tuple[float, int]:
        """Give how alike a candidate is to what was talked about, and which of it is likest."""
        title = self._snapshot.surfaces_of_entry(entry).start
        alike = (float(overlaps.matched[title]) for overlaps in self._overlaps)
        return max(zip(alike, self._context, strict=True))

    def features(
        self, entry: int, combined: Sequence[float], likest: tuple[float, int]
    ) -> list[float]:
        """Describe one candidate.

        Args:
            entry: its position.
            combined: its features for the message read with what was talked about.
            likest: see there.
        """
        likeness, before = likest
        had = self._snapshot.title_of(before).modifiers
        stays = entry in self._context
        new = self._snapshot.title_of(entry).modifiers - had
        met = any(meant & new for meant in self._called_for)
        unmet = any(not meant & had for meant in self._called_for)
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
