"""Reading what somebody says as the answer to the question that the complaint form asked.

Pure: no database, no Rasa. ``read`` gives one of four things, and the form does the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from actions import complaint_days, complaint_paths
from actions.complaint_clauses import clauses_of, quotes_in
from actions.complaint_naming import Naming, naming_said_in
from actions.complaint_phrases import (
    OFFICE_KINDS,
    QUESTION,
    REACHABLE,
    TELEPHONE,
    denies_code,
    gives_up,
    has_no_code,
    names_staff,
    only_wishes_to_complain,
    sends,
    wishes_to_complain,
)
from actions.turn import Turn
from complaints import codes, when
from complaints.deadlines import Path
from complaints.drafts import Field
from complaints.filing import ANONYMOUS, NAMED
from complaints.folding import fold

MIN_WHAT = 10  # characters: "bị quát to" is a complaint, "chán" is not
MIN_CONTACT = 5  # characters: "bà Hoa tổ 5" may do, "ok" is no contact
MAX_WORDS = 4000  # characters in one answer
STORY_LONGER_THAN = 40  # characters; "tôi muốn phản ánh cán bộ" is a wish, not yet a story
CONFIRM = "confirm"

_PAYLOAD = re.compile(r"/[a-z_]+(\{.*\})?", re.DOTALL)
_NOTHING = re.compile(
    r"(?:da |em |toi |minh )?(?:khong|ko|k|hong|hok|kg|chua)(?: (?:nho|biet|ro|co|can|muon|tra loi|"
    r"noi|them|ai|gi|ma|ho so|thay|ghi))*(?: (?:a|nha|nhe|dau|het))*"
    r"|bo qua|quen|quen roi|skip|qua cau khac|tiep|de sau"
)
_FORGETS = re.compile(r"\b(?:nho|biet|ro|quen|muon|can|bo qua)\b")
_PLACE = re.compile(rf"\b(?:{OFFICE_KINDS}|quay|ban so|so \w+)\b")
_STANDING = re.compile(
    r"\b(?:(?:toi|den) dau|tinh trang|sao roi|xong chua|tra loi chua|xu ly chua|ket qua)\b"
)


class Fault(StrEnum):
    """Why an answer can't be used; each has its sentence ``utter_complaint_<value>``."""

    WHAT_NEEDED = "what_needed"
    ANSWER_NEEDED = "answer_needed"
    TOO_LONG = "too_long"
    WHEN_FUTURE = "when_future"
    WHEN_NO_SUCH_DAY = "when_no_such_day"
    DOSSIER_CODE_UNCLEAR = "dossier_code_unclear"
    CONTACT_UNCLEAR = "contact_unclear"
    ANONYMOUS_UNCLEAR = "anonymous_unclear"
    PATH_UNCLEAR = "path_unclear"
    CONFIRM_UNCLEAR = "confirm_unclear"
    NOT_READY = "not_ready"
    STOP_UNCLEAR = "stop_unclear"


@dataclass(frozen=True, slots=True)
class Digression:
    """Not an answer: somebody asks or wants something else."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The question is left out."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, in the person's words; for a choice, the value chosen."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unusable:
    """An answer that can't be used."""

    fault: Fault


Answer = Digression | Skipped | Told | Unusable

# Whatever is not listed is an answer while the form asks: a story can look like anything to a
# classifier, and being asked again while one tells what happened is the worse mistake.
CONTROLS = frozenset({"cancel_complaint", "correct_complaint", "go_anonymous", "go_named"})
"""Never an answer to a question for words: each has its rule."""

URGENT = frozenset({"emergency", "refuse_request"})
"""Answered first, whatever was asked."""

QUESTIONS = frozenset({"ask", "ask_facet", "out_of_scope", "other_language"})
"""Questions, unless the words are plainly what the form asked for."""

TALK = frozenset(
    {"greet", "thank", "goodbye", "help", "bot_challenge", "talk_to_staff"}
    | {"choose_procedure", "choose_other", "go_back"}
)
"""Talk and buttons of other flows."""

DIGRESSIONS = CONTROLS | URGENT | QUESTIONS | TALK | {"personal_number_only"}

_OPTIONAL_TEXT = frozenset({Field.OFFICE, Field.WHEN, Field.WHO, Field.DOSSIER_CODE, Field.CONTACT})


