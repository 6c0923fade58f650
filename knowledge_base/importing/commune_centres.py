"""Where the communes of today lie, as points, gathered from the same dataset as the former ones.

The centre of a commune of today alone says little at its edges; the centres of the former communes
that wholly became part of it follow its shape. A divided one belongs to no single commune and is
left out, and so is whatever can't be right (``Faults``). ``former_communes`` writes both tables.
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
HEADER = "# today's province, today's commune, points: latitude,longitude of it and of its parts\n"

FARTHEST_KM = 30.0
"""A point farther than this from the middle of its commune's points belongs elsewhere."""
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
    """Points that were left out.

    Attributes:
        missing: without numbers.
        outside: not in Vietnam.
        shared: former communes with one and the same point, that of their district or province.
        far: too far from the others of their commune.
        in_doubt: of a commune with two points that contradict each other; both are left out.
    """

    missing: int = 0
    outside: int = 0
    shared: int = 0
    far: int = 0
    in_doubt: int = 0


@dataclass(frozen=True, slots=True)
class Centres:
    """What was gathered.

    Attributes:
        points: of each commune (province, name), its own first where it is good; never empty.
        faults: what was left out.
    """

    points: Mapping[tuple[str, str], tuple[Point, ...]]
    faults: Faults

    def table(self) -> str:
        """Write a line for each commune: province, commune, points parted by spaces."""
        lines = (
            "\t".join([*where, " ".join(f"{lat:.4f},{lon:.4f}" for lat, lon in points)])
            for where, points in self.points.items()
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
    points: dict[tuple[str, str], tuple[Point, ...]] = {}
    for key, (name, own) in today.items():
        of_parts: list[Point | None] = []
        for part in parts.get(key, ()):
            point = former[part]
            if point and held_by[point] > 1:
                faults["shared"] += 1
            else:
                of_parts.append(point)
        kept = _agreeing(_in_vietnam((own, *of_parts), name[1], faults), name[1], faults)
        if kept:
            points[name] = kept
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


def _in_vietnam(
    points: Sequence[Point | None], commune: str, faults: Counter[str]
) -> tuple[Point, ...]:
    east_west = _LONGITUDES_AT_SEA if commune.startswith(_AT_SEA) else _LONGITUDES
    kept = []
    for point in points:
        if point is None:
            faults["missing"] += 1
        elif not (_within(point[0], _LATITUDES) and _within(point[1], east_west)):
            faults["outside"] += 1
        else:
            kept.append(point)
    return tuple(kept)


def _within(value: float, ends: tuple[float, float]) -> bool:
    return ends[0] <= value <= ends[1]


def _agreeing(points: tuple[Point, ...], commune: str, faults: Counter[str]) -> tuple[Point, ...]:
    """Leave out what lies far from the others, be it the commune's own: some are interchanged."""
    farthest = FARTHEST_AT_SEA_KM if commune.startswith(_AT_SEA) else FARTHEST_KM
    if len(points) == 2:
        if kilometres(*points) <= farthest:
            return points
        faults["in_doubt"] += 2
        return ()
    if not points:
        return ()
    middle = median(p[0] for p in points), median(p[1] for p in points)
    kept = tuple(point for point in points if kilometres(point, middle) <= farthest)
    faults["far"] += len(points) - len(kept)
    return kept
