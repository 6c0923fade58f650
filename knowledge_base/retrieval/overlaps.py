"""How much a query and each surface say the same, for all surfaces at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.evidence import Weighed
from knowledge_base.retrieval.lexical import LexicalIndex

_ORDER = 0.15  # share of an overlap that hangs on words standing in the same order

Column = NDArray[np.float64]


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


class Overlaps:
    """The overlaps of the readings of a query with every surface; the best reading counts.

    Args:
        lexical: the words of the surfaces.
        readings: ways to read the query, at least one.
    """

    def __init__(self, lexical: LexicalIndex, readings: Sequence[Weighed]) -> None:
        self._readings = readings
        columns = [_columns(lexical, reading) for reading in readings]
        self._covered, self._filled, self._matched = columns[0]
        self._fit = self._covered + self._matched
        self._reading = np.zeros(lexical.size, dtype=np.intp)
        for number, (covered, filled, matched) in enumerate(columns[1:], start=1):
            better = covered + matched > self._fit
            self._covered = np.where(better, covered, self._covered)
            self._filled = np.where(better, filled, self._filled)
            self._matched = np.where(better, matched, self._matched)
            self._reading[better] = number
            self._fit = self._covered + self._matched

    @property
    def matched(self) -> Column:
        """Dice's overlap with every surface; shape (surfaces,), 0 to 1."""
        return self._matched

    def best(self, numbers: Sequence[int]) -> Overlap:
        """Give the overlap with the surface that fits best.

        Args:
            numbers: the surfaces to choose from, at least one; of equal ones the first.
        """
        number = numbers[0]
        if len(numbers) > 1:
            number = numbers[int(np.argmax(self._fit[numbers]))]
        return Overlap(
            covered=float(self._covered[number]),
            filled=float(self._filled[number]),
            matched=float(self._matched[number]),
            reading=self._readings[self._reading[number]],
            surface=number,
        )


def _columns(lexical: LexicalIndex, reading: Weighed) -> tuple[Column, Column, Column]:
    """Give what is covered, filled and matched by one reading, of every surface."""
    shared = lexical.summed(reading.idf)
    factor = reading.factor * _in_order(lexical, reading)
    total, totals = reading.total, lexical.totals
    covered = factor * shared / total if total else np.zeros(lexical.size)
    filled = factor * _shares(shared, totals)
    return covered, filled, factor * 2 * _shares(shared, total + totals)


def _in_order(lexical: LexicalIndex, reading: Weighed) -> Column | float:
    """Give what the order of the words leaves of an overlap, 0 to 1."""
    if not reading.pairs:
        return 1.0
    kept = lexical.summed(dict.fromkeys(map("_".join, reading.pairs), 1.0)) / len(reading.pairs)
    return (1 - _ORDER) + _ORDER * kept


def _shares(parts: Column, wholes: Column) -> Column:
    """Divide; a share of nothing is 0."""
    return np.divide(parts, wholes, out=np.zeros_like(parts), where=wholes > 0)
