"""One's own data, by code: everything on record about a complaint, as one archive."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.db import transaction
from django.utils import timezone

from complaints import erasure, status, story
from complaints.citizen import NoSuchComplaint
from complaints.evidence import content_of
from complaints.guessing import Seeker
from complaints.handling import box_of
from complaints.models import Complaint, Status


def export(code: str, seeker: Seeker) -> bytes:
    """Give a ZIP with ``phan-anh.json`` and the files.

    Raises:
        NoSuchComplaint: the code opens nothing.
        TooManyGuesses: too many codes from there opened nothing.
    """
    complaint = status.by_code(code, seeker)
    if complaint is None:
        raise NoSuchComplaint
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        document = json.dumps(_document(complaint), ensure_ascii=False, indent=1)
        archive.writestr("phan-anh.json", document)
        for position, row in enumerate(complaint.evidence.all(), start=1):
            suffix = row.media_type.rpartition("/")[2]
            archive.writestr(f"tep-{position}.{suffix}", content_of(row))
    return out.getvalue()


def erase(code: str, seeker: Seeker) -> None:
    """Erase one's words, contact, messages and files.

    Raises:
        NoSuchComplaint: the code opens nothing.
        TooManyGuesses: too many codes from there opened nothing.
    """
    with transaction.atomic():
        found = status.by_code(code, seeker)
        if found is None:
            raise NoSuchComplaint
        complaint = Complaint._record.select_for_update().get(pk=found.pk)
        erasure.erase_asked(complaint, timezone.now())


def _document(complaint: Complaint) -> dict[str, Any]:
    told = story.read(complaint)
    return {
        "number": complaint.number,
        "filed_at": complaint.filed_at.isoformat(),
        "anonymous": complaint.anonymous,
        "consent": complaint.consent_wording,
        "consented_at": complaint.consented_at.isoformat(),
        "office_recognised": complaint.office_name,
        "happened_on": complaint.happened_on.isoformat() if complaint.happened_on else None,
        "told": {name.value: words for name, words in told.words.items()},
        "contact": told.contact,
        "history": [
            {"at": e.at.isoformat(), "status": Status(e.status).label, "note": e.note}
            for e in complaint.history.all()
        ],
        "opened_at": [opening.when.isoformat() for opening in complaint.openings.all()],
        "messages": [
            {"at": said.at.isoformat(), "kind": said.kind.label, "words": said.words}
            for said in box_of(complaint)
        ],
    }
