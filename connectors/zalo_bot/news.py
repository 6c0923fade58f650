"""What reaches the bot: a code of the staff site, a wish to stop, or somebody who is wrong here."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from connectors.zalo_bot import chats, messages
from connectors.zalo_bot.chats import TooManyTries
from connectors.zalo_bot.models import BotChat
from connectors.zalo_bot.settings import ZaloBotSettings

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_STOP = frozenset({"dừng", "dung", "/dung", "stop", "/stop"})
_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_ONCE_IN = timedelta(minutes=10)
"""Somebody who is wrong here is told so once, not at each message: each one costs."""


@dataclass(frozen=True, slots=True)
class News:
    """One message to the bot.

    Attributes:
        chat: Zalo's id of the chat.
        message_id: Zalo's id of the message.
        text: words; empty for anything else.
        protected: the sender belongs to a protected group, and Zalo keeps the content back.
    """

    chat: str = field(repr=False)
    message_id: str
    text: str = field(default="", repr=False)
    protected: bool = False


def is_genuine(bot: ZaloBotSettings, headers: Mapping[str, str]) -> bool:
    """Tell whether a webhook call carries the secret, in constant time."""
    given = headers.get(SECRET_HEADER, "")
    expected = bot.webhook_secret.encode()
    return bool(expected) and hmac.compare_digest(expected, given.encode("utf-8", "replace"))


def read_news(document: Any) -> News | None:
    """Read one document: of the webhook or of ``getUpdates``, wrapped in ``result`` or not.

    Returns:
        The message; None for what is none, for groups, and for what has an odd shape.
    """
    if isinstance(document, dict) and isinstance(document.get("result"), dict):
        document = document["result"]
    if not isinstance(document, dict):
        return None
    event, message = document.get("event_name"), document.get("message")
    if not isinstance(event, str) or not isinstance(message, dict):
        return None
    chat, message_id, text = message.get("chat"), message.get("message_id"), message.get("text")
    if not isinstance(chat, dict) or str(chat.get("chat_type", "PRIVATE")).upper() != "PRIVATE":
        return None
    ids = (chat.get("id"), message_id)
    if not all(isinstance(value, str) and _ID.fullmatch(value) for value in ids):
        return None
    return News(
        str(ids[0]),
        str(ids[1]),
        text if isinstance(text, str) else "",
        event == "message.unsupported.received",
    )


def take(news: News) -> None:
    """Do what a message asks for, and plan the answer; the same message again changes nothing."""
    row = chats.find_or_keep(news.chat)
    key = f"reply:{hashlib.sha256(f'{row.pk} {news.message_id}'.encode()).hexdigest()[:40]}"
    if messages.is_planned(key):
        return
    sentence = _answer(row, news)
    if sentence is None:
        return
    if sentence in ("bot_wrong_place", "bot_protected"):
        key = f"{sentence}:{row.pk}:{int(timezone.now().timestamp() / _ONCE_IN.total_seconds())}"
    messages.plan(row, key, sentence)


def _answer(row: BotChat, news: News) -> str | None:
    """Give the name of the sentence to say; None for silence."""
    text = news.text.strip()
    if news.protected:
        return "bot_protected"
    if text.casefold() in _STOP:
        chats.unlink(row)
        return "bot_stopped"
    if not chats.looks_like_code(text):
        return "bot_already_linked" if row.user_id else "bot_wrong_place"
    try:
        return "bot_linked" if chats.link(row, text) else "bot_code_wrong"
    except TooManyTries:
        return None
