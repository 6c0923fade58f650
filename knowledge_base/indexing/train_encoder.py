"""Fits a trained encoder's table of words to its teacher's vectors, by ridge regression.

Each text is a line of the regression, and so are two copies of it that lack a quarter of their
words: people don't type titles in full. Solved by conjugate gradients over sparse rows; 43,000
texts and 9,000 words in a quarter of a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.encoder import Encoder, EncoderUnavailable
from knowledge_base.retrieval.trained_encoder import WordTable, repeated, terms_of, unit

_COPIES = 2
_DROPPED = 0.25  # share of words left out of a copy
_SHORT = 4  # words up to which a text has no copies
_SEEN = (2, 8)  # texts a word must stand in: where there are few texts, and at most
_SEEN_IN = 5_000  # texts for each of these
_DIMENSION = 128
_RIDGE = 0.03
_STEPS = 25
_LEFT_OUT = 20  # one message in so many is not learned from: the band is measured on it
_MEASURED = 20  # messages that are enough to measure on
_UNMEASURED = (0.4, 1.0)

Array = NDArray[np.float32]


class Taught(NamedTuple):
    """Texts, and the teacher's unit vectors of them, shape (texts, dimension)."""

    texts: Sequence[str]
    vectors: Array


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
    teacher: Encoder,
    passages: Taught,
    messages: Taught,
    progress: Callable[[int, int], object] = lambda _more, _total: None,
) -> WordTable:
    """Fit a table of words.

    Passages and messages are centred apart: a teacher may put questions elsewhere than what
    answers them. What most tells passages from each other is kept, ``_DIMENSION`` numbers of it.

    Args:
        teacher: the encoder the vectors are of.
        passages: what entries are found by.
        messages: what people write, encoded as queries; may be empty.
        progress: told how many more steps are done, and of how many.

    Raises:
        EncoderUnavailable: no word stands in two texts.
    """
    learned = Taught(
        [t for n, t in enumerate(messages.texts) if n % _LEFT_OUT],
        messages.vectors[np.arange(len(messages.texts)) % _LEFT_OUT > 0],
    )
    texts = [*passages.texts, *learned.texts]
    words, weights = _known_words(texts)
    centre = passages.vectors.mean(axis=0)
    axes = _axes(unit(passages.vectors - centre))
    wanted = np.concatenate(
        [
            unit(part - part.mean(axis=0)) @ axes
            for part in (passages.vectors, learned.vectors)
            if len(part)
        ]
    )
    numbers = {word: number for number, word in enumerate(words)}
    rows, of_text = _rows(_with_copies(texts), numbers, weights)
    vectors = _solve(rows, wanted[of_text], progress)
    table = WordTable(teacher.name, words, weights, vectors, centre, axes, _UNMEASURED)
    left_out = Taught(messages.texts[::_LEFT_OUT], messages.vectors[::_LEFT_OUT])
    return replace(table, band=_band(teacher, table, passages, left_out))


def _known_words(texts: Sequence[str]) -> tuple[tuple[str, ...], Array]:
    """Give the words that stand in enough texts, and how much each counts."""
    found_in = Counter(term for text in texts for term in terms_of(text))
    fewest, most = _SEEN
    enough = min(max(len(texts) // _SEEN_IN, fewest), most)
    words = tuple(sorted(term for term, count in found_in.items() if count >= enough))
    if not words:
        raise EncoderUnavailable("there is too little content to train an encoder on")
    rarity = np.array([len(texts) / found_in[word] for word in words])
    return words, np.log(rarity + 1).astype(np.float32)


def _axes(vectors: Array) -> Array:
    """Give the axes along which vectors differ most, shape (dimension, at most ``_DIMENSION``)."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)  # the longest come last
    return np.ascontiguousarray(axes[:, ::-1][:, :_DIMENSION], dtype=np.float32)


def _band(
    teacher: Encoder, table: WordTable, passages: Taught, asked: Taught
) -> tuple[float, float]:
    """Give where the table's cosines lie that correspond to the teacher's band.

    Those of messages with the passage nearest to each are compared, by mean and deviation.
    """
    if len(asked.texts) < _MEASURED:
        return _UNMEASURED
    own = unit(np.array([table.added_up(text) for text in asked.texts]))
    nearest = (own @ table.placed(passages.vectors).T).max(axis=1)
    taught = (asked.vectors @ passages.vectors.T).max(axis=1)
    scale = nearest.std() / max(float(taught.std()), 1e-9)
    low, high = (float(nearest.mean() + scale * (edge - taught.mean())) for edge in teacher.band)
    return low, high


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
