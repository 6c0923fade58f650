"""Questions: from what Rasa understood to what retrieval knows."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from actions.edge import EdgeAction
from actions.services import services
from actions.turn import Done, Turn
from contract.facets import Facet
from knowledge_base.retrieval.answerer import Answered, Answerer
from knowledge_base.retrieval.state import Context


class AnswerQuestion(EdgeAction):
    """Answers a question, a follow-up, a choice, or the wish to go back."""

    action_name = "action_answer_question"

    async def act(self, turn: Turn) -> Done:
        """See ``EdgeAction``."""
        # A search takes CPU time: in a thread of its own it does not hold up other people.
        return await asyncio.to_thread(_answer, turn)


def _answer(turn: Turn) -> Done:
    answerer = services().answerer()
    context = context_in(turn.slots)
    before = context.entry
    if turn.intent == "go_back":
        return _go_back(answerer, turn, context)
    if turn.intent == "choose_other":
        answered = answerer.ask_which(context, timezone.localdate())
    else:
        answered = _by_key(answerer, turn, context) or answerer.answer(
            _question(turn), context, timezone.localdate()
        )
    return Done(answered.replies, slots_of(answered.context, before, turn.slots))


def _by_key(answerer: Answerer, turn: Turn, context: Context) -> Answered | None:
    """Answer a pressed button or a picked choice; None when the message is a question."""
    key, facets = _picked(turn, context)
    if key is None:
        return None
    return answerer.answer_entry(key, facets, timezone.localdate())


def _picked(turn: Turn, context: Context) -> tuple[str | None, tuple[Facet, ...]]:
    facet = _facet(turn.entities.get("facet"))
    if turn.text.startswith("/"):
        key = turn.entities.get("procedure") or context.entry
        return key, (facet,) if facet else context.facets
    if turn.intent == "choose" and context.candidates:
        number = _number(turn.entities.get("number") or turn.text)
        if number is not None and 1 <= number <= len(context.candidates):
            return context.candidates[number - 1], context.facets
    return None, ()


def _go_back(answerer: Answerer, turn: Turn, context: Context) -> Done:
    previous = turn.slots.get("previous_procedure")
    answered = (
        answerer.answer_entry(str(previous), context.facets, timezone.localdate())
        if previous
        else None
    )
    if answered is None:
        answered = answerer.ask_which(context, timezone.localdate())
    return Done(answered.replies, slots_of(answered.context, context.entry, turn.slots))


def context_in(slots: Mapping[str, Any]) -> Context:
    """Read the context of a conversation from its slots."""
    facets = (_facet(value) for value in slots.get("pending_facets") or ())
    return Context(
        entry=slots.get("procedure"),
        facets=tuple(f for f in facets if f),
        candidates=tuple(slots.get("candidates") or ()),
    )


def slots_of(context: Context, before: str | None, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Write a context into slots; a new procedure remembers the one before it."""
    changed = before is not None and before != context.entry
    return {
        "procedure": context.entry,
        "pending_facets": [f.value for f in context.facets],
        "candidates": list(context.candidates),
        "previous_procedure": before if changed else slots.get("previous_procedure"),
    }


def _facet(value: object) -> Facet | None:
    try:
        return Facet(str(value)) if value else None
    except ValueError:
        return None


_NUMBER_WORDS = {"nhất": 1, "đầu": 1, "một": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4}


def _number(value: object) -> int | None:
    text = str(value).lower()
    digits = [str(unicodedata.digit(c)) for c in text if c.isdigit()]
    if digits:
        return int("".join(digits[:3]))
    return next((n for word, n in _NUMBER_WORDS.items() if word in text.split()), None)


def _question(turn: Turn) -> str:
    """A payload that reached here names nothing usable: it is no question."""
    return "" if turn.text.startswith("/") else turn.text
