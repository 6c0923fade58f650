"""Steps in the life of a complaint: written to its history, told to the complainant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from complaints.models import (
    BoxMessage,
    Complaint,
    Role,
    StaffMember,
    StaffNotice,
    Status,
    StatusEntry,
)
from complaints.recusal import is_recused
from complaints.seal import keyring


def take(
    complaint: Complaint,
    status: Status,
    now: datetime,
    by: StaffMember | None = None,
    note: str = "",
) -> StatusEntry:
    """Take one step; within the transaction of what causes it."""
    entry: StatusEntry = complaint.history.create(status=status, at=now, by=by, note=note)
    complaint.status, complaint.status_at = status, now
    complaint.save(update_fields=["status", "status_at"])
    if complaint.conversation and status != Status.RECEIVED:
        complaint.citizen_notices.create(status=status, at=now)
    return entry


def tell_words(complaint: Complaint, message: BoxMessage) -> None:
    """Let the notice of the step just taken carry a message of the box into the chat."""
    notice = complaint.citizen_notices.order_by("-pk").first()
    if notice is not None:
        notice.message = message
        notice.save(update_fields=["message"])


def box_place(message_id: UUID) -> str:
    """Name the place a message of the box is sealed for."""
    return f"complaint-box:{message_id}"


def put_in_box(
    complaint: Complaint,
    kind: BoxMessage.Kind,
    words: str,
    message_id: UUID,
    author: StaffMember | None = None,
) -> BoxMessage:
    """Seal a message into the box of a complaint; the same message again changes nothing."""
    message: BoxMessage
    message, _ = complaint.box.get_or_create(
        message_id=message_id,
        defaults={
            "kind": kind,
            "author": author,
            "at": timezone.now(),
            "sealed": keyring().seal(words, box_place(message_id)),
        },
    )
    return message


def tell_staff(complaint: Complaint, kind: StaffNotice.Kind, now: datetime) -> int:
    """Leave a notice for who has the complaint: the handler, else leaders, else the inbox.

    Returns:
        How many were told; nobody who is recused is.
    """
    told = [member for member in _holders(complaint) if not is_recused(member, complaint)]
    for member in told:
        complaint.staff_notices.create(member=member, kind=kind, at=now)
    return len(told)


def tell_inbox(complaint: Complaint, kind: StaffNotice.Kind, now: datetime) -> None:
    """Leave a notice for everybody of the inbox who is not recused."""
    for member in StaffMember.objects.filter(role=Role.INBOX, active=True):
        if not is_recused(member, complaint):
            complaint.staff_notices.create(member=member, kind=kind, at=now)


def _holders(complaint: Complaint) -> Iterable[StaffMember]:
    if complaint.handler is not None:
        return [complaint.handler]
    active = StaffMember.objects.filter(active=True)
    if complaint.handling_unit is not None:
        return active.filter(unit=complaint.handling_unit, role=Role.LEADER)
    return active.filter(role=Role.INBOX)
