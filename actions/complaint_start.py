"""The beginning of a complaint: who sees it, before the first question."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import FollowupAction

from actions import complaint_paths, complaint_story, complaint_talk
from actions import complaint_store as store
from actions.answer import AnswerQuestion
from actions.complaint_answers import MAX_WORDS, Fault, tells_a_story, words_of
from actions.complaint_paths import Doubt
from actions.complaint_phrases import (
    blames_somebody,
    names_staff,
    wishes_to_complain,
)
from actions.complaint_reader import read_message
from actions.complaint_replies import (
    GIVEN,
    PRESUMED,
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
from complaints.drafts import Field
from contract.outcomes import Outcome
from contract.reply import Reply

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
        words = words_of(turn)
        doubt = complaint_paths.doubt_in(words)
        says_way = complaint_paths.wants_feedback(words)
        if doubt is not None and not says_way:
            return await _unsure(turn, doubt)
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
            return Done(tuple(replies), slots)
        told = await _told(turn)
        return Done((*replies, *told.replies), {**slots, **told.slots})


async def _told(turn: Turn) -> Done:
    """Keep what the message that opened the form tells, the story and what it says beside it."""
    words = words_of(turn)
    draft = await store.load(turn.conversation)
    if draft is None or not words:
        return Done()
    beside = await complaint_story.kept(draft, words)
    if not tells_a_story(turn) or complaint_story.tells_nothing_yet(words):
        return beside
    await store.put(turn.conversation, Field.WHAT, complaint_story.tidied(words))
    said = Reply(say("kept_what"), meta())
    return Done((said, *beside.replies), {**beside.slots, slot_of(Field.WHAT): GIVEN})


async def _asked_instead(turn: Turn) -> Done | None:
    """Answer what was taken for a complaint and asks something; None where it complains."""
    words = words_of(turn)
    of_complaining = None if tells_beside(words) else await complaint_talk.answered(turn)
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


async def _unsure(turn: Turn, doubt: Doubt) -> Done:
    """Let the person choose the way first; a story that speaks of denouncing is not kept."""
    draft = await store.put(turn.conversation, Field.PATH, UNSURE)
    slots: dict[str, object] = {**no_slots(), "candidates": []}
    words = words_of(turn)
    told = Done()
    if doubt is not Doubt.DENOUNCES and len(words) <= MAX_WORDS and tells_a_story(turn):
        await store.put(turn.conversation, Field.WHAT, words)
        slots[slot_of(Field.WHAT)] = GIVEN
        told = await complaint_story.kept(draft, words)
    opening = say("started_denounces" if doubt is Doubt.DENOUNCES else "started_unsure")
    said = (Reply(opening, meta()), *remarks(doubt), *told.replies)
    return Done(said, {**slots, **told.slots})
