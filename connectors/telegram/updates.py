"""What an update of Telegram means: one function a kind, and no content breaks any of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import filters

from connectors import rendering
from connectors.channel import Event, Incoming, IncomingKind, Point, Reachability
from connectors.errors import MalformedEvent

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""Kinds of updates that Telegram is asked for."""

COMMANDS = {
    "start": "/greet",
    "phananh": "/complain",
    "tracuu": "/complaint_status",
    "huongdan": "/help",
    "help": "/help",
    "dung": "",
}
"""What a command without words tells the dialogue; ``/dung`` stops."""

_WITH_WORDS = {"phananh": "tôi muốn phản ánh: {words}", "tracuu": "tra cứu phản ánh {words}"}
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,64}))?(?:\s+(.*))?", re.DOTALL)
_PLACELESS = ("location", "venue")
_FILES = ("document", "voice", "audio")
_SEEN = ("video", "video_note", "sticker")


@dataclass(frozen=True, slots=True)
class Myself:
    """Who the bot is.

    Attributes:
        id: the number at the head of its token.
        username: without @; empty while it is not known.
    """

    id: int
    username: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """Where and by whom something was said; what every event of it has in common."""

    address: str
    group: str
    quote: str


def events_of(document: Mapping[str, Any], myself: Myself) -> tuple[Event, ...]:
    """Read one update.

    Returns:
        What is to be taken in; nothing for channel posts, polls and other people's talk.

    Raises:
        MalformedEvent: it is no update of Telegram.
    """
    try:
        return _read(document, myself)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as exc:
        raise MalformedEvent(type(exc).__name__) from exc  # a field of another shape than promised


def _read(document: Mapping[str, Any], myself: Myself) -> tuple[Event, ...]:
    update = Update.de_json(_with_whole_point(document), None)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if filters.StatusUpdate.ALL.check_update(update):
        return ()
    found = _of_kind(update, myself)
    # Its number orders what is delivered out of order, presses and edits included.
    return tuple(replace(event, sequence=update.update_id) for event in found)


def _with_whole_point(document: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what a location lacks, for which the library would refuse the whole update."""
    message = document.get("message")
    place = message.get("location") if isinstance(message, dict) else None
    if not (message and isinstance(place, dict)):
        return dict(document)
    whole = {"latitude": None, "longitude": None, **place}
    return {**document, "message": {**message, "location": whole}}


def _of_kind(update: Update, myself: Myself) -> tuple[Incoming, ...]:
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.edited_message is not None:
        return _edited(update.edited_message, myself)
    return _message(update.message, myself) if update.message is not None else ()


def _message(message: Message, myself: Myself) -> tuple[Incoming, ...]:
    said = _said(message.chat, message.from_user, message.message_id)
    if said is None or (said.group and not _is_for(message, myself)):
        return ()
    number = str(message.message_id)
    found: list[Incoming] = []
    attachment = _file_of(message)
    if attachment:
        found.append(_incoming(said, number, kind=IncomingKind.FILE, attachment=attachment))
    words = message.text or message.caption or ""
    if message.contact is not None:
        words = message.contact.phone_number
    if words:
        number = f"{number}:words" if attachment else number
        found.append(_words(said, number, _unaddressed(words, myself)))
    elif not attachment:
        found.append(_wordless(said, number, message))
    return tuple(found)


def _wordless(said: _Said, number: str, message: Message) -> Incoming:
    place = message.location or (message.venue.location if message.venue else None)
    point = Point.read(place.latitude, place.longitude) if place else None
    if point is not None:
        return _incoming(said, number, kind=IncomingKind.LOCATION, point=point)
    return _incoming(said, number, kind=IncomingKind.NOTE, note=_note_of(message))


def _edited(message: Message, myself: Myself) -> tuple[Incoming, ...]:
    said = _said(message.chat, message.from_user, message.message_id)
    if said is None or said.group or not message.text:  # a live location edits itself all the time
        return ()
    day = message.edit_date.timestamp() if message.edit_date else 0
    number = str(message.message_id)
    words = _unaddressed(message.text, myself)
    return (_incoming(said, f"{number}:{day:.0f}", text=words, corrects=number),)


def _press(query: CallbackQuery) -> tuple[Incoming, ...]:
    chat = query.message.chat if query.message else None
    said = _said(chat, query.from_user, 0) if chat else None
    if said is None:
        return ()
    known = query.data and rendering.pressed(query.data)
    if not known:
        note = _incoming(said, f"press:{query.id}", kind=IncomingKind.NOTE, note="unsupported")
        return (note,)
    return (_incoming(said, f"press:{query.id}", text=query.data, receipt=query.id),)


def _membership(change: ChatMemberUpdated) -> tuple[Event, ...]:
    if change.chat.type != ChatType.PRIVATE:
        return ()
    gone = (ChatMember.BANNED, ChatMember.LEFT)
    return (Reachability(str(change.chat.id), change.new_chat_member.status not in gone),)


def _said(chat: Chat, user: User | None, number: int) -> _Said | None:
    """Tell where something was said; None for what no person said."""
    if user is None or user.is_bot or chat.type == ChatType.CHANNEL:
        return None
    if chat.type == ChatType.PRIVATE:
        return _Said(str(chat.id), "", "")
    return _Said(f"{chat.id}:{user.id}", str(chat.id), str(number) if number else "")


def _incoming(said: _Said, message_id: str, **what: Any) -> Incoming:
    return Incoming(
        said.address,
        message_id,
        group=said.group,
        quote=said.quote,
        **what,
    )


def _words(said: _Said, number: str, text: str) -> Incoming:
    command = _COMMAND.fullmatch(text.strip())
    name = command[1].lower() if command else ""
    if command is None or name not in COMMANDS:
        return _incoming(said, number, text=text)
    words = (command[3] or "").strip()
    if words and name in _WITH_WORDS:
        return _incoming(said, number, text=_WITH_WORDS[name].format(words=words))
    if name == "dung":
        return _incoming(said, number, kind=IncomingKind.STOP)
    return _incoming(said, number, kind=IncomingKind.COMMAND, text=COMMANDS[name])


def _is_for(message: Message, myself: Myself) -> bool:
    """Tell whether a message in a group is said to the bot."""
    answered = message.reply_to_message
    if answered is not None and answered.from_user and answered.from_user.id == myself.id:
        return True
    words = message.text or message.caption or ""
    command = _COMMAND.fullmatch(words.strip())
    if command is not None and command[1].lower() in COMMANDS:
        return not command[2] or command[2].lower() == myself.username.lower()
    return bool(myself.username) and _mention(myself).search(words) is not None


def _unaddressed(words: str, myself: Myself) -> str:
    """Take the bot's own name out of what was said."""
    if not myself.username or "@" not in words:
        return words
    return _mention(myself).sub(" ", words).strip() or words


def _mention(myself: Myself) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/])@{re.escape(myself.username)}(?!\w)", re.IGNORECASE)


def _file_of(message: Message) -> str:
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id
    if message.animation is not None:  # a document, too, and none that is evidence
        return ""
    found = (getattr(message, name) for name in _FILES)
    return next((file.file_id for file in found if file is not None), "")


def _note_of(message: Message) -> str:
    if any(getattr(message, name) is not None for name in _PLACELESS):
        return "location"
    kinds = {"video": "video", "video_note": "video", "sticker": "sticker"}
    return next((kinds[n] for n in _SEEN if getattr(message, n) is not None), "unsupported")
