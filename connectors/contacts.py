"""Whom a conversation on a pushing channel belongs to; the rows alone do not say it."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.seal import keyring
from connectors.models import Contact, Conversation


def find(channel: str, address: str) -> Contact | None:
    """Give the contact of an address, if it ever wrote."""
    return (
        Contact.objects.select_related("conversation")
        .filter(channel=channel, address_hash=_hashed(channel, address))
        .first()
    )


def find_or_begin(channel: str, address: str, group: str = "") -> Contact:
    """Give the contact of an address, with a conversation begun for it if it is new.

    Args:
        channel: a ``ChannelName``.
        address: the channel's own.
        group: address of the group it was said in, else empty.
    """
    known = find(channel, address)
    if known is not None:
        return known
    hashed = _hashed(channel, address)
    try:
        with transaction.atomic():
            conversation = Conversation.objects.create(channel=channel)
            return Contact.objects.create(
                conversation=conversation,
                channel=channel,
                address_hash=hashed,
                sealed_address=keyring().seal(address, place(hashed)),
                group_hash=_hashed(channel, group) if group else "",
                last_act_at=timezone.now(),
            )
    except IntegrityError:  # another delivery was first
        return Contact.objects.select_related("conversation").get(
            channel=channel, address_hash=hashed
        )


def address_of(contact: Contact) -> str:
    """Unseal the address.

    Raises:
        SealBroken: it was altered, or its key is gone.
    """
    return keyring().unseal(bytes(contact.sealed_address), place(contact.address_hash))


def place(address_hash: str) -> str:
    """Name the place that an address is sealed for."""
    return f"contact-address:{address_hash}"


def message_key(channel: str, address: str, message_id: str) -> str:
    """Give what a message is known by in the inbox: the vendor's ids may name a person."""
    return _hashed(channel, f"{address}\n{message_id}")


def _hashed(channel: str, text: str) -> str:
    key: bytes = settings.ENVIRONMENT.code_key.encode()
    return hmac.new(key, f"{channel}\n{text}".encode(), hashlib.sha256).hexdigest()
