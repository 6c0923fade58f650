"""The one reader of what somebody says within the complaint form: a message becomes a ``Reading``.

People say several things at once: what was asked and more, a correction, a question, a wish to
send, a word to the assistant. Each clause is read by itself, in the order of ``_STEPS``; the first
that fits takes it. What nobody takes is part of the story, never lost. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from actions import complaint_chatter as chatter
from actions import complaint_orders as orders
from actions import complaint_questions as questions
from actions.complaint_asides import asked_of_complaint
from actions.complaint_clauses import QUOTED, Clause, clauses_of, flat
from actions.complaint_facts import is_time, place_in, time_in
from actions.complaint_fields import (
    Change,
    change_in,
    corrects_again,
    emptied_in,
    field_rewritten,
    is_called_wrong,
    is_doubted,
    without_denied,
)
from actions.complaint_naming import name_and_contact, names_another, naming_said_in
from actions.complaint_phrases import (
    QUESTION,
    TELEPHONE,
    blames_somebody,
    denies_code,
    gives_up,
    has_no_code,
    is_wish_to_send,
)
from actions.complaint_placing import belongs_to_person, code_in, field_told, forgets_person
from actions.complaint_reading import Reading
from complaints.drafts import Field

_LONG = 60  # characters of a clause that is nothing but a place, a day or a person
_WHY = re.compile(r"(?:chu|cho|vi|tai|tai vi|so)\b")
_OF_ONESELF = re.compile(
    r"(?:toi|em|e|tui|minh|chau|con|bac|co|chu|ong|ba)(?: (?!ay\b|do\b|kia\b|ta\b|no\b)\w+){1,3}$"
)
"""A few words on oneself, right behind a question: "cô gõ chậm"."""

_GOES_BACK = re.compile(
    r"(?:vi |tai |so |nho )?(?:(?:mai|mot|lan sau|bua sau|sau nay) )?"
    r"(?:toi|em|e|tui|minh|chau|con|bac|co|chu|ong|ba)"
    r" (?:(?:con|van|mai|mot|lai|lan sau|bua sau|sau nay) )+(?:phai |can )?"
    r"(?:quay lai|len|toi|ra|gap|lam|nop|lay|den|song|o|xin|nho)\b"
)
"""Why somebody asks who learns of it: "tui còn phải quay lại lấy giấy nữa"."""

_NOT_IT = re.compile(r"(?:khong|hong|ko|k|hok|chang) phai (?:la |o )?(?=\w)")
_CONFIDES = re.compile(r"(?:nhung |ma )?(?:dung|khong|ko|cho) (?:co )?(?:noi|cho|de|khai|bao)\b")
_LEADS_TO_TIME = re.compile(
    r"(?:(?:chuyen|la|ghi|xay ra|viec|vao|hom|do|em|nho|dung|moi|bua|ngay|phai|lai|cai|nay|hinh nhu"
    r"|chac|khoang|toi|thi|luc|nha|a|tai|nop|tu|hoi|di|len|ke)\b\s*)*"
)


_IT_IS = re.compile(r"(?:(?:thi|ma|phai|no) )*(?:phai )?la (?=\w)")
_SURELY = re.compile(r"(?: (?:chu|co|kia|ma|moi dung|moi phai|cho|co ma|do|day))+$")
_AT_ALL = re.compile(r"\b(?:dau|mo)$")
_NAME = re.compile(r"(?:[A-ZĐÀ-Ỵ][^\W\d_]*\s*){2,5}")
"""Every word with a capital: "Lê Thị Thanh Hà" asks nothing by its "hà"."""
_JOINS = frozenset({Field.WHO, Field.OFFICE})


@dataclass(slots=True)
class _State:
    today: date
    words: str = field(repr=False)
    asked: str
    said: Reading = field(default_factory=Reading)
    last: Field | None = None
    pending: Field | None = None
    doubted: bool = False  # what it holds was wondered at
    whole: Clause = field(default_factory=lambda: Clause("", ""), repr=False)
    cuts: bool = False  # the clause before was to take something out
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
        state.whole, clause = whole, chatter.bare(whole)
        if chatter.takes_back(whole):
            state.said.takes_back = True
        cuts = len(state.said.cut) + state.said.cut_last
        if not any(step(clause, state) for step in _STEPS):
            _tell_story(whole, state)
            state.last = None
        state.cuts = len(state.said.cut) + state.said.cut_last > cuts
        state.joins = whole.mark in ("", ",")
    return state.said


def _emptied(_clause: Clause, state: _State) -> bool:
    name = emptied_in(state.whole)
    if name is not None:
        state.said.emptied.append(name)
    return name is not None


def _cut(clause: Clause, state: _State) -> bool:
    last = orders.cut_last(state.whole)
    if last:
        state.said.cut_last = last
        return True
    cut = orders.cut_out(clause)
    if cut is None:
        return False
    name = field_rewritten(clause)
    if name is not None and QUOTED not in clause.flat:
        state.pending = name  # "nơi xảy ra bỏ mấy chữ đó đi": what it is to hold comes next
    else:
        state.said.cut.extend(cut)
        state.said.cut_whole = state.said.cut_whole or orders.names_sentences(clause)
    return True


def _why_cut(clause: Clause, state: _State) -> bool:
    """Let go why something is to be taken out; it is no part of the story."""
    named = orders.which_ones(clause) if state.cuts else ()
    if named:  # 'xóa hai câu cuối, câu "…" với câu "…"'
        state.said.cut.extend(named)
        state.said.cut_last, state.said.cut_whole = 0, True
        return True
    return bool(state.cuts and orders.says_why(clause))


def _addition(clause: Clause, state: _State) -> bool:
    added = orders.added_in(clause) if state.asked != Field.WHAT else None
    if added is None:
        return False
    state.said.adds = True
    state.said.story.append(added)
    return True


def _regret(clause: Clause, state: _State) -> bool:
    if not chatter.regrets(clause):
        return False
    state.said.takes_back = True
    return True


def _change(clause: Clause, state: _State) -> bool:
    pending = state.pending
    if pending is None and state.last in state.said.changed and corrects_again(clause):
        pending = state.last  # "nơi xảy ra ghi kỳ quá, sửa lại là…": the last word counts
    change = change_in(clause, pending) or _pending_value(clause, state)
    if change is not None and is_called_wrong(change.words):
        state.pending = state.said.reopened = change.name  # what is right comes next
        return True
    if change is None:
        name = field_rewritten(clause)
        if name is None or (field_told(clause, state.today) and not is_doubted(clause)):
            return False
        state.pending = state.said.reopened = name
        state.doubted = is_doubted(clause)
        return True
    state.pending, state.doubted = None, False
    if state.said.reopened == change.name:
        state.said.reopened = None
    if change.name in (Field.ANONYMOUS, Field.CONTACT):
        state.said.naming.append(change.words)
        state.said.renames = True
        return True
    state.said.changed[change.name] = chatter.bare(_clause(change.words)).words
    state.last = change.name
    return True


def _pending_value(clause: Clause, state: _State) -> Change | None:
    """Take a clause for the value of the field that is to be changed: "sửa ngày, là hôm qua"."""
    name = state.pending
    if name is None:
        return None
    stated = _IT_IS.match(state.whole.flat) if state.doubted else None
    if stated is not None:  # "người liên quan sao lại là tôi? Là anh Hùng chứ"
        said = state.whole.without(*stated.span())
        tail = _SURELY.search(said.flat)
        said = said.without(tail.start(), len(said.flat)) if tail and tail.start() else said
        return Change(name, without_denied(chatter.bare(said).words))
    if field_told(clause, state.today, name) != name:
        return None
    place = place_in(clause.words) if name == Field.OFFICE else None
    time = time_in(clause.words, state.today) if name == Field.WHEN else None
    return Change(name, place.words if place else time or clause.words)


def _order(clause: Clause, state: _State) -> bool:
    """See a wish to send it, to see it, or to stop."""
    state.said.waits = state.said.waits or orders.waits(state.whole)
    if is_wish_to_send(clause.flat):
        state.said.sends = True
    elif orders.shows(clause):
        state.said.shows = True
    elif gives_up(clause.words):
        state.said.stops = True
    else:
        return False
    return True


def _question(clause: Clause, state: _State) -> bool:
    said = state.said
    if said.asks and state.joins and (_WHY.match(clause.flat) or _OF_ONESELF.match(clause.flat)):
        return True  # why it is asked
    if said.asides and _GOES_BACK.match(clause.flat) and not blames_somebody(clause.words):
        said.explains = True
        return True
    if state.asked == Field.DOSSIER_CODE and has_no_code(clause.flat):
        return False
    about = asked_of_complaint(clause.words)
    if about is not None:
        said.asides.append(about)
        state.last = None
        return True
    plainly = questions.asks_plainly(clause)
    asked = questions.asked_in(clause)
    if plainly and not asked:
        said.asks_plainly = True  # "cho hỏi, …": the question comes next
        return True
    asks = plainly or said.asks_plainly or questions.asks(clause)
    if not asks or (_is_no_question(clause) and not plainly):
        return False
    said.question = f"{said.question} {asked}".strip()
    said.asks_plainly = said.asks_plainly or plainly
    return True


def _is_no_question(clause: Clause) -> bool:
    denies = denies_code(clause.words) or forgets_person(clause.flat)
    takes_back = chatter.takes_back(clause) and not QUESTION.search(clause.flat)
    untold = chatter.says_untold(clause)
    says_so = (
        denies
        or takes_back
        or untold
        or chatter.is_chatter(clause)
        or _NAME.fullmatch(clause.words)
    )
    return bool(says_so or naming_said_in(clause.words))


def _no_code(clause: Clause, state: _State) -> bool:
    asked = state.asked == Field.DOSSIER_CODE and has_no_code(clause.flat)
    if not (asked or denies_code(clause.words)) or forgets_person(clause.flat):
        return False
    if naming_said_in(clause.words):
        state.said.naming.append(clause.words)
    _keep(Field.DOSSIER_CODE, "", state)
    return True


def _naming(clause: Clause, state: _State) -> bool:
    if forgets_person(clause.flat) or names_another(clause.flat):
        return False
    if state.said.naming and _CONFIDES.match(clause.flat):
        state.said.asides.append("naming")
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
    elif chatter.says_untold(clause):
        state.said.takes_back = state.said.chatters = True
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
    if denied is not None and (name in state.said.told or _AT_ALL.search(clause.flat)):
        state.said.takes_back = True
        return True
    state.said.takes_back = state.said.takes_back or denied is not None
    words = without_denied(clause.words)
    if name == Field.DOSSIER_CODE:
        words = code_in(words) or words
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
    if orders.skips_all(clause):
        state.said.skips_all = True
        return True
    if not orders.skips(clause):
        return False
    state.said.skips = True
    return True


def _continued(clause: Clause, state: _State) -> bool:
    """Join what goes on about a person or a place: "chị Lan, đeo kính"; let go why it is so."""
    forgets = state.last == Field.WHO and forgets_person(flat(state.said.told.get(Field.WHO, "")))
    unknown = (state.last == Field.DOSSIER_CODE or forgets) and not blames_somebody(clause.words)
    explains = unknown or (state.said.naming and _WHY.match(clause.flat))
    if explains and state.joins and len(clause.words) <= _LONG // 2:
        return True  # "không có mã, mới bốc số", "không biết ai, hồi đó đông người"
    if state.last not in _JOINS or not state.joins or len(clause.words) > _LONG // 2:
        return False
    if state.last == Field.WHO and not belongs_to_person(clause.flat):
        return False
    _keep(state.last, clause.words, state)
    return True


_STEPS: tuple[Callable[[Clause, _State], bool], ...] = (
    _emptied,
    _cut,
    _why_cut,
    _addition,
    _regret,
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


def _keep(name: Field, words: str, state: _State) -> None:
    said = state.said
    into = said.changed if name in said.changed and name not in said.told else said.told
    before = into.get(name)
    goes_on = before and (name != Field.WHEN or (state.last == name and state.joins))
    is_day = time_in(words, state.today) is not None or not is_time(words, state.today)
    replaced = said.takes_back and name == Field.WHEN and is_day
    into[name] = f"{before}, {words}" if goes_on and not replaced else words
    state.last = name


def _tell_story(clause: Clause, state: _State) -> None:
    if any(c.isalnum() for c in clause.words):
        state.said.story.append(clause.words)


def _clause(words: str) -> Clause:
    return Clause(words, flat(words))
