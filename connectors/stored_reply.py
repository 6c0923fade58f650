"""Replies as they are stored: one that reads words back, or says a complaint's code, is sealed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from complaints.seal import keyring
from connectors.models import OutboundMessage
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
        place: where it is stored (``place_of``, ``news_place``); a sealed text opens nowhere else.
    """
    document = reply.to_json()
    if reads_back(document) or reply.meta.outcome in _TELLS_CODE:
        sealed = keyring().seal(reply.text, place)
        document["text"] = ""
        document[SEALED] = base64.b64encode(sealed).decode("ascii")
    return document


def reads_back(document: Mapping[str, Any]) -> bool:
    """Tell whether a reply repeats words of a complaint or of its box."""
    meta = document.get("meta") or {}
    return meta.get("slot") in _READS_BACK or meta.get("outcome") == Outcome.COMPLAINT_STATUS


def reply_of(row: OutboundMessage) -> Reply:
    """Read a stored reply, whether it was asked for or not.

    Raises:
        MalformedReply: the document is no reply.
        SealBroken: the sealed text was altered or moved, or its key is gone.
    """
    return from_stored(row.reply, place_of_row(row))


def place_of_row(row: OutboundMessage) -> str:
    """Name the place of a stored reply."""
    if row.in_reply_to_id is None:
        return news_place(row.conversation_id)
    return place_of(row.in_reply_to_id, row.position)


def news_place(conversation_pk: int) -> str:
    """Name the place of what is told to a conversation unasked."""
    return f"outbound:news:{conversation_pk}"


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
