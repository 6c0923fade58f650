"""The office of a complaint: recognised from words, or picked where several may be meant."""

from __future__ import annotations

from actions import complaint_store as store
from actions.choices import picked_alone
from actions.complaint_replies import GIVEN, meta, say, slot_of
from actions.turn import Done, Turn
from complaints.drafts import Draft, Field
from contract.reply import Reply

PENDING = "?"
"""Stands in a draft for the office while somebody is asked which one they mean; once only."""

_SLOT = slot_of(Field.OFFICE)


async def told(draft: Draft, words: str) -> Done:
    """Keep where it was, and find the office; ask once where several may be meant."""
    if is_pending(draft):
        return await _second(draft, words)
    await store.put(draft.conversation, Field.OFFICE, words)
    found = await store.recognise(words)
    if found.office is None and found.offered:
        await store.put(draft.conversation, Field.OFFICE_KEY, PENDING)
        return Done(slots={_SLOT: None})
    await store.drop(draft.conversation, Field.OFFICE_KEY)
    if found.office and found.former:
        said = say("office_former", former=found.former, office=found.office.name)
        return Done((Reply(said, meta()),), {_SLOT: GIVEN})
    return Done(slots={_SLOT: GIVEN})


async def pressed(turn: Turn) -> Done | None:
    """Take the office of a button; None if none was pressed, or it names no office."""
    key = str(turn.entities.get(Field.OFFICE.value) or "")
    draft = await store.load(turn.conversation) if key and turn.text.startswith("/") else None
    if draft is None or not is_pending(draft) or await store.office(key) is None:
        return None
    return await _picked(draft, key)


async def left_open(draft: Draft) -> Done:
    """Keep the words as they are: it is none of the offices that were offered."""
    await store.drop(draft.conversation, Field.OFFICE_KEY)
    return Done(slots={_SLOT: GIVEN})


def is_pending(draft: Draft) -> bool:
    """Tell whether somebody was asked which office they mean."""
    return draft.words.get(Field.OFFICE_KEY) == PENDING


async def _second(draft: Draft, words: str) -> Done:
    before = draft.words.get(Field.OFFICE, "")
    offered = (await store.recognise(before)).offered
    place = picked_alone(words, len(offered))
    if place is not None:
        return await _picked(draft, offered[place].key)
    await store.put(draft.conversation, Field.OFFICE, f"{before}, {words}")
    found = await store.recognise(words)
    if found.office is None:
        return await left_open(draft)
    return await _picked(draft, found.office.key)


async def _picked(draft: Draft, key: str) -> Done:
    await store.put(draft.conversation, Field.OFFICE_KEY, key)
    return Done(slots={_SLOT: GIVEN})
