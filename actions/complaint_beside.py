"""What a message does in the complaint form besides answering what was asked.

Each gives None where the message does no such thing.
"""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions import (
    complaint_keeping,
    complaint_office,
    complaint_paths,
    complaint_placing,
    complaint_taking,
    complaint_ways,
)
from actions import complaint_store as store
from actions.answer import AnswerQuestion
from actions.complaint_answers import (
    CONFIRM,
    CONTROLS,
    MAX_WORDS,
    choice_of,
    is_day_to_come,
    names_a_day,
    words_of,
)
from actions.complaint_asides import addition_in, blames_nobody, stops
from actions.complaint_clauses import without_quotes
from actions.complaint_earlier import earlier
from actions.complaint_naming import naming_said_in
from actions.complaint_orders import may_stop
from actions.complaint_phrases import ENDS_ASKING, QUESTION, denies_code, names_staff
from actions.complaint_placing import is_place
from actions.complaint_reader import read_message
from actions.complaint_replies import (
    GIVEN,
    SKIPPED,
    STOPPED,
    field_name,
    meta,
    no_slots,
    say,
    slot_of,
    start_button,
)
from actions.services import services
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import Draft, Field
from complaints.filing import ANONYMOUS
from complaints.folding import fold
from contract.outcomes import Outcome
from contract.reply import Reply

_ASKED_IN = 80  # characters; a longer message tells rather than asks
SHORT_ANSWERS = (Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE)
"""Steps that a few words answer."""


async def pressed(turn: Turn, step: str) -> Done | None:
    """Take a choice that can be made whatever is asked: the way, or asking for it; the office."""
    marked = complaint_paths.pressed(turn)
    if marked == complaint_paths.CHOOSE or (
        step not in (complaint_paths.STEP, Field.WHAT)
        and complaint_paths.wants_another(words_of(turn))
    ):
        return Done(slots={slot_of(complaint_paths.STEP): None})
    if isinstance(marked, Path):
        draft = await store.load(turn.conversation)
        return (
            await complaint_ways.chosen(draft, marked) if draft else complaint_keeping.draft_gone()
        )
    return await complaint_office.pressed(turn)


async def stopped(turn: Turn) -> Done | None:
    """End it where somebody says that they complain of nobody, and answer what else they say."""
    if not may_stop(words_of(turn)):
        return None
    rest = stops(without_quotes(words_of(turn)))
    if rest is None or (not rest and turn.intent == "cancel_complaint"):
        return None  # nothing else is said: the rule for it runs
    if not rest and not blames_nobody(words_of(turn)):
        return None
    if rest and names_staff(rest) and not ENDS_ASKING.search(fold(rest)):
        return None  # "tôi không tố cáo ai, nhưng cán bộ quát tôi" is a story all the same
    earlier.take(turn.conversation)
    await store.discard(turn.conversation)
    said = Reply(say("cancelled"), meta(Outcome.COMPLAINT_STATUS), (start_button(),))
    answered: tuple[Reply, ...] = ()
    slots: dict[str, object] = {**no_slots(), slot_of(complaint_paths.STEP): STOPPED}
    if rest:
        done = await AnswerQuestion().act(replace(turn, text=rest, intent="ask", active_form=None))
        answered, slots = done.replies, {**done.slots, **slots}
    return Done((said, *answered), slots, events=(SlotSet("requested_slot", None),))


async def read_whole(turn: Turn, step: str) -> Done | None:
    """Take a message that says more than an answer to the question; None where it is just that."""
    words = words_of(turn)
    draft = await store.load(turn.conversation)
    if draft is None or not words or step in (complaint_paths.STEP, Field.WHAT):
        return None
    said = read_message(words, step, store.today())
    if said.stops or len(words) > MAX_WORDS or (addition_in(words) and Field.WHAT in draft.words):
        return None
    if complaint_office.is_pending(draft) and not (said.changed or said.cut):
        return None  # which office is meant was asked: "thứ hai" is the second one
    alone = step == Field.WHEN and said.acts == 1 and Field.WHEN in said.told
    if alone and is_day_to_come(said.told[Field.WHEN], store.today()):
        return None
    again = bool(said.told) and all(name in draft.words for name in said.told)
    if not (again or said.is_more_than(step)):
        return None
    return await complaint_taking.take(turn, draft, step, said)


