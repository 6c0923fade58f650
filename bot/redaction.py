"""What of a conversation may be written down: events without the words of a complaint.

A turn is a message and everything up to the next one. It is *sealed* when the complaint form is
running at any time in it, or when the message itself is a complaint, a complaint's code or a
personal number. Of a sealed turn only intents, actions and markers are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

FORM = "complaint_form"
MARKER = "[không lưu]"
"""Stands where words were; never empty, since Rasa reads an empty text as no text."""

SEALED_INTENTS = frozenset({"complain", "complaint_status", "personal_number_only"})
SEALED_ENTITIES = frozenset({"complaint_code"})
_SLOT_PREFIX = "complaint_"
_MARKER_LENGTH = 40
"""Longest value a ``complaint_…`` slot may hold: markers are short, told words are not."""

_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")
_ENDING_KEYS = frozenset({"outcome", "slot", "procedure", "facet"})

EventDict = dict[str, Any]


def redact(events: Iterable[EventDict], form_is_active: bool = False) -> list[EventDict]:
    """Give the events of whole turns as they may be stored.

    Args:
        events: Rasa events as dictionaries, starting at the start of a turn.
        form_is_active: whether the complaint form runs before the first of them.

    Returns:
        New dictionaries; those given are left as they are.
    """
    kept: list[EventDict] = []
    for turn in _turns(events):
        sealed = form_is_active or _is_sealed(turn)
        for event in turn:
            if event.get("event") == "active_loop":
                form_is_active = event.get("name") == FORM
        kept.extend(_redacted(event, sealed) for event in turn)
    return kept


def _turns(events: Iterable[EventDict]) -> Iterator[list[EventDict]]:
    turn: list[EventDict] = []
    for event in events:
        if event.get("event") == "user" and turn:
            yield turn
            turn = []
        turn.append(event)
    if turn:
        yield turn


def _is_sealed(turn: list[EventDict]) -> bool:
    for event in turn:
        if event.get("event") == "active_loop" and event.get("name") == FORM:
            return True
        if event.get("event") == "user":
            data = event.get("parse_data") or {}
            if (data.get("intent") or {}).get("name") in SEALED_INTENTS:
                return True
            if any(e.get("entity") in SEALED_ENTITIES for e in data.get("entities") or ()):
                return True
    return False


def _redacted(event: EventDict, sealed: bool) -> EventDict:
    kind = event.get("event")
    if kind == "user":
        return _user(event, sealed)
    if kind == "bot":
        return _bot(event, sealed)
    if kind == "slot":
        return _slot(event)
    return event


def _user(event: EventDict, sealed: bool) -> EventDict:
    data = event.get("parse_data") or {}
    text = MARKER if sealed else mask_numbers(event.get("text") or "")
    entities = [] if sealed else [_entity(e) for e in data.get("entities") or ()]
    parsed = {"intent": data.get("intent") or {}, "entities": entities, "text": text}
    return {**event, "text": text, "parse_data": parsed, "metadata": {}}


def _entity(entity: EventDict) -> EventDict:
    value = entity.get("value")
    return {**entity, "value": mask_numbers(value)} if isinstance(value, str) else entity


def _bot(event: EventDict, sealed: bool) -> EventDict:
    """Keep how a reply ended, not what it said: summaries read a complaint back."""
    if not sealed:
        return event
    data = event.get("data") or {}
    meta = (data.get("custom") or {}).get("meta") or {}
    ending = {key: value for key, value in meta.items() if key in _ENDING_KEYS}
    return {
        **event,
        "text": MARKER,
        "data": {"custom": {"text": MARKER, "meta": ending}} if meta else {},
        "metadata": {},
    }


def _slot(event: EventDict) -> EventDict:
    """Hold ``complaint_…`` slots to markers, should an action ever put words there."""
    name, value = str(event.get("name")), event.get("value")
    too_long = isinstance(value, str) and len(value) > _MARKER_LENGTH
    if name.startswith(_SLOT_PREFIX) and (too_long or isinstance(value, (dict, list))):
        return {**event, "value": MARKER}
    return event


def mask_numbers(text: str) -> str:
    """Mask identity and phone numbers (nine digits or more) except their last two digits."""
    return _LONG_NUMBER.sub(_mask, text)


def _mask(match: re.Match[str]) -> str:
    digits = [c for c in match.group() if c.isdigit()]
    return "•" * (len(digits) - 2) + "".join(digits[-2:])
