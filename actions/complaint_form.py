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

import re
from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions import complaint_office, complaint_paths, complaint_placing, complaint_ways
from actions import complaint_store as store
from actions.answer import AnswerQuestion
from actions.complaint_answers import (
    CONFIRM,
    CONTROLS,
    MAX_WORDS,
    QUESTIONS,
    Digression,
    Fault,
    Skipped,
    Told,
    Unusable,
    choice_of,
    day_in,
    looks_like_words,
    names_a_day,
    read,
    tells_something,
    words_of,
)
from actions.complaint_asides import addition_in, aside_in, blames_nobody, question_in, stops
from actions.complaint_fields import field_and_value
from actions.complaint_naming import name_and_contact, naming_said_in
from actions.complaint_phrases import QUESTION, denies_code, sends
from actions.complaint_placing import is_place, pieces_in
from actions.complaint_replies import (
    GIVEN,
    SKIPPED,
    STOPPED,
    field_name,
    is_open,
    meta,
    no_slots,
    say,
    slot_of,
    start_button,
    step_of,
    summary,
)
from actions.corrections import corrected
from actions.edge import EdgeAction
from actions.form_corrections import correction_in
from actions.services import services
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import Draft, Field
from complaints.filing import ANONYMOUS, NAMED
from complaints.folding import fold
from contract.outcomes import Outcome
from contract.reply import Reply
from knowledge_base.releases import NoRelease

FAILURES_BEFORE_OFFER = 2
_SHOW_AGAIN = re.compile(r"\b(?:xem|doc)(?: \w+)? lai\b")  # on folded words
_ASKED_IN = 80  # characters; a longer message tells rather than asks
_SHORT_ANSWERS = (Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE)
_NOT_ANSWERS = frozenset({Fault.NOT_READY, Fault.STOP_UNCLEAR})
_REFUSALS = frozenset({Fault.TOO_LONG, Fault.WHEN_FUTURE, Fault.WHEN_NO_SUCH_DAY})


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
        chosen = await _pressed(turn, step)
        if chosen is not None:
            return chosen
        stopped = await _stopped(turn)
        if stopped is not None:
            return stopped
        aside = aside_in(words_of(turn))
        if aside is not None and turn.intent == "complain" and not aside.rest:
            aside = None  # told, not asked
        receipt_tells = step == CONFIRM and sends(words_of(turn))
        if aside is None or (receipt_tells and aside.sentence == "when_answered"):
            return await self._take_beside(turn, step)
        said = Reply(say(aside.sentence), meta())
        if not aside.rest:
            return Done((said,), {slot_of(step): None})
        told = replace(turn, text=aside.rest, intent=_without_question(turn.intent))
        done = await self._take_told(told, step)
        return replace(
            done, replies=(said, *done.replies), slots=done.slots or {slot_of(step): None}
        )

    async def _take_beside(self, turn: Turn, step: str) -> Done:
        """Answer a question on a procedure that stands beside an answer, and take the answer."""
        parted = question_in(words_of(turn)) if step in _SHORT_ANSWERS else None
        if parted is None or not _asks_a_procedure(parted[0]):
            return await self._take_told(turn, step)
        answered = await AnswerQuestion().act(replace(turn, text=parted[0], intent="ask"))
        told = replace(turn, text=parted[1], intent=_without_question(turn.intent))
        done = await self._take_told(told, step)
        slots = {**answered.slots, **(done.slots or {slot_of(step): None})}
        return replace(done, replies=(*answered.replies, *done.replies), slots=slots)

    async def _take_told(self, turn: Turn, step: str) -> Done:
        taken_back = await _taken_back(turn, step)
        if taken_back is not None:
            return taken_back
        draft = await store.load(turn.conversation)
        if draft is not None:
            placed = (
                await _added(turn, draft, step)
                or await _parted(turn, draft, step)
                or await _placed(turn, draft, step)
            )
            if placed is not None:
                return placed
        if _asks_on_the_way(turn, step):
            done = await AnswerQuestion().act(replace(turn, intent="ask"))
            return replace(done, slots={**done.slots, slot_of(step): None})
        answer = read(turn, step, store.today())
        if isinstance(answer, Digression):
            return Done()
        if draft is None:
            return _draft_gone()
        match answer:
            case Told(words):
                return await _told(draft, step, words, words_of(turn))
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
                return await _unusable(turn, draft, step, fault)


async def _pressed(turn: Turn, step: str) -> Done | None:
    """Take a choice that can be made whatever is asked: the way, or asking for it; the office."""
    marked = complaint_paths.pressed(turn)
    if marked == complaint_paths.CHOOSE or (
        step not in (complaint_paths.STEP, Field.WHAT)
        and complaint_paths.wants_another(words_of(turn))
    ):
        return Done(slots={slot_of(complaint_paths.STEP): None})
    if isinstance(marked, Path):
        draft = await store.load(turn.conversation)
        return await complaint_ways.chosen(draft, marked) if draft else _draft_gone()
    return await complaint_office.pressed(turn)


