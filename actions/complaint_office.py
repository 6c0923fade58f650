"""The office of a complaint: recognised from words, or picked where several may be meant."""

from __future__ import annotations

import re

from actions import complaint_store as store
from actions.choices import picked_alone
from actions.complaint_chatter import bare
from actions.complaint_clauses import Clause, clauses_of, flat
from actions.complaint_facts import place_in
from actions.complaint_placing import is_place
from actions.complaint_replies import GIVEN, field_name, meta, say, slot_of
from actions.turn import Done, Turn
from complaints.drafts import Draft, Field
from contract.reply import Reply

PENDING = "?"
"""Stands in a draft for the office while somebody is asked which one they mean; once only."""

_REJECTS = re.compile(
    r"(?:\w+ ){1,5}(?:nao|gi|dau)(?: (?:dau|co|vay|day|o day))*|(?:\w+ )?(?:khong|ko|k|hong|hok"
    r"|dau|chang|cha)"
    r" (?:phai|co phai|o|co)\b.*|(?:sai|nham|khong)(?: roi)?"
)
_LEADS = re.compile(
    r"(?:(?:toi|em|tui|minh|chau|con|bac|co|chu|ong|ba|cho|day) )?"
    r"(?:(?:noi|muon noi|y|dang noi|o|tai|ben|la|ve|thuoc)\s+)+"
)
_FORMER = re.compile(
    r"[\s,(]+(?:(?:o|ben|thuoc|cua) )?(?P<of>(?:(?:quan|huyen|tinh|thanh pho|thi xa|tp|tx|q"
    r"|h)\b|q(?=\d))\.? ?[\w ]+? cu)\b(?! (?!(?:a|do|day|ay|ma|nha|nhe|nay|kia|co|chu|roi)\b)\w)\)?"
)

REFUSED = "-"
"""Stands there once none of the offices offered was meant: they are not offered again."""

_SLOT = slot_of(Field.OFFICE)


async def told(draft: Draft, words: str) -> Done:
    """Keep where it was, and find the office; ask once where several may be meant."""
    if is_pending(draft):
        return await _second(draft, words)
    await store.put(draft.conversation, Field.OFFICE, words)
    found = await store.recognise(words)
    if found.office is None and draft.words.get(Field.OFFICE_KEY) == REFUSED:
        return Done(slots={_SLOT: GIVEN})
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
    await store.put(draft.conversation, Field.OFFICE_KEY, REFUSED)
    return Done(slots={_SLOT: GIVEN})


async def reopened(draft: Draft) -> Draft:
    """Forget which office was meant, but not that what was offered is none of them."""
    if draft.words.get(Field.OFFICE_KEY) == REFUSED:
        return draft
    return await store.drop(draft.conversation, Field.OFFICE_KEY)


def is_pending(draft: Draft) -> bool:
    """Tell whether somebody was asked which office they mean."""
    return draft.words.get(Field.OFFICE_KEY) == PENDING


def insisted(before: str, words: str) -> str | None:
    """Give the place that somebody names while rejecting what was offered; else None.

    Args:
        before: the place as told before: its kind, and a counter, still hold.
        words: "Hòa Lợi nào, tôi ở Tân Định quận 1 cũ".
    """
    clauses = clauses_of(words)
    named = [clause for clause in clauses if not _REJECTS.fullmatch(clause.flat)]
    if len(named) == len(clauses) or not named:
        return None
    led = (clause for clause in named if _LEADS.match(clause.flat) or is_place(clause.flat))
    clause = next(led, named[0])
    lead = _LEADS.match(clause.flat)
    name = bare(
        Clause(clause.cut(lead.end() if lead else 0), clause.flat[lead.end() if lead else 0 :])
    ).words
    after = clauses[clauses.index(clause) + 1 :]
    if after and _FORMER.fullmatch(f" {after[0].flat}"):
        name = f"{name} {after[0].words}"
    name = re.sub(r"\s+(?:mà|ma|cơ|co|kìa|ấy|đó)$", "", name)
    former = _FORMER.search(flat(name))
    of = f" ({name[former.start('of') : former.end('of')]})" if former else ""
    name = name[: former.start()].strip(" ,") if former else name
    told = place_in(before)
    office, counter = (told.office, told.counter) if told else ("", "")
    name = office if name and flat(name) in flat(office) else name
    return ", ".join(part for part in (f"{name}{of}".strip(), counter) if part)


async def _second(draft: Draft, words: str) -> Done:
    before = draft.words.get(Field.OFFICE, "")
    place_meant = insisted(before, words)
    if place_meant is not None:
        return await _instead(draft, place_meant)
    offered = (await store.recognise(before)).offered
    place = picked_alone(words, len(offered))
    if place is not None:
        return await _picked(draft, offered[place].key)
    await store.put(draft.conversation, Field.OFFICE, f"{before}, {words}")
    found = await store.recognise(words)
    if found.office is None:
        return await left_open(draft)
    return await _picked(draft, found.office.key)


async def _instead(draft: Draft, words: str) -> Done:
    await store.put(draft.conversation, Field.OFFICE, words)
    found = await store.recognise(words)
    done = await (_picked(draft, found.office.key) if found.office else left_open(draft))
    said = say("corrected", field=field_name(Field.OFFICE), words=words)
    return Done((Reply(said, meta()),), done.slots)


async def _picked(draft: Draft, key: str) -> Done:
    await store.put(draft.conversation, Field.OFFICE_KEY, key)
    return Done(slots={_SLOT: GIVEN})
