"""Step 3, search: rank the entries for one query.

Lexical evidence comes from the surfaces (title, names, sample questions) of an entry, by BM25 and
by how much of the query and of the surface is covered; the encoder adds meaning; the body text
adds a little; priors settle what people mean when they do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.records import Entry, Origin
from knowledge_base.retrieval.surfaces import Surface
from knowledge_base.retrieval.text import folded_words

if TYPE_CHECKING:
    from knowledge_base.retrieval.snapshot import Snapshot

_LEXICAL_SURFACES = 80
_SEMANTIC_SURFACES = 40
_BODY_ENTRIES = 20
_SAME = 0.9  # overlap from which query and surface say the same
_FAR = 0.1  # lead in score that the encoder would not turn round

MODIFIERS = frozenset(
    tuple(folded_words(m))
    for m in (
        "lại",
        "đổi",
        "cấp đổi",
        "thu hồi",
        "xóa",
        "hủy",
        "gia hạn",
        "chấm dứt",
        "tạm ngừng",
        "bổ sung",
        "điều chỉnh",
        "sửa đổi",
        "thay đổi",
        "cải chính",
        "nước ngoài",
        "lưu động",
        "liên thông",
        "kết hợp",
        "khôi phục",
        "chuyển đổi",
        "giải thể",
        "biên giới",
        "sáp nhập",
        "bãi bỏ",
        "đình chỉ",
        "tạm thời",
        "dưới 14 tuổi",
        "phục hồi",
        "rút",
        "chuyển nhượng",
        "ghi vào sổ",
        "trích lục",
        "bản sao",
        "giám sát",
        "thay thế",
        "tạm vắng",
        "lưu trú",
    )
)
"""Words that make a sibling procedure of a plain one: meant only when said."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked entry.

    Attributes:
        entry: position in the snapshot.
        score: what it is ranked by; comparable between queries, about 0 to 1.
        covered: share of the query's weight found in the best surface, 0 to 1.
        matched: overlap of query and best surface (Dice, by idf), 0 to 1.
        cosine: best cosine of the encoder, -1 to 1; 0 where it was not asked.
    """

    entry: int
    score: float
    covered: float
    matched: float
    cosine: float


@dataclass(frozen=True, slots=True)
class Weights:
    """How the evidence adds up; chosen on the development questions, kept with the release."""

    matched: float = 0.42
    covered: float = 0.25
    bm25: float = 0.10
    cosine: float = 0.22
    body: float = 0.04
    commune: float = 0.03
    curated: float = 0.05
    extra_modifier: float = 0.07
    missing_modifier: float = 0.09


WEIGHTS = Weights()


def search(snapshot: Snapshot, query: Query, context: int | None = None) -> list[Hit]:
    """Rank entries, best first.

    Args:
        snapshot: what to search.
        query: what is asked.
        context: position of the entry talked about before, for short follow-ups.

    Returns:
        At most about a hundred hits; empty when the query says nothing.
    """
    readings = _readings(snapshot, query, context)
    if not readings:
        return []
    lexical = _best_over_readings(snapshot, readings)
    body = snapshot.body.scores(query.content or query.topic)
    hits = _rank(snapshot, readings, lexical, body, {})
    if _is_decisive(hits):
        return hits
    return _rank(snapshot, readings, lexical, body, _cosines(snapshot, query))


def _is_decisive(hits: Sequence[Hit]) -> bool:
    """Tell whether the words alone settle it: the encoder, the dearest part, is then not asked."""
    if not hits or hits[0].matched < _SAME:
        return False
    return len(hits) < 2 or hits[0].score - hits[1].score >= _FAR


def _rank(
    snapshot: Snapshot,
    readings: Sequence[tuple[tuple[str, ...], float]],
    lexical: NDArray[np.float32],
    body: NDArray[np.float32],
    cosines: dict[int, float],
) -> list[Hit]:
    candidates = set(_top(lexical, _LEXICAL_SURFACES)) | set(cosines)
    entries = {snapshot.surfaces[s].entry for s in candidates}
    entries |= set(_top(body, _BODY_ENTRIES))
    top_lexical = float(lexical.max(initial=0.0)) or 1.0
    top_body = float(body.max(initial=0.0)) or 1.0
    hits = []
    for entry in entries:
        evidence = _evidence(snapshot, entry, readings, lexical, cosines, candidates)
        hits.append(
            _score(
                snapshot.entries[entry],
                entry,
                evidence,
                lexical_share=evidence.bm25 / top_lexical,
                body_share=float(body[entry]) / top_body,
                readings=readings,
            )
        )
    return sorted(hits, key=lambda h: (-h.score, h.entry))


def _readings(
    snapshot: Snapshot, query: Query, context: int | None
) -> list[tuple[tuple[str, ...], float]]:
    """Give the readings of the query with their weights; a short follow-up also with its topic."""
    readings = [(r, 1.0) for r in query.readings if r]
    if query.topic and query.topic not in query.readings:
        readings.append((query.topic, 0.95))
    if context is not None and readings and len(query.content) <= 4:
        topic = tuple(folded_words(snapshot.entries[context].plain_name))
        joined = [(topic + r, 0.9) for r, _ in readings if not set(r) & set(topic)]
        readings += joined
    return readings


def _best_over_readings(
    snapshot: Snapshot, readings: Sequence[tuple[tuple[str, ...], float]]
) -> NDArray[np.float32]:
    scores = [snapshot.lexical.scores(r) * np.float32(w) for r, w in readings]
    best: NDArray[np.float32] = np.maximum.reduce(scores)
    return best


def _top(scores: NDArray[np.float32], count: int) -> Iterable[int]:
    count = min(count, len(scores))
    if not count:
        return []
    top = np.argpartition(-scores, count - 1)[:count]
    return [int(i) for i in top if scores[i] > 0]


def _cosines(snapshot: Snapshot, query: Query) -> dict[int, float]:
    """Give the nearest surfaces of the encoder, with their cosines."""
    if snapshot.vectors is None or not query.written:
        return {}
    vector = snapshot.encoder.encode_query(" ".join(query.written))
    return snapshot.vectors.nearest(vector, _SEMANTIC_SURFACES)


@dataclass(frozen=True, slots=True)
class _Evidence:
    covered: float
    matched: float
    bm25: float
    cosine: float
    reading: tuple[str, ...]
    surface: Surface | None


def _evidence(  # noqa: PLR0913 - one look at all the evidence of one entry
    snapshot: Snapshot,
    entry: int,
    readings: Sequence[tuple[tuple[str, ...], float]],
    lexical: NDArray[np.float32],
    cosines: dict[int, float],
    candidates: set[int],
) -> _Evidence:
    best = _Evidence(0.0, 0.0, 0.0, 0.0, readings[0][0], None)
    best_value = -1.0
    bm25 = 0.0
    cosine = 0.0
    for number in snapshot.surfaces_of_entry(entry):
        cosine = max(cosine, cosines.get(number, 0.0))
        if number not in candidates:
            continue
        bm25 = max(bm25, float(lexical[number]))
        surface = snapshot.surfaces[number]
        for reading, weight in readings:
            covered, matched = _overlap(snapshot, reading, surface.content)
            value = weight * (covered + matched)
            if value > best_value:
                best_value = value
                best = _Evidence(weight * covered, weight * matched, 0, 0, reading, surface)
    return _Evidence(best.covered, best.matched, bm25, cosine, best.reading, best.surface)


def _overlap(
    snapshot: Snapshot, reading: Sequence[str], surface: Sequence[str]
) -> tuple[float, float]:
    """Give how much of the reading is found in the surface, and Dice's overlap; both by idf."""
    asked, offered = dict.fromkeys(reading), dict.fromkeys(surface)
    weight = snapshot.lexical.idf
    asked_weight = sum(weight(t) for t in asked)
    offered_weight = sum(weight(t) for t in offered)
    shared = sum(weight(t) for t in asked if t in offered)
    pairs = set(pairwise(reading))
    if len(pairs) > 0:
        kept = pairs & set(pairwise(surface))
        order = len(kept) / len(pairs)
    else:
        order = 1.0
    factor = 0.85 + 0.15 * order
    covered = shared / asked_weight if asked_weight else 0.0
    dice = 2 * shared / (asked_weight + offered_weight) if asked_weight + offered_weight else 0.0
    return covered * factor, dice * factor


