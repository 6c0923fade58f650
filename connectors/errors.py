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
└── DialogueFailed          the dialogue gave no usable answer
    ├── DialogueUnreachable
    └── DialogueSilent
"""

from __future__ import annotations


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
