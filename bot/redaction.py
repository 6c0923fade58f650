"""What of a conversation may be written down: how it went, not what was said.

Rasa stores every message and every reply. No later step reads them: what a turn needs of earlier
ones stands in slots. So a message is kept as its intent and a reply as its ending. Words of a
complaint, codes, numbers and names never reach the disk this way, whether or not the complaint
form was recognised in time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MARKER = "[không lưu]"
"""Stands where words were; never empty, since Rasa reads an empty text as no text."""

LONGEST_MARKER = 40
"""Characters: a ``complaint_…`` slot holds markers; anything longer is words and is dropped."""

_SLOT_PREFIX = "complaint_"
_ENDING = frozenset({"outcome", "slot", "procedure", "facet"})

EventDict = dict[str, Any]


def redact(events: Iterable[EventDict]) -> list[EventDict]:
    """Give events as they may be stored.

    Args:
        events: Rasa events as dictionaries; they are left as they are.
    """
    return [_REDACTIONS.get(str(event.get("event")), _as_it_is)(event) for event in events]


def _as_it_is(event: EventDict) -> EventDict:
    return event


def _user(event: EventDict) -> EventDict:
    data = event.get("parse_data") or {}
    parsed = {"intent": data.get("intent") or {}, "entities": [], "text": MARKER}
    return {**event, "text": MARKER, "parse_data": parsed, "metadata": {}}


def _bot(event: EventDict) -> EventDict:
    """Keep how a reply ended: a summary reads a complaint back, a receipt names its code."""
    custom = (event.get("data") or {}).get("custom") or {}
    meta = custom.get("meta") if isinstance(custom, dict) else None
    ending = {k: v for k, v in meta.items() if k in _ENDING} if isinstance(meta, dict) else {}
    return {**event, "text": MARKER, "data": {"custom": {"meta": ending}}, "metadata": {}}


def _slot(event: EventDict) -> EventDict:
    """Hold ``complaint_…`` slots to markers, should an action ever put words there."""
    name, value = str(event.get("name")), event.get("value")
    is_words = isinstance(value, str) and len(value) > LONGEST_MARKER
    if name.startswith(_SLOT_PREFIX) and (is_words or isinstance(value, (dict, list))):
        return {**event, "value": MARKER}
    return event


_REDACTIONS = {"user": _user, "bot": _bot, "slot": _slot}
