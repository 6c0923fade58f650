"""The communes of today that lie nearest to a point.

No borders are on record, only the centre of each commune. The nearest one tells the commune three
times in four, and is among the three nearest nearly always (docs/decisions/0037). The table is made
by ``knowledge_base/importing/former_communes.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.places import Commune

TABLE = Path(__file__).with_name("commune_centres.tsv")
FARTHEST_KM = 30.0
"""Farther from all centres there is no commune: abroad, or at sea."""

_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Near:
    """A commune near a point.

    Attributes:
        commune: which.
        km: to its centre, as the crow flies.
    """

    commune: Commune
    km: float


class Centres:
    """Finds communes by a position.

    Args:
        points: latitude and longitude, in degrees, of each commune.
    """

    def __init__(self, points: Mapping[Commune, tuple[float, float]]) -> None:
        self._communes = tuple(points)
        every = np.array(list(points.values()), dtype=np.float64)
        self._on_sphere = _on_sphere(every.reshape(-1, 2))

    @classmethod
    def read(cls, table: Path = TABLE) -> Centres:
        """Read the table.

        Raises:
            OSError: it is missing.
            ValueError: a line has another shape.
        """
        points: dict[Commune, tuple[float, float]] = {}
        for line in table.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            province, name, latitude, longitude = line.split("\t")
            points[Commune(name, province)] = (float(latitude), float(longitude))
        return cls(points)

    def nearest(self, latitude: float, longitude: float, most: int = 3) -> tuple[Near, ...]:
        """Give the nearest communes, nearest first, none farther than ``FARTHEST_KM``.

        Args:
            latitude: -90..90 degrees.
            longitude: -180..180 degrees.
            most: communes to give.
        """
        chords = np.linalg.norm(
            self._on_sphere - _on_sphere(np.array([[latitude, longitude]])), axis=1
        )
        kilometres = 2 * _EARTH_KM * np.arcsin(np.minimum(1.0, chords / 2))
        order = np.argsort(kilometres)[:most]
        return tuple(
            Near(self._communes[index], float(kilometres[index]))
            for index in order
            if kilometres[index] <= FARTHEST_KM
        )


@cache
def centres() -> Centres:
    """Give the process's table, read when it is first needed."""
    return Centres.read()


def _on_sphere(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn degrees, shape (n, 2), into unit vectors, shape (n, 3)."""
    latitude, longitude = np.radians(points).T
    return np.stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ],
        axis=1,
    )
