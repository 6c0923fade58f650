"""What staff are to be told beyond the staff site: new complaints, tasks, deadlines near or past.

Whoever carries alerts (a channel for staff) asks for what is pending and marks what was sent:

    for alert in alerts.pending():
        address = address_of(alert.member_pk)       # where the carrier knows to reach them
        if address is not None and alerts.claim(alert.pk):
            send(address, alert.text)

``claim`` holds for one carrier and one process: an alert goes out at most once, also after a kill.
A carrier that sends at least once sends first and claims afterwards. An alert names no person and
holds no word of a complaint; it is kept from who has become recused since it was left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from complaints.models import StaffNotice
from complaints.recusal import is_recused

GIVEN_UP_AFTER = timedelta(days=2)  # older ones stand on the staff site only


@dataclass(frozen=True, slots=True)
class Alert:
    """Something one person of the staff is to be told.

    Attributes:
        pk: of the notice.
        member_pk: whom, a ``StaffMember``.
        kind: about what.
        number: of the complaint; opens nothing.
        at: when it was left.
        due_on: the next day by which something has to be done, if there is one.
    """

    pk: int
    member_pk: int
    kind: StaffNotice.Kind
    number: str
    at: datetime
    due_on: date | None

    @property
    def text(self) -> str:
        """Say it in one sentence, for a channel outside this system."""
        due = f", hạn {self.due_on:%d/%m/%Y}" if self.due_on else ""
        return f"Phản ánh {self.number}: {self.kind.label}{due}. Mở trang cán bộ để xem."


def pending(limit: int = 200) -> list[Alert]:
    """Give what was not sent yet, oldest first; not what was seen on the staff site meanwhile."""
    rows = (
        StaffNotice._record.select_related("complaint", "member")
        .filter(
            alerted_at=None,
            seen_at=None,
            member__active=True,
            at__gt=timezone.now() - GIVEN_UP_AFTER,
        )
        .order_by("pk")[:limit]
    )
    return [_read(row) for row in rows if not is_recused(row.member, row.complaint)]


def claim(pk: int) -> bool:
    """Note that an alert is sent; False if it was already."""
    return StaffNotice._record.filter(pk=pk, alerted_at=None).update(alerted_at=timezone.now()) > 0


def _read(row: StaffNotice) -> Alert:
    waiting = row.complaint.deadlines.filter(met_at=None).order_by("due_on").first()
    return Alert(
        row.pk,
        row.member_id,
        StaffNotice.Kind(row.kind),
        row.complaint.number,
        row.at,
        waiting.due_on if waiting else None,
    )
