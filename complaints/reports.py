"""Figures about complaints: for a viewer, and only from what that viewer may see.

A small count can point at a person. So a count from 1 to 4 is hidden, with everything it could be
worked out from: in a row, the other part of the same whole; among units, a second one when only
one would be hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone

from complaints.models import Complaint, Deadline, DeadlineStep, Kind, StaffMember
from complaints.working_days import working_days_between

SMALL = 5
HIDDEN = "ẩn"
UNKNOWN = "Chưa xác định"


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of one unit and kind; None where it is hidden.

    Attributes:
        unit: its name.
        kind: its name.
        filed: complaints filed in the period.
        answered: of these, answered.
        days: median working days to the first answer.
        in_time, late: answered or still waiting, against the day set for answering.
        reopened: complaints looked at again.
        rating: mean of the ratings, from five on.
    """

    unit: str
    kind: str
    filed: int | None
    answered: int | None
    days: float | None
    in_time: int | None
    late: int | None
    reopened: int | None
    rating: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one period.

    Attributes:
        first, last: the period, both days in it.
        total: complaints filed; None where it is hidden.
        rows: by unit and kind, most complaints first.
    """

    first: date
    last: date
    total: int | None
    rows: Sequence[Row]


def always() -> tuple[date, date]:
    """Give a period that holds everything."""
    return date(2000, 1, 1), date(9999, 1, 1)


def figures(viewer: StaffMember | None, first: date, last: date) -> Figures:
    """Count what a viewer may see of a period."""
    visible: QuerySet[Complaint] = Complaint.objects.visible_to(viewer).filter(
        filed_at__date__gte=first, filed_at__date__lte=last
    )
    due: dict[int, date] = {}
    for row in Deadline.objects.visible_to(viewer).filter(step=DeadlineStep.ANSWER):
        due[row.complaint_id] = min(row.due_on, due.get(row.complaint_id, row.due_on))
    groups: dict[tuple[str, str], list[Complaint]] = defaultdict(list)
    found = visible.select_related("about_unit", "rating").defer("sealed_story", "sealed_contact")
    for complaint in found:
        unit = complaint.about_unit.name if complaint.about_unit else UNKNOWN
        groups[unit, str(Kind(complaint.kind).label)].append(complaint)
    rows = [_row(unit, kind, rows, due) for (unit, kind), rows in groups.items()]
    rows.sort(key=lambda row: (-(row.filed or 0), row.unit))
    total = sum(row.filed or 0 for row in rows)
    return Figures(first, last, None if 0 < total < SMALL else total, _suppressed(rows))


def _row(unit: str, kind: str, complaints: list[Complaint], due: dict[int, date]) -> Row:
    today = timezone.localdate()
    took, late, in_time, ratings = list[int](), 0, 0, list[int]()
    for complaint in complaints:
        answered = complaint.first_answer_at and timezone.localdate(complaint.first_answer_at)
        if answered:
            took.append(working_days_between(timezone.localdate(complaint.filed_at), answered))
        until = due.get(complaint.pk)
        if until is not None:
            is_late = (answered or today) > until
            late, in_time = late + is_late, in_time + (not is_late)
        rating = getattr(complaint, "rating", None)
        ratings += [rating.score] if rating else []
    return Row(
        unit,
        kind,
        filed=len(complaints),
        answered=len(took),
        days=float(median(took)) if took else None,
        in_time=in_time,
        late=late,
        reopened=sum(complaint.reopened > 0 for complaint in complaints),
        rating=round(sum(ratings) / len(ratings), 1) if len(ratings) >= SMALL else None,
    )


def _suppressed(rows: list[Row]) -> list[Row]:
    """Hide small counts, and what they could be worked out from."""
    small = {n for n, row in enumerate(rows) if _is_small(row.filed)}
    if len(small) == 1 and len(rows) > 1:
        others = [n for n in range(len(rows)) if n not in small]
        small.add(min(others, key=lambda n: rows[n].filed or 0))
    return [_all_hidden(row) if n in small else _parts_hidden(row) for n, row in enumerate(rows)]


def _all_hidden(row: Row) -> Row:
    return Row(row.unit, row.kind, None, None, None, None, None, None, None)


def _parts_hidden(row: Row) -> Row:
    timely = _any_small((row.in_time, row.late))
    waiting = None if row.filed is None or row.answered is None else row.filed - row.answered
    answered = _any_small((row.answered, waiting))
    reopened = _any_small((row.reopened, (row.filed or 0) - (row.reopened or 0)))
    return Row(
        row.unit,
        row.kind,
        row.filed,
        answered=None if answered else row.answered,
        days=None if answered else row.days,
        in_time=None if timely else row.in_time,
        late=None if timely else row.late,
        reopened=None if reopened else row.reopened,
        rating=row.rating,
    )


def _any_small(counts: Iterable[int | None]) -> bool:
    return any(_is_small(count) for count in counts)


def _is_small(count: int | None) -> bool:
    return count is not None and 0 < count < SMALL
