"""Taking back an answer in the middle of the complaint form: "à không, hôm thứ hai"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from actions.complaint_answers import Told, names_a_day, read, words_of
from actions.complaint_fields import field_and_value
from actions.complaint_placing import is_place
from actions.corrections import corrected
from actions.turn import Turn
from complaints.drafts import ASKED, Draft, Field
from complaints.folding import fold

_REPLACEABLE = (Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE)
"""Short answers. A story is not replaced by half a sentence: "sửa nội dung" does that."""

_TIME_OF_DAY = re.compile(r"\b(?:sang|trua|chieu|toi|dem|gio|phut|\d{1,2} ?(?:h|g)(?:\d{2})?)\b")


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
    if turn.text.startswith("/"):
        return None
    told = field_and_value(words_of(turn))
    if told is not None:
        return _checked(turn, *told, today) if told[0] in _REPLACEABLE else None
    meant = corrected(turn.text)
    if meant is None:
        return None
    name = Field.WHEN if names_a_day(meant, today) else _before(step)
    if name is None or name == step or not _fits(name, meant, today):
        return None
    if name not in draft.words and name != Field.WHEN:  # a day may stand in the story alone
        return None
    return _checked(turn, name, meant, today)


def _checked(turn: Turn, name: Field, meant: str, today: date) -> Correction | None:
    answer = read(replace(turn, text=meant, intent="inform"), name, today)
    return Correction(name, answer.words) if isinstance(answer, Told) else None


def _fits(name: Field, meant: str, today: date) -> bool:
    """Tell whether words can be meant for a field: no time of day is a place."""
    folded = fold(meant)
    if name == Field.WHEN:
        return names_a_day(meant, today) or _TIME_OF_DAY.search(folded) is not None
    return name != Field.OFFICE or is_place(folded)


def _before(step: str) -> Field | None:
    order: list[Field] = list(ASKED)
    place = order.index(Field(step)) if step in order else len(order)
    earlier = order[place - 1] if place else None
    return earlier if earlier in _REPLACEABLE else None
