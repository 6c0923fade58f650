"""Replies as they are stored: one that reads words back, or says a complaint's code, is sealed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from complaints.seal import keyring
from contract.outcomes import Outcome
from contract.reply import Reply

SEALED = "sealed"
_READS_BACK = frozenset({"confirm"})
"""Slots whose question repeats what the citizen told before."""
_TELLS_CODE = frozenset({Outcome.COMPLAINT_FILED, Outcome.COMPLAINT_STATUS})
"""Endings that may say the code, which alone opens a complaint."""


def to_stored(reply: Reply, place: str) -> dict[str, Any]:
    """Give the document to store.

    Args:
        reply: what is said.
        place: where it is stored; a sealed text opens nowhere else.
    """
    document = reply.to_json()
    if reply.meta.slot in _READS_BACK or reply.meta.outcome in _TELLS_CODE:
        sealed = keyring().seal(reply.text, place)
        document["text"] = ""
        document[SEALED] = base64.b64encode(sealed).decode("ascii")
    return document


def from_stored(document: Mapping[str, Any], place: str) -> Reply:
    """Read what ``to_stored`` gave.

    Raises:
        MalformedReply: the document is no reply.
        SealBroken: the sealed text was altered or moved, or its key is gone.
    """
    if SEALED not in document:
        return Reply.from_json(document)
    sealed = base64.b64decode(document[SEALED])
    return Reply.from_json({**document, "text": keyring().unseal(sealed, place)})


def resealed(document: Mapping[str, Any], place: str) -> dict[str, Any] | None:
    """Give the document sealed with the newest key; None if there is nothing to do.

    Raises:
        SealBroken: as in ``from_stored``.
    """
    fresh = keyring().resealed(base64.b64decode(document.get(SEALED, "")), place)
    if fresh is None:
        return None
    return {**document, SEALED: base64.b64encode(fresh).decode("ascii")}


def place_of(message_pk: int, position: int) -> str:
    """Name the place of one reply to one message."""
    return f"outbound:{message_pk}:{position}"
