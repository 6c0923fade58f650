"""What staff are told by the bot: complaints they may know of, and that something is down.

A notice holds a number, a kind and a link: no word of a complaint. Who may know of a complaint is
asked of ``complaints.recusal`` when a notice is planned and again when it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint, Role, StaffMember, StaffNotice
from complaints.recusal import viewer_of
from connectors.zalo_bot import messages
from connectors.zalo_bot.models import BotChat, Outage

LOOKED_BACK = timedelta(days=3)
"""What is older was seen on the staff site, or lay too long for a telephone to matter."""
BEFORE_TOLD = timedelta(seconds=60)
"""A restart is no outage."""

_NOTICES = {
    StaffNotice.Kind.GIVEN: "bot_complaint_given",
    StaffNotice.Kind.WORDS: "bot_complaint_words",
    StaffNotice.Kind.REOPENED: "bot_complaint_reopened",
    StaffNotice.Kind.REMINDER: "bot_complaint_due",
    StaffNotice.Kind.ESCALATED: "bot_complaint_late",
}
_PARTS = {
    "portal": "trang web",
    "bot": "hội thoại (Rasa)",
    "actions": "trả lời (actions)",
    "zalo": "kết nối Zalo OA",
}


def plan_complaints() -> int:
    """Plan what people who linked a chat have not been told yet; give how many."""
    linked = BotChat.objects.exclude(user=None).select_related("user")
    return sum(_plan_for(chat) for chat in linked)


def note_health(working: Mapping[str, bool], now: datetime | None = None) -> None:
    """Note which parts work; tell who wants to know when one has been down, and when all are back.

    Args:
        working: by part (a key of the known parts).
        now: the moment; the clock's when None.
    """
    now = now or timezone.now()
    down = ",".join(sorted(part for part, works in working.items() if not works))
    with transaction.atomic():
        outage = Outage.objects.select_for_update().filter(under_way=True).first()
        if not down:
            _over(outage, now)
        elif outage is None:
            _begin(down, now)
        elif outage.told_at is None and now - outage.started_at >= BEFORE_TOLD:
            Outage.objects.filter(pk=outage.pk).update(told_at=now, parts=down[:120])
            _tell("bot_down", outage, down)


def _plan_for(chat: BotChat) -> int:
    viewer = viewer_of(chat.user)
    if viewer is None or not chat.user or not chat.user.has_perm("complaints.view_complaint"):
        return 0
    since = max(chat.linked_at or timezone.now(), timezone.now() - LOOKED_BACK)
    wanted = {**_new(viewer, since), **_notices(viewer, since)}
    told = messages.known(list(wanted))
    return sum(
        messages.plan(chat, key, sentence, _values(complaint), complaint.pk)
        for key, (sentence, complaint) in wanted.items()
        if key not in told
    )


def _new(viewer: StaffMember, since: datetime) -> dict[str, tuple[str, Complaint]]:
    """Give what came in and nobody has looked at, for the inbox."""
    if viewer.role != Role.INBOX:
        return {}
    fresh = Complaint.objects.visible_to(viewer).filter(filed_at__gte=since, triaged_at=None)
    return {f"new:{row.pk}:{viewer.pk}": ("bot_complaint_new", row) for row in fresh}


def _notices(viewer: StaffMember, since: datetime) -> dict[str, tuple[str, Complaint]]:
    rows = StaffNotice.objects.visible_to(viewer).filter(
        member=viewer, seen_at=None, at__gte=since, kind__in=list(_NOTICES)
    )
    return {
        f"notice:{row.pk}:{viewer.pk}": (_NOTICES[StaffNotice.Kind(row.kind)], row.complaint)
        for row in rows.select_related("complaint")
    }


def _values(complaint: Complaint) -> dict[str, str]:
    link = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('complaint:inspect', args=[complaint.pk])}"
    return {"number": complaint.number, "link": link}


def _begin(down: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            Outage.objects.create(parts=down[:120], started_at=now)
    except IntegrityError:
        return  # another worker was first


def _over(outage: Outage | None, now: datetime) -> None:
    if outage is None:
        return
    Outage.objects.filter(pk=outage.pk).update(ended_at=now, under_way=None)
    if outage.told_at is not None:
        _tell("bot_up", outage, outage.parts)


def _tell(sentence: str, outage: Outage, down: str) -> None:
    parts = ", ".join(_PARTS.get(part, part) for part in down.split(","))
    since = f"{timezone.localtime(outage.started_at):%H:%M %d/%m/%Y}"
    for chat in BotChat.objects.filter(outages=True, user__is_active=True):
        key = f"{sentence}:{outage.pk}:{chat.pk}"
        messages.plan(chat, key, sentence, {"parts": parts, "since": since})
