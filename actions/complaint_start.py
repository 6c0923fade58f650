"""The beginning of a complaint: who sees it, before the first question."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import FollowupAction

from actions import complaint_paths, complaint_story, complaint_talk
from actions import complaint_store as store
from actions.answer import AnswerQuestion
from actions.complaint_answers import (
    MAX_WORDS,
    Fault,
    tells_a_story,
    tells_something,
    words_of,
)
from actions.complaint_earlier import announced, asked_then_told, earlier
from actions.complaint_keeping import choose
from actions.complaint_naming import speaks_of_hiding
from actions.complaint_paths import Doubt
from actions.complaint_phrases import (
    blames_somebody,
    names_staff,
    wishes_to_complain,
)
from actions.complaint_reader import read_message
from actions.complaint_replies import (
    FORM,
    GIVEN,
    PRESUMED,
    kept_sentence,
    meta,
    no_slots,
    say,
    slot_of,
)
from actions.complaint_ways import UNSURE, introduction, remarks
from actions.complaint_worries import tells_beside
from actions.edge import EdgeAction
from actions.services import services
from actions.turn import Done, Turn
from complaints.deadlines import Path
from complaints.drafts import Draft, Field
from complaints.filing import ANONYMOUS
from contract.outcomes import Outcome
from contract.reply import Reply

BEGINNING = 3  # words of a story that was announced
ACTION_LISTEN_NAME = "action_listen"  # Rasa's name for waiting


class StartComplaint(EdgeAction):
    """Says what this is and who reads it; keeps the story if the message told it already."""

    action_name = "action_start_complaint"

    async def act(self, turn: Turn) -> Done:
        """Begin a new draft; the form then asks the first open question."""
        asked = await _asked_instead(turn)
        if asked is not None:
            return replace(asked, events=(FollowupAction(ACTION_LISTEN_NAME),))
        await store.start(turn.conversation)
        parted = asked_then_told(words_of(turn))
        lead = parted[0] if parted is not None else ""
        words = announced(words_of(turn))
        turn = replace(turn, text=words) if words != words_of(turn) else turn
        before = earlier.take(turn.conversation)
        opened = () if turn.intent == "complain" else (FollowupAction(FORM),)  # its rule does else
        story = f"{before}\n{words}".strip() if lead else _story(turn, before)
        doubt = complaint_paths.doubt_in(f"{before}\n{words}" if story else words)
        says_way = complaint_paths.wants_feedback(words)
        if doubt is not None and not says_way:
            return replace(await _unsure(turn, doubt, story, lead), events=opened)
        slots: dict[str, object] = {
            **no_slots(),
            complaint_talk.SLOT: None,
            "candidates": [],  # a number answers the form from now on
            slot_of(complaint_paths.STEP): PRESUMED,
        }
        replies = [introduction()]
        if doubt is not None:
            await store.put(turn.conversation, Field.PATH, Path.FEEDBACK.value)
            replies.extend(remarks(doubt))
        if len(words) > MAX_WORDS:
            refusal = say(Fault.TOO_LONG.value, length=str(len(words)), limit=str(MAX_WORDS))
            replies.append(Reply(refusal, meta(Outcome.REFUSED, Field.WHAT.value)))
            return Done(tuple(replies), slots, opened)
        told = await _told(turn, story, before, lead)
        return Done((*replies, *told.replies), {**slots, **told.slots}, opened)


def _story(turn: Turn, before: str) -> str:
    """Give what happened, as the messages so far tell it; empty where none does.

    Args:
        turn: the message that opens the form.
        before: what was told before it; it goes on with it, or is the story itself.
    """
    words = words_of(turn)
    if complaint_story.tells_nothing_yet(words):
        return before if blames_somebody(before) and len(words) <= MAX_WORDS else ""
    if before and (tells_something(turn) or not wishes_to_complain(words)):
        return f"{before}\n{words}" if words else ""
    if tells_a_story(turn):
        return words
    return before if blames_somebody(before) else ""


async def _told(turn: Turn, story: str, before: str, lead: str) -> Done:
    """Keep the story, and what it and the message that opened the form say beside it."""
    words = words_of(turn)
    draft = await store.load(turn.conversation)
    if draft is None:
        return Done()
    said_all = [story, lead] if words in story else [story, words, lead]
    beside = await _hidden(draft, lead, "\n".join(filter(None, said_all)))
    if not story:
        earlier.keep(turn.conversation, before or _beginning(turn))
        return beside
    await store.put(turn.conversation, Field.WHAT, complaint_story.tidied(story))
    said = Reply(kept_sentence(before), meta())
    return Done((said, *beside.replies), {**beside.slots, slot_of(Field.WHAT): GIVEN})


async def _hidden(draft: Draft, lead: str, story: str) -> Done:
    """Keep what a story tells; who asked before it whether they may stay hidden stays so."""
    beside = await complaint_story.kept(draft, story)
    now = await store.load(draft.conversation)
    if now is None or Field.ANONYMOUS in now.words or not speaks_of_hiding(lead):
        return beside
    slots = await choose(draft.conversation, ANONYMOUS)
    said = Reply(say("is_anonymous"), meta())
    return Done((*beside.replies, said), {**beside.slots, **slots})


def _beginning(turn: Turn) -> str:
    """Give what begins a story that somebody announced, and is none yet."""
    words = words_of(turn)
    begins = turn.intent != "complain" and not wishes_to_complain(words)
    return words if begins and len(words.split()) >= BEGINNING else ""


async def _asked_instead(turn: Turn) -> Done | None:
    """Answer what was taken for a complaint and asks something; None where it complains."""
    words = words_of(turn)
    tells = tells_beside(words) or asked_then_told(words) is not None
    of_complaining = None if tells else await complaint_talk.answered(turn)
    if of_complaining is not None or not words or turn.intent != "complain":
        return of_complaining
    if _scolds_the_answer(turn):
        return await AnswerQuestion().act(replace(turn, intent="ask"))
    if wishes_to_complain(words) or blames_somebody(words):
        return None
    question = read_message(words, "", store.today()).question
    if not question or not services().facets_in(question):
        return None
    done = await AnswerQuestion().act(replace(turn, text=question, intent="ask"))
    unknown = any(reply.meta.outcome is Outcome.NO_ANSWER for reply in done.replies)
    return None if unknown else done


def _scolds_the_answer(turn: Turn) -> bool:
    """Tell whether somebody scolds what was answered: it names nobody who works at a counter."""
    talked = turn.slots.get("procedure") or turn.slots.get("candidates")
    return bool(talked) and not names_staff(words_of(turn))


async def _unsure(turn: Turn, doubt: Doubt, story: str, lead: str) -> Done:
    """Let the person choose the way first; a story that speaks of denouncing is not kept."""
    draft = await store.put(turn.conversation, Field.PATH, UNSURE)
    slots: dict[str, object] = {**no_slots(), "candidates": []}
    told = Done()
    if doubt is not Doubt.DENOUNCES and story and len(story) <= MAX_WORDS:
        await store.put(turn.conversation, Field.WHAT, story)
        slots[slot_of(Field.WHAT)] = GIVEN
        told = await _hidden(draft, lead, f"{story}\n{words_of(turn)}\n{lead}".strip())
    opening = say("started_denounces" if doubt is Doubt.DENOUNCES else "started_unsure")
    said = (Reply(opening, meta()), *remarks(doubt), *told.replies)
    return Done(said, {**slots, **told.slots})
