"""What speaks for an entry: the features that ranking weighs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from knowledge_base.retrieval.records import Entry, EntryKind, Origin
from knowledge_base.retrieval.surfaces import Surface, SurfaceKind
from knowledge_base.retrieval.text import folded_words

Words = tuple[str, ...]

SAME = 0.9
"""Overlap from which query and surface say the same."""

MODIFIERS: frozenset[Words] = frozenset(
    tuple(folded_words(m))
    for m in (
        "lại", "đổi", "cấp đổi", "thu hồi", "xóa", "hủy", "gia hạn", "chấm dứt", "tạm ngừng",
        "bổ sung", "điều chỉnh", "sửa đổi", "thay đổi", "cải chính", "nước ngoài", "lưu động",
        "liên thông", "kết hợp", "khôi phục", "chuyển đổi", "giải thể", "biên giới", "sáp nhập",
        "bãi bỏ", "đình chỉ", "tạm thời", "dưới 14 tuổi", "phục hồi", "rút", "chuyển nhượng",
        "ghi vào sổ", "trích lục", "bản sao", "giám sát", "thay thế", "tạm vắng", "lưu trú",
    )
)  # fmt: skip
"""Words that make a sibling procedure of a plain one: meant only when said."""

FEATURES = (
    "matched", "covered", "filled", "same", "bm25", "cosine", "body", "commune", "province_only",
    "ministry_only", "curated", "not_procedure", "asked_by_example", "extra_modifiers",
    "missing_modifiers", "context",
)  # fmt: skip


def modifiers_in(tokens: Sequence[str]) -> frozenset[Words]:
    """Give the modifiers among folded words."""
    return frozenset(
        tuple(tokens[start : start + length])
        for length in (1, 2, 3)
        for start in range(len(tokens) - length + 1)
        if tuple(tokens[start : start + length]) in MODIFIERS
    )


@dataclass(frozen=True)
class Weighed:
    """Folded words with what comparing them needs, worked out once.

    Attributes:
        words: the words, in order.
        idf: how telling each is.
        factor: how much a comparison with them counts, 0 to 1.
    """

    words: Words
    idf: dict[str, float]
    factor: float = 1.0

    @classmethod
    def of(cls, words: Words, idf: Callable[[str], float], factor: float = 1.0) -> Weighed:
        """Weigh words."""
        return cls(words, {w: idf(w) for w in words}, factor)

    @cached_property
    def total(self) -> float:
        """Sum of the idf of the different words."""
        return sum(self.idf.values())

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring words."""
        return frozenset(pairwise(self.words))

    @cached_property
    def modifiers(self) -> frozenset[Words]:
        """Modifiers among the words."""
        return modifiers_in(self.words)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much a query and a surface say the same.

    Attributes:
        covered: share of the query found in the surface, by idf, 0 to 1.
        filled: share of the surface found in the query, by idf, 0 to 1.
        matched: Dice's overlap of the two, by idf, 0 to 1.
        reading: the reading that fits best.
        surface: number of the surface.
    """

    covered: float
    filled: float
    matched: float
    reading: Weighed
    surface: int


def overlap(readings: Sequence[Weighed], offered: Weighed, surface: int) -> Overlap:
    """Compare the readings of a query with one surface; the best counts."""
    best: Overlap | None = None
    for reading in readings:
        shared = sum(weight for word, weight in reading.idf.items() if word in offered.idf)
        order = len(reading.pairs & offered.pairs) / len(reading.pairs) if reading.pairs else 1.0
        factor = reading.factor * (0.85 + 0.15 * order)
        both = reading.total + offered.total
        candidate = Overlap(
            covered=factor * shared / reading.total if reading.total else 0.0,
            filled=factor * shared / offered.total if offered.total else 0.0,
            matched=factor * 2 * shared / both if both else 0.0,
            reading=reading,
            surface=surface,
        )
        if best is None or candidate.covered + candidate.matched > best.covered + best.matched:
            best = candidate
    assert best is not None  # noqa: S101 - a query has at least one reading
    return best


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found of one entry.

    Attributes:
        best: the overlap with its best surface; None if it was found otherwise.
        bm25: BM25 of its best surface, as a share of the best of all entries, 0 to 1.
        cosine: cosine of its nearest surface, stretched to 0 to 1; 0 if it is not near.
        body: BM25 of its body, as a share of the best of all entries, 0 to 1.
        context: overlap of its title with what was talked about before, 0 to 1.
    """

    best: Overlap | None
    bm25: float
    cosine: float
    body: float
    context: float = 0.0


def features(
    entry: Entry, surfaces: Sequence[Surface], found: Found, offered: Weighed, asked: Weighed
) -> list[float]:
    """Give the features of one entry for one query, in the order of ``FEATURES``.

    Args:
        entry: the entry.
        surfaces: all surfaces.
        found: what the search found of it.
        offered: its best surface, or its title.
        asked: the reading that fits it best.
    """
    best = found.best
    matched = best.matched if best else 0.0
    commune = "Cấp xã" in entry.levels
    province = "Cấp tỉnh" in entry.levels
    by_example = best is not None and surfaces[best.surface].kind is SurfaceKind.QUESTION
    return [
        matched,
        best.covered if best else 0.0,
        best.filled if best else 0.0,
        float(matched >= SAME),
        found.bm25,
        found.cosine,
        found.body,
        float(commune),
        float(province and not commune),
        float(bool(entry.levels) and not commune and not province),
        float(entry.origin is Origin.CURATED),
        float(entry.kind is not EntryKind.PROCEDURE),
        float(by_example),
        float(min(len(offered.modifiers - asked.modifiers), 2)),
        float(min(len(asked.modifiers - offered.modifiers), 2)),
        found.context,
    ]
