"""Taking what a message says into the draft: every field told, every correction, then the rest.

The order is the promise to the person: what is told is kept, what is asked is answered, and only
then, if nothing is left open, is it sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from actions import complaint_cutting as cutting
from actions import complaint_hotline, complaint_office, complaint_ways
from actions import complaint_store as store
from actions.answer import AnswerQuestion
from actions.complaint_answers import CONFIRM, MAX_WORDS, choice_of, is_day_to_come
from actions.complaint_clauses import flat
from actions.complaint_facts import counter_changed, is_counter_alone, place_completed
from actions.complaint_keeping import choose
from actions.complaint_naming import contact_completed, name_and_contact
from actions.complaint_reading import Reading
from actions.complaint_replies import GIVEN, SKIPPED, field_name, meta, say, slot_of, summary
from actions.complaint_worries import topics_in
from actions.services import services
from actions.turn import Done, Turn
from complaints.drafts import Draft, Field
from complaints.filing import ANONYMOUS, NAMED
from contract.outcomes import Outcome
from contract.reply import Reply
from knowledge_base.releases import NoRelease

_OF_SENDING = re.compile(r"^(?:\w+ ){0,3}gui\b(?: \w+){0,3}$")
_SKIPPABLE = frozenset({Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE, Field.CONTACT})
_LEFT_OUT = (Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE)
"""What may be left out at once; whether a name shows is always asked."""
_LEAST_STORY = 3  # words: fewer tell nothing that is worth keeping


@dataclass(slots=True)
class Taken:
    """What came of a message so far: replies, slots, and whether something is left open."""

    replies: list[Reply] = field(default_factory=list)
    slots: dict[str, object] = field(default_factory=dict)
    is_open: bool = False

    def tell(self, sentence: str) -> None:
        """Add a reply of one sentence."""
        self.replies.append(Reply(sentence, meta()))

    def add(self, done: Done) -> None:
        """Add what another part of the form made of it."""
        self.replies.extend(done.replies)
        self.slots.update(done.slots)
        self.is_open = self.is_open or any(value is None for value in done.slots.values())


async def take(turn: Turn, draft: Draft, step: str, said: Reading) -> Done:
    """Do all that a message says.

    Args:
        turn: the message.
        draft: what was told so far.
        step: what the form asks.
        said: the message, read.
    """
    taken = Taken(slots={slot_of(step): None})
    for words in said.cut:
        await cutting.cut(draft.conversation, words, taken, whole=said.cut_whole)
    if said.cut_last:
        await cutting.cut_last(draft.conversation, said.cut_last, taken)
    for name in said.emptied:
        await store.drop(draft.conversation, name)
        taken.slots[slot_of(name)] = SKIPPED
        taken.tell(say("emptied", field=field_name(name)))
    guessed = said.cut_whole or bool(said.cut_last)  # which sentence is meant: to be read again
    for name, words in said.changed.items():
        await _change(draft.conversation, name, words, taken)
    draft = await store.load(draft.conversation) or draft  # what was cut must not come back
    rereads = step == CONFIRM and (
        guessed or (not said.sends and bool(said.cut or said.emptied or said.story))
    )
    said.shows = said.shows or rereads
    await _told(draft, step, said, taken)
    if said.skips and step in _SKIPPABLE and taken.slots.get(slot_of(step)) is None:
        await _skip(draft, step, taken)
    if said.skips_all:
        open_ones = (n for n in _LEFT_OUT if turn.slots.get(slot_of(n)) is None)
        taken.slots.update(
            {slot_of(n): SKIPPED for n in open_ones if not taken.slots.get(slot_of(n))}
        )
    await _named(turn, draft, said, taken)
    await _story(draft, step, said, taken)
    if said.reopened is not None:
        _reopen(said.reopened, taken)
    await _answer(turn, step, said, taken)
    if said.doubts:
        taken.tell(say("doubt"))
    await _end(draft.conversation, step, said, taken)
    return Done(tuple(taken.replies), taken.slots)


def answers(said: Reading, step: str) -> bool:
    """Tell whether a question is one to answer here, rather than part of what is told."""
    if said.asides or said.asks_plainly:
        return said.asks
    if not said.question:
        return False
    # "gửi được chưa?" asks of this very step, and its question answers it.
    at_the_end = step == CONFIRM and not _OF_SENDING.search(flat(said.question))
    about_complaining = topics_in(said.question, talked=True)
    return at_the_end or bool(about_complaining or services().facets_in(said.question))


async def _change(conversation: str, name: Field, words: str, taken: Taken) -> None:
    if name == Field.WHAT:  # a story is not replaced by half a sentence
        return _reopen(name, taken)
    if not await _put(conversation, name, words, taken):
        return None
    taken.tell(say("corrected", field=field_name(name), words=words))
    return None


async def _put(conversation: str, name: Field, words: str, taken: Taken) -> bool:
    """Keep words for a field; False where they can't be meant."""
    if name == Field.WHEN and (fault := is_day_to_come(words, store.today())) is not None:
        taken.tell(say(fault))
        taken.is_open = True
        return False
    if name == Field.OFFICE:
        draft = await store.load(conversation)
        if draft is not None:
            draft = await complaint_office.reopened(draft)
            taken.add(await complaint_office.told(draft, words))
        return True
    await store.put(conversation, name, words)
    taken.slots[slot_of(name)] = GIVEN
    return True