async def _feedback(turn: Turn, draft: Draft) -> Done:
    """Presume feedback; a story that was told instead of a choice is kept."""
    done = await complaint_ways.chosen(draft, Path.FEEDBACK)
    words = words_of(turn)
    if Field.WHAT in draft.words or not tells_something(turn) or len(words) > MAX_WORDS:
        return done
    await store.put(draft.conversation, Field.WHAT, words)
    return replace(done, slots={**done.slots, slot_of(Field.WHAT): GIVEN})


async def _taken_back(turn: Turn, step: str) -> Done | None:
    """Put what is meant instead in the place of an earlier answer; the form asks again."""
    named = field_and_value(words_of(turn))
    if corrected(turn.text) is None and named is None:
        return None
    draft = await store.load(turn.conversation)
    if draft is not None and named is not None and named[0] == Field.CONTACT:
        await store.drop(draft.conversation, Field.CONTACT)
        slots = await choose(draft.conversation, NAMED, named[1])
        return Done((Reply(say(f"now_{NAMED}"), meta()),), {**slots, slot_of(step): None})
    found = correction_in(turn, draft, step, store.today()) if draft else None
    if found is None:
        return None
    said = Reply(say("corrected", field=field_name(found.name)), meta())
    if found.name == Field.OFFICE:
        # What was picked for the place before goes with it.
        draft = await store.drop(turn.conversation, Field.OFFICE_KEY)
        done = await complaint_office.told(draft, found.words)
        return Done((said, *done.replies), {**done.slots, slot_of(step): None})
    await store.put(turn.conversation, found.name, found.words)
    return Done((said,), {slot_of(step): None})


async def _stopped(turn: Turn) -> Done | None:
    """End it where somebody says that they complain of nobody, and answer what else they say."""
    rest = stops(words_of(turn))
    if rest is None or (not rest and turn.intent == "cancel_complaint"):
        return None  # nothing else is said: the rule for it runs
    if not rest and not blames_nobody(words_of(turn)):
        return None
    await store.discard(turn.conversation)
    said = Reply(say("cancelled"), meta(Outcome.COMPLAINT_STATUS), (start_button(),))
    answered: tuple[Reply, ...] = ()
    slots: dict[str, object] = {**no_slots(), slot_of(complaint_paths.STEP): STOPPED}
    if rest:
        done = await AnswerQuestion().act(replace(turn, text=rest, intent="ask", active_form=None))
        answered, slots = done.replies, {**done.slots, **slots}
    return Done((said, *answered), slots, events=(SlotSet("requested_slot", None),))


def _without_question(intent: str) -> str:
    """Give the intent of a message whose question was answered: what is left tells something."""
    return "inform" if intent in QUESTIONS or intent == "nlu_fallback" else intent


def _asks_on_the_way(turn: Turn, step: str) -> bool:
    """Tell whether a message that was read as an answer plainly asks about a procedure."""
    words = words_of(turn)
    asked = step in _SHORT_ANSWERS
    told = turn.intent in ("inform", "complain", "nlu_fallback")
    if not (asked and told) or len(words) > _ASKED_IN or not QUESTION.search(fold(words)):
        return False
    return _asks_a_procedure(words)


def _asks_a_procedure(words: str) -> bool:
    """Tell whether words ask an aspect of a procedure; "phường La Gi" is a place."""
    if names_a_day(words, store.today()) or is_place(fold(words)):
        return False
    try:
        snapshot = services().serving.snapshot()
    except NoRelease:
        return False  # a complaint is taken all the same
    return bool(snapshot.normaliser.normalise(words).facets)


async def _added(turn: Turn, draft: Draft, step: str) -> Done | None:
    """Add to the story what is to be added; take the wish for a name before it is sent."""
    words = words_of(turn)
    addition = addition_in(words) if Field.WHAT in draft.words and step != Field.WHAT else None
    if addition is not None and len(addition) <= MAX_WORDS:
        await store.put(draft.conversation, Field.WHAT, f"{draft.words[Field.WHAT]}\n{addition}")
        said = Reply(say("placed", field=field_name(Field.WHAT)), meta())
        return Done((said,), {slot_of(step): None})
    if step == CONFIRM and _SHOW_AGAIN.search(fold(words)):
        return Done((Reply(summary(draft), meta()),), {slot_of(step): None})
    if step != CONFIRM or turn.intent in CONTROLS or not naming_said_in(words):
        return None
    choice = choice_of(turn) or ANONYMOUS
    slots = await choose(draft.conversation, choice, words)
    return Done((Reply(say(f"now_{choice}"), meta()),), {**slots, slot_of(step): None})


