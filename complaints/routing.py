"""Where a complaint goes: to a unit where somebody is left who may handle it, else one level up."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from complaints.models import Assignment, Complaint, Role, StaffMember, Unit
from complaints.models.complaint import OPEN
from complaints.recusal import is_recused

HANDLING_ROLES = (Role.HANDLER, Role.LEADER, Role.INBOX)


def unit_of_office(key: str, name: str) -> Unit | None:
    """Give the unit that an office on record belongs to, made when it is met first."""
    if not key:
        return None
    unit, _ = Unit.objects.get_or_create(office_key=key, defaults={"name": name})
    return unit


def may_handle(member: StaffMember, complaint: Complaint) -> bool:
    """Tell whether somebody can be given a complaint: at work, able to sign in, not recused."""
    signs_in = member.user is not None and member.user.is_active
    in_role = member.active and signs_in and member.role in HANDLING_ROLES
    return in_role and not is_recused(member, complaint)


def eligible(complaint: Complaint, unit: Unit) -> list[StaffMember]:
    """Give those of one unit who can be given a complaint."""
    members = StaffMember.objects.select_related("user").filter(unit=unit, active=True)
    return [member for member in members if may_handle(member, complaint)]


def unit_for(complaint: Complaint) -> Unit | None:
    """Give the nearest unit with somebody left, from the one complained about upwards.

    Returns:
        None when nobody is left anywhere: the complaint stays with the inbox.
    """
    if complaint.about_unit is None:
        return None
    chain = complaint.about_unit.upward()
    return next((unit for unit in chain if eligible(complaint, unit)), None)


def route(complaint: Complaint, by: StaffMember | None, now: datetime) -> None:
    """Give a complaint to the unit that may handle it; who holds it gives it up."""
    complaint.handler, complaint.handling_unit = None, unit_for(complaint)
    complaint.save(update_fields=["handler", "handling_unit"])
    note(complaint, by, Assignment.Reason.TRIAGE, now)


def recheck(complaint: Complaint, now: datetime) -> bool:
    """Take a complaint away from whoever may no longer hold it; tell whether it moved."""
    handler, unit = complaint.handler, complaint.handling_unit
    held_rightly = handler is not None and may_handle(handler, complaint)
    waits_rightly = handler is None and (unit is None or bool(eligible(complaint, unit)))
    if held_rightly or waits_rightly:
        return False
    complaint.handler = None
    if unit is not None and not eligible(complaint, unit):
        complaint.handling_unit = unit_for(complaint)
    complaint.save(update_fields=["handler", "handling_unit"])
    note(complaint, None, Assignment.Reason.RECUSED, now)
    return True


def recheck_all() -> int:
    """Look at every open complaint again, after people or their managers changed.

    Returns:
        How many moved.
    """
    now = timezone.now()
    held = Complaint._record.filter(status__in=OPEN).exclude(handler=None, handling_unit=None)
    return sum(recheck(complaint, now) for complaint in held.select_related("handler__user"))


def note(
    complaint: Complaint, by: StaffMember | None, reason: Assignment.Reason, now: datetime
) -> None:
    """Write down who has it now."""
    complaint.assignments.create(
        unit=complaint.handling_unit, member=complaint.handler, by=by, reason=reason, at=now
    )
