"""How long things take: on the clock, and on a core."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(slots=True)
class Times:
    """Times of one thing done again and again, in milliseconds.

    Where other programs share the machine, ``on_core`` is the figure to compare: the time the
    asking thread itself was running, waiting for a core left out.

    Attributes:
        clock: by the clock on the wall.
        on_core: of the asking thread on a core.
    """

    clock: list[float] = field(default_factory=list)
    on_core: list[float] = field(default_factory=list)

    def time(self, run: Callable[[], T]) -> T:
        """Run once and note the times."""
        clock, on_core = time.perf_counter(), time.thread_time()
        result = run()
        self.on_core.append((time.thread_time() - on_core) * 1000)
        self.clock.append((time.perf_counter() - clock) * 1000)
        return result

    def summary(self) -> Summary:
        """Give the median and the 95th percentile of both; zeros where nothing ran."""
        return Summary(*_percentiles(self.on_core), *_percentiles(self.clock))


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of ``Times``, in milliseconds."""

    p50: float
    p95: float
    clock_p50: float
    clock_p95: float


@dataclass(frozen=True, slots=True)
class Spent:
    """What something long took, in seconds: on the clock, and on all cores together."""

    clock: float
    cores: float


def spent(run: Callable[[], T]) -> tuple[T, Spent]:
    """Run once; give the result and the time."""
    clock, cores = time.perf_counter(), time.process_time()
    result = run()
    return result, Spent(time.perf_counter() - clock, time.process_time() - cores)


def _percentiles(values: Iterable[float]) -> tuple[float, float]:
    listed = list(values)
    if not listed:
        return 0.0, 0.0
    p50, p95 = np.percentile(listed, [50, 95])
    return float(p50), float(p95)
