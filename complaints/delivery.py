"""What complainants who came by chat are to be told there; the portal carries it over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from complaints.models import BoxMessage, CitizenNotice, Status
from complaints.seal import keyring
from complaints.steps import box_place

GIVEN_UP_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pending:
    """A step that somebody has not been told yet.

    Attributes:
        pk: of the notice.
        conversation: opaque key of their conversation.
        number: of the complaint; the code is stored nowhere.
        status: the step.
        words: the question or answer that goes with it; empty where none does, or it was erased.
    """

    pk: int
    conversation: str
    number: str
    status: Status
    words: str = field(default="", repr=False)


def pending(limit: int = 200) -> list[Pending]:
    """Give what is to be told, oldest first."""
    rows = (
        CitizenNotice._record.select_related("complaint", "message")
        .filter(delivered_at=None, at__gt=timezone.now() - GIVEN_UP_AFTER)
        .order_by("pk")[:limit]
    )
    return [
        Pending(
            row.pk,
            row.complaint.conversation,
            row.complaint.number,
            Status(row.status),
            _words(row.message),
        )
        for row in rows
    ]


def _words(message: BoxMessage | None) -> str:
    if message is None or not message.sealed:
        return ""
    return keyring().unseal(bytes(message.sealed), box_place(message.message_id))


def delivered(pk: int) -> bool:
    """Note that it was told; False if it had been already. Within the telling's transaction."""
    waiting = CitizenNotice._record.filter(pk=pk, delivered_at=None)
    return waiting.update(delivered_at=timezone.now()) > 0
