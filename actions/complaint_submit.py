"""Sending: the draft becomes a complaint, and the person gets its code."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions import complaint_earlier, complaint_paths, complaint_talk
from actions import complaint_store as store
from actions.complaint_answers import CONFIRM
from actions.complaint_replies import (
    FORM,
    STOPPED,
    clock,
    day,
    meta,
    no_slots,
    say,
    slot_of,
    start_button,
    status_button,
)
from actions.complaint_sent import Talk
from actions.complaint_talk import SLOT
from actions.complaint_ways import denounce, petition_ready
from actions.edge import EdgeAction
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import Field
from complaints.filing import Filed, NothingToFile
from contract.outcomes import Outcome
from contract.reply import Reply

logger = logging.getLogger(__name__)


class SubmitComplaint(EdgeAction):
    """Files what was told; the same draft again gives the same code."""

    action_name = "action_submit_complaint"

    async def act(self, turn: Turn) -> Done:
        """File, then show the code. A code is shown only for a complaint that exists."""
        if turn.slots.get(slot_of(complaint_paths.STEP)) == STOPPED:
            # It was said already, and nothing is left.
            return Done(slots={**no_slots(), SLOT: Talk.DELETED.value})
        if turn.slots.get(slot_of(CONFIRM)) is not True and await store.load(turn.conversation):
            return _reopened()
        try:
            elsewhere = await _elsewhere(turn.conversation)
            if elsewhere is not None:
                return Done((elsewhere,), no_slots())
            filed = await store.file(turn.conversation, say("consent"))
        except NothingToFile:
            if complaint_earlier.opens(turn, complaint_talk.talk_in(turn)):
                return complaint_talk.opening()  # "gửi phản ánh giúp tôi": it is yet to be told
            said = Reply(say("submit_nothing"), meta(Outcome.COMPLAINT_STATUS), (start_button(),))
            return Done((said,), no_slots())
        except DatabaseError as exc:
            logger.error("complaint.not_filed", extra={"error": type(exc).__name__})
            return _not_saved()
        sent = {**no_slots(), SLOT: Talk.SENT.value}
        return Done((_receipt(filed, turn.conversation),), sent)


async def _elsewhere(conversation: str) -> Reply | None:
    """End what is not recorded here: a petition to be signed, or only where it goes."""
    draft = await store.load(conversation)
    if draft is not None and draft.words.get(Field.PATH) == Path.DENUNCIATION:
        await store.discard(conversation)
        return denounce()
    key = await store.hand_over(conversation)
    return None if key is None else petition_ready(key)


def _reopened() -> Done:
    """Go on with a draft that was left: nothing is sent that was not read back before."""
    said = Reply(say("not_sent_yet"), meta())
    return Done((said,), events=(SlotSet("requested_slot", None), FollowupAction(FORM)))


def _not_saved() -> Done:
    """The draft is still there: open the form again at its last step, so that "send" works."""
    said = Reply(say("not_saved"), meta(Outcome.ERROR, CONFIRM))
    again = (ActiveLoop(FORM), SlotSet("requested_slot", slot_of(CONFIRM)))
    return Done((said,), {slot_of(CONFIRM): None}, again)


def _receipt(filed: Filed, conversation: str) -> Reply:
    due = say("due", due=f"{filed.due_on:%d/%m/%Y}") if filed.due_on else say("no_due")
    sent = {"time": clock(filed.filed_at), "date": day(filed.filed_at)}
    if filed.code is None:
        return Reply(say("filed_long_ago", **sent), meta(Outcome.COMPLAINT_FILED))
    text = say("filed_again" if filed.again else "filed", code=filed.code, due=due, **sent)
    button = status_button(filed.code, conversation)
    return Reply(text, meta(Outcome.COMPLAINT_FILED), (button,))