async def _parted(turn: Turn, draft: Draft, step: str) -> Done | None:
    """Keep each of several things told at once where it belongs."""
    if step not in _SHORT_ANSWERS or turn.intent in CONTROLS or complaint_office.is_pending(draft):
        return None
    pieces = pieces_in(words_of(turn), store.today())
    replies: tuple[Reply, ...] = ()
    slots: dict[str, object] = {}
    for name, told in pieces.items():
        if name in draft.words and name != step:
            continue
        if name == Field.OFFICE:
            done = await complaint_office.told(draft, told)
            replies, slots = (*replies, *done.replies), {**slots, **done.slots}
        elif told:
            await store.put(draft.conversation, name, told)
            slots[slot_of(name)] = GIVEN
        else:
            slots[slot_of(name)] = SKIPPED
    return Done(replies, {slot_of(step): None, **slots}) if slots else None


async def _placed(turn: Turn, draft: Draft, step: str) -> Done | None:
    """Keep what is told where it belongs, if that is not what was asked; the form asks again."""
    name = complaint_placing.told_instead(turn, step, draft.words, store.today())
    words = words_of(turn)
    if name is None or len(words) > MAX_WORDS or complaint_office.is_pending(draft):
        return None
    if name == Field.ANONYMOUS:
        choice = choice_of(turn) or ANONYMOUS
        slots = await choose(draft.conversation, choice, words)
        return Done((Reply(say(f"now_{choice}"), meta()),), {**slots, slot_of(step): None})
    if name == Field.CONTACT and draft.words.get(Field.ANONYMOUS) == ANONYMOUS:
        return None
    if name == Field.DOSSIER_CODE and denies_code(words):
        return Done(slots={slot_of(name): SKIPPED, slot_of(step): None})
    before = draft.words.get(name)
    between = "\n" if name == Field.WHAT else ", "
    both = words if before is None or name == Field.WHEN else f"{before}{between}{words}"
    if name == Field.WHAT:
        in_doubt = await complaint_ways.in_doubt(draft, both)
        if in_doubt is not None:
            return replace(in_doubt, slots={**in_doubt.slots, slot_of(step): None})
    said = Reply(say("placed", field=field_name(name)), meta())
    if name == Field.OFFICE:
        done = await complaint_office.told(draft, both)
        return Done((said, *done.replies), {**done.slots, slot_of(step): None})
    await store.put(draft.conversation, name, both)
    return Done((said,), {slot_of(name): GIVEN, slot_of(step): None})


async def _told(draft: Draft, step: str, words: str, said: str = "") -> Done:
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
        words = f"{before}, {words}"  # the name was told with the wish to give it
    await store.put(draft.conversation, name, words)
    return Done(slots={slot_of(step): GIVEN, **_without_code(draft, words)})


def _without_code(draft: Draft, words: str) -> dict[str, object]:
    """Leave out the question for a code where words deny it: "không biết tên, không có mã"."""
    denied = Field.DOSSIER_CODE not in draft.words and denies_code(words)
    return {slot_of(Field.DOSSIER_CODE): SKIPPED} if denied else {}


async def _office_told(draft: Draft, words: str) -> Done:
    """Keep where it was, and when, where the same words tell it."""
    done = await complaint_office.told(draft, words)
    picks = complaint_office.is_pending(draft)  # "thứ hai" is the second one, no Monday
    if picks or Field.WHEN in draft.words or day_in(words, store.today()) is None:
        return done
    await store.put(draft.conversation, Field.WHEN, words)
    return replace(done, slots={**done.slots, slot_of(Field.WHEN): GIVEN})


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


async def _unusable(turn: Turn, draft: Draft, step: str, fault: Fault) -> Done:
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
        return await _told(draft, step, said)  # it is theirs to say how to be reached
    words = say(fault.value, length=str(len(said)), limit=str(MAX_WORDS))
    if failures >= FAILURES_BEFORE_OFFER:
        words += " " + say("example_what" if name == Field.WHAT else "offer_skip")
    outcome = Outcome.REFUSED if fault in _REFUSALS else Outcome.COMPLAINT_STARTED
    return Done((Reply(words, meta(outcome, step)),), {slot_of(step): None})


def _draft_gone() -> Done:
    """The dialogue goes on but its draft is gone (filed or erased meanwhile): end the form.

    Says nothing itself: after the form ``action_submit_complaint`` runs, which finds the complaint
    if the draft was filed and says so if there is nothing.
    """
    # An empty requested_slot, as the last one of the events, is how a form is told to end.
    return Done(slots=no_slots(), events=(SlotSet("requested_slot", None),))
