"""Nearest surfaces by the encoder: a FAISS index of unit vectors, read-only once built."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray


class VectorIndex:
    """Inner product over unit vectors, so scores are cosines.

    Args:
        index: a built FAISS index; its ids are surface numbers.
    """

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> VectorIndex:
        """Index unit vectors, shape (surfaces, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    def nearest(self, vector: NDArray[np.float32], count: int) -> dict[int, float]:
        """Give the nearest surfaces.

        Args:
            vector: a unit vector, shape (dimension,).
            count: how many, at least 1.

        Returns:
            Cosine by surface number; FAISS pads with id -1, dropped here.
        """
        scores, numbers = self._index.search(vector[np.newaxis, :], count)
        pairs = zip(numbers[0], scores[0], strict=True)
        return {int(n): float(s) for n, s in pairs if n >= 0}

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read an index written by ``save``."""
        return cls(faiss.read_index(str(path)))
