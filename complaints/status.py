"""What the holder of a code may know about a complaint."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from complaints import guessing
from complaints.codes import digest
from complaints.guessing import Seeker
from complaints.models import Complaint, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a complaint stands.

    Attributes:
        number: what staff know it by.
        status: the last step.
        since: when that step was taken.
        filed_at: when it was filed.
        due_on: the day by which a rule says it is answered; None where no rule gives one.
        opened_at: when somebody of the staff first read it, if anybody did.
        unit: the unit that handles it, if it was given to one.
    """

    number: str
    status: Status
    since: datetime
    filed_at: datetime
    due_on: date | None
    opened_at: datetime | None
    unit: str | None


def standing(code: str, seeker: Seeker) -> Standing | None:
    """Look up where a complaint stands.

    Args:
        code: as given by ``codes.parse``.
        seeker: who asks, for the limit on guesses.

    Returns:
        None if there is no such complaint.

    Raises:
        TooManyGuesses: too many codes from there opened nothing.
    """
    complaint = by_code(code, seeker)
    return standing_of(complaint) if complaint else None


def standing_of(complaint: Complaint) -> Standing:
    """Say where a complaint stands.

    Raises:
        LookupError: it has no status; filing writes both or neither.
    """
    last = complaint.history.order_by("at", "pk").last()
    if last is None:
        raise LookupError("a complaint without a status")
    opening = complaint.openings.first()
    return Standing(
        number=complaint.number,
        status=Status(last.status),
        since=last.at,
        filed_at=complaint.filed_at,
        due_on=complaint.due_on,
        opened_at=opening.when if opening else None,
        unit=complaint.handling_unit.name if complaint.handling_unit else None,
    )


def by_code(code: str, seeker: Seeker) -> Complaint | None:
    """Find the complaint that a code opens; a miss is counted.

    The row is found by the keyed hash of the code and the hashes are then compared in constant
    time: how long it takes tells nothing about a code that is nearly right.

    Raises:
        TooManyGuesses: too many codes from there opened nothing.
    """
    guessing.pass_or_refuse(seeker)
    hashed = digest(code)
    complaint = Complaint._record.filter(code_digest=hashed).first()
    if complaint is None or not hmac.compare_digest(complaint.code_digest, hashed):
        guessing.note_miss(seeker)
        return None
    return complaint
