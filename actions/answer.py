"""Questions: from what Rasa understood to what retrieval knows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from actions import complaint_earlier, complaint_talk
from actions.choices import (
    means_all,
    number_in,
    picked_by_place,
    picked_by_words,
    picked_first,
    picked_several,
)
from actions.complaint_asides import question_in
from actions.corrections import corrected, rejects
from actions.edge import EdgeAction
from actions.pending import pending
from actions.services import services
from actions.turn import Done, Turn
from contract.facets import Facet
from contract.outcomes import Outcome
from contract.reply import Button, Reply
from knowledge_base.retrieval.answerer import Answered, Answerer
from knowledge_base.retrieval.choices import choice_labels
from knowledge_base.retrieval.denials import without_denied
from knowledge_base.retrieval.state import Context

REMEMBERED = 5
"""Procedures that "quay lại" can go back through."""

MAY_COMPLAIN = 0.2  # docs/decisions/0031
"""From this likelihood on, the answer to a question also offers to take a complaint."""

ALONE = 0.5
"""How sure a correction read by itself must be to be no word on what was talked about."""

_MOST_BUTTONS = 4


class AnswerQuestion(EdgeAction):
    """Answers a question, a follow-up, a choice, or the wish to go back."""

    action_name = "action_answer_question"

    async def act(self, turn: Turn) -> Done:
        """See ``EdgeAction``."""
        of_complaining = await complaint_talk.answered(turn)
        if of_complaining is not None:
            return of_complaining
        if complaint_earlier.opens(turn, complaint_talk.talk_in(turn)):
            return complaint_talk.opening()
        complaint_earlier.keep(turn)
        parted = question_in(turn.text) if turn.active_form else None
        if parted is not None:  # the form takes what stands beside the question
            turn = replace(turn, text=parted[0])
        # A search takes CPU time: in a thread of its own it does not hold up other people.
        done = await asyncio.to_thread(_answer, turn)
        if turn.active_form is None and turn.may_complain >= MAY_COMPLAIN:
            return replace(done, replies=_offering_a_complaint(done.replies))
        return done


def _offering_a_complaint(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Put the way to a complaint last among the buttons; choices keep their places and numbers."""
    *before, last = replies
    button = Button(services().sentences.say("button_complain"), "/complain")
    kept = last.buttons
    if last.meta.outcome is not Outcome.CLARIFY:
        kept = kept[: _MOST_BUTTONS - 1]
    return (*before, replace(last, buttons=(*kept, button)))


def _answer(turn: Turn) -> Done:
    started = time.perf_counter()
    answerer = services().answerer()
    context = context_in(turn.slots)
    history = history_in(turn.slots)
    back = _back_by_name(answerer, turn, context, history)
    if back is not None:
        answered, history = back, remember(history, context, back.context)
    elif turn.intent == "go_back":
        answered, history = _go_back(answerer, context, history)
    else:
        answered = _respond(answerer, turn, context)
        history = remember(history, context, answered.context)
        history = _with_others(history, answered)
    offers = answered.replies[-1].meta.outcome is Outcome.CLARIFY
    pending.keep(turn.conversation, turn.text if offers and not turn.text.startswith("/") else "")
    slots = {**slots_of(answered.context), "history": history}
    if turn.slots.get(complaint_talk.SLOT):
        slots[complaint_talk.SLOT] = None  # something else is talked about
    if turn.active_form and turn.intent == "choose":
        # The form reads the same message once more, and must find it a pick again.
        slots["candidates"] = list(context.candidates)
    took = 1000 * (time.perf_counter() - started)
    trace = {
        "search_ms": round(took - answered.compose_ms, 1),
        "compose_ms": round(answered.compose_ms, 1),
    }
    if answered.confidence is not None:  # of what was found, rather than of the intent
        trace["confidence"] = round(answered.confidence, 3)
    return Done(answered.replies, slots, trace=trace)


