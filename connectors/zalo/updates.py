"""Zalo's events as the channel contract knows them."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors import channel
from connectors.channel import Echo, IncomingKind, Reachability, TakeOver
from connectors.zalo import events
from connectors.zalo.events import Echoed, Followed, Incoming, Kind, TakenOver, Unfollowed
from connectors.zalo.settings import ZaloSettings

_FILES = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.FILE})
_NOTES = {
    Kind.VIDEO: "video",
    Kind.STICKER: "sticker",
    Kind.GIF: "sticker",
    Kind.LOCATION: "location",
}
_GREET = "/greet"


def to_contract(event: events.Event, zalo: ZaloSettings) -> tuple[channel.Event, ...]:
    """Give what is to be taken in, in order; empty for what is none of ours."""
    if isinstance(event, Incoming):
        return _message(event)
    if isinstance(event, Followed):
        greeting = channel.Incoming(
            event.person,
            event.message_id,
            _GREET,
            IncomingKind.COMMAND,
            sequence=_sequence(event.at),
        )
        return (Reachability(event.person, reachable=True), greeting)
    if isinstance(event, Unfollowed):
        return (Reachability(event.person, reachable=False),)
    if isinstance(event, TakenOver):
        return (TakeOver(event.person, (event.at or datetime.now(UTC)) + zalo.takeover),)
    if isinstance(event, Echoed):
        return (Echo(event.person, event.message_id, event.text),)
    return ()


def _message(event: Incoming) -> tuple[channel.Incoming, ...]:
    """Give a message: each file by itself, the words typed with them after them."""
    at = _sequence(event.at)
    words = channel.Incoming(event.person, event.message_id, event.text, sequence=at)
    if event.place is not None:
        place = channel.Incoming(
            event.person,
            f"{event.message_id}/place",
            kind=IncomingKind.LOCATION,
            point=event.place,
            sequence=at,
        )
        return (place, words) if event.text.strip() else (place,)
    if event.kind in _FILES and event.attachments:
        files = tuple(
            channel.Incoming(
                event.person,
                f"{event.message_id}/{number}",
                kind=IncomingKind.FILE,
                attachment=f"{file.size or ''} {file.url}",
                sequence=at,
            )
            for number, file in enumerate(event.attachments)
        )
        return (*files, words) if event.text.strip() else files
    if event.kind in (Kind.TEXT, Kind.LINK) or event.text.strip():
        return (words,)
    note = _NOTES.get(event.kind, "unsupported")
    return (
        channel.Incoming(
            event.person, event.message_id, kind=IncomingKind.NOTE, note=note, sequence=at
        ),
    )


def _sequence(at: datetime | None) -> int:
    return int(at.timestamp() * 1000) if at else 0
