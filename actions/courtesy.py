"""Thanks, greetings and goodbyes, parted from what else a message says.

Courtesy stands before, behind or in the middle of what is asked ("đi phường khác được hem, cám ơn
nha bye"), and most thanks ask nothing at all ("cảm ơn em nhiều nha, hiểu rồi").
"""

from __future__ import annotations

import re

from actions.complaint_phrases import QUESTION
from complaints.folding import fold

_COURTESY = re.compile(
    r"(?<!\w)(?:(?:xin |gửi lời |gui loi |chân thành |chan thanh )?"
    r"(?:cảm|cám|cam|củm) ?(?:ơn|on)|camon|camơn|thank you|thanks|thank|tks|thks)(?!\w)"
    r"|(?<!\w)(?:tạm biệt|tam biet|bye bye|bye|bai bai|pai pai)(?!\w)"
    r"|(?:^|(?<=[.,;!?…\n]))\s*(?:(?:dạ|da|thôi|thoi|ok|vâng|xin|em|mình) )*"
    r"(?:chào|chao|hello|hi|alo)(?!\w)"
    r"|(?<!\w)(?:chào|chao)(?: (?:em|anh|chị|chi|ad|bạn|ban|nha|nhé|nhe|cô))*"
    r"\s*(?=[.,;!?…\n]|$)",
    re.IGNORECASE,
)
_GOES_WITH_IT = re.compile(
    r"(?:\s+(?:ad|bạn|ban|em|anh|chị|chi|bác|bac|cô|co|chú|chu|cưng|mọi người|nha|nhé|nhe|nghen"
    r"|nghe|nhiều|nhiu|nhìu|nhieu|lắm|lam|trước|truoc|a|ạ|e|c|b|máy|hen|hỉ|nhen|rất|rat|quý|quy"
    r"|đồng chí|dong chi|bot|trợ lý|bà con|quá|qua|nhá)(?!\w))*"
    r"(?:\s+(?:đã|da|vì đã|vi da|vì|vi)\s+(?:giúp|giup|tư vấn|tu van|trả lời|tra loi|chỉ|chi"
    r"|hướng dẫn|huong dan)"
    r"(?:\s+(?:đỡ|do|mình|minh|em|tôi|toi|tui|con|nha|nhé|nhe|ạ|a))*)?",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"(?<=[.,;!?…\n])")
_MARKS = " .,;:!…\n~^()"
_LEADS = re.compile(
    r"^(?:(?:dạ|da|vâng|vang|ok|oke|okie|okê|ừ|u|à|a|ủa|ua|rồi|roi|thôi|thoi|vậy|vay|z|thế|the|mà|ma"
    r"|còn|con|nhưng|nhung|cho hỏi|cho hoi|nhân tiện|tiện)[\s,.]+)+",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"^nho (?:vay|co|do|ban|em) .*|^(?:khi|luc) nao (?:can|ranh|co viec) .*"
    r"|^(?:\S+ ){0,5}(?:roi|r|(?<!ket )qua|ghe|lam|that|phet|nha|nhe)$"
)
"""On folded words: a clause that says how somebody feels about the answer ("đỡ bực rồi")."""

_ENDS_ASKING = re.compile(
    r"\b(?:khong|ko|k|kg|hong|hok|hem|khum|hom|chua|(?<!\d )sao|gi(?! oi)|nao|dau|(?<!than )ai"
    r"|bao nhieu)"
    r"(?: (?:a|ah|ha|vay|z|v|the|em|e|ban|ad|nhi|hen|ta|ma|he|nha|hi|ho|anh|oi|luon|ne))*\W*$"
)
_HOW_MANY = re.compile(
    r"\bmay (?:gio|ngay|hom|bua|tuan|thang|nam|tien|dong|ban|to|cai|loai|lan|nguoi|buoi|quay|thu)\b"
    r"(?! (?:nay|truoc|qua|hom))"
)
_DENIES = re.compile(
    r"\b(?:khong|ko|k|hong|hok|chang|cha|het|khoi|dau co|chua)(?: \w+){0,3}"
    r" (?:gi|chi|ai|dau|nao|sao)(?: (?:nua|them|het|ca|dau|luon|a|nha|em|ad|nhe))*\W*$"
)
_IS_KNOWN = re.compile(r"\b(?:roi|r)\W*$")
"""Tells what is done or understood: "vậy là biết nộp ở đâu rồi"."""
_OF_ONESELF = re.compile(r"\b(?:toi|tui|em|chi|anh|minh|chau|co|chu|bac|mai|se)\b")
"""Rather tells what somebody will do than asks."""
_FEW = 6  # words; so short, naming an aspect asks it: "cảm ơn, còn phí"


def without_courtesy(words: str) -> str:
    """Give what is said besides thanks, greetings and goodbyes; empty where nothing is."""
    return ", ".join(_clauses(words))


def asked_beside(words: str, *, names_aspect: bool) -> str | None:
    """Give what is asked besides courtesy; None where nothing is.

    Args:
        words: a message that thanks, greets or says goodbye.
        names_aspect: whether it names an aspect of a procedure (papers, fee, time…).
    """
    clauses = [clause for clause in _clauses(words) if not _CONTENT.match(fold(clause))]
    if not any(_asks(clause, names_aspect=names_aspect) for clause in clauses):
        return None
    return ", ".join(clauses)


def _clauses(words: str) -> list[str]:
    left = _cut_out(words)
    parts = (f"{part.strip(_MARKS)} " for part in _CLAUSES.split(left))
    clauses = (_LEADS.sub("", part).strip(_MARKS) for part in parts)
    return [clause for clause in clauses if any(c.isalnum() for c in clause)]


def _cut_out(words: str) -> str:
    """Put a comma in the place of each courtesy."""
    parts, at = list[str](), 0
    for found in _COURTESY.finditer(words):
        if found.start() < at:
            continue
        after = _GOES_WITH_IT.match(words, found.end())
        parts.append(words[at : found.start()])
        at = after.end() if after else found.end()
    return ", ".join([*parts, words[at:]])


def _asks(clause: str, *, names_aspect: bool) -> bool:
    folded = fold(clause)
    if folded.endswith("?"):
        return True
    if _DENIES.search(folded) or _IS_KNOWN.search(folded):
        return False
    asks = QUESTION.search(folded) or _ENDS_ASKING.search(folded) or _HOW_MANY.search(folded)
    names = names_aspect and len(folded.split()) <= _FEW and not _OF_ONESELF.search(folded)
    return bool(asks) or names
