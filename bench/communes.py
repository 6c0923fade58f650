"""``python -m bench.communes FOLDER``: how often the nearest centre tells the right commune.

FOLDER as for ``knowledge_base.importing.former_communes``. Borders are not on record, but the
dataset has a bounding box of nearly each former commune. Whatever lies in one box only lies in
that commune, so such places, taken at random, are places whose commune of today is known. They lie
inside rather than at borders: the figure is of a person somewhere, not of one at the edge.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.nearest import centres
from knowledge_base.retrieval.places import Commune

PLACES = 6000
TRIES = 12  # places taken in each box
_LARGEST_DEGREES = 0.36  # 40 km: beyond that it is the box of a district or province
_SEED = 7


def main() -> int:
    """Print the share of places whose commune is the nearest one, and is among the three."""
    if len(sys.argv) != 2:
        print((__doc__ or "").split("``")[1])
        return 2
    folder = Path(sys.argv[1])
    places = known_places(folder)
    print(f"{len(places)} places")
    found = [centres().nearest(*point) for point, _ in places]
    told = list(zip(found, (commune for _, commune in places), strict=True))
    first = sum(bool(near) and near[0].commune == right for near, right in told)
    three = sum(any(one.commune == right for one in near) for near, right in told)
    print(f"nearest {first / len(told):.1%}, of three {three / len(told):.1%}")
    farthest = np.percentile([near[0].km for near in found if near], [50, 99, 100])
    print("km to the nearest centre, half / 99 % / all within:", np.round(farthest, 1))
    return 0


def known_places(folder: Path) -> list[tuple[tuple[float, float], Commune]]:
    """Take places of known communes at random, the same ones each time."""
    boxes, became = _boxes(folder)
    random = np.random.default_rng(_SEED)
    found = []
    for box, commune in zip(boxes, became, strict=True):
        if commune is None or box[2] - box[0] > _LARGEST_DEGREES:
            continue
        for place in box[:2] + random.random((TRIES, 2)) * (box[2:] - box[:2]):
            inside = (boxes[:, :2] <= place).all(axis=1) & (place <= boxes[:, 2:]).all(axis=1)
            if inside.sum() == 1:
                found.append(((float(place[0]), float(place[1])), commune))
    chosen = random.choice(len(found), min(PLACES, len(found)), replace=False)
    return [found[index] for index in chosen]


def _boxes(folder: Path) -> tuple[NDArray[np.float64], list[Commune | None]]:
    """Give south, west, north, east of former communes, shape (n, 4), and what each became."""
    with sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True) as database:
        today = {
            (row[0], row[1]): Commune(row[2], row[3])
            for row in database.execute(
                "SELECT provinceKey, wardKey, ward, province FROM admin_units WHERE ward != ''"
            )
        }
        rows = database.execute(
            "SELECT provinceKey, districtKey, wardKey, wardBounds FROM admin_units_legacy"
            " WHERE wardBounds IS NOT NULL AND wardBounds IN (SELECT wardBounds FROM"
            " admin_units_legacy GROUP BY wardBounds HAVING count(*) = 1)"
        ).fetchall()
    changes = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    whole = {
        key: today[province, commune]
        for province, communes in changes["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for commune, keys in communes.items()
        for key in keys
    }
    boxes = [[float(x) for corner in row[3].split("–") for x in corner.split(",")] for row in rows]
    return np.array(boxes), [whole.get("_".join(key or "" for key in row[:3])) for row in rows]


if __name__ == "__main__":
    sys.exit(main())
