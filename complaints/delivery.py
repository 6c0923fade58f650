"""What complainants who came by chat are to be told there; the portal carries it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from complaints.models import CitizenNotice, Status

GIVEN_UP_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that somebody has not been told yet.

    Attributes:
        pk: of the notice.
        conversation: opaque key of their conversation.
        number: of the complaint; the code is stored nowhere.
        status: the step.
    """

    pk: int
    conversation: str
    number: str
    status: Status


def pending(limit: int = 200) -> list[Pending]:
    """Give what is to be told, oldest first."""
    rows = (
        CitizenNotice._record.select_related("complaint")
        .filter(delivered_at=None, at__gt=timezone.now() - GIVEN_UP_AFTER)
        .order_by("pk")[:limit]
    )
    return [
        Pending(row.pk, row.complaint.conversation, row.complaint.number, Status(row.status))
        for row in rows
    ]


def delivered(pk: int) -> bool:
    """Note that it was told; False if it had been already. Within the telling's transaction."""
    waiting = CitizenNotice._record.filter(pk=pk, delivered_at=None)
    return waiting.update(delivered_at=timezone.now()) > 0