def _respond(answerer: Answerer, turn: Turn, context: Context) -> Answered:
    today = timezone.localdate()
    if turn.intent == "choose_other" or rejects(turn.text):
        return answerer.ask_which(context, today)
    place = turn.entities.get("place") if turn.text.startswith("/") else None
    if place is not None:  # a payload names a commune in full; words may only mention one
        answered = answerer.answer_commune(str(place), context, today)
        if answered is not None:
            return answered
    several = _several(answerer, turn, context)
    if several is not None:
        return several
    picked = _picked(answerer, turn, context)
    if picked is not None:
        asked = picked.asked or (pending.take(turn.conversation) if picked.is_choice else "")
        answered = answerer.answer_entry(picked.key, picked.facets, today, asked=asked)
        if answered is not None:
            return answered
    return _ask(answerer, turn, context)


def _several(answerer: Answerer, turn: Turn, context: Context) -> Answered | None:
    """Answer from several of the choices, "1 với 3"; None where none are picked so."""
    shown = len(context.candidates) - context.presumes  # what was presumed has no number
    places, rest = picked_several(turn.text, shown)
    if not places:
        return None
    said = answerer.snapshot.normaliser.normalise(rest)
    if said.content and not said.facets:  # "2 với 3 đứa con" picks nothing
        return None
    asked = "" if rest else pending.take(turn.conversation)
    facets, today = said.facets or context.facets, timezone.localdate()
    keys = [context.candidates[place] for place in places]
    found = [answerer.answer_entry(k, facets, today, asked=asked) for k in keys]
    answers = [answered for answered in found if answered is not None]
    if not answers:
        return None
    replies = tuple(reply for answered in answers for reply in answered.replies)
    return replace(answers[-1], replies=replies, ranked=tuple(keys))


def _ask(answerer: Answerer, turn: Turn, context: Context) -> Answered:
    """Answer the words; what is taken back keeps the facet that was asked."""
    today = timezone.localdate()
    text = "" if turn.text.startswith("/") else turn.text  # such a payload names nothing usable
    instead = None if without_denied(text).denied else corrected(text)
    if instead is None:
        return answerer.answer(text, context, today)
    read = answerer.snapshot.normaliser.normalise(instead)
    # "à nhầm, bằng lái cơ" turns to something else; "à không, mất luôn rồi" to another side of it.
    answered = _of_something_else(answerer, instead, context) if read.content else None
    answered = answered or answerer.answer(instead, context, today)
    entry, named = answered.context.entry, read.facets
    if entry and entry != context.entry and context.facets and not named:
        return answerer.answer_entry(entry, context.facets, today) or answered
    return answered


def _of_something_else(answerer: Answerer, text: str, context: Context) -> Answered | None:
    """Answer a correction by itself; None where it is a word on what was talked about."""
    alone = answerer.answer(text, Context(facets=context.facets), timezone.localdate())
    return alone if alone.context.entry or (alone.confidence or 0) >= ALONE else None


@dataclass(frozen=True, slots=True)
class _Picked:
    """What a button or a choice names.

    Attributes:
        key: of the entry.
        facets: what is asked of it.
        asked: the words beside the choice.
        is_choice: whether it was one of several; a button may ask for a facet instead.
    """

    key: str
    facets: tuple[Facet, ...]
    asked: str = field(default="", repr=False)
    is_choice: bool = True


def _picked(answerer: Answerer, turn: Turn, context: Context) -> _Picked | None:
    """Give the entry that a button or a choice names, with what is asked of it."""
    facet = _facet(turn.entities.get("facet"))
    if turn.text.startswith("/"):
        key = turn.entities.get("procedure") or context.entry
        facets = (facet,) if facet else context.facets
        chosen = turn.intent == "choose_procedure" and facet is None
        return _Picked(str(key), facets, is_choice=chosen) if key else None
    if not context.candidates or means_all(turn.text):
        return None
    first = picked_first(turn.text, len(context.candidates))
    if first is not None:
        rest = answerer.snapshot.normaliser.normalise(first[1])
        return _Picked(context.candidates[first[0]], rest.facets or context.facets, first[1])
    place = None
    if turn.intent == "choose":
        number = number_in(turn.entities.get("number"))
        offered = number is not None and 1 <= number <= len(context.candidates)
        place = number - 1 if number and offered else None
        if place is None:
            shown = len(context.candidates) - context.presumes
            place = picked_by_place(turn.text, shown)
    if place is None and answerer.snapshot.normaliser.normalise(turn.text).content:
        # "hồ sơ" asks for the papers; it does not pick the "hộ kinh doanh" among the choices.
        place = picked_by_words(turn.text, _labels(answerer, context))
    return None if place is None else _Picked(context.candidates[place], context.facets)


