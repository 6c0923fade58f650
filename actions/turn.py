"""What one action sees of a turn, and what it gives back: typed, instead of Rasa's dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract.reply import Reply


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of one conversation, as Rasa understood it.

    Attributes:
        conversation: opaque key of the conversation (Rasa's sender id).
        text: the citizen's words, or a button payload starting with ``/``; never to be logged.
        intent: name of the intent Rasa settled on.
        entities: first value of each entity, by name.
        slots: current slot values.
        active_form: name of the running form, else None.
        requested_slot: the slot that the running form asks for, else None.
        confidence: how sure Rasa is of the intent, 0..1; None for a payload.
        may_complain: how likely the message tells of bad treatment, 0..1, whatever its intent.
    """

    conversation: str
    text: str = field(repr=False)
    intent: str
    entities: Mapping[str, Any] = field(default_factory=dict, repr=False)
    slots: Mapping[str, Any] = field(default_factory=dict, repr=False)
    active_form: str | None = None
    requested_slot: str | None = None
    confidence: float | None = None
    may_complain: float = 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """What an action gives back.

    Attributes:
        replies: what is said.
        slots: values to set.
        events: further Rasa events.
        trace: figures of the turn for its log: ``search_ms``, ``compose_ms``, ``confidence``.
    """

    replies: tuple[Reply, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    events: Sequence[Mapping[str, Any]] = ()
    trace: Mapping[str, float] = field(default_factory=dict)


def read_turn(tracker: Any) -> Turn:
    """Read a rasa-sdk ``Tracker`` into a turn."""
    message = tracker.latest_message or {}
    entities: dict[str, Any] = {}
    for entity in message.get("entities") or ():
        entities.setdefault(entity["entity"], entity["value"])
    intent = message.get("intent") or {}
    return Turn(
        conversation=str(tracker.sender_id),
        text=str(message.get("text") or ""),
        intent=str(intent.get("name") or "nlu_fallback"),
        entities=entities,
        slots=dict(tracker.slots),
        active_form=(tracker.active_loop or {}).get("name"),
        requested_slot=tracker.slots.get("requested_slot"),
        confidence=_confidence(intent),
        may_complain=_confidence_of("complain", message.get("intent_ranking")),
    )


def _confidence(intent: Mapping[str, Any]) -> float | None:
    value = intent.get("confidence")
    return float(value) if isinstance(value, int | float) else None


def _confidence_of(name: str, ranking: object) -> float:
    listed = ranking if isinstance(ranking, list) else []
    found = (_confidence(i) for i in listed if isinstance(i, Mapping) and i.get("name") == name)
    return next(found, None) or 0.0
