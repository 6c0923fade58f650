"""Files sent while a complaint is being told: checked, sealed, handed over when it is filed."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from complaints import drafts
from complaints.evidence import MAX_FILES, Checked, EvidenceRefused, Refusal, place
from complaints.models import Complaint, ComplaintDraft, DraftFile, Evidence
from complaints.seal import keyring


def add(conversation: str, evidence_id: uuid.UUID, file: Checked) -> int:
    """Keep a file with the open draft; the same ``evidence_id`` again changes nothing.

    Returns:
        How many files the draft has.

    Raises:
        EvidenceRefused: it would have more than ``MAX_FILES``.
        NoDraft: there is no open draft.
    """
    with transaction.atomic():
        draft = drafts.locked(conversation)
        count: int = draft.files.count()
        if draft.files.filter(evidence_id=evidence_id).exists():
            return count
        if count >= MAX_FILES:
            raise EvidenceRefused(Refusal.TOO_MANY)
        draft.files.create(
            evidence_id=evidence_id,
            media_type=file.media_type,
            size=len(file.content),
            at=timezone.now(),
            sealed=keyring().seal_bytes(file.content, place(evidence_id)),
        )
        draft.save(update_fields=["updated_at"])
        return count + 1


def take_back(conversation: str) -> int:
    """Erase the file that was sent last, if there is one; give how many are left.

    Raises:
        NoDraft: there is no open draft.
    """
    with transaction.atomic():
        draft = drafts.locked(conversation)
        last = draft.files.order_by("-at", "-pk").first()
        if last is not None:
            last.delete()
        return int(draft.files.count())


def hand_over(draft: ComplaintDraft, complaint: Complaint) -> None:
    """Give a draft's files to its complaint, within the transaction that files it."""
    files: list[DraftFile] = list(draft.files.all())
    Evidence._record.bulk_create(
        Evidence(
            complaint=complaint,
            evidence_id=file.evidence_id,
            media_type=file.media_type,
            size=file.size,
            at=file.at,
            sealed=file.sealed,
        )
        for file in files
    )
    draft.files.all().delete()
