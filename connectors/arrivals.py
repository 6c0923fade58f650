"""What a vendor delivers becomes rows of the inbox, before any work and once each.

Runs within the webhook's request, within the polling loop, and in the worker for what waits on
disk: nothing here talks to the network or to the dialogue.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from connectors import contacts, echoes, inbox, intake, limits, outbox, positions
from connectors.channel import (
    Event,
    Incoming,
    IncomingKind,
    PushChannel,
    Reachability,
    TakeOver,
)
from connectors.errors import EmptyText, TextTooLong, TooManyMessages
from connectors.metrics import REFUSALS
from connectors.models import Contact
from connectors.overflow import Overflow
from connectors.text import clean_text, mask_personal_numbers
from connectors.wording import sentences
from contract.outcomes import Outcome
from contract.reply import Meta, Reply
from knowledge_base.retrieval.screen import URGENT, kind_of

logger = logging.getLogger(__name__)

_ONE_AT_A_TIME = threading.Lock()
"""SQLite lets one write; whoever waits for it sleeps and looks again, which takes far longer than
to wait for one's turn here. One transaction for all of a call, for the same reason."""
_TOLD_ONCE_IN = timedelta(minutes=10)
"""Somebody who floods is told once, then not answered until it stops."""


def take(channel: str, events: Sequence[Event]) -> int:
    """Take in what a vendor delivered; the same again changes nothing.

    Returns:
        How many messages are new.
    """
    with _ONE_AT_A_TIME, transaction.atomic():
        return sum(_take_one(channel, event) for event in events)


def take_from_disk(channel: PushChannel, limit: int = 20) -> int:
    """Take in the calls that could not go to the database at once, the oldest first.

    What can't be read or stored is put aside, so that it holds up no other.

    Returns:
        How many files were dealt with.

    Raises:
        OperationalError, InterfaceError: the database can't take them yet; they go on waiting.
    """
    box = Overflow(settings.OVERFLOW, channel.name)
    if box.is_empty():
        return 0
    paths = box.oldest(limit)
    odd: dict[Path, Exception] = {}
    with _ONE_AT_A_TIME, transaction.atomic():
        for path in paths:
            try:
                events = echoes.noted(channel, channel.parse(box.read(path)))
                with transaction.atomic():
                    for event in events:
                        _take_one(channel.name, event)
            except FileNotFoundError:  # another worker was first
                continue
            except (OperationalError, InterfaceError):
                raise
            except Exception as exc:  # noqa: BLE001 - one odd call must not keep all others waiting
                odd[path] = exc
    for path in paths:
        if path in odd:
            _put_aside(box, path, odd[path], channel.name)
        else:
            box.drop(path)
    return len(paths)


def _put_aside(box: Overflow, path: Path, exc: Exception, channel: str) -> None:
    event, error = secrets.token_hex(4), type(exc).__name__
    logger.error("overflow.unreadable event=%s channel=%s error=%s", event, channel, error)
    box.put_aside(path, event)


def _take_one(channel: str, event: Event) -> bool:
    if isinstance(event, Incoming):
        return _message(channel, event)
    contact = contacts.find(channel, event.address)
    if contact is None:  # nobody who ever wrote to us
        return False
    if isinstance(event, TakeOver):
        Contact.objects.filter(pk=contact.pk).update(silent_until=event.until)
    elif isinstance(event, Reachability):
        since = None if event.reachable else contact.unreachable_since or timezone.now()
        Contact.objects.filter(pk=contact.pk).update(unreachable_since=since)
    return False


def _message(channel: str, event: Incoming) -> bool:
    contact = contacts.find_or_begin(channel, event.address, event.group)
    key = contacts.message_key(channel, event.address, event.message_id)
    if inbox.is_known(channel, key):
        return False
    urgent = kind_of(event.text[:600]) in URGENT
    if _is_silent(contact) and not urgent:
        return False
    try:
        limits.conversations.pass_or_refuse(contact.conversation.key)
    except TooManyMessages:
        if not urgent:
            return _flooded(channel, contact)
    _noticed(contact)
    return _stored(channel, contact, key, event, urgent=urgent)


def _stored(channel: str, contact: Contact, key: str, event: Incoming, *, urgent: bool) -> bool:
    kind, text, note = event.kind, "", event.note
    if kind in (IncomingKind.WORDS, IncomingKind.COMMAND):
        try:
            text = clean_text(event.text)
        except EmptyText:
            kind, note = IncomingKind.NOTE, "empty"
        except TextTooLong:
            kind, note = IncomingKind.NOTE, "too_long"
    if event.point is not None:
        text = positions.names_near(event.point)
        kind, note = (kind, note) if text else (IncomingKind.NOTE, "location_far")
    if event.corrects:
        waiting = contacts.message_key(channel, event.address, event.corrects)
        masked = mask_personal_numbers(text)
        if text and inbox.replace_words(channel, waiting, masked, urgent=urgent):
            return False
        if inbox.form_step(contact.conversation_id) is not None:
            kind, text, note = IncomingKind.NOTE, "", "edited"
    if event.receipt and inbox.is_waiting(contact.conversation_id, text):
        kind = IncomingKind.REPEAT
    columns: dict[str, Any] = {
        "kind": kind.value,
        "note": note,
        "attachment": event.attachment,
        "receipt": event.receipt,
        "quote": event.quote,
        "sequence": event.sequence,
        "urgent": urgent,
        "is_file": kind is IncomingKind.FILE,
    }
    if kind is IncomingKind.WORDS:
        intake.store(contact.conversation, channel, key, text, **columns)
    else:
        inbox.store(contact.conversation, channel, key, text, **columns)
    return True


def _is_silent(contact: Contact) -> bool:
    return contact.silent_until is not None and contact.silent_until > timezone.now()


def _noticed(contact: Contact) -> None:
    Contact.objects.filter(pk=contact.pk).update(last_act_at=timezone.now(), unreachable_since=None)


def _flooded(channel: str, contact: Contact) -> bool:
    """Say once that it is too much, then nothing; the message is not taken."""
    REFUSALS.labels(channel, "busy").inc()
    now = timezone.now()
    with transaction.atomic():
        fresh = Contact.objects.filter(pk=contact.pk).exclude(told_busy_at__gt=now - _TOLD_ONCE_IN)
        if fresh.update(told_busy_at=now):
            reply = Reply(sentences().say("api_busy"), Meta(Outcome.REFUSED))
            outbox.push(contact.conversation, reply)
    return False
