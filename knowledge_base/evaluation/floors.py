"""Floors: figures that a change may not fall below, kept in a file beside the questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FLOORS_FILE = Path(__file__).with_name("floors.json")

MOST = frozenset({"wrong_rate", "wrong", "p50_ms", "p95_ms"})
"""Figures for which less is better: their floor is a ceiling."""


class FloorsInvalid(ValueError):
    """A floors file breaks the format; the message says where."""


def read_floors(path: Path, name: str) -> dict[str, dict[str, float]]:
    """Read the floors of one kind of run.

    Args:
        path: JSON: kind of run, slice, figure, floor.
        name: the kind of run.

    Raises:
        FloorsInvalid: the file breaks the format or does not know the kind of run.
        OSError: the file can't be read.
    """
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))[name]
        return {
            part: {figure: float(value) for figure, value in figures.items()}
            for part, figures in floors.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise FloorsInvalid(f"{path.name}: no floors for {name!r}: {exc}") from exc


def below(
    measured: Mapping[str, Mapping[str, Any] | None], floors: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Name the figures that miss their floor, one line each; a slice without questions misses."""
    missed = []
    for part, figures in floors.items():
        values = measured.get(part)
        if values is None:
            missed.append(f"{part}: no question was measured")
            continue
        for figure, floor in figures.items():
            value = float(values[figure])
            if value > floor if figure in MOST else value < floor:
                bound = "at most" if figure in MOST else "at least"
                missed.append(f"{part}: {figure} is {value}, wanted {bound} {floor}")
    return missed
