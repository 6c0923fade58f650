"""The figures of a period: what the dashboard shows and the files hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from connectors.models import Feedback
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
    """An entry that was answered from, with how many answers are meant."""

    key: str
    title: str
    answers: int


@dataclass(frozen=True, slots=True)
class Ratings:
    """What people thought of replies.

    Attributes:
        up: found helpful.
        down: not, by reason (``Feedback.Reason``, or empty).
        disliked: entries whose answers did not help most often, most first.
    """

    up: int
    down: Counter[str]
    disliked: Sequence[Subject]

    @property
    def total(self) -> int:
        """How many there are."""
        return self.up + self.down.total()

    @property
    def share(self) -> float | None:
        """The share of helpful ones, 0..1; None without ratings."""
        return self.up / self.total if self.total else None


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
        ratings: thumbs, of replies rated in the period.
        days: what the sums are made from.
    """

    first: date
    last: date
    channel: str
    spans: Sequence[Span]
    total: Tally
    channels: Sequence[tuple[str, Tally]]
    subjects: Sequence[Subject]
    ratings: Ratings
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
        subjects=_subjects(total.procedures),
        ratings=_ratings(first, last, channel),
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


def _ratings(first: date, last: date, channel: str) -> Ratings:
    rated = Feedback.objects.filter(created_at__date__gte=first, created_at__date__lte=last)
    if channel:
        rated = rated.filter(conversation__channel=channel)
    up, down, disliked = 0, Counter[str](), Counter[str]()
    columns = ("rating", "reason", "procedure")
    for rating, reason, procedure, votes in rated.values_list(*columns).annotate(n=Count("pk")):
        if rating == Feedback.Rating.UP:
            up += votes
            continue
        down[reason] += votes
        if procedure:
            disliked[procedure] += votes
    return Ratings(up, down, _subjects(disliked))


def _subjects(answers: Counter[str]) -> list[Subject]:
    top = answers.most_common(TOP)
    titles: dict[str, str] = {}
    for model in MODELS.values():
        rows = model._default_manager.filter(key__in=[key for key, _ in top])
        titles.update(rows.values_list("key", "plain_name"))
    return [Subject(key, titles.get(key) or key, count) for key, count in top]
