"""The beginning of a complaint: who sees it, before the first question."""

from __future__ import annotations

from django.conf import settings

from actions import complaint_store as store
from actions.complaint_answers import MAX_WORDS, Fault, tells_a_story, words_of
from actions.complaint_replies import GIVEN, meta, no_slots, say, slot_of
from actions.edge import EdgeAction
from actions.turn import Done, Turn
from complaints.drafts import Field
from contract.outcomes import Outcome
from contract.reply import Reply


class StartComplaint(EdgeAction):
    """Says what this is and who reads it; keeps the story if the message told it already."""

    action_name = "action_start_complaint"

    async def act(self, turn: Turn) -> Done:
        """Begin a new draft; the form then asks the first open question."""
        await store.start(turn.conversation)
        kept = str(settings.ENVIRONMENT.complaint_kept_days)
        replies = [Reply(say("started", days=kept), meta())]
        slots: dict[str, str | None] = {**no_slots()}
        words = words_of(turn)
        if len(words) > MAX_WORDS:
            refusal = say(Fault.TOO_LONG.value, length=str(len(words)), limit=str(MAX_WORDS))
            replies.append(Reply(refusal, meta(Outcome.REFUSED, Field.WHAT.value)))
        elif tells_a_story(turn):
            await store.put(turn.conversation, Field.WHAT, words)
            slots[slot_of(Field.WHAT)] = GIVEN
            replies.append(Reply(say("kept_what"), meta()))
        return Done(tuple(replies), slots)
