"""Reminders before a deadline, escalation after it: a notice to whoever may know of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from complaints import deadlines, steps
from complaints.models import Deadline, Role, StaffMember, StaffNotice
from complaints.recusal import is_recused
from complaints.working_days import add_working_days

REMIND_BEFORE = 2  # working days


def remind() -> int:
    """Remind and escalate what is due; each deadline once; give how many notices were left."""
    now = timezone.now()
    today = timezone.localdate(now)
    near = add_working_days(today, REMIND_BEFORE)
    return sum(_look_at(deadline, today, now) for deadline in deadlines.open_until(near))


def _look_at(deadline: Deadline, today: date, now: datetime) -> int:
    late = today > deadline.due_on
    if late and deadline.escalated_at is None:
        return _once(deadline, "escalated_at", now)
    if not late and deadline.reminded_at is None:
        return _once(deadline, "reminded_at", now)
    return 0


def _once(deadline: Deadline, mark: str, now: datetime) -> int:
    """Leave the notices, if no other worker has."""
    with transaction.atomic():
        unmarked = Deadline._record.filter(pk=deadline.pk, **{mark: None})
        if not unmarked.update(**{mark: now}):
            return 0
        if mark == "reminded_at":
            return steps.tell_staff(deadline.complaint, StaffNotice.Kind.REMINDER, now)
        return steps.tell_staff(deadline.complaint, StaffNotice.Kind.ESCALATED, now) + _tell_above(
            deadline, now
        )


def _tell_above(deadline: Deadline, now: datetime) -> int:
    """Tell the leaders of the unit above, else the inbox."""
    complaint = deadline.complaint
    above = complaint.handling_unit.parent if complaint.handling_unit else None
    active = StaffMember.objects.filter(active=True)
    told = list(active.filter(unit=above, role=Role.LEADER)) if above else []
    told += active.filter(role=Role.INBOX)
    told = [m for m in told if m.pk != complaint.handler_id and not is_recused(m, complaint)]
    for member in told:
        complaint.staff_notices.create(member=member, kind=StaffNotice.Kind.ESCALATED, at=now)
    return len(told)
