"""Corrections: who got an answer that was wrong, who of them can be told, and telling them once."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from connectors import outbox, registry
from connectors.models import ChannelName, Contact, Conversation, OutboundMessage
from connectors.wording import sentences
from contract.outcomes import Outcome
from contract.reply import Button, Meta, Reply
from insight.models import Recall, RecallNotice
from insight.news import choose
from knowledge_base.publishing.models import EventKind, ReleaseEvent
from knowledge_base.retrieval.records import EntryKind
from knowledge_base.rows import MODELS

logger = logging.getLogger(__name__)

_AT_ONCE = 100  # conversations told in one run of the job
_ANSWERS = (Outcome.ANSWERED.value, Outcome.ANSWERED_PARTIAL.value)

Status = Recall.Status


class CannotRecall(ValueError):
    """A correction can't be prepared or sent; the message is a sentence for staff."""


@dataclass(frozen=True, slots=True)
class Change:
    """A release in which an entry became other than before.

    Attributes:
        release: its name.
        at: when it was made.
    """

    release: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a correction would reach, counted by conversation.

    Attributes:
        received: got the wrong answer.
        by_channel: of those, for each channel.
        now: told at once on the channel, where messages are pushed.
        on_return: will see it when they open the chat page again.
        closed: the vendor's time for messages is over.
        stopped: wish no message that they did not ask for.
        gone: blocked the assistant, or the channel is off.
        cost_dong: of telling those reached now, in đồng.
    """

    received: int
    by_channel: Mapping[str, int]
    now: int
    on_return: int
    closed: int
    stopped: int
    gone: int
    cost_dong: int

    @property
    def reached(self) -> int:
        """All who will be told."""
        return self.now + self.on_return


def changes_of(key: str) -> list[Change]:
    """Give the releases in which an entry changed, newest first."""
    return [
        Change(event.release, event.at)
        for event in reversed(_releases())
        if any(c["key"] in ("", key) for c in event.changes)  # "": all, or too many to list
    ]


def title_of(key: str) -> str | None:
    """Give the name of an entry on record; None where there is none."""
    for kind in EntryKind:
        found = MODELS[kind]._default_manager.filter(key=key).values_list("plain_name", "title")
        for plain_name, title in found:
            return str(plain_name or title)
    return None


def wrong_releases(wrong_since: str, right_since: str) -> list[str]:
    """Give the releases that held the wrong text, oldest first.

    Args:
        wrong_since: the first of them.
        right_since: the first after them.

    Raises:
        CannotRecall: the two releases are not on record in this order.
    """
    names = [event.release for event in _releases()]
    try:
        first, after = names.index(wrong_since), names.index(right_since)
    except ValueError:
        raise CannotRecall("Không tìm thấy bản phát hành đã chọn.") from None
    if first >= after:
        raise CannotRecall("Bản còn sai phải có trước bản đã sửa.")
    return names[first:after]


def receivers(recall: Recall) -> dict[int, datetime]:
    """Give the conversations that got the wrong answer → when they last did.

    Raises:
        CannotRecall: see ``wrong_releases``.
    """
    rows = OutboundMessage.objects.filter(
        reply__meta__procedure=recall.key,
        reply__meta__release__in=wrong_releases(recall.wrong_since, recall.right_since),
        reply__meta__outcome__in=_ANSWERS,
    )
    columns = ("conversation_id", "created_at", "reply")
    return {
        conversation: at
        for conversation, at, reply in rows.order_by("pk").values_list(*columns).iterator()
        if not recall.facet or _shows(reply, recall.facet)
    }


def reach(recall: Recall) -> Reach:
    """Count whom a correction would reach now, and what that costs.

    Raises:
        CannotRecall: see ``wrong_releases``.
    """
    ways: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    cost = 0
    for conversation in _conversations(list(receivers(recall))):
        way, dong = _way(conversation)
        ways[way] += 1
        channels[conversation.channel_name.label] += 1
        cost += dong
    return Reach(
        received=ways.total(),
        by_channel=dict(channels.most_common()),
        now=ways["now"],
        on_return=ways["on_return"],
        closed=ways["closed"],
        stopped=ways["stopped"],
        gone=ways["gone"],
        cost_dong=cost,
    )


def start(recall: Recall, user: Any) -> None:
    """Let the worker send it.

    Args:
        recall: prepared by somebody else.
        user: who decides.

    Raises:
        CannotRecall: it is one's own, or not waiting any more.
    """
    if recall.prepared_by_id == user.pk:
        raise CannotRecall("Người soạn không tự gửi được; nhờ người khác xem rồi gửi.")
    counted = reach(recall)
    _decide(recall, user, Status.SENDING, received=counted.received)


def drop(recall: Recall, user: Any) -> None:
    """Send nothing.

    Raises:
        CannotRecall: it is not waiting any more.
    """
    _decide(recall, user, Status.DROPPED)


def send_due() -> int:
    """Tell the next conversations of what is being sent; give how many were told."""
    told = 0
    for recall in Recall.objects.filter(status=Status.SENDING).order_by("decided_at"):
        told += _send_some(recall, _AT_ONCE - told)
        if told >= _AT_ONCE:
            break
    if told:
        logger.info("recall.told count=%s", told)
    return told


def correction(recall: Recall, last: datetime) -> Reply:
    """Give what a person is told; ``last`` is when they got the wrong answer."""
    said = sentences()
    day = f"{timezone.localdate(last):%d/%m/%Y}"
    button = Button(said.say("answer_corrected_button"), choose(recall.key))
    text = said.say("answer_corrected", day=day, name=recall.name, words=recall.words)
    return Reply(text, Meta(Outcome.SMALLTALK), buttons=(button,))


def _send_some(recall: Recall, most: int) -> int:
    done = set(recall.notices.values_list("conversation_id", flat=True))
    waiting = {pk: at for pk, at in receivers(recall).items() if pk not in done}
    told = 0
    for conversation in _conversations(list(waiting)):
        if told >= most:
            return told
        way, dong = _way(conversation)
        if way in ("now", "on_return"):
            told += _tell(
                recall.pk, conversation, correction(recall, waiting[conversation.pk]), dong
            )
    recall.refresh_from_db()
    recall.status = Status.SENT
    recall.save(update_fields=["status"])
    return told


def _tell(recall_pk: int, conversation: Conversation, reply: Reply, cost_dong: int) -> bool:
    """Say it once: the notice and the message stand in the same transaction."""
    with transaction.atomic():
        recall = Recall.objects.select_for_update().get(pk=recall_pk)
        _, fresh = RecallNotice.objects.get_or_create(recall=recall, conversation=conversation)
        if not fresh:
            return False
        outbox.push(conversation, reply)
        recall.told += 1
        recall.cost_dong += cost_dong
        recall.save(update_fields=["told", "cost_dong"])
        return True


def _decide(recall: Recall, user: Any, status: Recall.Status, **more: int) -> None:
    changed = Recall.objects.filter(pk=recall.pk, status=Status.PREPARED).update(
        status=status, decided_by=user, decided_at=timezone.now(), **more
    )
    if not changed:
        raise CannotRecall("Đính chính này đã có người quyết định.")


def _releases() -> list[ReleaseEvent]:
    built = ReleaseEvent.objects.filter(kind=EventKind.BUILT)
    return list(built.order_by("at", "pk").only("release", "at", "changes"))


def _shows(document: Mapping[str, Any], facet: str) -> bool:
    card = document.get("card") or {}
    sections = {section["facet"] for section in card.get("sections", ())}
    return facet in sections | {document["meta"].get("facet")}


def _conversations(pks: list[int]) -> Iterator[Conversation]:
    for begin in range(0, len(pks), 500):  # below SQLite's limit of parameters
        part = Conversation.objects.filter(pk__in=pks[begin : begin + 500])
        yield from part.select_related("contact").order_by("pk")


def _way(conversation: Conversation) -> tuple[str, int]:
    """Tell how a person would get to know: a field of ``Reach``, and the cost in đồng."""
    if conversation.channel == ChannelName.WEB:
        return "on_return", 0
    contact: Contact | None = getattr(conversation, "contact", None)
    channel = registry.push_channel(conversation.channel)
    if contact is None or channel is None or contact.unreachable_since is not None:
        return "gone", 0
    if contact.unasked_stopped_at is not None:
        return "stopped", 0
    window = channel.capabilities.window_at(contact.last_act_at, timezone.now())
    return ("closed", 0) if window is None else ("now", window.cost_dong)
