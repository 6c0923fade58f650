"""The one reader of what somebody says within the complaint form: a message becomes a ``Reading``.

People say several things at once: what was asked and more, a correction, a question, a wish to
send, a word to the assistant. Each clause is read by itself, in the order of ``_STEPS``; the first
that fits takes it. What nobody takes is part of the story, never lost. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from actions import complaint_chatter as chatter
from actions.complaint_asides import asked_of_complaint
from actions.complaint_clauses import QUOTED, Clause, clauses_of, flat, quotes_in
from actions.complaint_facts import is_time, person_in, place_in, time_in
from actions.complaint_fields import change_in, field_rewritten, without_denied
from actions.complaint_naming import name_and_contact, naming_said_in
from actions.complaint_phrases import (
    ENDS_ASKING,
    QUESTION,
    TELEPHONE,
    denies_code,
    gives_up,
    is_wish_to_send,
)
from actions.complaint_placing import belongs_to_person, field_of
from complaints.drafts import Field

_LONG = 60  # characters of a clause that is nothing but a place, a day or a person
_EXPLICITLY = re.compile(
    r"\b(?:cho|xin|muon) (?:\w+ ){0,2}hoi\b|\b(?:hoi nay|luc nay|vua nay) (?:\w+ )?hoi\b"
    r"|^(?:em |toi |tui |minh )?(?:chi )?hoi (?:la|xiu|ti|cai|them|chut)\b"
)
_ASK_LEAD = re.compile(
    r"^(?:.*?\b(?:cho|xin|muon) (?:\w+ ){0,2}hoi(?: (?:la|xiu|ti|cai|them|chut))*\b"
    r"|(?:hoi nay|luc nay) (?:\w+ )?hoi(?: la)?\b)\s*"
)
_ENDS = re.compile(
    rf"{ENDS_ASKING.pattern}|\b(?:hem|hom|hok|hong|dung hong|ha|hi|ri|rang|mo)(?: (?:a|ta|nhi|z|v))*$"
)
_WHY = re.compile(r"(?:chu|cho|vi|tai|tai vi|so)\b")
_SHOWS = re.compile(
    r"\b(?:xem|doc|coi)(?: \w+)? (?:lai|truoc|toan bo|het|ban|phan anh)\b"
    r"|\bcho (?:em|toi|tui|minh|chau|con) (?:xem|doc|coi)\b"
)
_CUTS = re.compile(
    r"^(?:.*\b)?(?:bo|xoa|cat|go|luoc)(?: (?:di|giup|gium|dum|ho|em|toi|tui|minh|cho|cai|luon))*"
    r" (?:cau|chu|tu|doan|cum tu|may chu|khuc|cho noi|phan noi)\b\s*:?\s*(?P<said>\S.*)$"
)
_SKIPS = re.compile(
    r"(?:(?:thoi|da|em|toi|tui|minh|cho|xin|cu) )*(?:bo qua|bo di|skip|qua cau khac|de sau|tiep di"
    r"|cho qua)(?: (?:cau nay|cai nay|ma|ma ho so|luon|di|phan nay|cau do|nha|nhe|a))*"
    r"|(?:(?:da|thi|em|toi|tui|minh|noi) )*(?:quen|khong nho|k nho|ko nho|khong ro|khong biet"
    r"|k biet|ko biet)(?: (?:roi|mat|mat roi|luon|nua|a|dau|ma|nha))*"
)
_DENIES_PERSON = re.compile(r"\b(?:khong|ko|k|hong|chua) (?:biet|nho|ro) (?:\w+ )?(?:ten|ai)\b")
_PERSON_ALONE = re.compile(r"(?:co|chi|anh|ong|ba|chu|bac|cau|o|thay|ten) \w+(?: \w+)?")
_STOPS = re.compile(
    r"\b(?:huy|dung|ngung|thoi|khoi|nghi|bo|xoa|rut|stop|cancel|thoat|dep|quen|khong|ko|k|hong|hok"
    r"|chang|cha|het)\b"
)
_OF_TALK = re.compile(r"\b(?:hoi|luc|vua|ban) nay\b")
_NOT_IT = re.compile(r"(?:khong|hong|ko|k|hok|chang) phai (?:la |o )?(?=\w)")
_CONFIDES = re.compile(r"(?:nhung |ma )?(?:dung|khong|ko|cho) (?:co )?(?:noi|cho|de|khai|bao)\b")
_LEADS_TO_TIME = re.compile(
    r"(?:(?:chuyen|la|ghi|xay ra|viec|vao|hom|do|em|nho|dung|moi|bua|ngay|phai|lai|cai|nay|hinh nhu"
    r"|chac|khoang|toi|thi|luc|nha|a|tai)\b\s*)*"
)
_JOINS = frozenset({Field.WHO, Field.OFFICE})


@dataclass(slots=True)
class Reading:
    """What one message says.

    Attributes:
        told: what is told of each field; an empty dossier code says that there is none.
        changed: what a field is to hold instead.
        reopened: a field named as wrong, without new words.
        cut: words that are to be taken out.
        naming: the clauses that say whether a name shows, or tell it; ``renames``: in the place
            of another.
        question: what is asked, as typed; ``asks_plainly``: said to be a question.
        aside: the sentence that answers a question about the complaint itself.
        story: what belongs to no field.
        takes_back: something told before is said to be wrong.
    """

    told: dict[Field, str] = field(default_factory=dict, repr=False)
    changed: dict[Field, str] = field(default_factory=dict, repr=False)
    reopened: Field | None = None
    cut: list[str] = field(default_factory=list, repr=False)
    naming: list[str] = field(default_factory=list, repr=False)
    renames: bool = False
    question: str = field(default="", repr=False)
    asks_plainly: bool = False
    aside: str = ""
    story: list[str] = field(default_factory=list, repr=False)
    takes_back: bool = False
    sends: bool = False
    shows: bool = False
    skips: bool = False
    stops: bool = False
    doubts: bool = False
    chatters: bool = False

    @property
    def acts(self) -> int:
        """How many things it does; chatter is none."""
        flags = (self.question or self.aside, self.sends, self.shows, self.skips, self.doubts)
        return (
            len(self.told) + 2 * len(self.changed) + 2 * len(self.cut) + bool(self.naming)
            + sum(map(bool, flags))
        )  # fmt: skip

    def is_more_than(self, step: str) -> bool:
        """Tell whether it says more than an answer to one question, or a wish that has its rule."""
        if self.changed or self.cut or self.renames or self.shows or self.doubts or self.acts > 1:
            return True
        told_beside = self.story or self.chatters or self.takes_back
        if self.told:
            return step in self.told or bool(told_beside)
        return bool((self.naming or self.sends or self.skips) and self.chatters)

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return bool(self.question or self.aside)


@dataclass(slots=True)
class _State:
    today: date
    words: str = field(repr=False)
    asked: str
    said: Reading = field(default_factory=Reading)
    last: Field | None = None
    pending: Field | None = None
    joins: bool = False  # the clause before was read, and ended with a comma


def read_message(words: str, asked: str, today: date) -> Reading:
    """Read a message.

    Args:
        words: as typed.
        asked: the step that the form asks.
        today: the day in Vietnam.
    """
    state = _State(today, words, asked)
    for whole in clauses_of(words):
        clause = chatter.bare(whole)
        if chatter.takes_back(whole):
            state.said.takes_back = True
        if not any(step(clause, state) for step in _STEPS):
            _tell_story(whole, state)
            state.last = None
        state.joins = whole.mark in ("", ",")
    return state.said


def facts_in(story: str, today: date) -> Mapping[Field, str]:
    """Give what a story tells of where, when and who; a counter of no office is one, too.

    Args:
        story: as typed.
        today: the day in Vietnam.
    """
    place = place_in(story)
    found = {
        Field.OFFICE: None if place is None else place.words,
        Field.WHEN: time_in(story, today),
        Field.WHO: person_in(story),
    }
    return {name: words for name, words in found.items() if words}


def may_stop(words: str) -> bool:
    """Tell whether words can mean that all is to be deleted; a doubt or a quotation can't.

    Args:
        words: as typed; empty for a button, which is meant.
    """
    said = [clause for clause in clauses_of(words) if not chatter.doubts(clause)]
    return not words or any(_STOPS.search(clause.flat) for clause in said)


def _cut(clause: Clause, state: _State) -> bool:
    found = _CUTS.match(clause.flat)
    if found is None:
        return False
    name = field_rewritten(clause)
    quoted = quotes_in(clause.words)
    if QUOTED in clause.flat and quoted:
        state.said.cut.extend(quoted)
    elif name is not None:
        state.pending = name
    else:
        state.said.cut.append(clause.cut(found.start("said")))
    return True


def _change(clause: Clause, state: _State) -> bool:
    change = change_in(clause, state.pending)
    if change is None:
        name = field_rewritten(clause)
        if name is None or field_told(clause, state.today):
            return False
        state.pending = state.said.reopened = name
        return True
    state.pending = None
    if state.said.reopened == change.name:
        state.said.reopened = None
    if change.name in (Field.ANONYMOUS, Field.CONTACT):
        state.said.naming.append(change.words)
        state.said.renames = True
        return True
    state.said.changed[change.name] = chatter.bare(_clause(change.words)).words
    state.last = change.name
    return True


def _order(clause: Clause, state: _State) -> bool:
    """See a wish to send it, to see it, or to stop."""
    if is_wish_to_send(clause.flat):
        state.said.sends = True
    elif _SHOWS.search(clause.flat) and len(clause.words) <= _LONG:
        state.said.shows = True
    elif gives_up(clause.words):
        state.said.stops = True
    else:
        return False
    return True


def _question(clause: Clause, state: _State) -> bool:
    said = state.said
    if said.question and state.joins and _WHY.match(clause.flat):
        return True  # why it is asked
    about = asked_of_complaint(clause.words)
    if about is not None:
        said.aside = about
        return True
    plainly = _EXPLICITLY.search(clause.flat) is not None
    if plainly and not _ASK_LEAD.sub("", clause.flat).strip():
        said.asks_plainly = True  # "cho hỏi, …": the question comes next
        return True
    asks = bool(QUESTION.search(clause.flat) or _ENDS.search(clause.flat))
    if not (plainly or said.asks_plainly or asks) or (_is_no_question(clause) and not plainly):
        return False
    lead = _ASK_LEAD.match(clause.flat) if plainly else None
    said.question = f"{said.question} {clause.words[lead.end() if lead else 0 :]}".strip()
    said.asks_plainly = said.asks_plainly or plainly
    return True


def _is_no_question(clause: Clause) -> bool:
    denies = denies_code(clause.words) or _DENIES_PERSON.search(clause.flat)
    takes_back = chatter.takes_back(clause) and not QUESTION.search(clause.flat)
    says_so = denies or takes_back or chatter.is_chatter(clause)
    return bool(says_so or naming_said_in(clause.words))


def _no_code(clause: Clause, state: _State) -> bool:
    if not denies_code(clause.words) or _DENIES_PERSON.search(clause.flat):
        return False
    if naming_said_in(clause.words):
        state.said.naming.append(clause.words)
    _keep(Field.DOSSIER_CODE, "", state)
    return True


def _naming(clause: Clause, state: _State) -> bool:
    if _DENIES_PERSON.search(clause.flat):
        return False
    if state.said.naming and _CONFIDES.match(clause.flat):
        state.said.aside = "naming"
        return True
    reached = TELEPHONE.search(clause.words) and state.asked != Field.DOSSIER_CODE
    told = name_and_contact(clause.words)
    joined = bool(state.said.naming) and state.joins and (told.words or told.is_reachable)
    alone = reached and state.asked != Field.CONTACT
    if not (naming_said_in(clause.words) or joined or alone):
        return False
    state.said.naming.append(clause.words)
    return True


def _chatter(clause: Clause, state: _State) -> bool:
    if chatter.doubts(clause):
        state.said.doubts = True
    elif chatter.is_chatter(clause):
        state.said.chatters = True
    else:
        return False
    return True


def _fact(clause: Clause, state: _State) -> bool:
    denied = _NOT_IT.match(clause.flat)
    if denied is not None:  # "à không phải hôm nay" takes back, unless it says what it was before
        clause = clause.without(0, denied.end())
    name = field_told(clause, state.today, state.asked)
    if name is None or (len(clause.words) > 2 * _LONG and name != Field.WHO):
        return False
    if denied is not None and name in state.said.told:
        return True
    state.said.takes_back = state.said.takes_back or denied is not None
    words = without_denied(clause.words)
    time = time_in(words, state.today) if name == Field.WHEN else None
    if time is not None:
        beside = flat(words).replace(flat(time), " ")
        if len(beside) > _LONG // 2:  # it tells more than when
            state.said.story.append(clause.words)
        if len(beside) > _LONG // 2 or _LEADS_TO_TIME.fullmatch(beside.strip()):
            words = time
    _keep(name, words, state)
    return True


def _skip(clause: Clause, state: _State) -> bool:
    if not _SKIPS.fullmatch(clause.flat):
        return False
    state.said.skips = True
    return True


def _continued(clause: Clause, state: _State) -> bool:
    """Join what goes on about a person or a place: "chị Lan, đeo kính"; let go why it is so."""
    explains = state.last == Field.DOSSIER_CODE or (state.said.naming and _WHY.match(clause.flat))
    if explains and state.joins and len(clause.words) <= _LONG // 2:
        return True  # "không có mã, mới bốc số"
    if state.last not in _JOINS or not state.joins or len(clause.words) > _LONG // 2:
        return False
    if state.last == Field.WHO and not belongs_to_person(clause.flat):
        return False
    _keep(state.last, clause.words, state)
    return True


_STEPS: tuple[Callable[[Clause, _State], bool], ...] = (
    _cut,
    _change,
    _skip,
    _order,
    _question,
    _no_code,
    _naming,
    _chatter,
    _fact,
    _continued,
)


def field_told(clause: Clause, today: date, asked: str = "") -> Field | None:
    """Give the field that a clause tells of; an hour alone is a time, too."""
    if asked == Field.WHO and _PERSON_ALONE.fullmatch(clause.flat):
        return Field.WHO
    if is_time(clause.words, today):
        return Field.WHEN
    if _DENIES_PERSON.search(clause.flat):
        return Field.WHO
    name = field_of(clause.words, clause.flat, today)
    # "lúc nãy tôi ghi sai" speaks of this talk.
    of_talk = (
        name == Field.WHEN and _OF_TALK.search(clause.flat) and not time_in(clause.words, today)
    )
    return None if of_talk else name


def _keep(name: Field, words: str, state: _State) -> None:
    said = state.said
    into = said.changed if name in said.changed and name not in said.told else said.told
    before = into.get(name)
    goes_on = before and (name != Field.WHEN or (state.last == name and state.joins))
    replaced = said.takes_back and name == Field.WHEN and not is_time(words, state.today)
    into[name] = f"{before}, {words}" if goes_on and not replaced else words
    state.last = name


def _tell_story(clause: Clause, state: _State) -> None:
    if any(c.isalnum() for c in clause.words):
        state.said.story.append(clause.words)


def _clause(words: str) -> Clause:
    return Clause(words, flat(words))
