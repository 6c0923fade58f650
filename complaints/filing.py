"""Filing: a draft becomes a complaint with a code and a first status, whole or not at all."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from complaints import (
    deadlines,
    draft_files,
    drafts,
    evidence,
    naming,
    offices,
    routing,
    steps,
    when,
)
from complaints.codes import digest, new_code
from complaints.drafts import Field
from complaints.evidence import Checked
from complaints.models import Complaint, ComplaintDraft, NumberSeries, Status
from complaints.offices import KnownOffice
from complaints.seal import keyring

logger = logging.getLogger(__name__)

STORY_FIELDS = (Field.WHAT, Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE)
ANONYMOUS, NAMED = "anonymous", "named"
FORM = "form:"  # what comes by the web form has a conversation of its own that nobody is in
RECEIPT_KEPT = timedelta(days=1)  # how long a repeated submit is shown its code again
_COMPARED = 20  # complaints of one conversation, newest first


class NothingToFile(LookupError):
    """The conversation has told nothing that could be filed."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint that exists.

    Attributes:
        code: what the person keeps; None for a repetition after ``RECEIPT_KEPT``: it is stored
            nowhere by then.
        number: what staff know it by.
        filed_at: when it was first filed.
        due_on: the day by which a rule says it is answered; None where no rule gives one.
        again: it was there already: this submit was a repetition.
    """

    code: str | None = field(repr=False)
    number: str
    filed_at: datetime
    due_on: date | None
    again: bool


def file(conversation: str, consent_wording: str, files: Sequence[Checked] = ()) -> Filed:
    """File the draft of a conversation; filing it again gives the same complaint.

    Args:
        conversation: opaque key of the conversation.
        consent_wording: the sentence the person agreed to by sending.
        files: evidence that was checked.

    Raises:
        EvidenceRefused: there are too many files.
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
            return _filed(row.complaint, _code_of(row.complaint), again=True)
        before = _told_before(row, timezone.now())
        if before is not None and not files:
            _empty(row, before)
            return _filed(before, _code_of(before), again=True)
        code = new_code()
        complaint = _record(row, code, consent_wording, timezone.now())
        evidence.attach(complaint, files, complaint.filed_at)
        draft_files.hand_over(row, complaint)
        _empty(row, complaint)
    logger.info("complaint.filed", extra={"anonymous": complaint.anonymous})
    return _filed(complaint, code, again=False)


def receipt(conversation: str) -> str | None:
    """Give the code of what was last sent from a conversation, while its receipt is kept."""
    row = ComplaintDraft.objects.select_related("complaint").filter(conversation=conversation)
    draft = row.exclude(complaint=None).first()
    return _code_of(draft.complaint) if draft is not None and draft.complaint is not None else None


def forget_receipts() -> int:
    """Erase the codes that were kept for a repeated submit; give how many there were."""
    old = Complaint._record.filter(filed_at__lt=timezone.now() - RECEIPT_KEPT)
    return old.exclude(sealed_receipt=b"").update(sealed_receipt=b"")


def story_place(filing_id: uuid.UUID) -> str:
    """Name the place a complaint's story is sealed for."""
    return f"complaint-story:{filing_id}"


def contact_place(filing_id: uuid.UUID) -> str:
    """Name the place a complainant's contact is sealed for."""
    return f"complaint-contact:{filing_id}"


def receipt_place(filing_id: uuid.UUID) -> str:
    """Name the place a code is sealed for, until its receipt is forgotten."""
    return f"complaint-receipt:{filing_id}"


def next_number(now: datetime) -> str:
    """Give the next number of the year, PA-2026-000123; only within the filing transaction."""
    year = timezone.localdate(now).year
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"PA-{year}-{series.last:06d}"


def _record(row: ComplaintDraft, code: str, consent_wording: str, now: datetime) -> Complaint:
    words = drafts.unsealed(row)
    if Field.WHAT not in words:
        raise NothingToFile
    office = _office(words)
    anonymous = words.get(Field.ANONYMOUS) != NAMED
    contact = _contact(words)
    story = {name.value: words[name] for name in STORY_FIELDS if name in words}
    complaint = Complaint._record.create(
        filing_id=row.filing_id,
        number=next_number(now),
        code_digest=digest(code),
        office_key=office.key if office else "",
        office_name=office.name if office else "",
        about_unit=routing.unit_of_office(office.key, office.name) if office else None,
        happened_on=_day(words.get(Field.WHEN), now),
        anonymous=anonymous,
        conversation="" if row.conversation.startswith(FORM) else row.conversation,
        filed_at=now,
        consent_wording=consent_wording,
        consented_at=now,
        sealed_story=keyring().seal(json.dumps(story), story_place(row.filing_id)),
        sealed_contact=keyring().seal(contact, contact_place(row.filing_id)) if contact else None,
        sealed_receipt=keyring().seal(code, receipt_place(row.filing_id)),
    )
    naming.suspect(complaint, story.values(), now)
    steps.take(complaint, Status.RECEIVED, now)
    deadlines.begin(complaint, now)
    return complaint


def _told_before(row: ComplaintDraft, now: datetime) -> Complaint | None:
    """Find the complaint that says the same, word by word, told in this conversation of late.

    Somebody who sends the same again means the same complaint, and is shown its code again. With
    a new file it is another one.
    """
    if row.conversation.startswith(FORM) or row.files.exists():
        return None
    words = drafts.unsealed(row)
    recent = Complaint._record.filter(
        conversation=row.conversation, filed_at__gt=now - RECEIPT_KEPT
    ).exclude(sealed_story=b"")
    said = ({name: words[name] for name in STORY_FIELDS if name in words}, _contact(words))
    return next((one for one in recent[:_COMPARED] if _says(one) == said), None)


def _says(complaint: Complaint) -> tuple[dict[Field, str], str | None]:
    keys, filing_id = keyring(), complaint.filing_id
    story = json.loads(keys.unseal(bytes(complaint.sealed_story), story_place(filing_id)))
    sealed = complaint.sealed_contact
    contact = keys.unseal(bytes(sealed), contact_place(filing_id)) if sealed else None
    return {Field(name): words for name, words in story.items()}, contact


def _contact(words: Mapping[Field, str]) -> str | None:
    return words.get(Field.CONTACT) if words.get(Field.ANONYMOUS) == NAMED else None


def _empty(row: ComplaintDraft, complaint: Complaint) -> None:
    """Leave of a draft only which complaint it became."""
    row.complaint, row.sealed, row.failures = complaint, b"", {}
    row.save(update_fields=["complaint", "sealed", "failures", "updated_at"])


def _office(words: Mapping[Field, str]) -> KnownOffice | None:
    """Give the office that was picked from the list, else the one the words leave no doubt of."""
    picked = offices.by_key(words[Field.OFFICE_KEY]) if Field.OFFICE_KEY in words else None
    if picked is not None or Field.OFFICE not in words:
        return picked
    return offices.recognise(words[Field.OFFICE]).office


def _day(words: str | None, now: datetime) -> date | None:
    """Read the day from the words; a draft that lay over midnight never blocks filing."""
    if words is None:
        return None
    try:
        return when.parse(words, timezone.localdate(now)).day
    except when.WhenRefused:
        return None


def _code_of(complaint: Complaint) -> str | None:
    if not complaint.sealed_receipt:
        return None
    return keyring().unseal(bytes(complaint.sealed_receipt), receipt_place(complaint.filing_id))


def _filed(complaint: Complaint, code: str | None, *, again: bool) -> Filed:
    return Filed(code, complaint.number, complaint.filed_at, complaint.due_on, again)
