"""Erasing: after the time it is kept, or when the complainant asks; provable without the data.

What is erased: story, contact, messages, files, the link to the chat. What stays: number, dates,
statuses, whom it is kept from, and the wording of the consent. Each erasure leaves a record with
the hash of the sealed bytes that are gone and of the record before it: an old backup can be
matched against it, nobody can take one record out, and it holds no word.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from complaints import drafts, handling
from complaints.models import (
    BoxMessage,
    CloseReason,
    Complaint,
    ComplaintDraft,
    ErasureRecord,
    Evidence,
    Kind,
    Status,
)
from complaints.signals import words_erased

DRAFTS_KEPT = timedelta(days=7)  # since they were last touched
_BATCH = 200  # rows
_CHAIN_LOCK = 0x6D6F7463  # any number that nothing else locks by


class ChainBroken(ValueError):
    """A record of an erasure was altered or taken out; ``args[0]`` is its key."""


def kept_after_closing(kind: Kind) -> timedelta:
    """Say how long the words of a kind are kept once it is closed."""
    return {Kind.FEEDBACK: timedelta(days=settings.ENVIRONMENT.complaint_kept_days)}[kind]


def erase_due() -> int:
    """Erase what has been kept long enough, and drafts nobody goes on with.

    Returns:
        How many complaints were erased.
    """
    now = timezone.now()
    due: list[int] = []
    for kind in Kind:
        closed = Complaint._record.filter(kind=kind, closed_at__lt=now - kept_after_closing(kind))
        due += closed.exclude(sealed_story=b"").values_list("pk", flat=True)[:_BATCH]
    for pk in due:
        with transaction.atomic():
            erase(Complaint._record.select_for_update().get(pk=pk), "retention", now)
    _forget_drafts(now)
    return len(due)


def erase_asked(complaint: Complaint, now: datetime) -> None:
    """Erase because the complainant asks; an open complaint is closed as withdrawn."""
    if complaint.status != Status.CLOSED:
        handling.finish(complaint, CloseReason.WITHDRAWN, now, None)
    erase(complaint, "asked", now)


def erase(complaint: Complaint, reason: str, now: datetime) -> None:
    """Erase the words of one complaint; within a transaction that holds its row."""
    if not complaint.sealed_story:
        return
    overwrite_what_is_deleted()
    box: list[BoxMessage] = list(complaint.box.all())
    files: list[Evidence] = list(complaint.evidence.all())
    parts: list[bytes | memoryview[int]] = [complaint.sealed_story, complaint.sealed_contact or b""]
    parts += [*(row.sealed for row in box), *(row.sealed for row in files)]
    content = hashlib.sha256()
    for part in parts:
        content.update(hashlib.sha256(bytes(part)).digest())
    complaint.evidence.all().delete()
    BoxMessage._record.filter(complaint=complaint).update(sealed=b"")
    ComplaintDraft.objects.filter(complaint=complaint).delete()
    if complaint.conversation:
        words_erased.send(Complaint, conversation=complaint.conversation, draft=False)
    complaint.sealed_story, complaint.sealed_contact, complaint.conversation = b"", None, ""
    complaint.sealed_receipt = b""
    complaint.save(
        update_fields=["sealed_story", "sealed_contact", "sealed_receipt", "conversation"]
    )
    _one_at_a_time()
    last = ErasureRecord._record.order_by("-pk").first()
    row = ErasureRecord(
        complaint=complaint,
        at=now,
        reason=reason,
        messages=len(box),
        files=len(files),
        content_digest=content.hexdigest(),
        previous=last.chain if last else "",
    )
    row.chain = _chain(row)
    row.save()


def verify() -> int:
    """Check the records of all erasures; give how many there are.

    Raises:
        ChainBroken: one was altered or taken out.
    """
    previous, count = "", 0
    for row in ErasureRecord._record.order_by("pk").iterator(_BATCH):
        if row.previous != previous or row.chain != _chain(row):
            raise ChainBroken(row.pk)
        previous, count = row.chain, count + 1
    return count


def _chain(row: ErasureRecord) -> str:
    said = [
        row.complaint.number, row.at.isoformat(), row.reason, row.messages, row.files,
        row.content_digest, row.previous,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _forget_drafts(now: datetime) -> None:
    old = ComplaintDraft.objects.filter(updated_at__lt=now - DRAFTS_KEPT)
    if old.exists():
        overwrite_what_is_deleted()
        drafts.forget(now - DRAFTS_KEPT)
        old.filter(complaint__filed_at__lt=now - DRAFTS_KEPT).delete()


def _one_at_a_time() -> None:
    """Wait for other erasures to be committed: each record follows the one before it.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def overwrite_what_is_deleted() -> None:
    """SQLite leaves deleted bytes in free pages unless it is told not to."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
