"""What the holder of a code does: follow, write, have it looked at again, rate."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from complaints import deadlines, evidence, status, steps
from complaints.evidence import Checked
from complaints.guessing import Seeker
from complaints.handling import MAX_WORDS, Said, box_of
from complaints.models import BoxMessage, Complaint, Rating, StaffNotice, Status
from complaints.status import Standing, standing_of

REOPEN_WITHIN = timedelta(days=15)
MESSAGES_AT_MOST = 50  # from one complainant, about one complaint


class NoSuchComplaint(LookupError):
    """The code opens nothing."""


class NotPossible(ValueError):
    """It can't be done as the complaint stands; ``args[0]`` names the sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the complainant reads it: when, and what; never who."""

    status: Status
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Following:
    """Everything the holder of a code may know.

    Attributes:
        standing: where it stands now.
        steps: its history, oldest first.
        opened_on: the days on which somebody of the staff read it, each once.
        box: the messages, oldest first.
        may_write, may_reopen, may_rate: what can be done now.
        reopen_until: the last day for having it looked at again, once it is closed.
        score: the rating given, if one was.
        files: how many files belong to it.
        erased: whether its words are gone.
    """

    standing: Standing
    steps: Sequence[Step]
    opened_on: Sequence[date]
    box: Sequence[Said] = field(repr=False)
    may_write: bool
    may_reopen: bool
    may_rate: bool
    reopen_until: date | None
    score: int | None
    files: int
    erased: bool


def follow(code: str, seeker: Seeker) -> Following:
    """Show a complaint to the holder of its code.

    Raises:
        NoSuchComplaint: the code opens nothing.
        TooManyGuesses: too many codes from there opened nothing.
    """
    complaint = _of(code, seeker)
    now = timezone.now()
    days = dict.fromkeys(timezone.localdate(o.when) for o in complaint.openings.all())
    rating = Rating._record.filter(complaint=complaint).first()
    until = complaint.closed_at + REOPEN_WITHIN if complaint.closed_at else None
    return Following(
        standing=standing_of(complaint),
        steps=[Step(Status(e.status), e.at, e.note) for e in complaint.history.all()],
        opened_on=list(days),
        box=box_of(complaint),
        may_write=complaint.status != Status.CLOSED,
        may_reopen=_may_reopen(complaint, now),
        may_rate=complaint.status == Status.CLOSED and rating is None,
        reopen_until=timezone.localdate(until) if until else None,
        score=rating.score if rating else None,
        files=complaint.evidence.count(),
        erased=not complaint.sealed_story,
    )


def write(code: str, seeker: Seeker, words: str, message_id: uuid.UUID) -> None:
    """Put a message into the box; the same message again changes nothing.

    Raises:
        NoSuchComplaint: the code opens nothing.
        NotPossible: it is closed, or the message is empty or too long, or there are too many.
        TooManyGuesses: too many codes from there opened nothing.
    """
    said = words.strip()
    if not said:
        raise NotPossible("empty")
    if len(said) > MAX_WORDS:
        raise NotPossible("too_long")
    with transaction.atomic():
        complaint, now = _of(code, seeker, lock=True), timezone.now()
        if complaint.status == Status.CLOSED:
            raise NotPossible("closed")
        if complaint.box.filter(message_id=message_id).exists():
            return
        if complaint.box.filter(kind=BoxMessage.Kind.WORDS).count() >= MESSAGES_AT_MOST:
            raise NotPossible("too_many")
        steps.put_in_box(complaint, BoxMessage.Kind.WORDS, said, message_id)
        if complaint.status == Status.NEEDS_INFORMATION:
            steps.take(complaint, Status.IN_PROGRESS, now)
        steps.tell_staff(complaint, StaffNotice.Kind.WORDS, now)


def add_files(
    code: str, seeker: Seeker, files: Sequence[Checked], file_id: uuid.UUID | None = None
) -> None:
    """Add evidence to an open complaint; a single file with the same id again changes nothing.

    Raises:
        EvidenceRefused: it would have too many files.
        NoSuchComplaint: the code opens nothing.
        NotPossible: it is closed.
        TooManyGuesses: too many codes from there opened nothing.
    """
    with transaction.atomic():
        complaint, now = _of(code, seeker, lock=True), timezone.now()
        if complaint.status == Status.CLOSED:
            raise NotPossible("closed")
        evidence.attach(complaint, files, now, file_id)
        steps.tell_staff(complaint, StaffNotice.Kind.WORDS, now)


def reopen(code: str, seeker: Seeker) -> None:
    """Have a closed complaint looked at again, within ``REOPEN_WITHIN``.

    It goes back to the inbox, which gives it to somebody: not by itself to whoever closed it.

    Raises:
        NoSuchComplaint: the code opens nothing.
        NotPossible: it is not closed, or was closed too long ago.
        TooManyGuesses: too many codes from there opened nothing.
    """
    with transaction.atomic():
        complaint, now = _of(code, seeker, lock=True), timezone.now()
        if not _may_reopen(complaint, now):
            raise NotPossible("reopen")
        complaint.reopened += 1
        complaint.closed_at, complaint.close_reason = None, ""
        complaint.handler = complaint.handling_unit = None
        complaint.save(
            update_fields=["reopened", "closed_at", "close_reason", "handler", "handling_unit"]
        )
        Rating._record.filter(complaint=complaint).delete()
        deadlines.expect_answer(complaint, now)
        steps.take(complaint, Status.REOPENED, now)
        steps.tell_inbox(complaint, StaffNotice.Kind.REOPENED, now)


def rate(code: str, seeker: Seeker, score: int) -> None:
    """Rate the handling of a closed complaint, once, from 1 to 5.

    Raises:
        NoSuchComplaint: the code opens nothing.
        NotPossible: it is not closed, or was rated, or the score is none.
        TooManyGuesses: too many codes from there opened nothing.
    """
    if not 1 <= score <= 5:
        raise NotPossible("rating")
    with transaction.atomic():
        complaint = _of(code, seeker, lock=True)
        rated = Rating._record.filter(complaint=complaint).exists()
        if complaint.status != Status.CLOSED or rated:
            raise NotPossible("rating")
        Rating._record.create(complaint=complaint, score=score, at=timezone.now())


def _may_reopen(complaint: Complaint, now: datetime) -> bool:
    closed = complaint.status == Status.CLOSED and complaint.closed_at is not None
    erased = not complaint.sealed_story
    return closed and not erased and now <= complaint.closed_at + REOPEN_WITHIN  # type: ignore[operator]


def _of(code: str, seeker: Seeker, *, lock: bool = False) -> Complaint:
    complaint = status.by_code(code, seeker)
    if complaint is None:
        raise NoSuchComplaint
    if lock:
        return Complaint._record.select_for_update().get(pk=complaint.pk)
    return complaint
