"""The figures of a period: what the dashboard shows and the files hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contract.outcomes import Outcome
from insight.counting import DayTally, Tally, count
from knowledge_base.rows import MODELS

QUESTIONS = (
    Outcome.ANSWERED,
    Outcome.ANSWERED_PARTIAL,
    Outcome.CLARIFY,
    Outcome.NO_ANSWER,
)
"""Endings of turns in which somebody asked about something on record, or that should be."""

TOP = 15
_DAYS_BY_DAY, _DAYS_BY_WEEK = 62, 400  # longest periods shown so


@dataclass(frozen=True, slots=True)
class Span:
    """A day, a week or a month of the period, with what it brought.

    Attributes:
        first, last: its days, cut off at the ends of the period.
        tally: of all channels.
    """

    first: date
    last: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class Subject:
    """An entry that was answered from."""

    key: str
    title: str
    answers: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the dashboard shows of one period.

    Attributes:
        first, last: the period, both days in it.
        channel: the only one counted; empty for all.
        spans: the period cut into days, weeks or months, oldest first; none is left out.
        total: of the whole period.
        channels: by channel, most turns first.
        subjects: entries answered from most, most first.
        days: what the sums are made from.
    """

    first: date
    last: date
    channel: str
    spans: Sequence[Span]
    total: Tally
    channels: Sequence[tuple[str, Tally]]
    subjects: Sequence[Subject]
    days: Sequence[DayTally]


def figures(first: date, last: date, channel: str = "") -> Figures:
    """Count a period.

    Args:
        first: its first day.
        last: its last day, counted too.
        channel: only this one; all when empty.
    """
    counted = count(first, last, channel)
    days = counted.days
    total, by_channel = Tally(procedures=counted.procedures), defaultdict[str, Tally](Tally)
    for found in days:
        total.add(found.tally)
        by_channel[found.channel].add(found.tally)
    return Figures(
        first,
        last,
        channel,
        spans=_spans(first, last, days),
        total=total,
        channels=sorted(by_channel.items(), key=lambda pair: -pair[1].turns),
        subjects=_subjects(total),
        days=days,
    )


def questions_of(tally: Tally) -> int:
    """Give how many turns were questions about what should be on record."""
    return sum(tally.outcomes[outcome.value] for outcome in QUESTIONS)


def unanswered_share(tally: Tally) -> float | None:
    """Give the share of questions without an answer, 0..1; None without questions."""
    asked = questions_of(tally)
    return tally.outcomes[Outcome.NO_ANSWER.value] / asked if asked else None


def _spans(first: date, last: date, days: Iterable[DayTally]) -> list[Span]:
    """Cut the period into days, weeks or months, so that their number can be read."""
    bounds = list(_bounds(first, last))
    place = {
        start + timedelta(days=n): number
        for number, (start, end) in enumerate(bounds)
        for n in range((end - start).days + 1)
    }
    sums = [Tally() for _ in bounds]
    for found in days:
        sums[place[found.day]].add(found.tally)
    return [Span(start, end, tally) for (start, end), tally in zip(bounds, sums, strict=True)]


def _bounds(first: date, last: date) -> Iterable[tuple[date, date]]:
    length = (last - first).days + 1
    start = first
    while start <= last:
        if length <= _DAYS_BY_DAY:
            end = start
        elif length <= _DAYS_BY_WEEK:
            end = start + timedelta(days=6 - start.weekday())
        else:
            end = (start.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        yield start, min(end, last)
        start = end + timedelta(days=1)


def _subjects(total: Tally) -> list[Subject]:
    top = total.procedures.most_common(TOP)
    titles: dict[str, str] = {}
    for model in MODELS.values():
        rows = model._default_manager.filter(key__in=[key for key, _ in top])
        titles.update(rows.values_list("key", "plain_name"))
    return [Subject(key, titles.get(key) or key, answers) for key, answers in top]
