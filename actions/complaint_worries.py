"""What people ask, or fear, about complaining here: their name, what follows for them, the answer.

The record of the law answers something else: there whoever denounces signs. Here one may stay
anonymous, and who is named does not read it. Each function takes the words of one message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from enum import StrEnum

from actions.complaint_calls import asks_hotline, asks_of_lost_code, asks_whether_called
from actions.complaint_naming import asks_of_naming, asks_of_naming_a_complaint, asks_who_reads
from actions.complaint_phrases import QUESTION, asks_of_answer, ends_asking, names_staff
from actions.complaint_sent import names_other_matter
from complaints.folding import fold


class Topic(StrEnum):
    """What is asked; each has its sentence ``utter_complaint_<value>``. In the order of answers."""

    REPRISAL = "reprisal"
    HERE = "here"
    NAMING = "naming"
    UNREACHED = "anonymous_answered"
    CALLED = "called_back"
    WHEN = "when_answered"
    CODE_LOST = "code_lost"
    HOTLINE = "hotline"


ASKED_IN = 200  # characters; a longer message tells rather than asks
_FEW = 8  # words: so short, "ẩn danh" alone says that a complaint is meant
_TOLD = 5  # words of a clause that may be a story

_CLAUSES = re.compile(r"[.,;!?…\n]+")
_COMPLAINT = r"(?:phan anh|gop y|kien nghi)"
_OF_COMPLAINTS = re.compile(rf"\b{_COMPLAINT}\b|\bgui (?:\w+ ){{0,2}}(?:don|cai nay|an danh)\b")
_OF_THE_LAW = re.compile(r"\b(?:luat|nghi dinh|thong tu|quy dinh)\b")
_OF_OTHER_WAYS = re.compile(r"\b(?:to cao|to giac|khieu nai|don thu)\b")
_ASKS_WHERE_IT_STANDS = re.compile(r"\bchua(?: \w+)?\W*$")
_NAMELESS = (
    r"(?:an danh|nac danh|khuyet danh|giau (?:ho )?ten|giau danh tinh"
    r"|giu kin (?:ten|danh tinh|nguoi)"
    r"|(?:khong|ko|k|hong|khoi) (?:can |phai |muon )?(?:ghi|de|khai|neu|xung|cho)(?: \w+)? ten)"
)
_SAYS_NAMELESS = re.compile(rf"\b{_NAMELESS}\b")
_MAY_HIDE = re.compile(
    rf"\b{_NAMELESS}\b(?: \w+){{0,6}} (?:duoc|dc|dk|dx|on|co sao)\b"
    r"(?! (?:xu ly|giai quyet|tra loi|xem xet|phan hoi|biet|tiep nhan|bao))"
    rf"|\b(?:duoc|co the|co duoc|cho) (?:\w+ ){{0,2}}{_NAMELESS}\b"
    r"|\b(?:co (?:phai|can|bat buoc|buoc)|bat buoc|phai) (?:\w+ ){0,3}"
    r"(?:ghi|de|khai|neu|xung|cho biet) (?:\w+ )?(?:ho )?ten\b"
)
_ANSWER = (
    r"(?:tra loi|phan hoi|hoi am|ket qua|goi|lien he|lien lac|bao lai|thong bao|nhan tin"
    r"|giai quyet|xu ly|xem xet|theo doi)"
)
_UNREACHED = re.compile(rf"\b{_NAMELESS}\b.*\b{_ANSWER}\b|\b{_ANSWER}\b.*\b{_NAMELESS}\b")
_WHEN = re.compile(
    r"\b(?:bao lau|khi nao|bao gio|may ngay|chung nao|may bua|hoi nao|luc nao)\b(?: \w+){0,8} "
    r"(?:tra loi|phan hoi|hoi am|ket qua|goi|lien he|lien lac|bao lai|giai quyet|xu ly)\b"
)

_HARM = (
    r"(?:tru dap|tru em|tra thu|tra dua|tra don|gay kho|lam kho|kho de|de y|ghet|ghim|ghi thu"
    r"|thu vat|thu|soi moi|soi|hanh(?: lai| toi| em| minh| tui| nguoc| ha)|xu ep|chen ep|ep"
    r"|anh huong|phan biet doi xu|ngam ho so|giam ho so|lam phien|gay phien|doi xu te|de dau)"
)
_FEARS = (
    r"(?:so(?= (?:bi|ho|lo|rang|can bo|cb|nguoi|mai|sau|lan|no|ong|ba|anh|chi|co|gui|phan anh|lam"
    r"|qua|tui))|lo|lo lang|ngai|e ngai|ban khoan|hoang|nhat)"
)
"""Without accents "sợ" is "số" and "sơ", too: only before what is feared."""
_WHO_HARMS = r"(?:bi|ho|nguoi ta|can bo|cb|nhan vien|tui no|ben do|xa|phuong|ong ay|ba ay|no)"
_LINK = rf"(?:thi|xong|roi|sau|lan|ve|mai mot|co|ma|lai|lieu|nho|lo|{_FEARS})"
_AFTER_IT = (
    rf"\b(?:{_COMPLAINT}|gui (?:xong|roi|cai nay|len))\b(?: \w+){{0,12}}? {_LINK}"
    rf"(?: \w+){{0,12}}? {_WHO_HARMS}(?: \w+){{0,5}}? {_HARM}\b"
)
_BEFORE_IT = (
    rf"\b(?:{_FEARS}|co|lieu)(?: \w+){{0,3}} {_WHO_HARMS}(?: \w+){{0,5}} {_HARM}\b"
    rf"(?: \w+){{0,8}} {_COMPLAINT}\b"
)
_ONCE_KNOWN = (
    rf"\b{_FEARS} (?:\w+ ){{0,4}}(?:biet|lo|doc|thay)(?: \w+){{0,3}} (?:ten|la ai|danh tinh)\b.*"
    rf"\b{_HARM}\b"
)
_REPRISAL = re.compile(f"{_AFTER_IT}|{_BEFORE_IT}|{_ONCE_KNOWN}")
_WHAT_IF = re.compile(
    rf"\b{_WHO_HARMS}(?: (?!(?:da|dang|cu|van|hanh)\b)\w+){{0,4}} {_HARM}\b(?: (?!(?:duoc"
    rf"|dc) )\w+){{0,4}} (?:thi sao|sao day"
    r"|lam sao|khong|ko|k|hong)\b"
)
"""Where a complaint is talked about, and need not be named."""
_SUFFERED = re.compile(rf"\b(?:van|cu|tiep tuc|dang|da) (?:bi )?(?:\w+ )?{_HARM}\b")
"""It happened: a story."""
_AFRAID = re.compile(rf"\b{_FEARS}\b")
_AFRAID_OF_NAMING = re.compile(
    rf"\b{_FEARS} (?:\w+ ){{0,4}}(?:biet|thay|doc|do ra|tra ra|tim ra)(?: duoc)? (?:\w+ ){{0,3}}"
    r"(?:ten|minh|toi|em|tui|chau|danh tinh|la ai|ai (?:gui|phan anh))\b"
    rf"|\b{_FEARS} (?:bi )?lo (?:\w+ )?(?:ten|danh tinh|thong tin)\b"
)
_READERS = re.compile(
    rf"\b(?:nguoi|can bo|cb|nhan vien|ong|ba|anh|chi) bi (?:{_COMPLAINT}|neu(?: ten)?|to)\b"
    r"(?: \w+){0,3} (?:doc|xem|biet|thay)\b"
    r"|\blo (?:\w+ )?(?:danh tinh|ten|thong tin)\b"
    r"|(?<!co )(?<!cho )\bai (?:se |duoc |la nguoi )?(?:doc|xem(?! xet)|thay)\b"
    r"|\b(?:ho|nguoi ta|can bo|ai)(?: \w+){0,3} (?:mo|do|tim|truy|lan) ra\b"
    r"|\b(?:giu kin|giu bi mat|bao mat)\b(?: \w+){0,4} (?:khong|ko|k|hong|hem|chu)\b"
)
_WHO = r"\bai (?:se |duoc |la nguoi )?(?:doc|xem|thay|biet|tra loi|goi|lien he)\b"
_ASKS = re.compile(
    r"\b(?:hem|khum|hom|hong ta|kieu gi|cach nao|sao day|lam sao)(?: \w+)?\W*$"
    rf"|\b(?:khong|ko|hong) hay\b|{_WHO}"
)
"""Beside how a question usually ends."""
_LATER = re.compile(r"\b(?:lan sau|sau nay|ve sau|mai mot|mot ngay)\b")


def topics_in(words: str, *, talked: bool = False) -> tuple[Topic, ...]:
    """Give what is asked or feared about complaining here; nothing where it is something else.

    Args:
        words: one message.
        talked: whether complaining is what was talked about: then it need not be named.
    """
    folded = fold(words)
    if len(folded) > ASKED_IN:
        return ()
    named = _OF_COMPLAINTS.search(folded) is not None
    if _OF_THE_LAW.search(folded) or (_OF_OTHER_WAYS.search(folded) and not named):
        return (Topic.NAMING,) if asks_of_naming_a_complaint(words) else ()
    if _ASKS_WHERE_IT_STANDS.search(folded):
        return ()
    nameless = _SAYS_NAMELESS.search(folded) is not None
    meant = named or talked or (nameless and len(folded.split()) <= _FEW)
    joined = " ".join(_CLAUSES.sub(" ", folded).split())
    asks, fears = _asks(words), _AFRAID.search(folded) is not None
    found = set[Topic]()
    feared = _REPRISAL.search(joined) or (meant and asks and _WHAT_IF.search(joined))
    if (asks or fears) and feared and not _SUFFERED.search(joined):
        found |= {Topic.REPRISAL, Topic.NAMING}
    if asks_of_naming_a_complaint(words):
        found.add(Topic.NAMING)
    clauses = [clause for clause in _CLAUSES.split(words) if clause.strip()]
    reads = any(asks_who_reads(clause) for clause in clauses)
    if meant and (reads or asks_of_naming(words) or (asks and _READERS.search(folded))):
        found.add(Topic.NAMING)
    if (meant or nameless) and _AFRAID_OF_NAMING.search(folded):
        found.add(Topic.NAMING)
    if asks and meant and _MAY_HIDE.search(folded):
        found.add(Topic.HERE)
    if asks and _UNREACHED.search(joined) and (meant or nameless):
        found.add(Topic.UNREACHED)
    if ((talked and not names_other_matter(words)) or found) and (
        asks_of_answer(words) or _WHEN.search(folded)
    ):
        found.add(Topic.WHEN)
    if meant:
        found |= _of_calls(clauses, found)
    return tuple(topic for topic in Topic if topic in found)


def _of_calls(clauses: Iterable[str], found: Set[Topic]) -> set[Topic]:
    """Give what is asked of calls and of the code, besides when there is an answer."""
    more = set[Topic]()
    for clause in clauses:
        if asks_hotline(clause):
            more.add(Topic.HOTLINE)
        elif asks_of_lost_code(clause):
            more.add(Topic.CODE_LOST)
        elif not found & {Topic.UNREACHED, Topic.WHEN} and asks_whether_called(clause):
            more.add(Topic.CALLED)
    return more


def tells_beside(words: str) -> bool:
    """Tell whether a message that asks about complaining tells what happened, too."""
    return any(_tells(clause.strip()) for clause in _CLAUSES.split(words))


def _tells(clause: str) -> bool:
    folded = fold(clause)
    feared = re.search(rf"\b{_HARM}\b", folded) or _LATER.search(folded) or _AFRAID.search(folded)
    asks = topics_in(clause, talked=True) or _asks(clause)
    return len(folded.split()) >= _TOLD and names_staff(clause) and not feared and not asks


def _asks(words: str) -> bool:
    clauses = [clause.strip() for clause in _CLAUSES.split(words)]
    ends = any(ends_asking(c) or _ASKS.search(fold(c)) for c in clauses)
    return ends or QUESTION.search(fold(words)) is not None
