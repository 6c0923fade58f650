"""Changing one's mind before a complaint is sent: correct, hide or show the name, give up."""

from __future__ import annotations

from actions import complaint_office
from actions import complaint_store as store
from actions.complaint_answers import CONFIRM, choice_of, words_of
from actions.complaint_earlier import earlier
from actions.complaint_fields import field_meant
from actions.complaint_keeping import choose
from actions.complaint_replies import (
    correction_buttons,
    is_named,
    meta,
    no_slots,
    say,
    slot_of,
    start_button,
)
from actions.complaint_sent import Talk
from actions.complaint_talk import SLOT
from actions.edge import EdgeAction
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import Draft, Field
from complaints.filing import ANONYMOUS
from contract.outcomes import Outcome
from contract.reply import Reply


class CorrectComplaint(EdgeAction):
    """Opens one field again; what it held is kept until something new is told."""

    action_name = "action_correct_complaint"

    async def act(self, turn: Turn) -> Done:
        """Empty the slot of the field, so that the form asks it next; or ask which field."""
        draft = await store.load(turn.conversation)
        if draft is None:
            return _nothing_open("correct_nothing")
        name = field_meant(turn)
        if name is None or (name == Field.CONTACT and not is_named(draft)):
            return _which(draft)
        slots: dict[str, object] = {slot_of(name): None}
        if draft.words.get(Field.PATH) != Path.COMPLAINT:  # a petition is read again on its page
            slots[slot_of(CONFIRM)] = None
        if name == Field.OFFICE:
            await complaint_office.reopened(draft)
        return Done(slots=slots)


class SetAnonymity(EdgeAction):
    """Hides or shows the name at any time until the complaint is sent."""

    action_name = "action_set_anonymity"

    async def act(self, turn: Turn) -> Done:
        """Change the choice; hiding the name erases the contact."""
        if await store.load(turn.conversation) is None:
            return _nothing_open("anonymity_nothing")
        choice = choice_of(turn) or ANONYMOUS
        said = Reply(say(f"now_{choice}"), meta())
        return Done((said,), await choose(turn.conversation, choice, words_of(turn)))


class CancelComplaint(EdgeAction):
    """Gives up: what was told is erased."""

    action_name = "action_cancel_complaint"

    async def act(self, turn: Turn) -> Done:
        """Erase the draft and empty the slots; the rule then ends the form."""
        earlier.take(turn.conversation)
        if not await store.discard(turn.conversation):
            return _nothing_open("cancel_nothing")
        return Done(
            (Reply(say("cancelled"), meta(Outcome.COMPLAINT_STATUS), (start_button(),)),),
            {**no_slots(), SLOT: Talk.DELETED.value},
        )


def _which(draft: Draft) -> Done:
    return Done((Reply(say("correct_which"), meta(slot=CONFIRM), correction_buttons(draft)),))


def _nothing_open(sentence: str) -> Done:
    said = Reply(say(sentence), meta(Outcome.COMPLAINT_STATUS), (start_button(),))
    return Done((said,), no_slots())