def _score(  # noqa: PLR0913 - the parts of one sum
    record: Entry,
    entry: int,
    evidence: _Evidence,
    *,
    lexical_share: float,
    body_share: float,
    readings: Sequence[tuple[tuple[str, ...], float]],
) -> Hit:
    w = WEIGHTS
    extra, missing = _modifier_mismatch(evidence, record)
    # What says the same in the same words means the same, whether or not the encoder was asked.
    meaning = max(_stretched(evidence.cosine), evidence.matched if evidence.matched >= _SAME else 0)
    score = (
        w.matched * evidence.matched
        + w.covered * evidence.covered
        + w.bm25 * lexical_share
        + w.cosine * meaning
        + w.body * body_share
        + w.commune * ("Cấp xã" in record.levels)
        + w.curated * (record.origin is Origin.CURATED)
        - w.extra_modifier * min(extra, 2)
        - w.missing_modifier * min(missing, 2)
    )
    return Hit(entry, score, evidence.covered, evidence.matched, evidence.cosine)


def _stretched(cosine: float) -> float:
    """Stretch the narrow band in which this encoder's cosines lie (about 0.78 to 0.95)."""
    return min(max((cosine - 0.78) / 0.16, 0.0), 1.0)


def _modifier_mismatch(evidence: _Evidence, record: Entry) -> tuple[int, int]:
    """Count the modifiers that only the entry has, and those that only the query has."""
    offered = evidence.surface.content if evidence.surface else tuple(folded_words(record.title))
    asked = _modifiers(evidence.reading)
    has = _modifiers(offered)
    return len(has - asked), len(asked - has)


def _modifiers(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    found = set()
    for length in (1, 2, 3):
        for start in range(len(tokens) - length + 1):
            candidate = tuple(tokens[start : start + length])
            if candidate in MODIFIERS:
                found.add(candidate)
    return found
