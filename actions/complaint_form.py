"""The complaint form: what a message means for the question that was asked.

How Rasa 3.6 runs a form whose slots are all custom-mapped (rasa/core/actions/forms.py):

- Rasa fills nothing by itself; after every message it runs ``validate_complaint_form``. If that
  gives no ``SlotSet`` (``requested_slot`` does not count), the form rejects its execution and the
  rules decide: so a digression gives nothing, its rule runs, and the form is run again.
- When the form comes back after such a rule, the validation runs once more *with the same
  message*, and again when the form opens. It must give the same "nothing" then: what a message
  means depends on the message and on the question only. When the form opens there is no question
  yet (``requested_slot`` is empty) and the validation keeps still.
- An answer that can't be used sets the asked slot to None: that counts as a ``SlotSet``, so the
  form does not reject, finds the slot empty and asks again.
"""

from __future__ import annotations

from dataclasses import replace

from actions import (
    complaint_beside,
    complaint_hotline,
    complaint_keeping,
    complaint_office,
    complaint_paths,
    complaint_story,
    complaint_ways,
)
from actions import complaint_store as store
from actions.answer import AnswerQuestion
from actions.complaint_answers import (
    CONFIRM,
    MAX_WORDS,
    QUESTIONS,
    URGENT,
    Digression,
    Fault,
    Skipped,
    Told,
    Unusable,
    read,
    retells_an_insult,
    tells_something,
    words_of,
)
from actions.complaint_asides import (
    Aside,
    aside_in,
    asked_of_complaint,
    choice_asked_of,
    question_after,
    question_in,
)
from actions.complaint_earlier import earlier
from actions.complaint_orders import may_stop
from actions.complaint_phrases import QUESTION, sends
from actions.complaint_replies import (
    GIVEN,
    SKIPPED,
    is_open,
    meta,
    say,
    slot_of,
    step_of,
)
from actions.edge import EdgeAction
from actions.services import services
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import Draft, Field
from complaints.folding import fold
from contract.outcomes import Outcome
from contract.reply import Reply


class ValidateComplaintForm(EdgeAction):
    """Takes a message as the answer to the question that was asked, or keeps out of it."""

    action_name = "validate_complaint_form"

    async def act(self, turn: Turn) -> Done:
        """Fill the asked slot with a marker, and the draft with the words."""
        step = step_of(turn.requested_slot)
        if not is_open(turn) or step is None:
            return Done()
        done = await self._take(turn, step)
        # What was offered in between is no longer picked from by a number.
        return replace(done, slots={"candidates": [], **done.slots}) if done.slots else done

    async def _take(self, turn: Turn, step: str) -> Done:
        if retells_an_insult(turn):
            turn = replace(turn, intent="complain")
        chosen = await complaint_beside.pressed(turn, step)
        if chosen is not None:
            return chosen
        if turn.intent == "emergency":
            return Done()  # danger is not searched for answers
        way = _way_asked_of(turn, step)
        if way is not None:
            return Done((complaint_ways.asked_of(way),), {slot_of(step): None})
        done = await complaint_beside.read_whole(turn, step)
        if done is not None:
            return done
        if turn.intent in URGENT:
            return Done()
        if turn.intent == "cancel_complaint" and not may_stop(words_of(turn)):
            said = Reply(say(Fault.STOP_UNCLEAR.value), meta(slot=step))
            return Done((said,), {slot_of(step): None})
        stopped = await complaint_beside.stopped(turn)
        if stopped is not None:
            return stopped
        parted = question_after(words_of(turn)) if step == Field.WHAT else None
        if parted is not None:
            return await self._take_story(turn, *parted)
        return await self._take_aside(turn, step)

    async def _take_story(self, turn: Turn, story: str, asked: str) -> Done:
        """Keep a story, and answer what is asked at its end; what is not known is said so."""
        done = await self._take_told(replace(turn, text=story, intent="complain"), Field.WHAT)
        sentence = asked_of_complaint(asked) or "no_record"
        answered = complaint_hotline.replies_to((sentence,))
        if sentence == "no_record" and services().facets_in(asked):
            found = await AnswerQuestion().act(replace(turn, text=asked, intent="ask"))
            known = found.replies[-1].meta.outcome is Outcome.ANSWERED
            answered = found.replies if known else answered
        return replace(done, replies=(*done.replies, *answered))

    async def _take_aside(self, turn: Turn, step: str) -> Done:
        """Answer a question about the complaint itself, and take what else is said."""
        asked, told = list[str](), turn
        while (aside := _aside_in(told, step)) is not None:
            asked.append(aside.sentence)
            if not aside.rest:
                return Done(complaint_hotline.replies_to(asked), {slot_of(step): None})
            told = replace(told, text=aside.rest, intent=_without_question(told.intent))
        done = await self._take_beside(told, step)
        if not asked:
            return done
        said = complaint_hotline.replies_to(asked)
        return replace(
            done, replies=(*said, *done.replies), slots=done.slots or {slot_of(step): None}
        )

    async def _take_beside(self, turn: Turn, step: str) -> Done:
        """Answer a question on a procedure that stands beside an answer, and take the answer.

        What was understood as a question altogether was answered before the form came on.
        """
        parted = question_in(words_of(turn)) if step in complaint_beside.SHORT_ANSWERS else None
        if parted and turn.intent in QUESTIONS:  # it was answered before the form came on
            return await self._take_told(turn, step)
        if parted is None or not complaint_beside.asks_a_procedure(parted[0]):
            return await self._take_told(turn, step)
        answered = await AnswerQuestion().act(replace(turn, text=parted[0], intent="ask"))
        told = replace(turn, text=parted[1], intent=_without_question(turn.intent))
        done = await self._take_told(told, step)
        slots = {**answered.slots, **(done.slots or {slot_of(step): None})}
        return replace(done, replies=(*answered.replies, *done.replies), slots=slots)

    async def _take_told(self, turn: Turn, step: str) -> Done:
        draft = await store.load(turn.conversation)
        if draft is not None:
            placed = await complaint_beside.added(
                turn, draft, step
            ) or await complaint_beside.placed(turn, draft, step)
            if placed is not None:
                return placed
        if complaint_beside.asks_on_the_way(turn, step):
            done = await AnswerQuestion().act(replace(turn, intent="ask"))
            return replace(done, slots={**done.slots, slot_of(step): None})
        answer = read(turn, step, store.today())
        if isinstance(answer, Digression):
            return Done()
        if draft is None:
            return complaint_keeping.draft_gone()
        match answer:
            case Told(words):
                return await _told(turn, draft, step, words)
            case Skipped() if step == complaint_paths.STEP:
                return await _feedback(turn, draft)
            case Skipped() if step == Field.OFFICE and complaint_office.is_pending(draft):
                return await complaint_office.left_open(draft)
            case Skipped():
                named_only = step == Field.CONTACT and Field.CONTACT in draft.words
                if not named_only:  # a name told before stays without a number
                    await store.drop(draft.conversation, Field(step))
                return Done(slots={slot_of(step): SKIPPED})
            case Unusable(fault):
                return await complaint_keeping.unusable(turn, draft, step, fault)


