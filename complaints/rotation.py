"""Changing the sealing key: put the new key first in SEAL_KEY, rotate, then drop the old one."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db import transaction

from complaints import drafts, evidence, petition_drafts
from complaints.filing import contact_place, receipt_place, story_place
from complaints.models import (
    BoxMessage,
    Complaint,
    ComplaintDraft,
    DraftFile,
    Evidence,
    PetitionDraft,
)
from complaints.seal import keyring
from complaints.steps import box_place

_BATCH = 200  # rows


def reseal_all() -> int:
    """Seal everything of complaints with the newest key; safe to repeat and to break off.

    Returns:
        How many sealed texts were sealed anew.

    Raises:
        SealBroken: a text does not open; what was done before it stays done.
    """
    done = 0
    for pk in Complaint._record.order_by("pk").values_list("pk", flat=True).iterator(_BATCH):
        done += _complaint(pk)
    for pk in BoxMessage._record.order_by("pk").values_list("pk", flat=True).iterator(_BATCH):
        done += _message(pk)
    for pk in Evidence._record.order_by("pk").values_list("pk", flat=True).iterator(_BATCH):
        done += _file(pk)
    for pk in ComplaintDraft.objects.order_by("pk").values_list("pk", flat=True).iterator(_BATCH):
        done += _draft(pk)
    for pk in PetitionDraft.objects.order_by("pk").values_list("pk", flat=True).iterator(_BATCH):
        done += _petition(pk)
    for pk in DraftFile.objects.order_by("pk").values_list("pk", flat=True).iterator(_BATCH):
        done += _draft_file(pk)
    return done


def _complaint(pk: int) -> int:
    with transaction.atomic():
        row = Complaint._record.select_for_update().get(pk=pk)
        story = _resealed(row.sealed_story, row.filing_id, story_place)
        contact = _resealed(row.sealed_contact, row.filing_id, contact_place)
        fresh = {
            "sealed_story": story,
            "sealed_contact": contact,
            "sealed_receipt": _resealed(row.sealed_receipt, row.filing_id, receipt_place),
        }
        changed = {name: value for name, value in fresh.items() if value is not None}
        if changed:
            Complaint._record.filter(pk=pk).update(**changed)
    return len(changed)


def _message(pk: int) -> int:
    with transaction.atomic():
        row = BoxMessage._record.select_for_update().get(pk=pk)
        fresh = _resealed(row.sealed, row.message_id, box_place)
        if fresh is None:
            return 0
        BoxMessage._record.filter(pk=pk).update(sealed=fresh)
    return 1


def _file(pk: int) -> int:
    with transaction.atomic():
        row = Evidence._record.select_for_update().get(pk=pk)
        fresh = _resealed(row.sealed, row.evidence_id, evidence.place)
        if fresh is None:
            return 0
        Evidence._record.filter(pk=pk).update(sealed=fresh)
    return 1


def _draft(pk: int) -> int:
    with transaction.atomic():
        row = ComplaintDraft.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return 0
        fresh = _resealed(row.sealed, row.filing_id, drafts.place)
        if fresh is None:
            return 0
        ComplaintDraft.objects.filter(pk=pk).update(sealed=fresh)
    return 1


def _petition(pk: int) -> int:
    with transaction.atomic():
        row = PetitionDraft.objects.select_for_update().filter(pk=pk).first()
        fresh = (
            keyring().resealed(row.sealed, petition_drafts.place(row.key_digest)) if row else None
        )
        if fresh is None:
            return 0
        PetitionDraft.objects.filter(pk=pk).update(sealed=fresh)
    return 1


def _draft_file(pk: int) -> int:
    with transaction.atomic():
        row = DraftFile.objects.select_for_update().filter(pk=pk).first()
        fresh = _resealed(row.sealed, row.evidence_id, evidence.place) if row else None
        if fresh is None:
            return 0
        DraftFile.objects.filter(pk=pk).update(sealed=fresh)
    return 1


def _resealed(
    sealed: bytes | memoryview | None, filing_id: uuid.UUID, place: Callable[[uuid.UUID], str]
) -> bytes | None:
    return keyring().resealed(sealed, place(filing_id))
