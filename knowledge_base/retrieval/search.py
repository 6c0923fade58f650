"""Step 3, search: rank the entries for one query.

Lexical evidence comes from the surfaces (title, names, sample questions) of an entry, by BM25 and
by how much of the query and of the surface is covered; the encoder adds meaning; the body text
adds a little; priors settle what people mean when they do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.confidence import is_sure
from knowledge_base.retrieval.evidence import (
    FEATURES,
    SAME,
    Found,
    Said,
    Weighed,
    features,
)
from knowledge_base.retrieval.lexical import top
from knowledge_base.retrieval.naming import NOT_NAMED
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.overlaps import Overlaps

if TYPE_CHECKING:
    from knowledge_base.retrieval.ranking import Ranking
    from knowledge_base.retrieval.snapshot import Snapshot
    from knowledge_base.retrieval.vectors import Vector

_LEXICAL_SURFACES = 80
_SEMANTIC_SURFACES = 40
_BODY_ENTRIES = 20
_READ_WORDS = 64  # the encoder's time grows with the text; what is asked stands early
_READ_CHARACTERS = 500
_FAR = 0.1  # lead in score that the encoder would not turn round

NO_COSINES: Mapping[int, float] = {}
_COSINE = FEATURES.index("cosine")


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked entry.

    Attributes:
        entry: position in the snapshot.
        score: what it is ranked by; comparable between queries, about 0 to 1.5.
        features: what the score is made from, in the order of the ranking's features.
        ranking: which ranking of the release made the score.
    """

    entry: int
    score: float
    features: tuple[float, ...]
    ranking: Ranking

    @property
    def matched(self) -> float:
        """Overlap of the query and the best surface (Dice, by idf), 0 to 1."""
        return self.features[0]

    @property
    def covered(self) -> float:
        """Share of the query's weight found in the best surface, 0 to 1."""
        return self.features[1]

    @property
    def filled(self) -> float:
        """Share of the best surface's weight found in the query, 0 to 1."""
        return self.features[2]


def search(
    snapshot: Snapshot,
    query: Query,
    *,
    by_meaning: bool = True,
) -> list[Hit]:
    """Rank entries for a question on its own, best first.

    Args:
        snapshot: what to search.
        query: what is asked.
        by_meaning: ask the encoder, too, where the words do not settle it.

    Returns:
        At most about a hundred hits; empty when the query says nothing.
    """
    evidence = Evidence.of(snapshot, query)
    if evidence is None:
        return []
    rows = evidence.rows()
    hits = ranked(snapshot.rankings.by_words, rows)
    if _is_settled(snapshot, hits) if by_meaning else _is_named(hits):
        return hits
    if not by_meaning:
        return ranked(snapshot.rankings.alone, rows)
    return ranked(snapshot.rankings.alone, evidence.rows(cosines(snapshot, query.telling)))


def ranked(ranking: Ranking, rows: Mapping[int, Sequence[float]]) -> list[Hit]:
    """Rank entries by their features, best first."""
    scores = ranking.scores(list(rows.values()))
    hits = [
        Hit(entry, float(score), tuple(row), ranking)
        for (entry, row), score in zip(rows.items(), scores, strict=True)
    ]
    return sorted(hits, key=lambda h: (-h.score, h.entry))


def _is_settled(snapshot: Snapshot, hits: Sequence[Hit]) -> bool:
    """Tell whether the words alone settle it: the encoder, the dearest part, is then not asked."""
    if is_sure(snapshot, hits):
        return True
    if not _is_named(hits):
        return False
    return len(hits) < 2 or hits[0].score - hits[1].score >= _FAR


def _is_named(hits: Sequence[Hit]) -> bool:
    """Tell whether the best hit is named in so many words."""
    return bool(hits) and hits[0].matched >= SAME


def cosines(snapshot: Snapshot, said: Sequence[str]) -> dict[int, float]:
    """Give the nearest surfaces of the encoder, with their cosines."""
    return near(snapshot, meaning(snapshot, said))


def meaning(snapshot: Snapshot, said: Sequence[str]) -> Vector | None:
    """Encode what is said; None where nothing is, or where the index has no vectors."""
    if snapshot.vectors is None or not said:
        return None
    return snapshot.encoded(beginning(said))


def beginning(said: Sequence[str]) -> str:
    """Give the part of what is said that is encoded."""
    return " ".join(said[:_READ_WORDS])[:_READ_CHARACTERS]


def near(snapshot: Snapshot, vector: Vector | None) -> dict[int, float]:
    """Give the surfaces nearest to a vector, with their cosines; none for None."""
    if snapshot.vectors is None or vector is None:
        return {}
    return snapshot.vectors.nearest(vector, _SEMANTIC_SURFACES)


