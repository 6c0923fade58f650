"""Where the communes of today lie, a point each, gathered from the same dataset as the former ones.

The centres of the former communes that wholly became part of one only serve to find points that
can't be right (``Faults``): they are not written down, for what they were taken from may not be
kept (docs/decisions/0037). ``former_communes`` writes both tables.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TABLE = Path(__file__).resolve().parent.parent / "retrieval" / "commune_centres.tsv"
HEADER = "# today's province, today's commune, latitude and longitude of its centre\n"

FARTHEST_KM = 30.0
"""A centre farther than this from the middle of the parts of its commune belongs elsewhere."""
FARTHEST_AT_SEA_KM = 60.0
"""The same for a special zone: islands lie far apart."""

_AT_SEA = "Đặc khu"
_LATITUDES, _LONGITUDES = (8.0, 24.0), (102.0, 110.0)
_LONGITUDES_AT_SEA = (102.0, 118.0)  # Hoàng Sa and Trường Sa
_EARTH_KM = 6371.0

Point = tuple[float, float]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Faults:
    """Communes that are left out.

    Attributes:
        missing: without numbers.
        outside: not in Vietnam.
        far: too far from the middle of the parts of the commune.
    """

    missing: int = 0
    outside: int = 0
    far: int = 0


@dataclass(frozen=True, slots=True)
class Centres:
    """What was gathered.

    Attributes:
        points: of each commune (province, name).
        faults: what was left out.
    """

    points: Mapping[tuple[str, str], Point]
    faults: Faults

    def table(self) -> str:
        """Write a line for each commune: province, commune, latitude, longitude."""
        lines = (
            "\t".join([*where, f"{latitude:.4f}", f"{longitude:.4f}"])
            for where, (latitude, longitude) in self.points.items()
        )
        return HEADER + "".join(line + "\n" for line in sorted(lines))


def gather(folder: Path) -> Centres:
    """Read the dataset.

    Raises:
        OSError: a file is missing.
        ValueError: the dataset has another shape than known.
    """
    with sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True) as database:
        today: dict[Key, tuple[tuple[str, str], Point | None]] = {
            (row[0], row[1]): ((row[2], row[3]), _point(*row[4:]))
            for row in database.execute(
                "SELECT provinceKey, wardKey, province, ward, wardLat, wardLon"
                " FROM admin_units WHERE ward != ''"
            )
        }
        former = {
            "_".join(key or "" for key in row[:3]): _point(*row[3:])
            for row in database.execute(
                "SELECT provinceKey, districtKey, wardKey, wardLat, wardLon FROM admin_units_legacy"
            )
        }
    changes = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    parts: dict[Key, list[str]] = {
        (province, commune): keys
        for province, communes in changes["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for commune, keys in communes.items()
    }
    held_by = Counter(point for point in former.values() if point)
    faults: Counter[str] = Counter()
    points: dict[tuple[str, str], Point] = {}
    for key, (name, centre) in today.items():
        # A point that several share is the middle of their district or province.
        of_parts = [p for part in parts.get(key, ()) if (p := former[part]) and held_by[p] == 1]
        fault = _fault_of(centre, of_parts, at_sea=name[1].startswith(_AT_SEA))
        if fault:
            faults[fault] += 1
        elif centre is not None:
            points[name] = centre
    return Centres(points, Faults(**faults))


def kilometres(one: Point, other: Point) -> float:
    """Give the distance on the ground."""
    lat, lon, other_lat, other_lon = map(math.radians, (*one, *other))
    a = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(a)))


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


def _fault_of(centre: Point | None, parts: Sequence[Point], *, at_sea: bool) -> str | None:
    """Name what is wrong with a centre, as ``Faults`` does; None where nothing is."""
    if centre is None:
        return "missing"
    if not (
        _within(centre[0], _LATITUDES)
        and _within(centre[1], _LONGITUDES_AT_SEA if at_sea else _LONGITUDES)
    ):
        return "outside"
    if parts:
        middle = median(p[0] for p in parts), median(p[1] for p in parts)
        if kilometres(centre, middle) > (FARTHEST_AT_SEA_KM if at_sea else FARTHEST_KM):
            return "far"
    return None


def _within(value: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= value <= ends[1]
