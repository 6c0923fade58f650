"""Taking back an answer in the middle of the complaint form: "à không, hôm thứ hai"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from actions.complaint_answers import Told, read
from actions.corrections import corrected
from actions.turn import Turn
from complaints import when
from complaints.drafts import ASKED, Draft, Field

_REPLACEABLE = (Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE)
"""Short answers. A story is not replaced by half a sentence: "sửa nội dung" does that."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put in the place of an earlier answer."""

    name: Field
    words: str = field(repr=False)


def correction_in(turn: Turn, draft: Draft, step: str, today: date) -> Correction | None:
    """Find the answer that a message takes back, and what it is to be instead.

    A day replaces the day, whatever was asked since; anything else the answer before this
    question.

    Args:
        turn: the message.
        draft: what was told so far.
        step: what the form asks now.
        today: the day in Vietnam.
    """
    meant = None if turn.text.startswith("/") else corrected(turn.text)
    if meant is None:
        return None
    name = Field.WHEN if _is_day(meant, today) else _before(step)
    if name is None or name == step or name not in draft.words:
        return None
    answer = read(replace(turn, text=meant, intent="inform"), name, today)
    return Correction(name, answer.words) if isinstance(answer, Told) else None


def _before(step: str) -> Field | None:
    order: list[Field] = list(ASKED)
    place = order.index(Field(step)) if step in order else len(order)
    earlier = order[place - 1] if place else None
    return earlier if earlier in _REPLACEABLE else None


def _is_day(words: str, today: date) -> bool:
    try:
        return when.parse(words, today).day is not None
    except when.WhenRefused:
        return True
