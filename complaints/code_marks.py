"""Codes on their way through a conversation: sealed into a button, opened when it is pressed.

Payloads of buttons are stored; a code that stood there in clear would open a complaint to whoever
reads the table.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from complaints.seal import SealBroken, keyring


def mark(code: str, conversation: str) -> str:
    """Seal a code for the buttons of one conversation."""
    return urlsafe_b64encode(keyring().seal(code, _place(conversation))).decode("ascii")


def code_in(marked: str, conversation: str) -> str | None:
    """Open the code of a pressed button; None if the mark is something else."""
    try:
        return keyring().unseal(urlsafe_b64decode(marked), _place(conversation))
    except (SealBroken, ValueError):
        return None


def _place(conversation: str) -> str:
    return f"complaint-button:{conversation}"
