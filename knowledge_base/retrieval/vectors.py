"""Nearest surfaces by the encoder: a FAISS index of unit vectors, read-only once built."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

FLAT_UP_TO = 50_000
"""Vectors up to which all are looked at: decision 0018."""

_LISTS = 4  # times the square root of the size: decision 0018
_LOOKED_INTO = 8  # one list in so many ...
_MOST_LOOKED_INTO = 256  # ... but no more than this
_TRAINED_ON = 40  # vectors a list; FAISS warns below 39


Vector = NDArray[np.float32]
"""One vector, shape (dimension,)."""


class VectorIndex:
    """Inner product over unit vectors, so scores are cosines.

    Few vectors are all compared, exactly. Many are kept in lists of near ones, 8 bits a component,
    and only the lists nearest to the query are looked into: a cosine is then off by less than
    0.001, and a few in a hundred of the nearest are missed.

    Args:
        index: a built FAISS index; its ids are surface numbers.
    """

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        if isinstance(index, faiss.IndexIVF):
            index.make_direct_map()  # where each vector lies, for ``vector_of``

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> VectorIndex:
        """Index unit vectors, shape (surfaces, dimension)."""
        vectors = np.ascontiguousarray(vectors)
        count, dimension = vectors.shape
        index: Any = faiss.IndexFlatIP(dimension)
        if count > FLAT_UP_TO:
            lists = int(_LISTS * count**0.5)
            index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
            index.nprobe = min(lists // _LOOKED_INTO, _MOST_LOOKED_INTO)
            faiss.omp_set_num_threads(os.cpu_count() or 1)
            index.train(np.ascontiguousarray(vectors[:: max(1, count // (_TRAINED_ON * lists))]))
        index.add(vectors)
        return cls(index)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def bytes(self) -> int:
        """What the index takes in a file."""
        return len(faiss.serialize_index(self._index))

    def nearest(self, vector: Vector, count: int) -> dict[int, float]:
        """Give the nearest surfaces.

        Args:
            vector: a unit vector, shape (dimension,).
            count: how many, at least 1.

        Returns:
            Cosine by surface number; FAISS pads with id -1, dropped here.
        """
        # One query gives a second thread nothing to do, but is kept waiting for it: on a busy
        # machine 0.9 ms became 52. The setting is the calling thread's own.
        faiss.omp_set_num_threads(1)
        scores, numbers = self._index.search(vector[np.newaxis, :], count)
        pairs = zip(numbers[0], scores[0], strict=True)
        return {int(n): float(s) for n, s in pairs if n >= 0}

    def vector_of(self, surface: int) -> Vector:
        """Give the vector of a surface; of length one but for rounding."""
        return np.asarray(self._index.reconstruct(surface), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read an index written by ``save``."""
        return cls(faiss.read_index(str(path)))
