"""What the holder of a code may know about a complaint."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from complaints.filing import code_digest
from complaints.models import Complaint, Status

Gate = Callable[[], None]
"""Called before every lookup; raises to refuse. Rate limits go here."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a complaint stands.

    Attributes:
        code: its code.
        status: the last step.
        since: when that step was taken.
        filed_at: when it was filed.
        due_on: the day by which a rule says it is answered; None where no rule gives one.
        opened_at: when somebody of the staff first read it, if anybody did.
    """

    code: str
    status: Status
    since: datetime
    filed_at: datetime
    due_on: date | None
    opened_at: datetime | None


def standing(code: str, gate: Gate | None = None) -> Standing | None:
    """Look up where a complaint stands.

    The row is found by the digest of the code and then compared in constant time, so that how
    long an answer takes tells nothing about a code that is nearly right.

    Args:
        code: as given by ``codes.parse``.
        gate: asked first; raises to refuse.

    Returns:
        None if there is no such complaint.
    """
    if gate is not None:
        gate()
    complaint = Complaint.objects.filter(code_digest=code_digest(code)).first()
    if complaint is None or not hmac.compare_digest(complaint.code, code):
        return None
    last = complaint.history.order_by("at", "pk").last()
    if last is None:  # filing writes both or neither
        raise LookupError("a complaint without a status")
    opening = complaint.openings.first()
    return Standing(
        code=complaint.code,
        status=Status(last.status),
        since=last.at,
        filed_at=complaint.filed_at,
        due_on=complaint.due_on,
        opened_at=opening.when if opening else None,
    )
