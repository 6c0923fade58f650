"""Chats of the bot: found by a keyed hash, their ids sealed; linked to an account by a code."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from complaints.codes import ALPHABET, digest
from complaints.seal import keyring
from connectors.zalo_bot.models import BotChat, BotMessage, LinkCode

CODE_FOR = timedelta(minutes=10)
STRANGERS_KEPT = timedelta(days=30)
_SYMBOLS = 8  # 40 bits, for ten minutes
_TRIES = 5
_TRIES_IN = timedelta(minutes=10)
_LOOKALIKES = str.maketrans("OIL", "011")
_CODE = re.compile(r"[0-9A-Z]{4}[ -]?[0-9A-Z]{4}")


class TooManyTries(PermissionError):
    """Too many codes that link nothing came from that chat."""


def new_code(user: Any) -> str:
    """Make the code that links a chat to an account; an earlier one no longer works."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(_SYMBOLS))
    LinkCode.objects.update_or_create(
        user=user, defaults={"digest": digest(symbols), "until": timezone.now() + CODE_FOR}
    )
    return f"{symbols[:4]}-{symbols[4:]}"


def find_or_keep(chat: str) -> BotChat:
    """Give the row of a chat, made if it is new.

    Args:
        chat: Zalo's id of the chat.
    """
    hashed = _hashed(chat)
    row, _ = BotChat.objects.get_or_create(
        chat_hash=hashed, defaults={"sealed_chat": keyring().seal(chat, _place(hashed))}
    )
    return row


def id_of(row: BotChat) -> str:
    """Open Zalo's id of a chat.

    Raises:
        SealBroken: it was altered, or its key is gone.
    """
    return keyring().unseal(bytes(row.sealed_chat), _place(row.chat_hash))


def looks_like_code(text: str) -> bool:
    """Tell whether a text may be a code."""
    return _CODE.fullmatch(text.strip().upper()) is not None


def link(row: BotChat, text: str) -> bool:
    """Link a chat to the account whose code it is; False when the code is none, or has run out.

    Raises:
        TooManyTries: the chat tried too many; nothing was looked up.
    """
    since = timezone.now() - _TRIES_IN
    wrong = row.messages.filter(sentence="bot_code_wrong", at__gt=since)
    if wrong.count() >= _TRIES:
        raise TooManyTries
    symbols = re.sub(r"[ -]", "", text.strip().upper()).translate(_LOOKALIKES)
    with transaction.atomic():
        code = LinkCode.objects.filter(digest=digest(symbols), until__gt=timezone.now()).first()
        if code is None or not code.user.is_active:
            return False
        BotChat.objects.filter(user=code.user).exclude(pk=row.pk).update(user=None)
        row.user, row.linked_at, row.outages = code.user, timezone.now(), code.user.is_superuser
        row.save()
        code.delete()
    return True


def unlink(row: BotChat) -> None:
    """Send this chat no more notices; those under way are dropped."""
    with transaction.atomic():
        BotChat.objects.filter(pk=row.pk).update(user=None, linked_at=None, outages=False)
        row.messages.filter(status=BotMessage.Status.WAITING).update(
            status=BotMessage.Status.DROPPED
        )


def forget_strangers() -> int:
    """Erase chats that were never linked, and codes that ran out; give how many chats."""
    now = timezone.now()
    LinkCode.objects.filter(until__lt=now).delete()
    old = BotChat.objects.filter(user=None, seen_at__lt=now - STRANGERS_KEPT)
    count = old.count()
    old.delete()
    return count


def reseal() -> int:
    """Seal the ids with the newest key; give how many were sealed anew.

    Raises:
        SealBroken: an id does not open.
    """
    done = 0
    for row in BotChat.objects.all():
        fresh = keyring().resealed(row.sealed_chat, _place(row.chat_hash))
        if fresh is not None:
            done += BotChat.objects.filter(pk=row.pk).update(sealed_chat=fresh)
    return done


def _hashed(chat: str) -> str:
    key: bytes = settings.ENVIRONMENT.code_key.encode()
    return hmac.new(key, f"zalo-bot-chat:{chat}".encode(), hashlib.sha256).hexdigest()


def _place(chat_hash: str) -> str:
    return f"zalo-bot-chat:{chat_hash}"
