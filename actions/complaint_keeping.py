"""Keeping what was told for a question of the complaint form, or saying why it can't be."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions import complaint_office, complaint_paths, complaint_ways
from actions import complaint_store as store
from actions.complaint_answers import (
    CONFIRM,
    MAX_WORDS,
    Fault,
    day_in,
    looks_like_words,
    words_of,
)
from actions.complaint_facts import is_counter_alone
from actions.complaint_naming import contact_completed, name_and_contact
from actions.complaint_phrases import denies_code
from actions.complaint_replies import (
    GIVEN,
    SKIPPED,
    meta,
    no_slots,
    say,
    slot_of,
)
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import Draft, Field
from complaints.filing import ANONYMOUS
from contract.outcomes import Outcome
from contract.reply import Reply

FAILURES_BEFORE_OFFER = 2
_NOT_ANSWERS = frozenset({Fault.NOT_READY, Fault.STOP_UNCLEAR})
_REFUSALS = frozenset({Fault.TOO_LONG, Fault.WHEN_FUTURE, Fault.WHEN_NO_SUCH_DAY})


async def choose(conversation: str, choice: str, words: str = "") -> dict[str, object]:
    """Set anonymous or named; whoever is anonymous leaves no contact.

    Args:
        conversation: whose draft.
        choice: ``anonymous`` or ``named``.
        words: what the choice was made with: a name and a number in it are kept as the contact.

    Returns:
        The slots that follow from it.
    """
    draft = await store.put(conversation, Field.ANONYMOUS, choice)
    slots: dict[str, object] = {
        slot_of(Field.ANONYMOUS): choice == ANONYMOUS,
        **_without_code(draft, words),
    }
    if choice == ANONYMOUS:
        await store.drop(conversation, Field.CONTACT)
        return {**slots, slot_of(Field.CONTACT): SKIPPED}
    told = name_and_contact(words)
    if told.words and Field.CONTACT not in draft.words:
        draft = await store.put(conversation, Field.CONTACT, told.words)
    reachable = name_and_contact(draft.words.get(Field.CONTACT, "")).is_reachable
    return {**slots, slot_of(Field.CONTACT): GIVEN if reachable else None}


async def told(draft: Draft, step: str, words: str, said: str = "") -> Done:
    """Keep an answer.

    Args:
        draft: what was told so far.
        step: what was asked.
        words: the answer; for a choice, the value chosen.
        said: the message that the answer was read from.
    """
    if step == CONFIRM:
        return Done(slots={slot_of(CONFIRM): True})
    if step == complaint_paths.STEP:
        return await complaint_ways.chosen(draft, Path(words))
    name = Field(step)
    if name == Field.OFFICE:
        return await _office_told(draft, words)
    if name == Field.ANONYMOUS:
        return Done(slots=await choose(draft.conversation, words, said))
    in_doubt = await complaint_ways.in_doubt(draft, words) if name == Field.WHAT else None
    if in_doubt is not None:
        return in_doubt
    before = draft.words.get(name)
    if name == Field.CONTACT:
        words = name_and_contact(words).words or words
    if name == Field.CONTACT and before is not None and not name_and_contact(before).is_reachable:
        words = contact_completed(before, words)  # the name was told before
    await store.put(draft.conversation, name, words)
    return Done(slots={slot_of(step): GIVEN, **_without_code(draft, words)})


def _without_code(draft: Draft, words: str) -> dict[str, object]:
    """Leave out the question for a code where words deny it: "không biết tên, không có mã"."""
    denied = Field.DOSSIER_CODE not in draft.words and denies_code(words)
    return {slot_of(Field.DOSSIER_CODE): SKIPPED} if denied else {}


async def _office_told(draft: Draft, words: str) -> Done:
    """Keep where it was, and when, where the same words tell it."""
    before = draft.words.get(Field.OFFICE, "")
    if is_counter_alone(before) and not complaint_office.is_pending(draft):
        words = f"{before}, {words}"  # the story told the counter, this the office
    done = await complaint_office.told(draft, words)
    picks = complaint_office.is_pending(draft)  # "thứ hai" is the second one, no Monday
    if picks or Field.WHEN in draft.words or day_in(words, store.today()) is None:
        return done
    await store.put(draft.conversation, Field.WHEN, words)
    return replace(done, slots={**done.slots, slot_of(Field.WHEN): GIVEN})


async def unusable(turn: Turn, draft: Draft, step: str, fault: Fault) -> Done:
    """Say why, and from the second time on how to get on; the form then asks again."""
    if fault in _NOT_ANSWERS:
        return Done((Reply(say(fault.value), meta(slot=step)),), {slot_of(step): None})
    if step == CONFIRM:
        return Done(slots={slot_of(CONFIRM): None})  # the question itself says what is missing
    name = Field(step)  # the way counts as one
    failures = await store.count_failure(draft.conversation, name)
    if failures >= FAILURES_BEFORE_OFFER and name == Field.PATH:
        return await complaint_ways.chosen(draft, Path.FEEDBACK)
    if failures >= FAILURES_BEFORE_OFFER and name == Field.ANONYMOUS:
        chosen = Reply(say("default_anonymous"), meta())  # the safe choice
        return Done((chosen,), await choose(draft.conversation, ANONYMOUS))
    said = words_of(turn)
    insists = failures >= FAILURES_BEFORE_OFFER and looks_like_words(said)
    if fault == Fault.CONTACT_UNCLEAR and insists:
        return await told(draft, step, said)  # it is theirs to say how to be reached
    words = say(fault.value, length=str(len(said)), limit=str(MAX_WORDS))
    if failures >= FAILURES_BEFORE_OFFER:
        words += " " + say("example_what" if name == Field.WHAT else "offer_skip")
    outcome = Outcome.REFUSED if fault in _REFUSALS else Outcome.COMPLAINT_STARTED
    return Done((Reply(words, meta(outcome, step)),), {slot_of(step): None})


def draft_gone() -> Done:
    """The dialogue goes on but its draft is gone (filed or erased meanwhile): end the form.

    Says nothing itself: after the form ``action_submit_complaint`` runs, which finds the complaint
    if the draft was filed and says so if there is nothing.
    """
    # An empty requested_slot, as the last one of the events, is how a form is told to end.
    return Done(slots=no_slots(), events=(SlotSet("requested_slot", None),))
