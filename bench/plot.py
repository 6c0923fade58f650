"""Line plots as SVG, readable in the light and in the dark, on a screen and aloud.

Both axes are logarithmic. A line is named at its end rather than in a legend, and told from
the others by its marker as well as by its colour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 178, 58, 54
_APART = 16  # pixels between the names of two lines
_COLOURS = (  # in the light, in the dark; at least 3 : 1 on white and on #16181d
    ("#b3261e", "#ff8a80"), ("#0b57d0", "#8ab4f8"), ("#00695c", "#4fd1b5"),
    ("#8e4b00", "#ffb870"), ("#6a1b9a", "#d7a4f2"), ("#37474f", "#c3ccd3"),
)  # fmt: skip
_MARKERS = (
    '<circle r="4"/>',
    '<rect x="-3.5" y="-3.5" width="7" height="7"/>',
    '<path d="M0-5 5 4-5 4Z"/>',
    '<path d="M0-5.5 5.5 0 0 5.5-5.5 0Z"/>',
    '<path d="M0 5 5-4-5-4Z"/>',
    '<path d="M-4-4 4 4M-4 4 4-4" stroke-width="2.5"/>',
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plot.

    Attributes:
        name: stands at its end.
        points: with both coordinates above 0.
        look: which colour and marker it has, 0 to 5; the same line looks the same in every plot.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    look: int


@dataclass(frozen=True, slots=True)
class Plot:
    """What a plot shows.

    Attributes:
        title: stands above it.
        description: says in words what is to be seen, for who can't see it.
        across: what the horizontal axis counts.
        up: what the vertical axis measures, with its unit.
        lines: at most six, at least one with a point.
    """

    title: str
    description: str
    across: str
    up: str
    lines: tuple[Line, ...]


def to_svg(plot: Plot) -> str:
    """Draw a plot."""
    xs = [x for line in plot.lines for x, _ in line.points]
    ys = [y for line in plot.lines for _, y in line.points]
    across = _Axis(xs, _LEFT, _WIDTH - _RIGHT, whole=False)
    up = _Axis(ys, _HEIGHT - _BOTTOM, _TOP, whole=True)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'role="img" aria-labelledby="t d">',
            f'<title id="t">{escape(plot.title)}</title>',
            f'<desc id="d">{escape(plot.description)}</desc>',
            f"<style>{_style()}</style>",
            f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>',
            f'<text class="title" x="{_LEFT}" y="26">{escape(plot.title)}</text>',
            f'<text x="{_LEFT}" y="46">{escape(plot.up)}</text>',
            *_grid(across, up),
            f'<text text-anchor="middle" x="{(_LEFT + _WIDTH - _RIGHT) / 2}" '
            f'y="{_HEIGHT - 12}">{escape(plot.across)}</text>',
            *_drawn(plot.lines, across, up),
            "</svg>",
            "",
        ]
    )


class _Axis:
    """A logarithmic axis between two pixels."""

    def __init__(self, values: Sequence[float], start: float, end: float, *, whole: bool) -> None:
        low, high = math.log10(min(values)), math.log10(max(values))
        if whole:  # from one power of ten to another
            low, high = math.floor(low), math.ceil(high)
        self._low, self._span = low, (high - low) or 1.0
        self._start, self._length = start, end - start
        self.ticks = [10.0**n for n in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)]

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / self._span
        return round(self._start + share * self._length, 1)


def _grid(across: _Axis, up: _Axis) -> Iterator[str]:
    left, right, top, bottom = _LEFT, _WIDTH - _RIGHT, _TOP, _HEIGHT - _BOTTOM
    for tick in across.ticks:
        x = across.at(tick)
        yield f'<path class="grid" d="M{x} {top}V{bottom}"/>'
        yield f'<text text-anchor="middle" x="{x}" y="{bottom + 18}">{tick:,.0f}</text>'
    for tick in up.ticks:
        y = up.at(tick)
        yield f'<path class="grid" d="M{left} {y}H{right}"/>'
        yield f'<text text-anchor="end" x="{left - 8}" y="{y + 4}">{_number(tick)}</text>'


def _drawn(lines: Sequence[Line], across: _Axis, up: _Axis) -> Iterator[str]:
    names: list[tuple[float, int, str]] = []
    for line in lines:
        points = [(across.at(x), up.at(y)) for x, y in sorted(line.points)]
        path = "L".join(f"{x} {y}" for x, y in points)
        yield f'<g class="line l{line.look}"><path d="M{path}" fill="none"/>'
        for (x, y), (_, value) in zip(points, sorted(line.points), strict=True):
            told = f"<title>{escape(line.name)}: {_number(value)}</title>"
            yield f'<g transform="translate({x} {y})">{told}{_MARKERS[line.look]}</g>'
        yield "</g>"
        if points:
            names.append((points[-1][1], line.look, line.name))
    y = -math.inf
    for wanted, look, name in sorted(names):
        y = max(wanted + 4, y + _APART)
        x = _WIDTH - _RIGHT + 12
        yield f'<text class="name l{look}" x="{x}" y="{y}">{escape(name)}</text>'


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _style() -> str:
    light = "".join(_colour(n, light) for n, (light, _) in enumerate(_COLOURS))
    dark = "".join(_colour(n, dark) for n, (_, dark) in enumerate(_COLOURS))
    return (
        "text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-size:16px;font-weight:600}"
        ".paper{fill:#fff}.grid{stroke:#d5d9de}.line path{stroke-width:2}.name{font-weight:600}"
        f"{light}@media(prefers-color-scheme:dark){{text{{fill:#e6e8eb}}.paper{{fill:#16181d}}"
        f".grid{{stroke:#3b4048}}{dark}}}"
    )


def _colour(number: int, colour: str) -> str:
    return f".line.l{number}{{stroke:{colour};fill:{colour}}}.name.l{number}{{fill:{colour}}}"
