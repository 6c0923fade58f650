"""What can go wrong between a citizen and the dialogue.

ConnectorError
├── MessageRefused          the message can't be taken; the citizen is told why
│   ├── EmptyText
│   ├── TextTooLong
│   ├── UnknownSession
│   ├── MessageIdTaken
│   ├── UnknownReply
│   └── TooManyMessages
├── StillWorking            taken, but not answered within the budget; ask again
├── DialogueFailed          the dialogue gave no usable answer
│   ├── DialogueUnreachable
│   └── DialogueSilent
├── MalformedEvent          a webhook body is not what the vendor sends
└── DeliveryFailed          a vendor did not take a message
    ├── TryLater
    └── Undeliverable
"""

from __future__ import annotations

from enum import StrEnum


class ConnectorError(Exception):
    """Base of this package's errors."""


class MessageRefused(ConnectorError):
    """The message can't be taken; ``code`` names the reason, for the API and for tests."""

    code = "refused"


class EmptyText(MessageRefused):
    """Nothing is left of the text once invisible characters are gone."""

    code = "empty_text"


class TextTooLong(MessageRefused):
    """The text is longer than a message may be."""

    code = "too_long"


class UnknownSession(MessageRefused):
    """The session token is not one of ours, or has been tampered with."""

    code = "unknown_session"


class MessageIdTaken(MessageRefused):
    """The message id belongs to another conversation."""

    code = "message_id_taken"


class UnknownReply(MessageRefused):
    """There is no such reply in this conversation."""

    code = "unknown_reply"


class TooManyMessages(MessageRefused):
    """More messages in a minute than a person types.

    Attributes:
        told: whoever sends was told so already, and hears nothing more until they pause.
        seconds: until the next message passes, 1 to 60.
    """

    code = "busy"

    def __init__(self, *, told: bool = False, seconds: int = 60) -> None:
        super().__init__(self.code)
        self.told = told
        self.seconds = seconds


class StillWorking(ConnectorError):
    """The message is stored and will be answered; asking again gives the answer."""


class DialogueFailed(ConnectorError):
    """The dialogue gave no usable answer."""


class DialogueUnreachable(DialogueFailed):
    """Rasa did not answer in time, or not at all."""


class DialogueSilent(DialogueFailed):
    """Rasa answered 200 with nothing to say: that is how it hides a failure."""


class MalformedEvent(ConnectorError):
    """A webhook body is not what the vendor sends."""


class Trouble(StrEnum):
    """Why a message was not taken by a vendor; staff read its Vietnamese name in the list."""

    BLOCKED = "blocked"
    GONE = "gone"
    WINDOW = "window"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    NOT_CONFIGURED = "not_configured"
    TOO_LONG_AGO = "too_long_ago"
    LIMIT = "limit"
    CREDENTIALS = "credentials"
    NETWORK = "network"
    VENDOR = "vendor"


class DeliveryFailed(ConnectorError):
    """A vendor did not take a message; holds no address and no secret."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value} {detail}".strip())
        self.trouble = trouble


class TryLater(DeliveryFailed):
    """It may work later.

    Args:
        trouble: what stands in the way.
        retry_after: seconds the vendor asks for; None when it names none.
        may_have_arrived: the vendor may have taken the message all the same (its answer was lost).
        for_all: nobody else's message would be taken either.
        detail: an error number of the vendor.
    """

    def __init__(
        self,
        trouble: Trouble,
        *,
        retry_after: float | None = None,
        may_have_arrived: bool = False,
        for_all: bool = False,
        detail: str = "",
    ) -> None:
        super().__init__(trouble, detail)
        self.retry_after = retry_after
        self.may_have_arrived = may_have_arrived
        self.for_all = for_all


class Undeliverable(DeliveryFailed):
    """It will never work."""
