"""Which commune of today a former one belongs to, gathered from an open dataset.

    python -m knowledge_base.importing.former_communes FOLDER

FOLDER is ``vietnamadminunits/data`` of the unpacked package vietnamadminunits (MIT licence). Its
program is not used, since it would ask a server elsewhere about a citizen's street. Writes
``knowledge_base/retrieval/former_communes.tsv``, and beside it the positions of
``commune_centres``.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

from knowledge_base.importing import commune_centres

TABLE = Path(__file__).resolve().parent.parent / "retrieval" / "former_communes.tsv"
HEADER = "# today's province, today's commune, former communes of the time before 01/07/2025\n"

Key = tuple[str, ...]


def gather(folder: Path) -> str:
    """Read the dataset and give the table.

    Returns:
        A line for each commune of today: province, commune, and ``commune, district, province`` of
        each former one, parted by ``;``. A former commune that was divided stands in several lines.

    Raises:
        OSError: a file is missing.
        ValueError: the dataset has another shape than known.
    """
    with sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True) as database:
        former = {
            tuple(key or "" for key in row[:3]): ", ".join(part for part in row[3:] if part)
            for row in database.execute(
                "SELECT provinceKey, districtKey, wardKey, ward, district, province"
                " FROM admin_units_legacy"
            )
        }
        today = {
            (row[0], row[1]): (row[2], row[3])
            for row in database.execute(
                "SELECT provinceKey, wardKey, province, ward FROM admin_units WHERE ward != ''"
            )
        }
    changes = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    parts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for province, communes in changes["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, keys in communes.items():
            parts[today[province, commune]] += [former[_split(key)] for key in keys]
    for province, divided in changes["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, communes in divided.items():
            for commune in communes:
                parts[today[province, commune["newWardKey"]]].append(former[_split(key)])
    lines = ("\t".join([*where, "; ".join(dict.fromkeys(names))]) for where, names in parts.items())
    return HEADER + "".join(line + "\n" for line in sorted(lines))


def _split(key: str) -> Key:
    parts = tuple(key.split("_"))
    if len(parts) != 3:
        raise ValueError(f"not province_district_commune: {key}")
    return parts


def main() -> int:
    """Write both tables, and say which positions were left out."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{(__doc__ or '').splitlines()[2].strip()}\n")
        return 2
    try:
        table = gather(Path(sys.argv[1]))
        centres = commune_centres.gather(Path(sys.argv[1]))
    except (OSError, KeyError, ValueError, sqlite3.Error) as exc:
        sys.stderr.write(f"Not the dataset as known: {exc!r}\n")
        return 1
    TABLE.write_text(table, encoding="utf-8")
    commune_centres.TABLE.write_text(centres.table(), encoding="utf-8")
    left_out = ", ".join(f"{count} {why}" for why, count in asdict(centres.faults).items())
    sys.stdout.write(f"{len(centres.points)} communes; left out: {left_out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