def _labels(answerer: Answerer, context: Context) -> list[str]:
    """Give what stood on the buttons of the choices; empty where one is gone from the record."""
    snapshot = answerer.snapshot
    positions = [snapshot.position_of.get(key) for key in context.candidates]
    known = [p for p in positions if p is not None]
    labels = dict(zip(known, choice_labels([snapshot.entries[p] for p in known]), strict=True))
    return ["" if p is None else labels[p] for p in positions]


def _back_by_name(
    answerer: Answerer, turn: Turn, context: Context, history: list[str]
) -> Answered | None:
    """Answer "quay lại vụ khai sinh" from what was talked about; None for any other message.

    Who asks nothing new is told again what was asked of it then.
    """
    told = {**dict(map(_unpack, history)), str(context.entry): context.facets}
    return answerer.answer_earlier(turn.text, context, timezone.localdate(), told)


def _go_back(
    answerer: Answerer, context: Context, history: list[str]
) -> tuple[Answered, list[str]]:
    """Answer again what was talked about before; from the first one on, back means forth."""
    answered_since = bool(history) and context.presumes
    if context.entry and context.candidates and not answered_since:  # only a choice was offered
        answered = answerer.answer_entry(context.entry, context.facets, timezone.localdate())
        if answered is not None:
            return answered, history
    left = list(history)
    while left:
        key, facets = _unpack(left.pop())
        answered = answerer.answer_entry(key, facets, timezone.localdate())
        if answered is not None and key != context.entry:
            if not left and context.entry:
                left = [_pack(context)]
            return answered, left
    asked = answerer.ask_which(context, timezone.localdate())
    # There is nothing before it, so what is talked about stays: "phí" is still asked of it.
    return replace(asked, context=replace(asked.context, entry=context.entry)), left


def remember(history: list[str], before: Context, after: Context) -> list[str]:
    """Give the history after a turn: what was talked about joins it when something else is."""
    if before.entry is None or before.entry == after.entry:
        return history
    return [*(h for h in history if _unpack(h)[0] != before.entry), _pack(before)][-REMEMBERED:]


def _with_others(history: list[str], answered: Answered) -> list[str]:
    """Add what was answered beside the last of several things: "cái nào lâu hơn" means both."""
    keys = (reply.meta.procedure for reply in answered.replies)
    others = [key for key in keys if key and key != answered.context.entry]
    return [*(h for h in history if _unpack(h)[0] not in others), *others][-REMEMBERED:]


def context_in(slots: Mapping[str, Any]) -> Context:
    """Read the context of a conversation from its slots."""
    facets = (_facet(value) for value in slots.get("pending_facets") or ())
    return Context(
        entry=slots.get("procedure"),
        facets=tuple(f for f in facets if f),
        candidates=tuple(slots.get("candidates") or ()),
        earlier=tuple(_unpack(item)[0] for item in history_in(slots)),
        said=str(slots.get("said") or ""),
    )


def history_in(slots: Mapping[str, Any]) -> list[str]:
    """Read what was talked about before, the latest last."""
    listed = slots.get("history")
    return [str(item) for item in listed] if isinstance(listed, list) else []


def slots_of(context: Context) -> dict[str, Any]:
    """Write a context into slots."""
    return {
        "procedure": context.entry,
        "pending_facets": [f.value for f in context.facets],
        "candidates": list(context.candidates),
        "said": context.said,
    }


def _pack(context: Context) -> str:
    return "|".join([str(context.entry), *(f.value for f in context.facets)])


def _unpack(item: str) -> tuple[str, tuple[Facet, ...]]:
    key, *facets = item.split("|")
    return key, tuple(f for f in map(_facet, facets) if f)


def _facet(value: object) -> Facet | None:
    try:
        return Facet(str(value)) if value else None
    except ValueError:
        return None
