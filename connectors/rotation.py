"""What channels keep sealed, sealed anew when the key changes: see ``complaints.rotation``."""

from __future__ import annotations

from django.db import transaction

from complaints.seal import keyring
from connectors.handover import contact_place
from connectors.models import HandoverRequest, OutboundMessage
from connectors.stored_reply import SEALED, place_of_row, resealed

_BATCH = 200  # rows


def reseal_all() -> int:
    """Seal stored replies and contacts with the newest key; safe to repeat and to break off.

    Returns:
        How many sealed texts were sealed anew.

    Raises:
        SealBroken: a text does not open; what was done before it stays done.
    """
    contacts = HandoverRequest.objects.exclude(sealed_contact=None).order_by("pk")
    replies = OutboundMessage.objects.filter(reply__has_key=SEALED).order_by("pk")
    done = sum(_contact(pk) for pk in contacts.values_list("pk", flat=True).iterator(_BATCH))
    done += sum(_reply(pk) for pk in replies.values_list("pk", flat=True).iterator(_BATCH))
    return done


def _contact(pk: int) -> bool:
    with transaction.atomic():
        row = HandoverRequest.objects.select_for_update().filter(pk=pk).first()
        fresh = row and keyring().resealed(row.sealed_contact, contact_place(pk))
        if fresh:
            HandoverRequest.objects.filter(pk=pk).update(sealed_contact=fresh)
    return bool(fresh)


def _reply(pk: int) -> bool:
    with transaction.atomic():
        row = OutboundMessage.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        fresh = resealed(row.reply, place_of_row(row))
        if fresh is not None:
            OutboundMessage.objects.filter(pk=pk).update(reply=fresh)
    return fresh is not None
