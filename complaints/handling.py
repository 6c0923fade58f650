"""What staff do with a complaint.

Every function asks who does it, and finds only what they may see. Somebody who is recused gets
``Complaint.DoesNotExist``, as for a complaint that isn't there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints import deadlines, naming, routing, steps, story
from complaints.models import (
    Assignment,
    BoxMessage,
    CloseReason,
    Complaint,
    DeadlineStep,
    Role,
    StaffMember,
    StaffNotice,
    Status,
    Unit,
)
from complaints.seal import keyring
from complaints.story import Story

MAX_WORDS = 4000  # characters in one message of the box


class NotYours(PermissionError):
    """It is not for this person to do that; the sentence is shown to them."""


class NotNow(ValueError):
    """It can't be done as the complaint stands; the sentence is shown to the person."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the box.

    Attributes:
        kind: a ``BoxMessage.Kind``.
        at: when it was written.
        words: as written.
    """

    kind: BoxMessage.Kind
    at: datetime
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A complaint that somebody of the staff opened."""

    complaint: Complaint
    story: Story = field(repr=False)
    box: Sequence[Said] = field(repr=False)


def open_words(by: StaffMember, pk: int) -> Opened:
    """Read the words of a complaint; who did is written down first.

    Raises:
        Complaint.DoesNotExist: there is none that this person may see.
        SealBroken: the record was altered or its key is gone; the opening is logged all the same.
    """
    complaint = Complaint.objects.visible_to(by).get(pk=pk)
    complaint.openings.create(who=by.user, when=timezone.now())
    complaint.staff_notices.filter(member=by, seen_at=None).update(seen_at=timezone.now())
    return Opened(complaint, story.read(complaint), box_of(complaint))


def box_of(complaint: Complaint) -> list[Said]:
    """Open the messages of a complaint, oldest first."""
    return [
        Said(
            BoxMessage.Kind(row.kind),
            row.at,
            keyring().unseal(bytes(row.sealed), steps.box_place(row.message_id)),
        )
        for row in complaint.box.all()
        if row.sealed
    ]


def triage(by: StaffMember, pk: int, about: Unit | None, people: Iterable[StaffMember]) -> None:
    """Say whom and which unit a complaint is about; everything is then checked again.

    Args:
        by: somebody of the inbox.
        pk: the complaint.
        about: the unit complained about.
        people: those it names; nobody when nobody could be identified.

    Raises:
        Complaint.DoesNotExist: there is none that this person may see.
        NotYours: this is the work of the inbox.
        NotNow: it is closed.
    """
    if by.role != Role.INBOX:
        raise NotYours("Việc phân loại do đầu mối tiếp nhận độc lập làm.")
    with transaction.atomic():
        complaint, now = _held(by, pk), timezone.now()
        complaint.about_unit, complaint.triaged_at = about, complaint.triaged_at or now
        complaint.save(update_fields=["about_unit", "triaged_at"])
        naming.settle(complaint, people, now)
        deadlines.meet(complaint, now, DeadlineStep.PASS_ON)
        if complaint.handler is None:
            routing.route(complaint, by, now)
        else:
            routing.recheck(complaint, now)


def assign(by: StaffMember, pk: int, member: StaffMember) -> None:
    """Give a complaint to somebody.

    Raises:
        Complaint.DoesNotExist: there is none that ``by`` may see.
        NotYours: ``by`` is neither of the inbox nor a leader.
        NotNow: it is closed or not triaged, or that person may not handle it.
    """
    if by.role not in (Role.INBOX, Role.LEADER):
        raise NotYours("Việc giao xử lý do đầu mối tiếp nhận hoặc lãnh đạo đơn vị làm.")
    with transaction.atomic():
        complaint, now = _held(by, pk), timezone.now()
        if complaint.triaged_at is None:
            raise NotNow("Phản ánh chưa được phân loại.")
        if not routing.may_handle(member, complaint):
            raise NotNow("Không giao được cho người này.")
        complaint.handler, complaint.handling_unit = member, member.unit
        complaint.save(update_fields=["handler", "handling_unit"])
        routing.note(complaint, by, Assignment.Reason.GIVEN, now)
        steps.take(complaint, Status.IN_PROGRESS, now, by)
        steps.tell_staff(complaint, StaffNotice.Kind.GIVEN, now)


def ask(by: StaffMember, pk: int, words: str) -> None:
    """Ask the complainant something.

    Raises:
        Complaint.DoesNotExist: there is none that this person may see.
        NotYours: somebody else handles it.
        NotNow: it is closed, or nothing is asked.
    """
    _write(by, pk, words, BoxMessage.Kind.QUESTION, Status.NEEDS_INFORMATION)


def answer(by: StaffMember, pk: int, words: str) -> None:
    """Answer a complaint; the first answer is what reports count from.

    Raises:
        Complaint.DoesNotExist: there is none that this person may see.
        NotYours: somebody else handles it.
        NotNow: it is closed, or nothing is said.
    """
    _write(by, pk, words, BoxMessage.Kind.ANSWER, Status.ANSWERED)


def close(by: StaffMember, pk: int, reason: CloseReason) -> None:
    """Close a complaint, with a reason the complainant reads.

    Raises:
        Complaint.DoesNotExist: there is none that this person may see.
        NotYours: somebody else handles it.
        NotNow: it is closed already, or was not answered.
    """
    with transaction.atomic():
        complaint, now = _held(by, pk), timezone.now()
        _must_handle(by, complaint)
        if reason == CloseReason.WITHDRAWN:
            raise NotNow("Chỉ người gửi mới rút được phản ánh.")
        if reason == CloseReason.SETTLED and complaint.first_answer_at is None:
            raise NotNow("Phản ánh chưa được trả lời nên chưa thể ghi là đã giải quyết.")
        finish(complaint, reason, now, by)


def finish(
    complaint: Complaint, reason: CloseReason, now: datetime, by: StaffMember | None
) -> None:
    """Write down that a complaint is closed."""
    deadlines.meet(complaint, now)
    complaint.closed_at, complaint.close_reason = now, reason
    complaint.save(update_fields=["closed_at", "close_reason"])
    steps.take(complaint, Status.CLOSED, now, by, note=str(CloseReason(reason).label))


def _write(by: StaffMember, pk: int, words: str, kind: BoxMessage.Kind, status: Status) -> None:
    said = words.strip()
    if not said or len(said) > MAX_WORDS:
        raise NotNow(f"Nội dung phải có từ 1 đến {MAX_WORDS} ký tự.")
    with transaction.atomic():
        complaint, now = _held(by, pk), timezone.now()
        _must_handle(by, complaint)
        if kind == BoxMessage.Kind.ANSWER and complaint.first_answer_at is None:
            complaint.first_answer_at = now
            complaint.save(update_fields=["first_answer_at"])
        if kind == BoxMessage.Kind.ANSWER:
            deadlines.meet(complaint, now, DeadlineStep.ANSWER)
        message = steps.put_in_box(complaint, kind, said, uuid.uuid4(), by)
        steps.take(complaint, status, now, by)
        steps.tell_words(complaint, message)


def _held(by: StaffMember, pk: int) -> Any:
    rows = Complaint.objects.visible_to(by).select_for_update(of=("self",))
    complaint = rows.get(pk=pk)
    if complaint.status == Status.CLOSED:
        raise NotNow("Phản ánh đã kết thúc.")
    return complaint


def _must_handle(by: StaffMember, complaint: Complaint) -> None:
    if complaint.handler_id != by.pk:
        raise NotYours("Chỉ người được giao xử lý mới làm được việc này.")
