"""Zalo's webhook events, read into records; what is odd becomes ``Nothing``, never an error."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from connectors.channel import Point

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_SENT_BY_PERSON = "user_send_"
_SENT_BY_ACCOUNT = "oa_send_"


class Kind(StrEnum):
    """What somebody sent; values are the end of Zalo's event names."""

    TEXT = "text"
    IMAGE = "image"
    LINK = "link"
    AUDIO = "audio"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    BUSINESS_CARD = "business_card"
    FILE = "file"
    GIF = "gif"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something to fetch.

    Attributes:
        url: where it lies, as Zalo says; not to be believed.
        size: bytes as announced; None where it is not said.
    """

    url: str = field(repr=False)
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of a person to the account.

    Attributes:
        person: Zalo's id of who wrote, for this account.
        message_id: Zalo's id of the message.
        kind: what it is.
        text: words typed with it; empty when there are none.
        attachments: files that belong to it.
        place: of a location.
        at: when it was sent.
    """

    person: str
    message_id: str
    kind: Kind
    text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    place: Point | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody began to follow the account."""

    person: str
    message_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """Somebody ended following the account: nothing may be sent to them any more."""

    person: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A person of the staff wrote to somebody in the account's own chat."""

    person: str
    admin: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Echoed:
    """Zalo took a message that we sent through the API.

    Attributes:
        person: who got it.
        message_id: Zalo's id of it, as the call that sent it gave it.
        text: words of it.
    """

    person: str
    message_id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing to do; ``why`` is an event name or a reason, for the count."""

    why: str


Event = Incoming | Followed | Unfollowed | TakenOver | Echoed | Nothing


def read_event(document: Any) -> Event:
    """Read one webhook document.

    Args:
        document: what the JSON body held; any shape.
    """
    if not isinstance(document, dict):
        return Nothing("not_an_object")
    name = document.get("event_name")
    if not isinstance(name, str):
        return Nothing("no_name")
    if name in ("follow", "unfollow"):
        return _following(name, document)
    if name.startswith(_SENT_BY_ACCOUNT):
        return _sent_by_account(name, document)
    if name.startswith(_SENT_BY_PERSON):
        return _incoming(name, document)
    return Nothing(name if _ID.fullmatch(name) else "odd_name")


def _following(name: str, document: Mapping[str, Any]) -> Event:
    person = _id(document.get("follower"))
    if person is None:
        return Nothing("no_person")
    if name == "unfollow":
        return Unfollowed(person)
    # A follow has no message id: the same event again has the same person and moment.
    stamp = f"{person} {document.get('timestamp')}"
    made = hashlib.sha256(stamp.encode("utf-8", "replace")).hexdigest()[:32]
    return Followed(person, f"follow:{made}", _moment(document))


def _sent_by_account(name: str, document: Mapping[str, Any]) -> Event:
    sender, person = document.get("sender"), _id(document.get("recipient"))
    if person is None:
        return Nothing("no_person")
    admin = sender.get("admin_id") if isinstance(sender, dict) else None
    if admin:
        return TakenOver(person, str(admin)[:64], _moment(document))
    message = document.get("message")
    known = _id(message, "msg_id")
    text = message.get("text") if isinstance(message, dict) else None
    if known is None or not isinstance(text, str) or not text:
        return Nothing(name if _ID.fullmatch(name) else "odd_name")
    return Echoed(person, known, text)


def _incoming(name: str, document: Mapping[str, Any]) -> Event:
    message = document.get("message")
    if not isinstance(message, dict):
        return Nothing("no_message")
    person, message_id = _id(document.get("sender")), _id(message, "msg_id")
    if person is None or message_id is None:
        return Nothing("no_id")
    try:
        kind = Kind(name.removeprefix(_SENT_BY_PERSON))
    except ValueError:
        return Nothing("unknown_kind")
    text = message.get("text")
    payloads = _payloads(message)
    return Incoming(
        person,
        message_id,
        kind,
        text if isinstance(text, str) else "",
        tuple(found for found in map(_attachment, payloads) if found),
        next((found for found in map(_place, payloads) if found), None),
        _moment(document),
    )


def _payloads(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    attachments = message.get("attachments")
    if not isinstance(attachments, list):
        return []
    payloads = (a.get("payload") for a in attachments if isinstance(a, dict))
    return [payload for payload in payloads if isinstance(payload, dict)]


def _attachment(payload: Mapping[str, Any]) -> Attachment | None:
    url = payload.get("url")
    if not isinstance(url, str) or not url:
        return None
    size = str(payload.get("size", ""))
    return Attachment(url, int(size) if size.isascii() and size.isdigit() else None)


def _place(payload: Mapping[str, Any]) -> Point | None:
    point = payload.get("coordinates")
    if not isinstance(point, dict):
        return None
    return Point.read(point.get("latitude"), point.get("longitude"))


def _id(holder: object, key: str = "id") -> str | None:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def _moment(document: Mapping[str, Any]) -> datetime | None:
    """Read ``timestamp``: milliseconds, a text or a number."""
    text = str(document.get("timestamp", ""))
    if not (text.isascii() and text.isdigit() and len(text) <= 14):
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)
