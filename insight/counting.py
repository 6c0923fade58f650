"""Turns counted by day and channel: past days once, today whenever somebody looks.

A day that is over never changes, so its counts are written down once, oldest day first, and stay
when the log forgets its turns. What was answered from is added up by month, too: there are
thousands of entries. Whatever is not written down yet is counted from the log.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from connectors.models import TurnLog
from contract.outcomes import Outcome
from insight.models import TurnDay, TurnMonth

STEP = 1.1
"""Between two steps of response time: a percentile read from them is right within 5 %."""

SETTLING = timedelta(minutes=10)
"""After midnight, in which the last turns of a day are still written."""

_DAY = timedelta(days=1)
_FROM_THE_RECORD = frozenset({Outcome.ANSWERED.value, Outcome.ANSWERED_PARTIAL.value})


@dataclass(slots=True)
class Tally:
    """Counts of turns.

    Attributes:
        outcomes: by ending.
        procedures: answers from the record, by key of the entry.
        times: by step of response time, see ``step_of``.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    procedures: Counter[str] = field(default_factory=Counter)
    times: Counter[int] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.outcomes.update(other.outcomes)
        self.procedures.update(other.procedures)
        self.times.update(other.times)

    @property
    def turns(self) -> int:
        """How many turns there were."""
        return sum(self.outcomes.values())

    def percentile(self, share: float) -> float | None:
        """Give the response time that a share of the turns kept, in ms; None without turns.

        Args:
            share: 0..1, such as 0.95.
        """
        wanted = share * sum(self.times.values())
        seen = 0
        for step in sorted(self.times):
            seen += self.times[step]
            if seen >= wanted:
                return middle_of(step)
        return None


@dataclass(frozen=True, slots=True)
class DayTally:
    """What one day brought on one channel."""

    day: date
    channel: str
    tally: Tally


def step_of(milliseconds: float) -> int:
    """Give the step that a response time falls on; 0 is a millisecond or less."""
    return max(0, math.ceil(math.log(max(milliseconds, 1.0)) / math.log(STEP)))


def middle_of(step: int) -> float:
    """Give the response time in the middle of a step, in ms."""
    return float(STEP ** (step - 0.5)) if step else 1.0


@dataclass(frozen=True, slots=True)
class Counted:
    """What a period brought.

    Attributes:
        days: by day and channel, without procedures; those without turns are left out.
        procedures: answers from the record in the whole period, by key of the entry.
    """

    days: Sequence[DayTally]
    procedures: Counter[str]


def count(first: date, last: date, channel: str = "") -> Counted:
    """Count a period.

    Args:
        first: the first day.
        last: the last day, counted too.
        channel: only this one; all when empty.
    """
    procedures = _procedures_written_down(first, last, channel)
    fresh = list(_counted_now(first, last, channel))
    for one in fresh:
        procedures.update(one.tally.procedures)
        one.tally.procedures.clear()
    return Counted([*_written_down(first, last, channel), *fresh], procedures)


def close_days(now: datetime | None = None) -> int:
    """Write down the days that are over, oldest first; give how many had turns."""
    today = timezone.localdate((now or timezone.now()) - SETTLING)
    closed = 0
    for day in _days(_first_open() or today, today - _DAY):
        found = count_day(day)
        with transaction.atomic():
            TurnDay.objects.filter(day=day).delete()
            TurnDay.objects.bulk_create(_row(day, name, tally) for name, tally in found.items())
            if (day + _DAY).day == 1:
                _add_up_month(day.replace(day=1), day)
        closed += bool(found)
    return closed


def count_day(day: date, channel: str = "") -> dict[str, Tally]:
    """Count the turns of one day from the log, by channel."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + _DAY, time.min))
    turns = TurnLog.objects.filter(at__gte=start, at__lt=end)
    if channel:
        turns = turns.filter(channel=channel)
    found: dict[str, Tally] = defaultdict(Tally)
    endings = turns.values_list("channel", "outcome", "procedure").annotate(n=Count("pk"))
    for name, outcome, procedure, count in endings.order_by():
        found[name].outcomes[outcome] += count
        if procedure and outcome in _FROM_THE_RECORD:
            found[name].procedures[procedure] += count
    times = turns.values_list("channel", "total_ms").annotate(n=Count("pk"))
    for name, milliseconds, count in times.order_by():
        found[name].times[step_of(milliseconds)] += count
    return dict(found)


def _first_open() -> date | None:
    """Give the first day with turns that is not written down; None without turns."""
    last = TurnDay.objects.aggregate(last=Max("day"))["last"]
    if last is not None:
        return last + _DAY  # type: ignore[no-any-return]
    oldest = TurnLog.objects.aggregate(oldest=Min("at"))["oldest"]
    return None if oldest is None else timezone.localdate(oldest)


def _written_down(first: date, last: date, channel: str) -> Iterator[DayTally]:
    rows = TurnDay.objects.filter(day__gte=first, day__lte=last)
    if channel:
        rows = rows.filter(channel=channel)
    columns = ("day", "channel", "outcomes", "times")
    for day, name, outcomes, times in rows.order_by("day").values_list(*columns):
        yield DayTally(day, name, Tally(outcomes=Counter(outcomes), times=_steps(times)))


def _procedures_written_down(first: date, last: date, channel: str) -> Counter[str]:
    """Add up whole months where they are added up already, else days."""
    months = TurnMonth.objects.filter(month__gte=first, month__lte=last)
    days = TurnDay.objects.filter(day__gte=first, day__lte=last)
    if channel:
        months, days = months.filter(channel=channel), days.filter(channel=channel)
    total, whole = Counter[str](), set[date]()
    for month, procedures in months.values_list("month", "procedures"):
        if _end_of_month(month) <= last:
            total.update(procedures)
            whole.add(month)
    for month in whole:
        days = days.exclude(day__gte=month, day__lte=_end_of_month(month))
    for procedures in days.values_list("procedures", flat=True):
        total.update(procedures)
    return total


def _add_up_month(first: date, last: date) -> None:
    """Write down what a month that is over was answered from; again changes nothing."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    days = TurnDay.objects.filter(day__gte=first, day__lte=last)
    for channel, procedures in days.values_list("channel", "procedures"):
        sums[channel].update(procedures)
    TurnMonth.objects.filter(month=first).delete()
    TurnMonth.objects.bulk_create(
        TurnMonth(month=first, channel=channel, procedures=dict(total))
        for channel, total in sums.items()
    )


def _end_of_month(first: date) -> date:
    return (first + 31 * _DAY).replace(day=1) - _DAY


def _counted_now(first: date, last: date, channel: str) -> Iterator[DayTally]:
    start = _first_open()
    if start is None:
        return
    for day in _days(max(first, start), min(last, timezone.localdate())):
        for name, tally in count_day(day, channel).items():
            yield DayTally(day, name, tally)


def _row(day: date, channel: str, tally: Tally) -> TurnDay:
    return TurnDay(
        day=day,
        channel=channel,
        outcomes=dict(tally.outcomes),
        procedures=dict(tally.procedures),
        times={str(step): count for step, count in tally.times.items()},
    )


def _steps(times: Mapping[str, int]) -> Counter[int]:
    """Read steps that JSON keeps as text."""
    return Counter({int(step): count for step, count in times.items()})


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))
