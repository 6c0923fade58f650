"""Opening what a complaint says: for staff who may, and for changing keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from complaints.drafts import Field
from complaints.filing import contact_place, story_place
from complaints.models import Complaint
from complaints.seal import keyring


@dataclass(frozen=True, slots=True)
class Story:
    """The words of a complaint, as they were typed."""

    words: Mapping[Field, str] = field(repr=False)
    contact: str | None = field(repr=False)


def read(complaint: Complaint) -> Story:
    """Unseal a complaint; empty once it was erased. For a person, the opening is logged as well.

    Raises:
        SealBroken: the record was altered or its key is gone.
    """
    if not complaint.sealed_story:
        return Story({}, None)
    keys, filing_id = keyring(), complaint.filing_id
    story = json.loads(keys.unseal(bytes(complaint.sealed_story), story_place(filing_id)))
    sealed = complaint.sealed_contact
    contact = keys.unseal(bytes(sealed), contact_place(filing_id)) if sealed else None
    return Story({Field(name): words for name, words in story.items()}, contact)
