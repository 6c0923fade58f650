"""Charts as SVG, drawn on the server: labelled directly, from zero, readable without colour.

Text and lines take the colour of the page, so that dark themes work; every chart stands beside the
table of its numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

Write = Callable[[float], str]

WIDTH = 720  # units of the drawing
_BAR, _GAP, _NAMES, _NUMBERS = 26, 10, 260, 120
_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 240, 24, 34, 70, 96
_MOST_VALUES = 16  # columns that each carry their number
_MOST_DAYS = 8  # labels below the columns
_LONGEST_NAME = 34  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Attributes:
        name: written at its end.
        values: one for each place, None where there is nothing.
        dashed: told apart by its stroke and its marks, not by a colour.
    """

    name: str
    values: Sequence[float | None]
    dashed: bool = False


def bars(title: str, rows: Sequence[tuple[str, float]], write: Write) -> SafeString:
    """Draw bars from the left, each with its name and its number."""
    most = max((value for _, value in rows), default=0) or 1
    height = len(rows) * (_BAR + _GAP) + _GAP
    parts = []
    for place, (name, value) in enumerate(rows):
        top = _GAP + place * (_BAR + _GAP)
        length = round(value / most * (WIDTH - _NAMES - _NUMBERS))
        middle = top + round(_BAR * 0.7)
        parts += [
            _text(_NAMES - 8, middle, _shortened(name), anchor="end"),
            f'<rect class="mark" x="{_NAMES}" y="{top}" width="{length}" height="{_BAR}"/>',
            _text(_NAMES + length + 6, middle, write(value)),
        ]
    return _drawing(title, height, parts)


def columns(
    title: str, names: Sequence[str], values: Sequence[float | None], write: Write
) -> SafeString:
    """Draw a column for each day, week or month.

    Where there are too many for a number on each, the highest and the last one carry theirs.
    """
    top_value = _round_up(max((v for v in values if v is not None), default=0))
    parts, step = _axes(names, top_value, write), _step(len(names))
    known = [place for place, value in enumerate(values) if value is not None]
    told = set(known)
    if len(values) > _MOST_VALUES and known:
        told = {max(known, key=lambda place: values[place] or 0), known[-1]}
    for place in known:
        value = values[place] or 0.0
        left, top = _LEFT + place * step, _y(value, top_value)
        width = max(1.0, step * 0.8)
        bottom = _HEIGHT - _BOTTOM
        parts.append(
            f'<rect class="mark" x="{left + step * 0.1:.1f}" y="{top:.1f}" '
            f'width="{width:.1f}" height="{bottom - top:.1f}"/>'
        )
        if place in told:
            parts.append(_text(left + step / 2, top - 6, write(value), anchor="middle"))
    return _drawing(title, _HEIGHT, parts)


def lines(title: str, names: Sequence[str], drawn: Sequence[Line], write: Write) -> SafeString:
    """Draw lines over the days, weeks or months, each with its name and last number at its end."""
    top_value = _round_up(max((v for one in drawn for v in one.values if v is not None), default=0))
    parts = _axes(names, top_value, write)
    ends: list[float] = []
    for one in drawn:
        parts += _line(one, _step(len(names)), top_value)
        last = next((v for v in reversed(one.values) if v is not None), None)
        if last is not None:
            y = _apart(_y(last, top_value) + 5, ends)
            ends.append(y)
            parts.append(_text(WIDTH - _RIGHT + 8, y, f"{one.name} {write(last)}"))
    return _drawing(title, _HEIGHT, parts)


def _line(one: Line, step: float, top_value: float) -> list[str]:
    """Give a line with a mark at each value; it breaks where there is none."""
    kind = "dashed" if one.dashed else "solid"
    parts, run = list[str](), list[str]()
    for place, value in enumerate([*one.values, None]):
        if value is None:
            if len(run) > 1:
                parts.append(f'<polyline class="line {kind}" points="{" ".join(run)}"/>')
            run = []
            continue
        x, y = _LEFT + (place + 0.5) * step, _y(value, top_value)
        run.append(f"{x:.1f},{y:.1f}")
        if one.dashed:
            parts.append(
                f'<rect class="dot" x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6"/>'
            )
        else:
            parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
    return parts


def _axes(names: Sequence[str], top_value: float, write: Write) -> list[str]:
    """Give lines at zero, half and full height with their numbers, and names below."""
    parts, step = [], _step(len(names))
    for value in (0.0, top_value / 2, top_value):
        y = _y(value, top_value)
        parts += [
            f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>',
            _text(_LEFT - 8, y + 5, write(value), anchor="end"),
        ]
    every = math.ceil(len(names) / _MOST_DAYS) or 1
    for place, name in enumerate(names):
        if place % every == 0:
            parts.append(_text(_LEFT + (place + 0.5) * step, _HEIGHT - 10, name, anchor="middle"))
    return parts


def _drawing(title: str, height: float, parts: Sequence[str]) -> SafeString:
    label = escape(title, quote=True)
    return mark_safe(  # noqa: S308 - every text in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" '
        f'viewBox="0 0 {WIDTH} {height}" class="chart">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def _step(places: int) -> float:
    return (WIDTH - _LEFT - _RIGHT) / max(1, places)


def _y(value: float, top_value: float) -> float:
    return _HEIGHT - _BOTTOM - value / top_value * (_HEIGHT - _BOTTOM - _TOP)


def _round_up(value: float) -> float:
    """Give a round number that is not smaller: 1, 2 or 5 and zeros; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * n for n in (1, 2, 5, 10) if power * n >= value * (1 - 1e-9))


def _apart(y: float, taken: Sequence[float], distance: float = 16) -> float:
    """Move a label up as long as it would cover another one."""
    while any(abs(y - other) < distance for other in taken):
        y -= distance
    return y
