"""The channel contract: what each channel can do, and the four steps every one of them has.

verify → parse → (inbox, dialogue) → render → send. A channel is one module with one class; nothing
outside it knows the vendor. ``connectors.registry`` lists those that are configured.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from connectors.models import ChannelName
from contract.reply import Button, Reply


class Markup(StrEnum):
    """How a channel marks headings."""

    PLAIN = "plain"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class ButtonLimits:
    """What a button may be.

    Attributes:
        count: buttons under one message.
        title: characters of a title.
        payload: bytes (UTF-8) of what comes back when it is pressed.
    """

    count: int
    title: int
    payload: int


@dataclass(frozen=True, slots=True)
class Window:
    """A time after the person's last act in which messages may be sent.

    Attributes:
        until: after the last act; None never ends.
        cost_dong: of one message, in đồng.
    """

    until: timedelta | None = None
    cost_dong: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a vendor takes messages.

    Attributes:
        per_second: in all.
        chat_seconds: between two messages to one person.
        group_per_minute: to one group; None where there are no groups.
    """

    per_second: float
    chat_seconds: float
    group_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do: the one table that rendering and the outbox read.

    Attributes:
        text_units: longest message, in UTF-16 units (never fewer than characters).
        brief_units: longest answer before the rest goes behind "Xem đủ"; None: never.
        buttons: None where a channel has none: choices are then numbered.
        markup: of the text.
        files: whether people can send files.
        edits: whether people can change what they sent.
        typing: whether "is typing" can be shown.
        windows: in order; after the last one nothing may be sent.
        echo_seconds: within which the vendor tells of a message that it took from us (``Echo``), as
            a rule; 0: it never does.
        pace: None where nothing is pushed.
    """

    text_units: int
    brief_units: int | None = 900
    buttons: ButtonLimits | None = None
    markup: Markup = Markup.PLAIN
    files: bool = False
    edits: bool = False
    typing: bool = False
    windows: tuple[Window, ...] = (Window(),)
    echo_seconds: float = 0.0
    pace: Pace | None = None

    def window_at(self, last_act: datetime, now: datetime) -> Window | None:
        """Give the window that a message sent now falls into; None when all are closed."""
        since = now - last_act
        return next((w for w in self.windows if w.until is None or since <= w.until), None)

    def closes_at(self, last_act: datetime) -> datetime | None:
        """Give the moment from which nothing may be sent; None when there is none."""
        last = self.windows[-1].until
        return None if last is None else last_act + last


class IncomingKind(StrEnum):
    """What somebody sent."""

    WORDS = "words"
    """Words as typed, or a payload that must have been offered."""
    COMMAND = "command"
    """A payload that the channel itself vouches for: a command, or a button of a reply of ours."""
    FILE = "file"
    """A file; ``attachment`` says how to fetch it."""
    LOCATION = "location"
    """A point on the map; ``point`` says which."""
    NOTE = "note"
    """Anything else: answered by the sentence ``utter_note_<note>``, never by the dialogue."""
    REPEAT = "repeat"
    """The same button pressed again before the answer: seen, answered with the first press."""
    STOP = "stop"
    """Stop what is going on; outside of anything, send nothing unasked any more."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where somebody is, in degrees. Never in the database, never logged."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)

    @classmethod
    def read(cls, latitude: object, longitude: object) -> Point | None:
        """Read what a vendor sent: numbers, or texts of numbers; None where it is no point."""
        north, east = _degrees(latitude), _degrees(longitude)
        if not (abs(north) <= 90 and abs(east) <= 180):  # nan is neither
            return None
        return cls(north, east)


