"""Whom a complaint names: seen in its words when it is filed, settled by the inbox afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from complaints.folding import fold
from complaints.models import Complaint, Involvement, StaffMember

_WORDS_AT_LEAST = 2  # "Bình" alone is anybody; "Trần Văn Bình" is not


def suspect(complaint: Complaint, words: Iterable[str], now: datetime) -> int:
    """Keep a fresh complaint away from those whose full name stands in it.

    Nobody has read it yet, so a namesake is kept away as well, until the inbox has looked.

    Returns:
        How many people were seen.
    """
    said = f" {re.sub(r'[^a-z0-9]+', ' ', fold(' '.join(words)))} "
    seen = [
        pk
        for pk, name in StaffMember.objects.values_list("pk", "full_name")
        if len(name.split()) >= _WORDS_AT_LEAST and f" {fold(name)} " in said
    ]
    complaint.involvements.bulk_create(
        Involvement(complaint=complaint, person_id=pk, noted_at=now) for pk in seen
    )
    return len(seen)


def settle(complaint: Complaint, people: Iterable[StaffMember], now: datetime) -> None:
    """Set who is named: these and nobody else."""
    named = {person.pk for person in people}
    complaint.involvements.exclude(person__in=named).filter(lifted_at=None).update(lifted_at=now)
    for pk in named:
        complaint.involvements.update_or_create(
            person_id=pk,
            defaults={"confirmed": True, "lifted_at": None},
            create_defaults={"confirmed": True, "noted_at": now},
        )
    complaint.who_known = bool(named)
    complaint.save(update_fields=["who_known"])