def words_of(turn: Turn) -> str:
    """Give the person's own words; a pressed button or a typed payload has none.

    A location has the name of its commune, which the channel tells in a payload.

    The one place where the form reads a message: if messages come as sealed references one day,
    they are opened here. HTML is text like any other and escaped where it is shown.
    """
    text = unicodedata.normalize("NFC", turn.text).strip()
    if _PAYLOAD.fullmatch(text):
        return str(turn.entities.get("place") or "") if turn.intent == "inform" else ""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def read(turn: Turn, asked: Field | str, today: date) -> Answer:
    """Read a message as the answer to one question.

    Args:
        turn: the message.
        asked: a field, ``path``, or ``confirm``.
        today: the day in Vietnam.
    """
    if asked == CONFIRM:
        return _read_confirm(turn)
    if turn.intent == "submit_complaint":
        return Unusable(Fault.NOT_READY)
    words = words_of(turn)
    if turn.intent not in CONTROLS and gives_up(words):
        return Unusable(Fault.STOP_UNCLEAR)  # not erased on a guess: how to stop is said
    if asked == complaint_paths.STEP:
        return _read_path(turn, words)
    if asked == Field.ANONYMOUS:
        return _read_anonymous(turn)
    if _digresses(turn, Field(asked), words, today):
        return Digression()
    if asked == Field.DOSSIER_CODE and (
        denies_code(words) or any(has_no_code(clause.flat) for clause in clauses_of(words))
    ):
        return Skipped()
    if _says_nothing(turn, words, asked):
        return Skipped() if asked in _OPTIONAL_TEXT else Unusable(Fault.WHAT_NEEDED)
    if len(words) > MAX_WORDS:
        return Unusable(Fault.TOO_LONG)
    if _is_beside_the_point(turn, asked, words):
        return Unusable(Fault.WHAT_NEEDED if asked == Field.WHAT else Fault.ANSWER_NEEDED)
    return _CHECKS[Field(asked)](words, today)


def _is_beside_the_point(turn: Turn, asked: Field | str, words: str) -> bool:
    """See that a mere yes tells no place, day or person, and a mere place no story."""
    if turn.intent == "affirm":
        return len(words) <= MIN_WHAT and asked in (Field.OFFICE, Field.WHEN, Field.WHO)
    return asked == Field.WHAT and turn.intent == "inform" and len(words) <= 2 * MIN_WHAT


def tells_a_story(turn: Turn) -> bool:
    """Tell whether the message that opened the form says already what happened."""
    words = words_of(turn)
    asks = QUESTION.search(fold(words)) and (turn.intent != "complain" or words.endswith("?"))
    return len(words) > STORY_LONGER_THAN and not asks  # "trước mặt bao nhiêu người" asks nothing


def tells_something(turn: Turn) -> bool:
    """Tell whether a message says what happened, however short; a wish to complain does not."""
    words = words_of(turn)
    complains = turn.intent == "complain" and len(words) >= MIN_WHAT
    return tells_a_story(turn) or (complains and not wishes_to_complain(words))


def choice_of(turn: Turn) -> str | None:
    """Give the choice, anonymous or named, that a message makes; None if it makes none.

    The words count before the intent, and a name shows by no guess: where words or intent say
    both, the person stays anonymous unless the last word, and the intent, is to be named.
    """
    said = naming_said_in(words_of(turn))
    by_intent = {"go_anonymous": ANONYMOUS, "go_named": NAMED}.get(turn.intent)
    if not said:
        return by_intent
    doubtful = Naming.HIDES in said or by_intent == ANONYMOUS
    if said[-1] is Naming.HIDES or (said[-1] is Naming.SHOWS and doubtful and by_intent != NAMED):
        return ANONYMOUS
    return NAMED


def looks_like_words(words: str) -> bool:
    """Tell whether a contact that names no number may be meant as one all the same."""
    return len(words) >= MIN_CONTACT and not QUESTION.search(fold(words))


def _digresses(turn: Turn, asked: Field, words: str, today: date) -> bool:
    intent = turn.intent
    if intent == "complaint_status":
        return _has_code(turn, words) or _STANDING.search(fold(words)) is not None
    if intent == "choose":  # a number: of a choice that was just offered, if one was
        return bool(turn.slots.get("candidates"))
    if intent == "personal_number_only":
        return not _number_was_asked(asked, words)
    if intent == "correct_complaint" and asked == Field.WHEN and names_a_day(words, today):
        return False  # "sáng nay là nhầm, sáng hôm qua mới đúng"
    if intent in QUESTIONS or (intent in TALK and asked == Field.WHAT):
        return not _answers_in_spite(intent, asked, words, today)
    return intent in DIGRESSIONS


def retells_an_insult(turn: Turn) -> bool:
    """Tell whether what was taken for an insult is one that the story quotes: that is evidence."""
    words = words_of(turn)
    asked = turn.requested_slot == f"complaint_{Field.WHAT}" and len(words) > STORY_LONGER_THAN
    told = turn.intent == "refuse_request" and asked
    return told and bool(quotes_in(words)) and names_staff(words)


def _number_was_asked(asked: Field, words: str) -> bool:
    """Tell a telephone number or a dossier code from an identity number (12 digits)."""
    digits = sum(c.isdigit() for c in words)
    return (asked == Field.CONTACT and 9 <= digits <= 11) or (
        asked == Field.DOSSIER_CODE and digits != 12
    )


def _says_nothing(turn: Turn, words: str, asked: Field | str = "") -> bool:
    tells = asked == Field.WHAT and len(words) >= 2 * MIN_WHAT and not _FORGETS.search(fold(words))
    if (turn.intent == "skip" and not tells) or (turn.intent == "deny" and not words):
        return True
    return _NOTHING.fullmatch(fold(words).strip(" .,!…")) is not None


