"""From a chat into a petition: what was told, sealed until it is fetched, an hour at most.

The link that is handed out holds a random key and no word. Whoever has it fetches what was told
into the form of the petition; with the first file made from it, or after ``KEPT``, it is erased.
Nothing here leads back to the conversation.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from complaints import drafts
from complaints.deadlines import Path
from complaints.drafts import Field, NoDraft
from complaints.erasure import overwrite_what_is_deleted
from complaints.models import PetitionDraft
from complaints.seal import SealBroken, keyring

KEPT = timedelta(hours=1)
_CARRIED = (Field.WHAT, Field.OFFICE, Field.WHEN, Field.WHO, Field.CONTACT)


def hand_over(path: Path, told: Mapping[Field, str]) -> str:
    """Keep what was told for the petition; give the key of its link.

    Raises:
        ValueError: it is for a denunciation. Its story is not kept, not even for an hour
            (Luật Tố cáo 2018 Điều 56): the form is filled in on the page.
    """
    if path == Path.DENUNCIATION:
        raise ValueError("a denunciation is not handed over")
    key = secrets.token_urlsafe(24)
    found_by = _digest(key)
    words = {name.value: told[name] for name in _CARRIED if name in told}
    document = json.dumps({"path": path.value, "words": words})
    PetitionDraft.objects.create(
        key_digest=found_by, at=timezone.now(), sealed=keyring().seal(document, place(found_by))
    )
    return key


def hand_over_draft(conversation: str) -> str | None:
    """Make a petition of what a conversation told; again gives the same key, while it is kept.

    Returns:
        None if nothing was told there.
    """
    with transaction.atomic():
        try:
            row = drafts.locked(conversation)
        except NoDraft:
            return None
        told = drafts.unsealed(row)
        if Field.PETITION in told:
            return told[Field.PETITION]
        if told.get(Field.PATH) != Path.COMPLAINT:
            return None
        overwrite_what_is_deleted()
        key = hand_over(Path.COMPLAINT, told)
        drafts.reduce_to(row, Field.PETITION, key)
        return key


def fetch(key: str) -> dict[str, str] | None:
    """Give what was told as first values of the petition's form; None once it is erased."""
    found_by = _digest(key)
    row = PetitionDraft.objects.filter(key_digest=found_by, at__gt=timezone.now() - KEPT).first()
    if row is None:
        return None
    try:
        document = json.loads(keyring().unseal(bytes(row.sealed), place(found_by)))
    except SealBroken:  # its key was changed within the hour
        return None
    words: dict[str, str] = document["words"]
    contact = words.pop(Field.CONTACT.value, "")
    return {"path": document["path"], **words, "phone": contact}


def erase(key: str) -> bool:
    """Erase what was told; tell whether it was there."""
    with transaction.atomic():
        overwrite_what_is_deleted()
        deleted, _ = PetitionDraft.objects.filter(key_digest=_digest(key)).delete()
    return deleted > 0


def forget() -> int:
    """Erase what nobody fetched in time; give how many there were."""
    old = PetitionDraft.objects.filter(at__lt=timezone.now() - KEPT)
    if not old.exists():
        return 0
    with transaction.atomic():
        overwrite_what_is_deleted()
        return old.delete()[0]


def place(found_by: str) -> str:
    """Name the place of what was told for a petition."""
    return f"petition:{found_by}"


def _digest(key: str) -> str:
    secret = settings.ENVIRONMENT.code_key.encode()
    return hmac.new(secret, f"petition:{key}".encode(), hashlib.sha256).hexdigest()
