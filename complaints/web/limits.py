"""How often, and how much, one address may send to the public pages.

Counted in the database, so that every process sees the same count; a row holds a keyed hash of
the address and is gone after an hour.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from complaints.models import PublicUse

WINDOW = timedelta(minutes=15)
FORMS = 60  # a whole office may sit behind one address
BYTES = 300 * 1024 * 1024
KEPT = timedelta(hours=1)


class TooMuch(PermissionError):
    """There were too many forms, or too many bytes, from there within ``WINDOW``."""


def pass_or_refuse(address: str, size: int) -> None:
    """Count one form, before its body is read.

    Args:
        address: network address.
        size: bytes of the request.

    Raises:
        TooMuch: it is one too many; it is not counted.
    """
    who, now = _mark(address), timezone.now()
    recent = PublicUse.objects.filter(who=who, at__gt=now - WINDOW)
    sent = recent.aggregate(bytes=Sum("size"))["bytes"] or 0
    if recent.count() >= FORMS or sent + size > BYTES:
        raise TooMuch
    PublicUse.objects.create(who=who, at=now, size=size)


def forget() -> int:
    """Erase old counts; give how many there were."""
    erased, _ = PublicUse.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return erased


def _mark(address: str) -> str:
    key = settings.ENVIRONMENT.code_key.encode()
    return hmac.new(key, f"public:{address}".encode(), hashlib.sha256).hexdigest()