def _has_code(turn: Turn, words: str) -> bool:
    if turn.entities.get("complaint_code"):
        return True
    try:
        return codes.find(words) is not None
    except codes.CodeMistyped:
        return False  # rather a dossier code or a telephone number


def _answers_in_spite(intent: str, asked: Field, words: str, today: date) -> bool:
    """See the answer in what the model took for something else."""
    folded = fold(words)
    if not words or QUESTION.search(folded):
        return False
    match asked:
        case Field.WHAT:
            return len(words) > STORY_LONGER_THAN
        case Field.OFFICE:
            return _PLACE.search(folded) is not None
        case Field.WHEN:
            return names_a_day(words, today)
        case Field.DOSSIER_CODE:
            return sum(c.isdigit() for c in words) >= 4
        case Field.CONTACT:
            return REACHABLE.search(words) is not None
        case _:
            return intent == "out_of_scope"


def names_a_day(words: str, today: date) -> bool:
    """Tell whether words name a day, be it one that can't be meant."""
    try:
        return complaint_days.parse(words, today).day is not None
    except when.WhenRefused:
        return True


def day_in(words: str, today: date) -> date | None:
    """Give the day that words name; None where they name none that can be meant."""
    try:
        return complaint_days.parse(words, today).day
    except when.WhenRefused:
        return None


def is_day_to_come(words: str, today: date) -> Fault | None:
    """Give why words can't say when it happened; None where they can."""
    fault = _check_when(words, today)
    return fault.fault if isinstance(fault, Unusable) else None


def _check_what(words: str, _today: date) -> Answer:
    told = len(words) >= MIN_WHAT and not only_wishes_to_complain(words)
    return Told(words) if told else Unusable(Fault.WHAT_NEEDED)


def _check_text(words: str, _today: date) -> Answer:
    return Told(words) if words else Unusable(Fault.ANSWER_NEEDED)


def _check_when(words: str, today: date) -> Answer:
    if not words:
        return Unusable(Fault.ANSWER_NEEDED)
    try:
        complaint_days.parse(words, today)
    except when.FutureDay:
        return Unusable(Fault.WHEN_FUTURE)
    except when.NoSuchDay:
        return Unusable(Fault.WHEN_NO_SUCH_DAY)
    return Told(words)


def _check_dossier_code(words: str, _today: date) -> Answer:
    if any(c.isdigit() for c in words):
        return Told(words)
    return Unusable(Fault.DOSSIER_CODE_UNCLEAR)


def _check_contact(words: str, _today: date) -> Answer:
    return Told(words) if REACHABLE.search(words) else Unusable(Fault.CONTACT_UNCLEAR)


_CHECKS: dict[Field, Callable[[str, date], Answer]] = {
    Field.WHAT: _check_what,
    Field.OFFICE: _check_text,
    Field.WHEN: _check_when,
    Field.WHO: _check_text,
    Field.DOSSIER_CODE: _check_dossier_code,
    Field.CONTACT: _check_contact,
}


def _read_path(turn: Turn, words: str) -> Answer:
    """Read a choice; a story told instead is kept as feedback, which is what ``Skipped`` means."""
    asks = QUESTION.search(fold(words)) is not None
    pressed = complaint_paths.pressed(turn)
    way = pressed if isinstance(pressed, Path) else complaint_paths.chosen_in(words)
    if way is not None and not (asks and turn.intent in QUESTIONS):
        return Told(way.value)
    if _says_nothing(turn, words):
        return Skipped()
    if turn.intent in DIGRESSIONS or turn.intent == "complaint_status":
        return Digression()
    return Skipped() if tells_something(turn) else Unusable(Fault.PATH_UNCLEAR)


def _read_anonymous(turn: Turn) -> Answer:
    """Read a choice; a mere yes is taken for the first that was offered, the one that hides."""
    chosen = choice_of(turn)
    if chosen is not None:
        return Told(chosen)
    if TELEPHONE.search(words_of(turn)):
        return Told(NAMED)  # a number to call is left by who may be known
    if turn.intent == "affirm":
        return Told(ANONYMOUS)
    if turn.intent in DIGRESSIONS or turn.intent == "complaint_status":
        return Digression()
    return Unusable(Fault.ANONYMOUS_UNCLEAR)


def _read_confirm(turn: Turn) -> Answer:
    words = words_of(turn)
    folded = fold(words)
    # "dung" without accents is "đúng" (right) as well as "dừng" (stop), but for "dung roi".
    halts = "dung" in folded.replace("dung roi", "").split() and "đúng" not in words.lower()
    if (halts or gives_up(words)) and turn.intent not in CONTROLS:
        return Unusable(Fault.CONFIRM_UNCLEAR)
    if turn.intent in {"submit_complaint", "affirm"} or (
        sends(words) and turn.intent not in CONTROLS
    ):
        return Told("")
    if turn.intent in DIGRESSIONS or turn.intent == "complaint_status":
        return Digression()
    return Unusable(Fault.CONFIRM_UNCLEAR)
