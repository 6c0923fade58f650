"""Step 3, search: rank the entries for one query.

Lexical evidence comes from the surfaces (title, names, sample questions) of an entry, by BM25 and
by how much of the query and of the surface is covered; the encoder adds meaning; the body text
adds a little; priors settle what people mean when they do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.evidence import SAME, Found, Overlap, Weighed, features, overlap
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.ranking import RANKING
from knowledge_base.retrieval.text import folded_words

if TYPE_CHECKING:
    from knowledge_base.retrieval.snapshot import Snapshot

_LEXICAL_SURFACES = 80
_SEMANTIC_SURFACES = 40
_BODY_ENTRIES = 20
_READ_WORDS = 64  # the encoder's time grows with the text; what is asked stands early
_READ_CHARACTERS = 500
_SHORT = 8  # content words up to which a message may be a follow-up
_TOPICS = 2  # entries of the context that a follow-up is read with
_FAR = 0.1  # lead in score that the encoder would not turn round


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked entry.

    Attributes:
        entry: position in the snapshot.
        score: what it is ranked by; comparable between queries, about 0 to 1.5.
        features: what the score is made from, in the order of ``evidence.FEATURES``.
    """

    entry: int
    score: float
    features: tuple[float, ...]

    @property
    def matched(self) -> float:
        """Overlap of the query and the best surface (Dice, by idf), 0 to 1."""
        return self.features[0]

    @property
    def covered(self) -> float:
        """Share of the query's weight found in the best surface, 0 to 1."""
        return self.features[1]


def search(
    snapshot: Snapshot, query: Query, context: Sequence[int] = (), *, by_meaning: bool = True
) -> list[Hit]:
    """Rank entries, best first.

    Args:
        snapshot: what to search.
        query: what is asked.
        context: positions of the entries talked about before, for follow-ups.
        by_meaning: ask the encoder, too, where the words do not settle it.

    Returns:
        At most about a hundred hits; empty when the query says nothing.
    """
    readings = _readings(snapshot, query, context)
    if not readings:
        return []
    search_ = _Search(snapshot, readings, query, context)
    hits = search_.rank({})
    if not by_meaning or _is_decisive(hits):
        return hits
    return search_.rank(_cosines(snapshot, query))


def _is_decisive(hits: Sequence[Hit]) -> bool:
    """Tell whether the words alone settle it: the encoder, the dearest part, is then not asked."""
    if not hits or hits[0].matched < SAME:
        return False
    return len(hits) < 2 or hits[0].score - hits[1].score >= _FAR


def _readings(snapshot: Snapshot, query: Query, context: Sequence[int]) -> list[Weighed]:
    """Give the readings of the query; a follow-up also with what was talked about."""
    idf = snapshot.lexical.idf
    readings = [Weighed.of(r, idf) for r in query.readings if r]
    if query.topic and query.topic not in query.readings:
        readings.append(Weighed.of(query.topic, idf, 0.95))
    if len(query.content) <= _SHORT:
        for position in context[:_TOPICS]:
            topic = tuple(folded_words(snapshot.entries[position].plain_name))
            readings += [
                Weighed.of(topic + tuple(w for w in r if w not in topic), idf, 0.9)
                for r in query.readings
            ]
    return readings


def _cosines(snapshot: Snapshot, query: Query) -> dict[int, float]:
    """Give the nearest surfaces of the encoder, with their cosines."""
    if snapshot.vectors is None or not query.written:
        return {}
    beginning = " ".join(query.written[:_READ_WORDS])[:_READ_CHARACTERS]
    vector = snapshot.encoder.encode_query(beginning)
    return snapshot.vectors.nearest(vector, _SEMANTIC_SURFACES)


class _Search:
    """One search: the lexical work is done once, ranking with and without the encoder."""

    def __init__(
        self,
        snapshot: Snapshot,
        readings: Sequence[Weighed],
        query: Query,
        context: Sequence[int],
    ) -> None:
        self._snapshot = snapshot
        self._topics = [snapshot.title_of(position) for position in context]
        self._readings = readings
        scores = [snapshot.lexical.scores(r.words) * np.float32(r.factor) for r in readings]
        self._lexical: NDArray[np.float32] = np.maximum.reduce(scores)
        self._body = snapshot.body.scores(query.content or query.topic)
        self._near = set(_top(self._lexical, _LEXICAL_SURFACES))
        self._overlaps: dict[int, Overlap] = {}

    def rank(self, cosines: dict[int, float]) -> list[Hit]:
        """Rank with the cosines of the nearest surfaces, which may be none."""
        surfaces = self._snapshot.surfaces
        by_entry: dict[int, list[int]] = {entry: [] for entry in _top(self._body, _BODY_ENTRIES)}
        for number in self._near | cosines.keys():
            by_entry.setdefault(surfaces[number].entry, []).append(number)
        best_lexical = float(self._lexical.max(initial=0.0)) or 1.0
        best_body = float(self._body.max(initial=0.0)) or 1.0
        rows = []
        for entry, numbers in by_entry.items():
            found = Found(
                best=self._best_overlap(numbers),
                bm25=max((float(self._lexical[n]) for n in numbers), default=0) / best_lexical,
                cosine=_stretched(max((cosines.get(n, 0.0) for n in numbers), default=0.0)),
                body=float(self._body[entry]) / best_body,
                context=self._context(entry),
            )
            rows.append(self._features(entry, found))
        scores = RANKING.scores(rows)
        hits = [
            Hit(entry, float(score), tuple(row))
            for entry, score, row in zip(by_entry, scores, rows, strict=True)
        ]
        return sorted(hits, key=lambda h: (-h.score, h.entry))

    def _context(self, entry: int) -> float:
        title = self._snapshot.title_of(entry)
        return max((overlap([topic], title, 0).matched for topic in self._topics), default=0.0)

    def _best_overlap(self, numbers: Sequence[int]) -> Overlap | None:
        for number in numbers:
            if number not in self._overlaps:
                offered = self._snapshot.weighed[number]
                self._overlaps[number] = overlap(self._readings, offered, number)
        overlaps = (self._overlaps[number] for number in numbers)
        return max(overlaps, key=lambda o: o.covered + o.matched, default=None)

    def _features(self, entry: int, found: Found) -> list[float]:
        snapshot = self._snapshot
        number = found.best.surface if found.best else snapshot.surfaces_of_entry(entry)[0]
        asked = found.best.reading if found.best else self._readings[0]
        return features(
            snapshot.entries[entry], snapshot.surfaces, found, snapshot.weighed[number], asked
        )


def _top(scores: NDArray[np.float32], count: int) -> Iterable[int]:
    count = min(count, len(scores))
    if not count:
        return []
    top = np.argpartition(-scores, count - 1)[:count]
    return [int(i) for i in top if scores[i] > 0]


def _stretched(cosine: float) -> float:
    """Stretch the narrow band in which this encoder's cosines lie (about 0.78 to 0.94)."""
    return min(max((cosine - 0.78) / 0.16, 0.0), 1.0)
