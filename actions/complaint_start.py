"""The beginning of a complaint: who sees it, before the first question."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import FollowupAction

from actions import complaint_paths, complaint_talk
from actions import complaint_store as store
from actions.answer import AnswerQuestion
from actions.complaint_answers import MAX_WORDS, Fault, tells_a_story, words_of
from actions.complaint_paths import Doubt
from actions.complaint_phrases import names_staff
from actions.complaint_replies import GIVEN, PRESUMED, meta, no_slots, say, slot_of
from actions.complaint_ways import UNSURE, introduction, remarks
from actions.complaint_worries import tells_beside
from actions.edge import EdgeAction
from actions.turn import Done, Turn
from complaints.drafts import Field
from contract.outcomes import Outcome
from contract.reply import Reply

ACTION_LISTEN_NAME = "action_listen"  # Rasa's name for waiting


class StartComplaint(EdgeAction):
    """Says what this is and who reads it; keeps the story if the message told it already."""

    action_name = "action_start_complaint"

    async def act(self, turn: Turn) -> Done:
        """Begin a new draft; the form then asks the first open question."""
        of_complaining = (
            None if tells_beside(words_of(turn)) else await complaint_talk.answered(turn)
        )
        if of_complaining is not None:
            return replace(of_complaining, events=(FollowupAction(ACTION_LISTEN_NAME),))
        if _is_about_the_answer(turn):
            done = await AnswerQuestion().act(replace(turn, intent="ask"))
            return replace(done, events=(FollowupAction(ACTION_LISTEN_NAME),))
        await store.start(turn.conversation)
        slots: dict[str, object] = {
            **no_slots(),
            complaint_talk.SLOT: None,
            "candidates": [],  # a number answers the form from now on
            slot_of(complaint_paths.STEP): PRESUMED,
        }
        words = words_of(turn)
        doubt = complaint_paths.doubt_in(words)
        if doubt is not None:
            return await _unsure(turn, doubt)
        replies = [introduction()]
        if len(words) > MAX_WORDS:
            refusal = say(Fault.TOO_LONG.value, length=str(len(words)), limit=str(MAX_WORDS))
            replies.append(Reply(refusal, meta(Outcome.REFUSED, Field.WHAT.value)))
        elif tells_a_story(turn):
            await store.put(turn.conversation, Field.WHAT, words)
            slots[slot_of(Field.WHAT)] = GIVEN
            replies.append(Reply(say("kept_what"), meta()))
        return Done(tuple(replies), slots)


def _is_about_the_answer(turn: Turn) -> bool:
    """Tell whether somebody scolds what was answered: it names nobody who works at a counter."""
    talked = turn.slots.get("procedure") or turn.slots.get("candidates")
    typed = turn.intent == "complain" and not turn.text.startswith("/")
    return bool(talked) and typed and not names_staff(words_of(turn))


async def _unsure(turn: Turn, doubt: Doubt) -> Done:
    """Let the person choose the way first; a story that speaks of denouncing is not kept."""
    await store.put(turn.conversation, Field.PATH, UNSURE)
    slots: dict[str, object] = {**no_slots(), "candidates": []}
    words = words_of(turn)
    if doubt is not Doubt.DENOUNCES and len(words) <= MAX_WORDS and tells_a_story(turn):
        await store.put(turn.conversation, Field.WHAT, words)
        slots[slot_of(Field.WHAT)] = GIVEN
    opening = say("started_denounces" if doubt is Doubt.DENOUNCES else "started_unsure")
    return Done((Reply(opening, meta()), *remarks(doubt)), slots)
