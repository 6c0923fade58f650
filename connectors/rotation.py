"""What channels keep sealed, sealed anew when the key changes: see ``complaints.rotation``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from complaints.seal import keyring
from connectors import contacts, questions
from connectors.handover import contact_place
from connectors.models import Contact, HandoverRequest, HeldQuestion, OutboundMessage
from connectors.stored_reply import SEALED, place_of_row, resealed

_BATCH = 200  # rows

_SEALED: tuple[tuple[Any, str, Callable[[Any], str]], ...] = (
    (HandoverRequest, "sealed_contact", lambda row: contact_place(row.pk)),
    (Contact, "sealed_address", lambda row: contacts.place(row.address_hash)),
    (HeldQuestion, "sealed", lambda row: questions.place(row.conversation_id)),
)
"""Model, the field that is sealed, and the place that it is sealed for."""


def reseal_all() -> int:
    """Seal everything with the newest key; safe to repeat and to break off.

    Returns:
        How many sealed texts were sealed anew.

    Raises:
        SealBroken: a text does not open; what was done before it stays done.
    """
    done = 0
    for model, name, place in _SEALED:
        rows = model.objects.exclude(**{name: None}).exclude(**{name: b""}).order_by("pk")
        for pk in rows.values_list("pk", flat=True).iterator(_BATCH):
            done += _field(model, pk, name, place)
    replies = OutboundMessage.objects.filter(reply__has_key=SEALED).order_by("pk")
    done += sum(_reply(pk) for pk in replies.values_list("pk", flat=True).iterator(_BATCH))
    return done


def _field(model: Any, pk: int, name: str, place: Callable[[Any], str]) -> bool:
    with transaction.atomic():
        row = model.objects.select_for_update().filter(pk=pk).first()
        sealed = bytes(getattr(row, name) or b"") if row else b""
        fresh = keyring().resealed(sealed, place(row)) if sealed else None
        if fresh:
            model.objects.filter(pk=pk).update(**{name: fresh})
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