async def added(turn: Turn, draft: Draft, step: str) -> Done | None:
    """Add to the story what is to be added; take the wish for a name before it is sent."""
    words = words_of(turn)
    addition = addition_in(words) if Field.WHAT in draft.words and step != Field.WHAT else None
    if addition is not None and len(addition) <= MAX_WORDS:
        return await _onto_the_story(draft, step, addition)
    if step != CONFIRM or turn.intent in CONTROLS or not naming_said_in(words):
        return None
    choice = choice_of(turn) or ANONYMOUS
    slots = await complaint_keeping.choose(draft.conversation, choice, words)
    return Done((Reply(say(f"now_{choice}"), meta()),), {**slots, slot_of(step): None})


async def placed(turn: Turn, draft: Draft, step: str) -> Done | None:
    """Keep what is told where it belongs, if that is not what was asked; the form asks again."""
    name = complaint_placing.told_instead(turn, step, draft.words, store.today())
    words = words_of(turn)
    if name is None or len(words) > MAX_WORDS or complaint_office.is_pending(draft):
        return None
    if name == Field.ANONYMOUS:
        choice = choice_of(turn) or ANONYMOUS
        slots = await complaint_keeping.choose(draft.conversation, choice, words)
        return Done((Reply(say(f"now_{choice}"), meta()),), {**slots, slot_of(step): None})
    if name == Field.CONTACT and draft.words.get(Field.ANONYMOUS) == ANONYMOUS:
        return None
    if name == Field.DOSSIER_CODE and denies_code(words):
        return Done(slots={slot_of(name): SKIPPED, slot_of(step): None})
    if name == Field.WHAT:
        return await _onto_the_story(draft, step, words)
    before = draft.words.get(name)
    both = words if before is None or name == Field.WHEN else f"{before}, {words}"
    said = Reply(say("placed", field=field_name(name)), meta())
    if name == Field.OFFICE:
        done = await complaint_office.told(draft, both)
        return Done((said, *done.replies), {**done.slots, slot_of(step): None})
    await store.put(draft.conversation, name, both)
    return Done((said,), {slot_of(name): GIVEN, slot_of(step): None})


async def _onto_the_story(draft: Draft, step: str, words: str) -> Done:
    """Keep more of the story; what speaks of another way is asked about, as the story itself is."""
    before = draft.words.get(Field.WHAT)
    both = words if before is None else f"{before}\n{words}"
    in_doubt = await complaint_ways.in_doubt(draft, both)
    if in_doubt is not None:
        return replace(in_doubt, slots={**in_doubt.slots, slot_of(step): None})
    await store.put(draft.conversation, Field.WHAT, both)
    said = Reply(say("placed", field=field_name(Field.WHAT)), meta())
    return Done((said,), {slot_of(Field.WHAT): GIVEN, slot_of(step): None})


def asks_on_the_way(turn: Turn, step: str) -> bool:
    """Tell whether a message that was read as an answer plainly asks about a procedure."""
    words = words_of(turn)
    asked = step in SHORT_ANSWERS
    told = turn.intent in ("inform", "complain", "nlu_fallback")
    if not (asked and told) or len(words) > _ASKED_IN or not QUESTION.search(fold(words)):
        return False
    return asks_a_procedure(words)


def asks_a_procedure(words: str) -> bool:
    """Tell whether words ask an aspect of a procedure; "phường La Gi" is a place."""
    if names_a_day(words, store.today()) or is_place(fold(words)):
        return False
    return bool(services().facets_in(words))
