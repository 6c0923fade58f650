"""What the bot has to say, on its way: planned once, sent once, given up visibly.

A notice about a complaint is looked at again at the moment of sending: whoever may no longer know
of the complaint is not written to.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from complaints.models import Complaint
from complaints.recusal import viewer_of
from complaints.seal import SealBroken
from connectors.zalo_bot import chats, wording
from connectors.zalo_bot.api import BotApi, BotError, BotRefused, BotUnreachable
from connectors.zalo_bot.models import BotChat, BotMessage

logger = logging.getLogger(__name__)

ATTEMPTS = 8
GIVEN_UP_AFTER = timedelta(hours=24)
KEPT = timedelta(days=60)
_CLAIM = timedelta(seconds=30)
_FIRST_DELAY_SECONDS = 5.0
_LONGEST_DELAY_SECONDS = 1800.0
_KEPT_FOR_OUTAGES = 0.1  # of the month

Status = BotMessage.Status


def plan(
    chat: BotChat,
    key: str,
    sentence: str,
    values: Mapping[str, str] | None = None,
    complaint: int | None = None,
) -> bool:
    """Plan one message; False if the same was planned before.

    Args:
        chat: where it goes.
        key: what it is about; the same is never said twice.
        sentence: its name in domain.yml.
        values: what fills it: numbers and days, nobody's words.
        complaint: key of the complaint it is about.
    """
    _, made = BotMessage.objects.get_or_create(
        key=key,
        defaults={
            "chat": chat,
            "sentence": sentence,
            "values": dict(values or {}),
            "complaint": complaint,
            "next_at": timezone.now(),
        },
    )
    return made


def is_planned(key: str) -> bool:
    """Tell whether a message with that key was planned before."""
    return BotMessage.objects.filter(key=key).exists()


def known(keys: Sequence[str]) -> set[str]:
    """Give those of the keys that were planned before."""
    return set(BotMessage.objects.filter(key__in=keys).values_list("key", flat=True))


async def carry_due(api: BotApi, limit: int = 20) -> int:
    """Send what is due; give how many were sent."""
    sent = 0
    for pk in await sync_to_async(_due)(limit):
        sent += await _carry(api, pk)
    return sent


def used_this_month(now: datetime) -> int:
    """Give how many messages went out since the first of the month."""
    first = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return BotMessage.objects.filter(status=Status.SENT, at__gte=first).count()


def forget_old() -> int:
    """Erase what was said long ago; give how many."""
    old = BotMessage.objects.filter(at__lt=timezone.now() - KEPT).exclude(status=Status.WAITING)
    return old.delete()[0]


def _due(limit: int) -> list[int]:
    rows = BotMessage.objects.filter(status=Status.WAITING, next_at__lte=timezone.now())
    return list(rows.order_by("next_at", "pk").values_list("pk", flat=True)[:limit])


async def _carry(api: BotApi, pk: int) -> bool:
    prepared = await sync_to_async(_claimed)(pk)
    if prepared is None:
        return False
    row, chat, text = prepared
    try:
        await api.send(chat, text)
    except BotError as exc:
        await sync_to_async(_failed)(row, exc)
        return False
    await sync_to_async(_end)(row, Status.SENT)
    return True


def _claimed(pk: int) -> tuple[BotMessage, str, str] | None:
    """Take a message for sending, if it should still be sent; give it, the chat and the text."""
    now = timezone.now()
    waiting = BotMessage.objects.filter(pk=pk, status=Status.WAITING, next_at__lte=now)
    if not waiting.update(next_at=now + _CLAIM, attempts=F("attempts") + 1):
        return None
    row = BotMessage.objects.select_related("chat__user").get(pk=pk)
    if not _may_know(row) or _month_is_used_up(row, now):
        _end(row, Status.DROPPED)
        return None
    try:
        return row, chats.id_of(row.chat), wording.say(row.sentence, row.values)
    except SealBroken:
        logger.error("zalo_bot.chat_sealed_with_another_key")
        _end(row, Status.GAVE_UP)
        return None


def _may_know(row: BotMessage) -> bool:
    if row.complaint is None:
        return True
    user = row.chat.user
    may_open = user is not None and user.has_perm("complaints.view_complaint")
    seen = Complaint.objects.visible_to(viewer_of(user) if may_open else None)
    return bool(seen.filter(pk=row.complaint).exists())


def _month_is_used_up(row: BotMessage, now: datetime) -> bool:
    limit = settings.ENVIRONMENT.zalo_bot.monthly
    allowed = limit if row.sentence in wording.OUTAGES else limit * (1 - _KEPT_FOR_OUTAGES)
    used_up = used_this_month(now) >= allowed
    if used_up:
        logger.error("zalo_bot.month_used_up limit=%d", limit)
    return used_up


def _failed(row: BotMessage, exc: BotError) -> None:
    age = timezone.now() - row.at
    if isinstance(exc, BotRefused) or row.attempts >= ATTEMPTS or age > GIVEN_UP_AFTER:
        code = exc.code if isinstance(exc, BotRefused) else 0
        logger.warning("zalo_bot.gave_up sentence=%s code=%d", row.sentence, code)
        _end(row, Status.GAVE_UP)
        return
    wish = exc.retry_after if isinstance(exc, BotUnreachable) else None
    pause = wish if wish is not None else _delay(row.attempts)
    BotMessage.objects.filter(pk=row.pk, status=Status.WAITING).update(
        next_at=timezone.now() + timedelta(seconds=pause)
    )


def _delay(attempts: int) -> float:
    growing = min(_FIRST_DELAY_SECONDS * 2.0 ** (attempts - 1), _LONGEST_DELAY_SECONDS)
    return growing * (0.5 + random.random() / 2)  # noqa: S311 - nobody gains by guessing it


def _end(row: BotMessage, status: BotMessage.Status) -> None:
    BotMessage.objects.filter(pk=row.pk, status=Status.WAITING).update(status=status)
