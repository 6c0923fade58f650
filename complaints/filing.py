"""Filing: a draft becomes a complaint with a code and a first status, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from complaints import drafts, offices, when
from complaints.codes import new_code
from complaints.drafts import Field
from complaints.models import Complaint, ComplaintDraft, Status, StatusEntry
from complaints.seal import keyring

logger = logging.getLogger(__name__)

STORY_FIELDS = (Field.WHAT, Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE)
ANONYMOUS, NAMED = "anonymous", "named"


class NothingToFile(LookupError):
    """The conversation has told nothing that could be filed."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint that exists.

    Attributes:
        code: what the person keeps.
        filed_at: when it was first filed.
        due_on: the day by which a rule says it is answered; None where no rule gives one.
        again: it was there already: this submit was a repetition.
    """

    code: str
    filed_at: datetime
    due_on: date | None
    again: bool


def file(conversation: str, consent_wording: str) -> Filed:
    """File the draft of a conversation; filing it again gives the same complaint.

    Args:
        conversation: opaque key of the conversation.
        consent_wording: the sentence the person agreed to by sending.

    Raises:
        NothingToFile: there is no draft, or it does not say what happened.
    """
    with transaction.atomic():
        row = (
            ComplaintDraft.objects.select_for_update(of=("self",))
            .select_related("complaint")
            .filter(conversation=conversation)
            .first()
        )
        if row is None:
            raise NothingToFile
        if row.complaint is not None:
            return _filed(row.complaint, again=True)
        complaint = _record(row, consent_wording, timezone.now())
        row.complaint, row.sealed, row.failures = complaint, b"", {}
        row.save(update_fields=["complaint", "sealed", "failures", "updated_at"])
    logger.info("complaint.filed", extra={"anonymous": complaint.anonymous})
    return _filed(complaint, again=False)


def code_digest(code: str) -> str:
    """Give what a code is looked up by: not the code, so that no index compares its symbols."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()


def story_place(filing_id: uuid.UUID) -> str:
    """Name the place a complaint's story is sealed for."""
    return f"complaint-story:{filing_id}"


def contact_place(filing_id: uuid.UUID) -> str:
    """Name the place a complainant's contact is sealed for."""
    return f"complaint-contact:{filing_id}"


def _record(row: ComplaintDraft, consent_wording: str, now: datetime) -> Complaint:
    words = drafts.unsealed(row)
    if Field.WHAT not in words:
        raise NothingToFile
    office = offices.recognise(words[Field.OFFICE]) if Field.OFFICE in words else None
    anonymous = words.get(Field.ANONYMOUS) != NAMED
    contact = None if anonymous else words.get(Field.CONTACT)
    story = {name.value: words[name] for name in STORY_FIELDS if name in words}
    code = new_code()
    complaint = Complaint.objects.create(
        filing_id=row.filing_id,
        code=code,
        code_digest=code_digest(code),
        office_key=office.key if office else "",
        office_name=office.name if office else "",
        happened_on=_day(words.get(Field.WHEN), now),
        anonymous=anonymous,
        conversation=row.conversation,
        filed_at=now,
        consent_wording=consent_wording,
        consented_at=now,
        sealed_story=keyring().seal(json.dumps(story), story_place(row.filing_id)),
        sealed_contact=keyring().seal(contact, contact_place(row.filing_id)) if contact else None,
    )
    StatusEntry.objects.create(complaint=complaint, status=Status.RECEIVED, at=now)
    return complaint


def _day(words: str | None, now: datetime) -> date | None:
    """Read the day from the words; a draft that lay over midnight never blocks filing."""
    if words is None:
        return None
    try:
        return when.parse(words, timezone.localdate(now)).day
    except when.WhenRefused:
        return None


def _filed(complaint: Complaint, *, again: bool) -> Filed:
    return Filed(complaint.code, complaint.filed_at, complaint.due_on, again)
