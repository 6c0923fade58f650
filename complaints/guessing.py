"""Guessing codes: whoever tries too many that open nothing has to wait.

Counted in the database, so that every process sees the same count. Nothing names the person: a
row holds a keyed hash of the conversation or the network address, and is gone after an hour.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from complaints.models import CodeMiss

WINDOW = timedelta(minutes=15)
PER_CONVERSATION = 8  # a person who mistypes notices by the check symbol, before this counts
PER_ADDRESS = 30  # a whole office may sit behind one address
KEPT = timedelta(hours=1)


class TooManyGuesses(PermissionError):
    """Too many codes that open nothing came from there; the person may try later."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who tries a code; what is not known is empty.

    Attributes:
        conversation: opaque key of the conversation.
        address: network address.
    """

    conversation: str = ""
    address: str = field(default="", repr=False)


def pass_or_refuse(seeker: Seeker) -> None:
    """Let a look-up through.

    Raises:
        TooManyGuesses: there were too many misses within ``WINDOW``.
    """
    since = timezone.now() - WINDOW
    for who, limit in _marks(seeker):
        if CodeMiss.objects.filter(who=who, at__gt=since).count() >= limit:
            raise TooManyGuesses


def note_miss(seeker: Seeker) -> None:
    """Count a code that opened nothing."""
    now = timezone.now()
    CodeMiss.objects.bulk_create(CodeMiss(who=who, at=now) for who, _ in _marks(seeker))


def forget() -> int:
    """Erase old misses; give how many there were."""
    erased, _ = CodeMiss.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return erased


def _marks(seeker: Seeker) -> list[tuple[str, int]]:
    known = (
        (f"conversation:{seeker.conversation}", PER_CONVERSATION if seeker.conversation else 0),
        (f"address:{seeker.address}", PER_ADDRESS if seeker.address else 0),
    )
    key = settings.ENVIRONMENT.code_key.encode()
    return [
        (hmac.new(key, mark.encode(), hashlib.sha256).hexdigest(), limit)
        for mark, limit in known
        if limit
    ]
