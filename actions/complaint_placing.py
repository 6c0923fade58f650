"""What of a complaint a message tells, where it is not what the form asked.

People tell their story in pieces, and what comes next rarely waits for its question. Without this
the rest of the story would stand for the place, the place for the time, and so on. Pure, like
``actions.complaint_answers``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from actions.complaint_answers import STORY_LONGER_THAN, choice_of, day_in, names_a_day, words_of
from actions.complaint_clauses import Clause
from actions.complaint_facts import TASKS, is_time, part_of_month, time_in
from actions.complaint_naming import name_and_contact, naming_said_in
from actions.complaint_phrases import OFFICE_KINDS, QUESTION, TELEPHONE, denies_code
from actions.turn import Turn
from complaints.drafts import Field
from complaints.folding import fold

TELLS = frozenset({"inform", "complain", "nlu_fallback", "ask", "ask_facet", "out_of_scope"})
"""Intents of messages that may tell something; wishes, talk and danger have their own ways."""

_SENTENCE = 15  # characters; a complaint of more tells on what happened
_SHORT = 60  # characters of an answer that is nothing but a place, a day or a person
_AT = r"^(?:(?:o|tai|ben|duoi|tren|la|cho|thi|ngay|da) )*(?:cai )?"
_PLACE = re.compile(rf"{_AT}(?:{OFFICE_KINDS}|bo phan|vp|tttphcc|tt hcc|[pxq]|tp)\b")
_DESK = re.compile(rf"{_AT}(?:(?:quay|ban|o cua|cua)(?: \w+ \w+)?(?: so)? \d|quay (?:{TASKS})\b)")
_PERSON = re.compile(
    r"^(?:(?:la|thi|da|hinh nhu|chac|mot|1|cai|dua) )*(?:co|chi|anh|ong|ba|chu|bac|cau|o|thang"
    r"|nguoi|can bo|nhan vien|nu|nam|bao ve|cb|nv)\b.*"
    r"\b(?:ten|ngoi|deo|mac|toc|ao|tuoi|tre|gia|map|om|cao|thap|quay|ban so|giong|rau|kinh|truc)\b"
)
"""Somebody who is described: who speaks of themselves ("chị không nhớ") is not."""

_PERSON_ALONE = re.compile(r"(?:co|chi|anh|ong|ba|chu|bac|cau|o|thay|ten) \w+(?: \w+)?")
_OF_TALK = re.compile(r"\b(?:hoi|luc|vua|ban) nay\b")
_DENIES_PERSON = re.compile(r"\b(?:khong|ko|k|hong|chua) (?:biet|nho|ro) (?:\w+ )?(?:ten|ai)\b")
_DOES = re.compile(
    r"(?<!\w)(?:quát|chửi|mắng|nạt|ném|quăng|vứt|xé|đuổi|bắt|vòi|đòi|kêu|bảo|nói|cười|hỏi"
    r"|quat|chui|nem|quang|vut|duoi|keu|noi)(?!\w)"
)
_LOOKS = re.compile(
    r"\b(?:ten|ngoi|deo|mac|toc|ao|tuoi|tre|gia|map|om|cao|thap|beo|gay|rau|kinh|lun|to con|da)\b"
)
_NAMED = re.compile(
    r"^(?:(?:ong|ba|co|chi|anh|bang|the|deo) (?:ay |do |ta )?)?(?:ghi )?ten \w+"
    rf"|^(?:(?:la|thi|can bo|nhan vien|cb|nv|ben|dua) )*(?:{TASKS}) (?:\w+ )?ten \w+"
)
_DOSSIER_CODE = re.compile(r"(?<!\w)[A-Za-z]?\d{2,3}(?:\.\d+)+-\d{6}-\d+")
_WHO_IT_WAS = re.compile(
    r"\b(?:biet|nho|ro|thay)(?: \w+){0,2} (?:ten|ai)\b|\bdeo (?:kinh|khau trang|the)\b"
    r"|\btoc (?:dai|ngan)\b"
)
"""Words about a person, whatever the message begins with."""


def told_instead(turn: Turn, asked: str, told: Mapping[Field, str], today: date) -> Field | None:
    """Give the field that a message tells, if it is another one than the form asked for.

    Args:
        turn: the message.
        asked: what the form asks now.
        told: what was told so far.
        today: the day in Vietnam.
    """
    words = words_of(turn)
    folded = fold(words)
    if turn.intent not in TELLS or not words or QUESTION.search(folded):
        return None
    if asked in (Field.OFFICE, Field.WHEN, Field.WHO) and _DOSSIER_CODE.search(words):
        return Field.DOSSIER_CODE
    match asked:
        case Field.WHAT:
            placed = is_place(folded) and len(words) <= _SHORT
            return Field.OFFICE if placed and turn.intent != "complain" else None
        case Field.OFFICE:
            return _for_office(turn, words, folded, told, today)
        case Field.WHEN:
            return _for_when(turn, words, folded, told, today)
        case Field.WHO:
            return _for_who(words, folded, told, today)
        case Field.DOSSIER_CODE:
            return _for_code(words, folded, told, today)
        case Field.ANONYMOUS:
            described = _PERSON.match(folded) and Field.WHO not in told
            chooses = choice_of(turn) is not None or len(words) > 2 * _SHORT
            return Field.WHO if described and not chooses else None
        case _:
            return None


def field_told(clause: Clause, today: date, asked: str = "") -> Field | None:
    """Give the field that a clause tells of; an hour alone is a time, too."""
    if asked == Field.WHO and _PERSON_ALONE.fullmatch(clause.flat):
        return Field.WHO
    if is_time(clause.words, today):
        return Field.WHEN
    if forgets_person(clause.flat):
        return Field.WHO
    name = _field_of(clause.words, clause.flat, today)
    if name == Field.WHO and asked != Field.WHO and _DOES.search(clause.words.lower()):
        return None
    # "lúc nãy tôi ghi sai" speaks of this talk.
    of_talk = (
        name == Field.WHEN and _OF_TALK.search(clause.flat) and not time_in(clause.words, today)
    )
    return None if of_talk else name


def forgets_person(folded: str) -> bool:
    """Tell whether folded words say that somebody does not know who it was."""
    return _DENIES_PERSON.search(folded) is not None


def _field_of(clause: str, folded: str, today: date) -> Field | None:
    if _DOSSIER_CODE.search(clause) or denies_code(clause):
        return Field.DOSSIER_CODE
    if day_in(clause, today) or part_of_month(clause):
        return Field.WHEN
    if is_place(folded):
        return Field.OFFICE
    return Field.WHO if _PERSON.match(folded) or _NAMED.match(folded) else None


def _for_office(
    turn: Turn, words: str, folded: str, told: Mapping[Field, str], today: date
) -> Field | None:
    if is_place(folded):
        return None
    if turn.intent == "complain" and len(words) > _SENTENCE:
        return Field.WHAT
    if len(words) <= _SHORT and day_in(words, today) and Field.WHEN not in told:
        return Field.WHEN
    return _of_person(words, folded, told)


def _for_when(
    turn: Turn, words: str, folded: str, told: Mapping[Field, str], today: date
) -> Field | None:
    if names_a_day(words, today):
        return None
    if is_place(folded) and len(words) <= 2 * _SHORT:
        return Field.OFFICE
    if turn.intent == "complain" and len(words) > STORY_LONGER_THAN:
        return Field.WHAT
    return _of_person(words, folded, told)


def _for_who(words: str, folded: str, told: Mapping[Field, str], today: date) -> Field | None:
    if _PERSON.match(folded) or len(words) > _SHORT:
        return None
    if denies_code(words) and not _WHO_IT_WAS.search(folded):
        return Field.DOSSIER_CODE
    if _tells_day_first(words, told, today):
        return Field.WHEN
    return Field.OFFICE if _PLACE.match(folded) and Field.OFFICE not in told else None


def _for_code(words: str, folded: str, told: Mapping[Field, str], today: date) -> Field | None:
    is_clear = "an danh" in folded or name_and_contact(words).words
    if is_clear and naming_said_in(words):
        return Field.ANONYMOUS
    if TELEPHONE.search(words):
        return Field.CONTACT
    if sum(c.isdigit() for c in words) >= 4 or denies_code(words):
        return None
    if _tells_day_first(words, told, today):
        return Field.WHEN
    if _PERSON.match(folded):
        return Field.WHO
    return Field.OFFICE if is_place(folded) and Field.OFFICE not in told else None


def _of_person(words: str, folded: str, told: Mapping[Field, str]) -> Field | None:
    """See who it was, or that nobody knows; and that there is no code."""
    short = len(words) <= 2 * _SHORT
    if short and Field.WHO not in told and (_PERSON.match(folded) or _WHO_IT_WAS.search(folded)):
        return Field.WHO
    return Field.DOSSIER_CODE if short and denies_code(words) else None


def _tells_day_first(words: str, told: Mapping[Field, str], today: date) -> bool:
    """Tell whether a day is told that was not known before."""
    known = Field.WHEN in told and day_in(told[Field.WHEN], today)
    return not known and len(words) <= _SHORT and day_in(words, today) is not None


def code_in(words: str) -> str:
    """Give the dossier code that words hold; empty where none stands in them."""
    found = _DOSSIER_CODE.search(words)
    return found[0] if found else ""


def belongs_to_person(folded: str) -> bool:
    """Tell whether folded words go on about a person: "đeo kính", "tầm 40 tuổi"."""
    return _LOOKS.search(folded) is not None


def is_place(folded: str) -> bool:
    """Tell whether folded words begin as a place does where something happens."""
    return bool(_PLACE.match(folded) or _DESK.match(folded))