class Evidence:
    """What speaks for the entries, for one way to read a message.

    The lexical work is done once; the features can be had with and without the encoder.

    Args:
        snapshot: what is searched.
        readings: ways to read the message, at least one.
        body: folded words to look for in whole entries.
        written: the words of the message, accents included.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        readings: Sequence[Weighed],
        body: Sequence[str],
        written: Sequence[str],
    ) -> None:
        self._snapshot = snapshot
        self._readings = readings
        self._said = Said.of(readings, written)
        self._lexical = _best_scores(snapshot, readings)
        self._best_lexical = float(self._lexical.max(initial=0.0)) or 1.0
        self._body = snapshot.body.scores(body)
        self._best_body = float(self._body.max(initial=0.0)) or 1.0
        self._near = set(top(self._lexical, _LEXICAL_SURFACES))
        self._named = snapshot.names.named_in((r.words for r in readings), snapshot.lexical.idf)
        self._overlaps = Overlaps(snapshot.lexical, readings)
        self._by_words: dict[tuple[int, frozenset[int]], list[float]] = {}

    @classmethod
    def of(cls, snapshot: Snapshot, query: Query) -> Evidence | None:
        """Gather the evidence for a query on its own; None when it says nothing."""
        readings = readings_of(snapshot, query)
        if not readings:
            return None
        return cls(snapshot, readings, query.content or query.topic, query.written)

    def rows(
        self, cosines: Mapping[int, float] = NO_COSINES, also: Iterable[int] = ()
    ) -> dict[int, list[float]]:
        """Give the features of every entry that something speaks for.

        Args:
            cosines: of the nearest surfaces, by number; may be empty.
            also: positions of entries to describe in any case.
        """
        surfaces = self._snapshot.surfaces
        by_entry: dict[int, list[int]] = {entry: [] for entry in top(self._body, _BODY_ENTRIES)}
        for number in self._near | cosines.keys():
            by_entry.setdefault(surfaces[number].entry, []).append(number)
        for entry in (*self._named, *also):
            if not by_entry.get(entry):
                by_entry[entry] = list(self._snapshot.surfaces_of_entry(entry))
        return {e: self._row(e, numbers, cosines) for e, numbers in by_entry.items()}

    @property
    def names_any(self) -> float:
        """Tell whether any entry is named in the message: 1 or 0."""
        return float(bool(self._named))

    def named(self, entry: int) -> float:
        """Give how far an entry is named in the message, 0 to 1; see ``Named.weight``."""
        return self._named.get(entry, NOT_NAMED).weight

    def _row(self, entry: int, numbers: Sequence[int], cosines: Mapping[int, float]) -> list[float]:
        known = (entry, frozenset(numbers))
        if known not in self._by_words:
            self._by_words[known] = self._row_by_words(entry, numbers)
        row = list(self._by_words[known])
        if cosines:
            nearest = max((cosines.get(n, -1.0) for n in numbers), default=-1.0)
            row[_COSINE] = _stretched(nearest, self._snapshot.encoder.band)
        return row

    def _row_by_words(self, entry: int, numbers: Sequence[int]) -> list[float]:
        snapshot = self._snapshot
        best = self._overlaps.best(numbers) if numbers else None
        lexical = float(self._lexical[numbers].max()) if numbers else 0.0
        found = Found(
            best=best,
            bm25=lexical / self._best_lexical,
            body=float(self._body[entry]) / self._best_body,
            named=self._named.get(entry, NOT_NAMED),
        )
        number = best.surface if best else snapshot.surfaces_of_entry(entry)[0]
        asked = best.reading if best else self._readings[0]
        offered = snapshot.weighed(number)
        return features(
            snapshot.entries[entry],
            snapshot.surfaces,
            found,
            offered,
            snapshot.title_of(entry),
            asked,
            self._said,
        )


def readings_of(snapshot: Snapshot, query: Query) -> list[Weighed]:
    """Give the readings of a query with what comparing them needs."""
    idf = snapshot.lexical.idf
    readings = [Weighed.of(r, idf) for r in query.readings if r]
    if query.topic and query.topic not in query.readings:
        readings.append(Weighed.of(query.topic, idf, 0.95))
    return readings


def _best_scores(snapshot: Snapshot, readings: Sequence[Weighed]) -> NDArray[np.float32]:
    """Score every surface by the reading that fits it best."""
    best = np.zeros(snapshot.lexical.size, dtype=np.float32)
    for reading in readings:
        scores = snapshot.lexical.scores(reading.words)
        if reading.factor != 1.0:
            scores *= np.float32(reading.factor)
        np.maximum(best, scores, out=best)
    return best


def _stretched(cosine: float, band: tuple[float, float]) -> float:
    """Stretch the band in which the encoder's cosines lie to 0..1."""
    low, high = band
    return min(max((cosine - low) / (high - low), 0.0), 1.0)
