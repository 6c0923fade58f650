"""Changing one's mind before a complaint is sent: correct, hide or show the name, give up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import complaint_store as store
from actions.complaint_answers import CONFIRM, choice_of, words_of
from actions.complaint_form import choose
from actions.complaint_replies import (
    correction_buttons,
    is_named,
    meta,
    no_slots,
    say,
    slot_of,
    start_button,
)
from actions.edge import EdgeAction
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import ASKED, Draft, Field
from complaints.filing import ANONYMOUS
from complaints.folding import fold
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
            await store.drop(turn.conversation, Field.OFFICE_KEY)
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
        if not await store.discard(turn.conversation):
            return _nothing_open("cancel_nothing")
        return Done(
            (Reply(say("cancelled"), meta(Outcome.COMPLAINT_STATUS), (start_button(),)),),
            no_slots(),
        )


_FIELD_WORDS: tuple[tuple[str, Field], ...] = (
    ("mã hồ sơ", Field.DOSSIER_CODE),
    ("hồ sơ", Field.DOSSIER_CODE),
    ("liên hệ", Field.CONTACT),
    ("điện thoại", Field.CONTACT),
    ("ẩn danh", Field.ANONYMOUS),
    ("danh tính", Field.ANONYMOUS),
    ("nội dung", Field.WHAT),
    ("thời gian", Field.WHEN),
    ("tên cán bộ", Field.WHO),
    ("ngày", Field.WHEN),
    ("việc", Field.WHAT),
    ("nơi", Field.OFFICE),
    ("địa điểm", Field.OFFICE),
    ("quầy", Field.OFFICE),
    ("người", Field.WHO),
    ("cán bộ", Field.WHO),
)
"""How people name a field; longer names before the shorter ones they contain."""


def field_meant(turn: Turn) -> Field | None:
    """Read which field is meant; a button can be forged, so anything else is no field."""
    marked = str(turn.entities.get("field") or "")
    if marked in ASKED:
        return Field(marked)
    typed = " ".join((marked or words_of(turn)).lower().split())
    if fold(typed) != typed:  # "nói" is no "nơi", and "ngay" no "ngày"
        return _named_in(typed, _FIELD_WORDS)
    bare = [(fold(words), name) for words, name in _FIELD_WORDS]
    return _named_in(typed, [(words, name) for words, name in bare if words != "noi"])


def _named_in(typed: str, names: Sequence[tuple[str, Field]]) -> Field | None:
    return next((name for words, name in names if re.search(rf"\b{words}\b", typed)), None)


def _which(draft: Draft) -> Done:
    return Done((Reply(say("correct_which"), meta(slot=CONFIRM), correction_buttons(draft)),))


def _nothing_open(sentence: str) -> Done:
    said = Reply(say(sentence), meta(Outcome.COMPLAINT_STATUS), (start_button(),))
    return Done((said,), no_slots())
