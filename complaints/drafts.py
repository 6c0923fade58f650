"""Drafts: what somebody is telling, kept sealed between the turns of the dialogue."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from complaints.models import ComplaintDraft
from complaints.seal import keyring
from complaints.signals import words_erased


class Field(StrEnum):
    """What a complaint consists of; the values are the contract's names of what is asked.

    ``PATH``, ``OFFICE_KEY`` and ``PETITION`` are no words of the person: which way they chose,
    which office of the list they picked, the key of the petition that was made from the draft.
    """

    PATH = "path"
    WHAT = "what"
    OFFICE = "office"
    OFFICE_KEY = "office_key"
    WHEN = "when"
    WHO = "who"
    DOSSIER_CODE = "dossier_code"
    ANONYMOUS = "anonymous"
    CONTACT = "contact"
    PETITION = "petition"


ASKED = tuple(name for name in Field if name not in (Field.PATH, Field.OFFICE_KEY, Field.PETITION))
"""What is told in words, in the order in which it is asked."""


class NoDraft(LookupError):
    """The conversation has no open draft."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An open draft.

    Attributes:
        conversation: opaque key of the conversation.
        filing_id: makes filing idempotent.
        words: what was told, by field; skipped fields are absent.
        failures: how often an answer could not be used, by field.
        files: how many files were sent with it.
    """

    conversation: str
    filing_id: uuid.UUID
    words: Mapping[Field, str] = field(repr=False)
    failures: Mapping[Field, int]
    files: int = 0


def start(conversation: str) -> Draft:
    """Begin a new draft; what the conversation had in an unsent one is forgotten."""
    with transaction.atomic():
        row, _ = ComplaintDraft.objects.update_or_create(
            conversation=conversation,
            defaults={
                "filing_id": uuid.uuid4(),
                "sealed": b"",
                "failures": {},
                "complaint": None,
            },
        )
        row.files.all().delete()
    return _read(row)


def load(conversation: str) -> Draft | None:
    """Give the open draft of a conversation; None if there is none, or it became a petition."""
    row = ComplaintDraft.objects.filter(conversation=conversation, complaint=None).first()
    draft = _read(row) if row else None
    return None if draft is None or Field.PETITION in draft.words else draft


def start_once(conversation: str) -> bool:
    """Begin a draft where there was none, filed or not; tell whether it is new."""
    _, fresh = ComplaintDraft.objects.get_or_create(conversation=conversation)
    return fresh


def put(conversation: str, name: Field, words: str) -> Draft:
    """Keep what was told for one field, in place of what it held.

    Raises:
        NoDraft: there is no open draft.
    """
    return _change(conversation, name, words)


def drop(conversation: str, name: Field) -> Draft:
    """Forget one field.

    Raises:
        NoDraft: there is no open draft.
    """
    return _change(conversation, name, None)


def count_failure(conversation: str, name: Field) -> int:
    """Note that an answer for a field could not be used; give how many there were in a row.

    Raises:
        NoDraft: there is no open draft.
    """
    with transaction.atomic():
        row = locked(conversation)
        row.failures[name.value] = row.failures.get(name.value, 0) + 1
        row.save(update_fields=["failures", "updated_at"])
        return int(row.failures[name.value])


def discard(conversation: str) -> bool:
    """Erase the open draft; tell whether there was one."""
    with transaction.atomic():
        mine = ComplaintDraft.objects.filter(conversation=conversation, complaint=None)
        deleted, _ = mine.delete()
        words_erased.send(ComplaintDraft, conversation=conversation, draft=True)
    return deleted > 0


def forget(touched_before: datetime) -> int:
    """Erase drafts nobody goes on with; give how many there were."""
    old = ComplaintDraft.objects.filter(updated_at__lt=touched_before, complaint=None)
    forgotten = 0
    for pk, conversation in list(old.values_list("pk", "conversation")):
        with transaction.atomic():
            deleted, _ = old.filter(pk=pk).delete()
            if deleted:
                words_erased.send(ComplaintDraft, conversation=conversation, draft=True)
                forgotten += 1
    return forgotten


def unsealed(row: ComplaintDraft) -> dict[Field, str]:
    """Open the words of a draft row."""
    if not row.sealed:
        return {}
    document = json.loads(keyring().unseal(bytes(row.sealed), place(row.filing_id)))
    return {Field(name): words for name, words in document.items()}


def place(filing_id: uuid.UUID) -> str:
    """Name the place a draft's words are sealed for."""
    return f"draft:{filing_id}"


def reduce_to(row: ComplaintDraft, name: Field, words: str) -> None:
    """Erase all that a draft holds but one entry, its files too; within a transaction."""
    row.files.all().delete()
    row.sealed = keyring().seal(json.dumps({name.value: words}), place(row.filing_id))
    row.save(update_fields=["sealed", "updated_at"])
    words_erased.send(ComplaintDraft, conversation=row.conversation, draft=True)


def _change(conversation: str, name: Field, words: str | None) -> Draft:
    with transaction.atomic():
        row = locked(conversation)
        told = unsealed(row)
        if words is None:
            told.pop(name, None)
        else:
            told[name] = words
        document = json.dumps({key.value: value for key, value in told.items()})
        row.sealed = keyring().seal(document, place(row.filing_id))
        row.failures.pop(name.value, None)
        row.save(update_fields=["sealed", "failures", "updated_at"])
        return _read(row)


def locked(conversation: str) -> ComplaintDraft:
    """Give the row of the open draft, held until the transaction ends.

    Raises:
        NoDraft: there is no open draft.
    """
    rows = ComplaintDraft.objects.select_for_update()
    row = rows.filter(conversation=conversation, complaint=None).first()
    if row is None:
        raise NoDraft
    return row


def _read(row: ComplaintDraft) -> Draft:
    return Draft(
        conversation=row.conversation,
        filing_id=row.filing_id,
        words=unsealed(row),
        failures={Field(name): count for name, count in row.failures.items()},
        files=row.files.count(),
    )