async def _told(turn: Turn, draft: Draft, step: str, words: str) -> Done:
    """Keep an answer, and what a story tells beside it of the questions to come."""
    said = words_of(turn)
    before = earlier.take(turn.conversation) if step == Field.WHAT else ""
    tidied = complaint_story.tidied(words) if step == Field.WHAT else words
    if before and len(before) + len(tidied) < MAX_WORDS:  # the beginning, told before the form
        tidied = f"{before}\n{tidied}"
    done = await complaint_keeping.told(draft, step, tidied, said)
    is_kept = done.slots.get(slot_of(step)) == GIVEN and words != Path.DENUNCIATION
    fresh = await store.load(draft.conversation)
    if step not in (Field.WHAT, complaint_paths.STEP) or not is_kept or fresh is None:
        return done
    beside = await complaint_story.kept(fresh, said)
    return Done((*done.replies, *beside.replies), {**beside.slots, **done.slots})


async def _feedback(turn: Turn, draft: Draft) -> Done:
    """Presume feedback; a story that was told instead of a choice is kept."""
    done = await complaint_ways.chosen(draft, Path.FEEDBACK)
    words = words_of(turn)
    if Field.WHAT in draft.words or not tells_something(turn) or len(words) > MAX_WORDS:
        return done
    draft = await store.put(draft.conversation, Field.WHAT, complaint_story.tidied(words))
    beside = await complaint_story.kept(draft, words)
    slots = {**done.slots, **beside.slots, slot_of(Field.WHAT): GIVEN}
    return Done((*done.replies, *beside.replies), slots)


def _way_asked_of(turn: Turn, step: str) -> Path | None:
    """Give the way that is asked about while one is to be chosen.

    What was plainly a question was answered from the record before the form came on.
    """
    words = words_of(turn)
    answered = turn.intent in QUESTIONS and QUESTION.search(fold(words)) is not None
    if step != complaint_paths.STEP or answered:
        return None
    return complaint_paths.asked_in(words)


def _aside_in(turn: Turn, step: str) -> Aside | None:
    """Find a question about the complaint itself that is to be answered here and now."""
    words = words_of(turn)
    aside = aside_in(words)
    if aside is not None and turn.intent == "complain" and not aside.rest:
        aside = None  # told, not asked
    receipt_tells = step == CONFIRM and sends(words)
    if aside is not None and receipt_tells and aside.sentence == "when_answered":
        return None
    about = choice_asked_of(words) if aside is None and step == Field.ANONYMOUS else None
    return aside if about is None else Aside(about, "")


def _without_question(intent: str) -> str:
    """Give the intent of a message whose question was answered: what is left tells something."""
    return "inform" if intent in QUESTIONS or intent == "nlu_fallback" else intent
