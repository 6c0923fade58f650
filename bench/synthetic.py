"""More content than there is: procedures, passages and vectors recombined from real ones.

Titles and names are the beginning of one real text and the end of another, so words stay as
frequent, and stand beside each other about as often, as in real ones. A vector is a real one moved
by the difference of two others and a little noise, so the vectors stay in the narrow cone real
ones lie in. Everything follows from one seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import Encoder
from knowledge_base.retrieval.records import Content, Entry, EntryKind

SEED = 2026
_MOVED = 0.5  # share of the difference of two vectors that a third is moved by
_NOISE = 0.005  # of each component; a component of a unit vector of 384 is about 0.05
_CHUNK = 50_000

Vectors = NDArray[np.float32]


def recombined(texts: Sequence[str], count: int) -> list[str]:
    """Give texts made from the beginning of one and the end of another.

    Args:
        texts: real texts, at least one.
        count: how many to make.
    """
    rng = np.random.default_rng(SEED)
    split = [text.split() for text in texts]
    return [
        " ".join((*split[a][: (len(split[a]) + 1) // 2], *split[b][len(split[b]) // 2 :]))
        for a, b in rng.integers(0, len(texts), (count, 2))
    ]


def moved(vectors: Vectors, count: int) -> Vectors:
    """Give unit vectors around real ones.

    Args:
        vectors: real unit vectors, shape (n, dimension), at least one.
        count: how many to make.
    """
    rng = np.random.default_rng(SEED)
    made = np.empty((count, vectors.shape[1]), dtype=np.float32)
    for start in range(0, count, _CHUNK):
        part = made[start : start + _CHUNK]
        one, plus, minus = rng.integers(0, len(vectors), (3, len(part)))
        part[:] = rng.standard_normal(part.shape, dtype=np.float32)
        part *= np.float32(_NOISE)
        part += vectors[one] + np.float32(_MOVED) * (vectors[plus] - vectors[minus])
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return made


def enlarged(content: Content, procedures: int) -> Content:
    """Give content with as many procedures, made-up ones after the real ones.

    A made-up one has a title and two names of its own, and the facts and text of a real one.
    """
    real = [e for e in content.entries if e.kind is EntryKind.PROCEDURE]
    missing = max(0, procedures - len(real))
    titles = recombined([e.title for e in real], missing)
    spoken = [name for e in real for name in (e.plain_name, *e.names)]
    names = recombined(spoken, 2 * missing)
    made = (
        _made_up(real[number % len(real)], number, title, names[2 * number : 2 * number + 2])
        for number, title in enumerate(titles)
    )
    return replace(content, entries=(*content.entries, *made))


def _made_up(model: Entry, number: int, title: str, names: Sequence[str]) -> Entry:
    return replace(
        model,
        key=f"9.{number:06d}",
        title=title,
        plain_name=names[0],
        names=(names[1],),
        sample_questions=(),
    )


class MovedVectors:
    """Stands where a build keeps its vectors: real texts have real ones, others made-up ones.

    Args:
        real: vector of each real text.
    """

    def __init__(self, real: dict[str, Vectors]) -> None:
        self._real = real

    def encode(
        self, encoder: Encoder, texts: Sequence[str], progress: Callable[[int], object]
    ) -> Vectors:
        """See ``VectorCache.encode``; nothing is encoded."""
        known = np.stack(list(self._real.values()))
        vectors = moved(known, len(texts))
        for number, text in enumerate(texts):
            if text in self._real:
                vectors[number] = self._real[text]
        progress(len(texts))
        return vectors
