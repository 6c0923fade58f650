"""Fits the trained encoder's table of words to another encoder's vectors, by ridge regression.

Each text an entry is found by is a line of the regression, and so are two copies of it that lack a
quarter of their words: people don't type titles in full. Solved by conjugate gradients over
sparse rows; on the national list, 30,000 lines and 14,000 words, in about a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import EncoderUnavailable
from knowledge_base.retrieval.trained_encoder import WordTable, repeated, terms_of

_COPIES = 2
_DROPPED = 0.25  # share of words left out of a copy
_SHORT = 4  # words up to which a text has no copies
_SEEN = 2  # texts a word must stand in
_RIDGE = 0.03
_STEPS = 25

Array = NDArray[np.float32]


@dataclass(frozen=True)
class _Rows:
    """Sparse rows: ``values`` and ``columns`` of row r stand from ``starts[r]``; none is empty."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Array

    def times(self, dense: Array) -> Array:
        """Multiply with a dense matrix."""
        product = np.empty((len(self.starts), dense.shape[1]), dtype=np.float32)
        ends = np.append(self.starts[1:], len(self.columns))
        for row, (start, end) in enumerate(zip(self.starts, ends, strict=True)):
            product[row] = self.values[start:end] @ dense[self.columns[start:end]]
        return product

    def turned(self) -> _Rows:
        """Exchange rows and columns; every column holds something."""
        lengths = np.diff(np.append(self.starts, len(self.columns)))
        rows = np.repeat(np.arange(len(self.starts)), lengths)
        order = np.argsort(self.columns, kind="stable")
        counts = np.bincount(self.columns)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        return _Rows(starts, rows[order], self.values[order])


def train(
    teacher: str,
    texts: Sequence[str],
    vectors: Array,
    progress: Callable[[int, int], object] = lambda _more, _total: None,
) -> WordTable:
    """Fit a table of words.

    Args:
        teacher: name of the encoder the vectors are of.
        texts: what entries are found by.
        vectors: the teacher's unit vectors of the texts, shape (len(texts), dimension).
        progress: told how many more steps are done, and of how many.

    Raises:
        EncoderUnavailable: no word stands in two texts.
    """
    found_in = Counter(term for text in texts for term in terms_of(text))
    words = tuple(sorted(term for term, count in found_in.items() if count >= _SEEN))
    if not words:
        raise EncoderUnavailable("there is too little content to train an encoder on")
    weights = np.log(np.array([len(texts) / found_in[w] for w in words]) + 1).astype(np.float32)
    centre = vectors.mean(axis=0)
    numbers = {word: number for number, word in enumerate(words)}
    rows, of_text = _rows(_with_copies(texts), numbers, weights)
    table = _solve(rows, (vectors - centre)[of_text], progress)
    return WordTable(teacher, words, weights, table, centre)


def _with_copies(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give each text, and copies that lack some words, with its number; always the same ones."""
    chance = np.random.default_rng(0)
    for number, text in enumerate(texts):
        yield number, text
        words = text.split()
        if len(words) > _SHORT:
            for _ in range(_COPIES):
                kept = chance.random(len(words)) >= _DROPPED
                yield number, " ".join(w for w, k in zip(words, kept, strict=True) if k)


def _rows(
    lines: Iterator[tuple[int, str]], numbers: dict[str, int], weights: Array
) -> tuple[_Rows, NDArray[np.int64]]:
    """Give the unit rows of the lines that hold a known word, and the text each is of."""
    starts, columns, values, of_text = [], [], [], []
    at = 0
    for number, line in lines:
        known = {numbers[t]: n for t, n in terms_of(line).items() if t in numbers}
        if not known:
            continue
        row = weights[list(known)] * repeated(list(known.values()))
        starts.append(at)
        of_text.append(number)
        columns.append(np.array(list(known), dtype=np.int64))
        values.append(row / np.linalg.norm(row))
        at += len(row)
    return (
        _Rows(np.array(starts), np.concatenate(columns), np.concatenate(values)),
        np.array(of_text),
    )


def _solve(rows: _Rows, wanted: Array, progress: Callable[[int, int], object]) -> Array:
    """Solve the ridge regression by conjugate gradients, all dimensions at a time."""
    turned = rows.turned()
    rest = turned.times(wanted)
    solution = np.zeros_like(rest)
    direction = rest.copy()
    error = (rest * rest).sum(axis=0)
    for _ in range(_STEPS):
        moved = turned.times(rows.times(direction)) + np.float32(_RIDGE) * direction
        step = error / np.maximum((direction * moved).sum(axis=0), 1e-12)
        solution += step * direction
        rest -= step * moved
        smaller = (rest * rest).sum(axis=0)
        direction = rest + smaller / np.maximum(error, 1e-12) * direction
        error = smaller
        progress(1, _STEPS)
    return solution