async def _told(draft: Draft, step: str, said: Reading, taken: Taken) -> None:
    for name, told in said.told.items():
        words = told
        before = draft.words.get(name)
        if not words:
            if name not in draft.words:
                taken.slots[slot_of(name)] = SKIPPED
        elif before is None or (name == step and not is_counter_alone(before)):
            await _put(draft.conversation, name, words, taken)
        elif said.takes_back or name == Field.WHEN:
            if name == Field.OFFICE:
                words = counter_changed(before, words) or words
            if words != before:
                await _change(draft.conversation, name, words, taken)
        elif words not in before:
            same = place_completed(before, words) if name == Field.OFFICE else None
            whole = same or f"{before}, {words}"
            await _put(draft.conversation, name, whole, taken)
        else:
            taken.slots[slot_of(name)] = GIVEN


async def _skip(draft: Draft, step: str, taken: Taken) -> None:
    kept = draft.words.get(Field(step), "")
    is_half = step == Field.OFFICE and is_counter_alone(kept)
    if not is_half and step != Field.CONTACT:
        await store.drop(draft.conversation, Field(step))
    taken.slots[slot_of(step)] = SKIPPED


async def _named(turn: Turn, draft: Draft, said: Reading, taken: Taken) -> None:
    if not said.naming:
        return
    words = ", ".join(said.naming)
    told = name_and_contact(words).words
    choice = choice_of(replace(turn, text=words)) or (NAMED if told else ANONYMOUS)
    if choice == NAMED and told:
        told = contact_completed(draft.words.get(Field.CONTACT, ""), told)
        await store.put(draft.conversation, Field.CONTACT, told)
    slots = await choose(draft.conversation, choice, words)
    before = draft.words.get(Field.ANONYMOUS)
    taken.slots.update(slots)
    taken.is_open = taken.is_open or slots.get(slot_of(Field.CONTACT), GIVEN) is None
    if choice == NAMED and told:
        taken.tell(say("now_named_as", contact=told))
    elif before != choice:
        changes = Field.CONTACT in draft.words or before is not None
        taken.tell(say(f"now_{choice}" if changes or choice == NAMED else "is_anonymous"))


async def _story(draft: Draft, step: str, said: Reading, taken: Taken) -> None:
    lost = [said.question] if said.question and not answers(said, step) else []
    words = ". ".join([*said.story, *lost])
    if len(words.split()) < _LEAST_STORY or (step == CONFIRM and not said.story):
        return
    before = draft.words.get(Field.WHAT)
    both = words if before is None else f"{before}\n{words}"
    if len(both) > MAX_WORDS or (before and words in before):
        return
    doubtful = await complaint_ways.in_doubt(draft, both)
    if doubtful is not None:
        taken.add(doubtful)
        return
    await store.put(draft.conversation, Field.WHAT, both)
    taken.slots[slot_of(Field.WHAT)] = GIVEN
    taken.tell(say("placed", field=field_name(Field.WHAT)))


def _reopen(name: Field, taken: Taken) -> None:
    taken.slots[slot_of(name)] = None
    taken.is_open = True


async def _answer(turn: Turn, step: str, said: Reading, taken: Taken) -> None:
    if not answers(said, step):
        return
    if said.asides and not _receipt_tells(step, said):
        taken.replies.extend(complaint_hotline.replies_to(said.asides))
    if said.question:
        asked = replace(turn, text=said.question, intent="ask")
        try:
            done = await AnswerQuestion().act(asked)
        except NoRelease:  # what was told beside the question is kept all the same
            taken.tell(say("no_record"))
            return
        if all(reply.meta.outcome is Outcome.NO_ANSWER for reply in done.replies):
            taken.tell(say("no_record"))  # to name a procedure would not help here
            return
        taken.replies.extend(done.replies)
        taken.slots = {**done.slots, **taken.slots}


def _receipt_tells(step: str, said: Reading) -> bool:
    """Tell whether all that is asked is when there is an answer, which the receipt says."""
    return (
        step == CONFIRM
        and said.sends
        and set(said.asides) == {"when_answered"}
        and not said.question
    )


async def _end(conversation: str, step: str, said: Reading, taken: Taken) -> None:
    """Send it, or read it back, where that was asked for and nothing is left open."""
    if step != CONFIRM:
        if said.sends:
            taken.tell(say("not_ready"))
        return
    asks = said.asks and not _receipt_tells(step, said)
    if said.sends and not (asks or said.shows or said.doubts or said.waits or taken.is_open):
        taken.slots[slot_of(CONFIRM)] = True
    elif said.shows and not taken.is_open:
        draft = await store.load(conversation)
        if draft is not None:
            taken.replies.append(Reply(summary(draft), meta()))