def _degrees(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    try:
        return float(value)
    except (OverflowError, ValueError):
        return math.nan


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of one person, as a channel read it from its vendor.

    Attributes:
        address: where answers go; the channel's own, opaque to the rest. Never logged.
        message_id: the vendor's id of the message, unique within the channel, or within the
            address; the same message delivered twice has the same.
        text: words as typed (not cleaned), or a payload.
        kind: what it is.
        note: name of the sentence for ``NOTE``.
        point: of a ``LOCATION``.
        attachment: what ``PushChannel.fetch`` needs to get the file.
        quote: vendor's id of the message to quote in the answer, where that helps (groups).
        corrects: ``message_id`` of the message that this one is an edit of.
        group: address of the group it was said in, else empty. In a group others read the answer:
            nothing private is said, and the group has a pace of its own.
        receipt: what ``PushChannel.acknowledge`` needs to tell the vendor that it was seen.
        sequence: the vendor's order of a person's messages (a running id, a timestamp): what is
            delivered out of order is answered in this order. 0 where there is none.
    """

    address: str = field(repr=False)
    message_id: str
    text: str = field(default="", repr=False)
    kind: IncomingKind = IncomingKind.WORDS
    note: str = ""
    point: Point | None = field(default=None, repr=False)
    attachment: str = field(default="", repr=False)
    quote: str = ""
    corrects: str = ""
    group: str = field(default="", repr=False)
    receipt: str = field(default="", repr=False)
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Reachability:
    """Somebody can be written to, or can't any more (blocked the bot, left, follows)."""

    address: str = field(repr=False)
    reachable: bool


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A person answers in our place: the bot is silent until then (now, or earlier: released)."""

    address: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Echo:
    """The vendor tells of a message that it took from us.

    Attributes:
        address: of who got it.
        message_id: the vendor's, as ``PushChannel.send`` gives it.
        text: of the message, as ``Part.text``.
    """

    address: str = field(repr=False)
    message_id: str
    text: str = field(repr=False)


Event = Incoming | Reachability | TakeOver | Echo


@dataclass(frozen=True, slots=True)
class Part:
    """One message as it goes to the vendor.

    Attributes:
        text: in the channel's markup.
        buttons: within the channel's limits; ``payload`` is what the vendor gives back.
        extra: what only this channel understands (the name of a template, its fields).
    """

    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message goes to: see ``Incoming.address`` and ``Incoming.quote``."""

    address: str = field(repr=False)
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``motcua channels check`` looked at; ``what`` never holds a secret."""

    ok: bool
    what: str


class Channel(ABC):
    """A way to talk with people."""

    name: ClassVar[ChannelName]
    capabilities: ClassVar[Capabilities]

    @abstractmethod
    async def check(self) -> tuple[Finding, ...]:
        """Say whether the channel works, and what is wrong."""


class PushChannel(Channel):
    """A channel whose vendor calls us and is called by us."""

    @abstractmethod
    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Tell whether a webhook call is the vendor's, in constant time.

        Args:
            headers: keys in any case (Django's ``request.headers``).
            body: raw, as received.
        """

    @abstractmethod
    def parse(self, body: bytes) -> tuple[Event, ...]:
        """Read one webhook body, without network.

        Returns:
            What is to be taken in, in order; empty for what is none of ours.

        Raises:
            MalformedEvent: the body is not the vendor's.
        """

    @abstractmethod
    def render(self, reply: Reply, outbound_pk: int) -> tuple[Part, ...]:
        """Give the messages that say a reply; at least one, each within the limits.

        The same reply must give the same parts each time: the outbox counts them.

        Args:
            reply: what is to be said.
            outbound_pk: of its ``OutboundMessage``, for payloads that lead back to it.
        """

    @abstractmethod
    async def send(self, to: Recipient, part: Part) -> str:
        """Send one message within ``outbox.SEND_SECONDS``.

        Returns:
            The vendor's id of the message; empty where it took it and did not say.

        Raises:
            TryLater: not now; with the vendor's wish for how long, where it names one.
            Undeliverable: never.
        """

    async def fetch(self, attachment: str, limit: int) -> bytes:
        """Get the content of a file that somebody sent.

        Args:
            attachment: as in ``Incoming``.
            limit: bytes; one byte more is read at most, so that the caller sees it is too big.

        Raises:
            TryLater: not now.
            Undeliverable: it is not there any more.
        """
        raise NotImplementedError

    async def acknowledge(self, to: Recipient, receipt: str) -> None:
        """Tell the vendor that a press was seen; a failure is nobody's concern."""

    async def show_typing(self, to: Recipient) -> None:
        """Show that an answer is coming, if the channel can; a failure is nobody's concern."""

    @property
    def outside_cost_dong(self) -> int:
        """What one message of ``outside_windows`` costs, in đồng."""
        return 0

    def outside_windows(self, reply: Reply, outbound_pk: int) -> tuple[Part, ...]:
        """Give what may be sent after the last window (an approved template); nothing: give up."""
        return ()

    async def start(self) -> None:
        """Open connections, register commands; called once by the process that sends."""

    async def stop(self) -> None:
        """Close what ``start`` opened."""
