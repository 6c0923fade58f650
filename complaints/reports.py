"""Figures about complaints: for a viewer, and only from what that viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from complaints.models import Complaint, StaffMember


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one period.

    Attributes:
        total: complaints filed.
    """

    total: int


def always() -> tuple[date, date]:
    """Give a period that holds everything."""
    return date(2000, 1, 1), date(9999, 1, 1)


def figures(viewer: StaffMember | None, first: date, last: date) -> Figures:
    """Count what a viewer may see of a period."""
    rows = Complaint.objects.visible_to(viewer).filter(
        filed_at__date__gte=first, filed_at__date__lte=last
    )
    return Figures(rows.count())
