"""Taking words out of what was told: 'bỏ câu "…" đi' deletes that sentence, and nothing else."""

from __future__ import annotations

import re
from typing import Protocol

from actions import complaint_store as store
from actions.complaint_clauses import flat
from actions.complaint_replies import field_name, say
from complaints.drafts import ASKED, Field

_CUTTABLE = tuple(name for name in ASKED if name not in (Field.ANONYMOUS, Field.CONTACT))


class Tells(Protocol):
    """Where something can be said, and be left open."""

    is_open: bool

    def tell(self, sentence: str) -> None:
        """Add a reply of one sentence."""


async def cut(conversation: str, words: str, taken: Tells) -> None:
    """Take words out of the field that holds them; say so, or that no field does.

    Args:
        conversation: whose draft.
        words: as typed; they are looked for without accents and case.
        taken: where it is said.
    """
    draft = await store.load(conversation)
    held = draft.words if draft is not None else {}
    for name in _CUTTABLE:
        left = without(held.get(name, ""), words)
        if left is None:
            continue
        if left:
            await store.put(conversation, name, left)
        elif name == Field.WHAT:  # a complaint without a story is none: it is asked again
            break
        else:
            await store.drop(conversation, name)
        taken.tell(say("cut", field=field_name(name)))
        return
    taken.tell(say("cut_nothing"))
    taken.is_open = True


def without(told: str, words: str) -> str | None:
    """Give what was told without some words; None where they do not stand in it."""
    start = flat(told).find(flat(words).strip()) if words.strip() else -1
    if start < 0:
        return None
    before, after = told[:start], told[start + len(words.strip()) :]
    before = re.sub(r"(?:[\s,;]|[\s.,;]+(?:mà|ma|và|rồi))+$", "", before)
    return (
        re.sub(r"\s*[.,;]\s*(?=[.,;])", "", f"{before}{after}").strip(" ,;")
        if before
        else (after.strip(" ,;.!"))
    )
