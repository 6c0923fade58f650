"""What a story tells beside what happened: where, when, who, and that no name is to show.

The story itself is kept as typed, but for sentences that are only a word to the assistant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions import complaint_office
from actions import complaint_store as store
from actions.complaint_chatter import bare, is_chatter
from actions.complaint_clauses import Clause, clauses_of, flat
from actions.complaint_facts import facts_in, is_counter_alone
from actions.complaint_keeping import choose
from actions.complaint_naming import Naming, naming_said_in
from actions.complaint_phrases import denies_code
from actions.complaint_replies import GIVEN, SKIPPED, meta, say, slot_of
from actions.complaint_sender import sender_in
from actions.turn import Done
from complaints.drafts import Draft, Field
from complaints.filing import ANONYMOUS, NAMED
from contract.reply import Reply

_SENTENCES = re.compile(r"(?<=[.!?…\n])\s+")
_SHORT = 45  # characters of a clause that says nothing but how it is to be sent
_HIDES = re.compile(
    r"\b(?:an danh|nac danh|khuyet danh|giau (?:ho )?ten|giau danh tinh"
    r"|(?:khong|ko|k|dung|khoi|hong)(?: muon)? (?:ghi|de|lo|neu|khai)(?: ho)? ten)\b"
)
_MAY_HIDE = re.compile(
    r"\b(?:an danh|giau ten|nac danh) (?:\w+ )?(?:duoc|dc|dk) (?:khong|ko|k|hong|hem|hok|chu)\b"
)
_WITH_NAME = re.compile(
    r"\b(?:phan anh|gop y|kien nghi) (?:\w+ ){0,2}?(?<!khong )(?<!ko )(?<!k )"
    r"(?:co (?:ghi )?|ghi |de |neu )(?:ro )?(?:ho )?ten\b"
)
"""Who tells their name, too, and wants it with the complaint: no guess."""
_WISHES = re.compile(r"\b(?:muon|mun|xin|cho|can|phan anh)\b")
_TOPIC = frozenset(
    """toi em tui minh mk chau con e t da alo ad oi muon mun can xin de nghi cho gui duoc mot
    phan anh gop y kien nghi khieu nai to cao ve viec chuyen van thai do cach phuc vu ung xu lam cua
    can bo nhan vien cong chuc vien cac nguoi tiep nhan ho so tra ket qua mot cua bo phan o tai ben
    phuong xa ubnd uy ban nhan dan trung tam hanh chinh cong quay so ban a nhe nha voi giup gium
    nay do kia chi anh ong ba co ay va la thi phong van
    zay vay z v di gium dum luon nghe nghen hen thoi roi gio ok oke day""".split()
)


async def kept(draft: Draft, story: str) -> Done:
    """Fill what a story tells and nobody told before, so that it is not asked.

    Args:
        draft: what was told so far.
        story: as typed.
    """
    replies: list[Reply] = []
    slots: dict[str, object] = {}
    for name, words in _facts(draft, story).items():
        if name == Field.OFFICE and not is_counter_alone(words):
            done = await complaint_office.told(draft, words)
            replies, slots = [*replies, *done.replies], {**slots, **done.slots}
            continue
        await store.put(draft.conversation, name, words)
        if name != Field.OFFICE:  # of a counter alone it is asked where
            slots[slot_of(name)] = GIVEN
    if Field.ANONYMOUS not in draft.words and hides_name(story):
        slots.update(await choose(draft.conversation, ANONYMOUS))
        replies.append(Reply(say("is_anonymous"), meta()))
    else:
        slots.update(await _sender_kept(draft, story))
    if any(len(c.words) <= _SHORT and denies_code(c.words) for c in clauses_of(story)):
        slots[slot_of(Field.DOSSIER_CODE)] = SKIPPED
    return Done(tuple(replies), slots)


async def _sender_kept(draft: Draft, story: str) -> dict[str, object]:
    """Keep the name that somebody tells of themselves; it shows only if they say so."""
    sender = sender_in(story)
    if sender is None or Field.CONTACT in draft.words:
        return {}
    if draft.words.get(Field.ANONYMOUS) == ANONYMOUS:
        return {}
    await store.put(draft.conversation, Field.CONTACT, sender.name)
    shows = Field.ANONYMOUS not in draft.words and _WITH_NAME.search(flat(story)) is not None
    return await choose(draft.conversation, NAMED) if shows else {}


def tidied(story: str) -> str:
    """Leave out whole sentences that are nothing but a word to the assistant."""
    sentences = _SENTENCES.split(story)
    told = [one for one in sentences if not all(_is_aside(c) for c in clauses_of(one))]
    return " ".join(told) if told and len(told) < len(sentences) else story


def hides_name(story: str) -> bool:
    """Tell whether somebody wants to stay anonymous, said or asked beside their story."""
    return any(_hides(clause) for clause in clauses_of(story))


def tells_nothing_yet(words: str) -> bool:
    """Tell whether words say only of whom or what they complain, not what happened."""
    left = " ".join(w for phrase in clauses_of(words) for w in re.findall(r"\w+", phrase.flat))
    for found in facts_in(words, store.today()).values():
        left = left.replace(" ".join(re.findall(r"\w+", flat(found))), " ")
    hidden = _HIDES.sub(" ", left)
    return all(word in _TOPIC or word.isdigit() for word in hidden.split())


def _facts(draft: Draft, story: str) -> Mapping[Field, str]:
    found = facts_in(story, store.today())
    return {name: words for name, words in found.items() if name not in draft.words}


def _hides(clause: Clause) -> bool:
    if _MAY_HIDE.search(clause.flat):
        return _WISHES.search(clause.flat) is not None
    said = naming_said_in(clause.words)
    return Naming.HIDES in said and said[-1] is Naming.HIDES and bool(_HIDES.search(clause.flat))


def _is_aside(clause: Clause) -> bool:
    only_hides = len(clause.words) <= _SHORT and _hides(clause)
    return only_hides or is_chatter(bare(clause)) or is_chatter(clause)
