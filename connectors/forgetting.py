"""Stored replies that read a complaint back are erased with the complaint."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings

from connectors.models import OutboundMessage
from connectors.stored_reply import SEALED, reads_back
from contract.sentences import Sentences


def on_words_erased(*, conversation: str, draft: bool, **_: Any) -> None:
    """Put a sentence in the place of the words; see ``complaints.signals``.

    What only tells a code stays: it may be that of another complaint.
    """
    rows = OutboundMessage.objects.filter(conversation__key=conversation, reply__has_key=SEALED)
    if draft:
        rows = rows.filter(reply__meta__slot="confirm")
    for row in rows:
        if not reads_back(row.reply):
            continue
        kept = {name: value for name, value in row.reply.items() if name != SEALED}
        row.reply = {**kept, "text": _sentences().say("complaint_erased"), "buttons": []}
        row.save(update_fields=["reply"])


@cache
def _sentences() -> Sentences:
    return Sentences.from_domain(settings.DOMAIN_FILE)
