"""What the benchmark found, as text, as a page and as plots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.answering import Answering
from bench.building import Building
from bench.indexes import Measured
from bench.plot import Line, Plot, to_svg

SERVED = "as served"

_PAGE = """# Speed

How long one question takes, what an index weighs, and how both grow. Made by

    {command}

on {day}, on {cores} cores, with a load of {load:.1f} from others at the start. **ms** is the time
of the asking thread on a core, median and 95th percentile; **clock** is the same by the clock, and
says more about others where the machine is shared. Passages and procedures beyond the {real} real
texts are made up from them, from a fixed seed ([synthetic.py](../../bench/synthetic.py)). Absolute
times differ from machine to machine, and from day to day on a shared one; ratios hold.

## One question, by number of procedures

{answers}
Where the time on a core goes:

{parts}
## Building

{builds}
## Nearest passages: ways and sizes

{ways_text}

![{query_title}](query.svg)

![{recall_title}](recall.svg)

![{bytes_title}](bytes.svg)

![{build_title}](build.svg)

{ways}"""

_WAYS_TEXT = """One query among so many vectors of 384, or, for BM25, among so many texts; encoding
the query is not in it. Recall is the share of the ten nearest found, an exact search being right.
IVF keeps the square root of the size times four lists and looks into an eighth of them; HNSW has
16 neighbours a node, and looks at 80 while building, at 64 while searching. *As served* is what
`VectorIndex.build` makes at that size ([0018](../decisions/0018-vector-index-by-size.md)). FAISS
searches with one thread, NumPy with its own number."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run found."""

    command: str
    day: date
    cores: int
    load: float
    real: int
    ways: Sequence[Measured]
    answers: Sequence[Answering]
    builds: Sequence[Building]


def plots_of(ways: Sequence[Measured]) -> dict[str, Plot]:
    """Give the plots by file name."""
    drawn = [m for m in ways if m.way != SERVED]
    across = "passages"
    return {
        "query": Plot(
            "Time of one query",
            "Milliseconds a query against number of passages. " + _spoken(drawn, _query, "ms"),
            across,
            "milliseconds on a core, median",
            _lines(drawn, _query),
        ),
        "recall": Plot(
            "What approximate search misses",
            "Share of the ten nearest passages that is missed, against number of passages. "
            + _spoken(drawn, _missed, ""),
            across,
            "share of the ten nearest missed (1 - recall@10)",
            _lines(drawn, _missed),
        ),
        "bytes": Plot(
            "Size of the index",
            "Megabytes against number of passages. " + _spoken(drawn, _megabytes, "MB"),
            across,
            "megabytes on disk",
            _lines(drawn, _megabytes),
        ),
        "build": Plot(
            "Time to build the index",
            "Seconds against number of passages. " + _spoken(drawn, _build, "s"),
            across,
            "seconds on all cores together, encoding not counted",
            _lines(drawn, _build),
        ),
    }


def answers_table(answers: Sequence[Answering]) -> str:
    """Give what one question costs."""
    rows = (
        (
            f"{a.entries:,}",
            f"{a.surfaces:,}",
            *_four(a.whole.p50, a.whole.p95, a.whole.clock_p50, a.whole.clock_p95),
            *_four(a.words_only.p50, a.words_only.p95),
            f"{a.first:,.0f}",
        )
        for a in answers
    )
    heads = ("entries", "surfaces", "ms p50", "ms p95", "clock p50", "clock p95")
    return _table((*heads, "words only p50", "words only p95", "first question ms"), rows)


def parts_table(answers: Sequence[Answering]) -> str:
    """Give the share of each part of a question."""
    parts = sorted(answers[-1].parts, key=lambda part: -answers[-1].parts[part])
    rows = ((part, *(f"{a.parts.get(part, 0):.0%}" for a in answers)) for part in parts)
    return _table(("part", *(f"{a.entries:,} entries" for a in answers)), rows)


def builds_table(builds: Sequence[Building]) -> str:
    """Give what building costs."""
    rows = (
        (
            b.what,
            f"{b.entries:,}",
            f"{b.encoded:,}",
            f"{b.took.clock:,.1f}",
            f"{b.took.cores:,.1f}",
        )
        for b in builds
    )
    return _table(("build", "entries", "texts encoded", "s clock", "s on all cores"), rows)


def ways_table(ways: Sequence[Measured]) -> str:
    """Give the ways to search by meaning and by words."""
    rows = (
        (
            f"{m.size:,}",
            m.way,
            *_four(m.query.p50, m.query.p95, m.query.clock_p50, m.query.clock_p95),
            "–" if m.recall is None else f"{m.recall:.3f}",
            f"{m.bytes / 1e6:,.1f}",
            f"{m.build.clock:,.1f}",
            f"{m.build.cores:,.1f}",
        )
        for m in ways
    )
    heads = ("passages", "way", "ms p50", "ms p95", "clock p50", "clock p95", "recall@10", "MB")
    return _table((*heads, "build s clock", "build s on all cores"), rows)


def write(report: Report, folder: Path) -> None:
    """Write the page and the plots."""
    folder.mkdir(parents=True, exist_ok=True)
    plots = plots_of(report.ways)
    for name, plot in plots.items():
        (folder / f"{name}.svg").write_text(to_svg(plot), encoding="utf-8")
    page = _PAGE.format(
        command=report.command,
        day=report.day.strftime("%d/%m/%Y"),
        cores=report.cores,
        load=report.load,
        real=f"{report.real:,}",
        answers=answers_table(report.answers),
        parts=parts_table(report.answers),
        builds=builds_table(report.builds),
        ways_text=_WAYS_TEXT,
        ways=ways_table(report.ways),
        **{f"{name}_title": plot.title for name, plot in plots.items()},
    )
    (folder / "README.md").write_text(page, encoding="utf-8")


def _query(measured: Measured) -> float | None:
    return measured.query.p50


def _missed(measured: Measured) -> float | None:
    return 1 - measured.recall if measured.recall and measured.recall < 1 else None


def _megabytes(measured: Measured) -> float | None:
    return measured.bytes / 1e6


def _build(measured: Measured) -> float | None:
    return measured.build.cores or None


def _lines(ways: Sequence[Measured], value: Callable[[Measured], float | None]) -> tuple[Line, ...]:
    named = dict.fromkeys(m.way for m in ways)
    lines = (
        Line(
            way,
            tuple((m.size, v) for m in ways if m.way == way and (v := value(m)) is not None),
            look,
        )
        for look, way in enumerate(named)
    )
    return tuple(line for line in lines if line.points)


def _spoken(ways: Sequence[Measured], value: Callable[[Measured], float | None], unit: str) -> str:
    """Say the last point of each line."""
    said = []
    for line in _lines(ways, value):
        size, last = line.points[-1]
        said.append(f"{line.name}: {last:.3g} {unit}".strip() + f" at {size:,.0f}")
    return "; ".join(said) + "."


def _four(*values: float) -> tuple[str, ...]:
    return tuple(f"{v:,.1f}" if v >= 10 else f"{v:.2f}" for v in values)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---:" if n else "---" for n in range(len(heads))], *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)
