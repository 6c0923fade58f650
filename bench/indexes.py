"""Ways to find the nearest passages, each measured on the same vectors or texts."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from bench.synthetic import Vectors
from bench.timing import Spent, Summary, Times, spent
from knowledge_base.retrieval.lexical import LexicalIndex, top
from knowledge_base.retrieval.vectors import VectorIndex

FOUND = 40  # what the search asks for
COMPARED = 10  # of those, what recall is counted on
LISTS = 4  # of IVF, times the square root of the size
LOOKED_INTO = 8  # one list in so many
TRAINED_ON = 40  # vectors a list

Search = Callable[[NDArray[np.float32]], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One way at one size.

    Attributes:
        way: its name.
        size: number of passages.
        query: time of one query, without encoding it.
        recall: share of the ten nearest, by an exact search, that it found; None for BM25.
        build: time it took to make.
        bytes: what it takes on disk.
    """

    way: str
    size: int
    query: Summary
    recall: float | None
    build: Spent
    bytes: int


def _flat(vectors: Vectors) -> faiss.Index:
    return _filled(faiss.IndexFlatIP(vectors.shape[1]), vectors)


def _sq8(vectors: Vectors) -> faiss.Index:
    return _filled(_made(vectors, "SQ8"), vectors)


def _hnsw(vectors: Vectors) -> faiss.Index:
    index = _made(vectors, "HNSW16,Flat")
    index.hnsw.efConstruction = 80
    index.hnsw.efSearch = 64
    return _filled(index, vectors)


def _ivf(vectors: Vectors) -> faiss.Index:
    index = _made(vectors, f"IVF{_lists(len(vectors))},Flat")
    index.nprobe = max(1, index.nlist // LOOKED_INTO)
    return _filled(index, vectors)


FAISS_WAYS: dict[str, Callable[[Vectors], faiss.Index]] = {
    "FAISS flat": _flat,
    "FAISS flat, 8 bits": _sq8,
    "FAISS IVF": _ivf,
    "FAISS HNSW": _hnsw,
}


def measure_ways(
    vectors: Vectors,
    texts: Sequence[Sequence[str]],
    queries: Vectors,
    asked: Sequence[Sequence[str]],
) -> list[Measured]:
    """Measure every way on the same passages.

    Args:
        vectors: of the passages, shape (passages, dimension).
        texts: folded words of the passages.
        queries: vectors of the questions, shape (questions, dimension).
        asked: folded words of the questions.
    """
    measured = [_measure_numpy(vectors, queries)]
    exact = _flat(vectors)
    nearest = np.stack([_ask(exact)(q)[:COMPARED] for q in queries])
    del exact
    for way, make in FAISS_WAYS.items():
        index, build = spent(lambda make=make: make(vectors))
        times, recall = _asked(_ask(index), queries, nearest)
        size = len(faiss.serialize_index(index))
        measured.append(Measured(way, len(vectors), times, recall, build, size))
        del index
    served, build = spent(lambda: VectorIndex.build(vectors))
    times, recall = _asked(
        lambda q: np.array(list(served.nearest(q, FOUND)), dtype=np.int64), queries, nearest
    )
    measured.append(Measured("as served", len(vectors), times, recall, build, served.bytes))
    measured.append(_measure_bm25(texts, asked))
    return measured


def _measure_numpy(vectors: Vectors, queries: Vectors) -> Measured:
    def scan(query: NDArray[np.float32]) -> NDArray[np.int64]:
        scores = vectors @ query
        count = min(FOUND, len(scores))
        nearest = np.argpartition(-scores, count - 1)[:count]
        return nearest[np.argsort(-scores[nearest])].astype(np.int64)

    nearest = np.stack([scan(q)[:COMPARED] for q in queries])
    times, recall = _asked(scan, queries, nearest)
    return Measured("NumPy scan", len(vectors), times, recall, Spent(0, 0), vectors.nbytes)


def _measure_bm25(texts: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]) -> Measured:
    index, build = spent(lambda: LexicalIndex.build(texts))
    times = Times()
    for words in [*asked[:10], *asked]:
        times.time(lambda words=words: top(index.scores(words), FOUND))
    times.clock, times.on_core = times.clock[10:], times.on_core[10:]
    size = sum(a.nbytes for a in index.to_arrays().values())
    return Measured("BM25", len(texts), times.summary(), None, build, size)


def _asked(search: Search, queries: Vectors, nearest: NDArray[np.int64]) -> tuple[Summary, float]:
    times = Times()
    shares = []
    for query in queries[:5]:
        search(query)  # warm
    for query, right in zip(queries, nearest, strict=True):
        found = times.time(lambda query=query: search(query))
        shares.append(len(set(found[:COMPARED].tolist()) & set(right.tolist())) / len(right))
    return times.summary(), float(np.mean(shares))


def _ask(index: faiss.Index) -> Search:
    faiss.omp_set_num_threads(1)  # as VectorIndex does; NumPy has its own threads
    return lambda query: index.search(query[np.newaxis, :], FOUND)[1][0]


def _made(vectors: Vectors, what: str) -> faiss.Index:
    return faiss.index_factory(vectors.shape[1], what, faiss.METRIC_INNER_PRODUCT)


def _filled(index: faiss.Index, vectors: Vectors) -> faiss.Index:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    if not index.is_trained:
        wanted = TRAINED_ON * _lists(len(vectors))
        index.train(np.ascontiguousarray(vectors[:: max(1, len(vectors) // wanted)]))
    index.add(vectors)
    return index


def _lists(size: int) -> int:
    return max(1, min(int(LISTS * size**0.5), size // TRAINED_ON))
