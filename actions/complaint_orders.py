"""What somebody wants done with the complaint: send it, see it, skip, stop, take words out.

Each function takes one clause. What stands in quotation marks is no order. Pure.
"""

from __future__ import annotations

import re

from actions import complaint_chatter as chatter
from actions.complaint_clauses import QUOTED, Clause, clauses_of, quotes_in

_LONG = 60  # characters; a longer clause tells rather than orders
_SHOWS = re.compile(
    r"\b(?:xem|doc|coi)(?: \w+)? (?:lai|truoc|toan bo|het|ban|phan anh)\b"
    r"|\bcho (?:em|toi|tui|minh|chau|con) (?:xem|doc|coi)\b"
)
_CUTS = re.compile(
    r"^(?:.*\b)?(?<!can )(?<!toan )(?<!noi )(?P<verb>bo|xoa|cat|go|luoc)(?: (?:di|giup|gium|dum"
    r"|ho|em|toi|tui|minh|cho|cai|luon))*"
    r" (?:cau|chu|tu|doan|dong|cum tu|may chu|khuc|cho noi|phan noi|y)\b\s*:?\s*(?P<said>\S.*?)"
    r"(?: (?:trong|o) (?:phan )?(?:noi dung|phan anh))?"
    r"(?: (?:ra|di|giup|gium|dum|luon|nha|nhe|a)(?: (?:chau|con|em|ban|ad|ba|bac|co|chu|ong|toi|tui"
    r"|minh))*)*$"
)
_CUTS_LAST = re.compile(
    r"^(?:.*\b)?(?<!can )(?<!toan )(?<!noi )(?P<verb>bo|xoa|cat|go|luoc)(?: (?:(?:giup|gium|dum"
    r"|ho|cho) (?:em|toi|tui|minh|bac|ba|ong|co|chu)|di|giup|gium|dum|ho|luon))*"
    r" (?:(?P<count>[1-9]|mot|hai|ba|bon) )?(?:cau|dong|doan|y)(?: (?:o|sau))?"
    r" (?:cuoi|sau cung|chot)(?: (?:cung|trong|o|cua|phan|noi dung|phan anh|loi ke|di|giup|gium|dum"
    r"|ra|luon|nha|nhe|a|chau|con|em|ban|ad|ba|bac|co|chu|ong|toi|tui|minh|cho|do|ay|kia|nay))*$"
)
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4}
_OF_SENTENCES = re.compile(r"\b(?:cau|doan|dong|khuc|y)\b")
_WHICH_ONES = re.compile(
    r"(?:(?:la|tuc la|do la|nghia la|cai) )?(?:may |hai )?(?:cau|dong|doan|y)\b"
)
_CUTTING = frozenset("bỏ bo xóa xoá xoa cắt cat gỡ go lược luoc".split())
"""As typed: "cán bộ từ chối" takes nothing out."""

_SAYS_WHY = re.compile(
    r"(?:(?:cai|cau|dong|doan|khuc|cho|y|chu) )?(?:do|nay|ay|kia) (?:chi )?(?:la|thi|khong|ko|k"
    r"|dau)\b"
    r"|(?:(?:cai|cau|dong|doan|khuc|cho|y|chu) )?(?:do|nay|ay|kia) (?:la )?(?:toi|tui|em|minh|chau"
    r"|con|bac|ba|ong|co|chu) (?:noi|ke|ghi|viet|nho|go) (?:nham|lon|sai|lo|bay|choi|dai)\b"
    r"|(?:tai|vi|do)\b|(?:khong|ko|k|hong|dau) phai (?:chuyen|noi dung|loi ke|phan anh)\b"
    r"|.*\b(?:hoi|noi voi (?:em|con|chau|ban|ad))\b(?: \w+){0,2}$"
)
_ADDS = re.compile(
    r"(?:(?:toi|em|tui|minh|chau|con|bac|co|chu|ong|ba|muon|xin|cho|va|voi) )*"
    r"(?:(?:ghi|viet|bo sung|ke|noi) them|them|bo sung)(?: (?:giup|gium|cho|toi|em|tui|minh|vao|vo"
    r"|phan|noi dung|cau|y|nua|con|bac|co|chu|ong|ba))*\s*(?:\b(?:la|rang|thanh)\b|:)\s*:?\s*"
    r"(?P<said>\S.*)"
)
_MISSES = re.compile(
    r"(?:(?:sao|ua|a|o|ma|nhung|van|con|the|tai sao|trong do|o tren) )*"
    r"(?:(?:khong|ko|k|chua|hong|hok|chang|dau)(?: (?:co|duoc|he|con))*"
    r" (?:thay|co|ghi|nhac|nhac toi|ke)(?: (?:lai|toi|den|vo|vao|ghi|nhac|noi|ke|co))*"
    r"|(?:con )?thieu(?: mat)?) (?:chuyen|viec|vu|doan|khuc|cau|cho|y) (?P<said>\S.*)"
)
"""Somebody misses part of the story when it is read back: it belongs into it."""

_PUT_TO_US = re.compile(r"\s+(?:vay|zay|z|the|ha|ta|nhi)(?: (?:con|chau|em|ad|ban|nhi|ta|ha))*\W*$")
_FEWEST_ADDED = 3  # words

_SKIPS = re.compile(
    r"(?:(?:thoi|da|em|toi|tui|minh|cho|xin|cu) )*(?:bo qua|bo di|skip|qua cau khac|de sau|tiep di"
    r"|cho qua)(?: (?:cau nay|cai nay|ma|ma ho so|luon|di|phan nay|cau do|nha|nhe|a))*"
    r"|(?:(?:da|thi|em|toi|tui|minh|noi) )*(?:quen|khong nho|k nho|ko nho|khong ro|khong biet"
    r"|k biet|ko biet)(?: (?:roi|mat|mat roi|luon|nua|a|dau|ma|nha))*"
)
_SKIPS_ALL = re.compile(
    r"(?:(?:thoi|da|em|toi|tui|minh|chau|con|bac|co|chu|ong|ba|cho|xin|cu|vay|the|may cau)\s+)*"
    r"(?:bo qua|skip|cho qua|khoi hoi|dung hoi|khong can hoi)(?: (?:giup|gium|luon|cho|di))*"
    r" (?:het|tat ca|toan bo|(?:may|cac|nhung) cau (?:con lai|sau|kia|do|nay|khac|hoi)|phan con lai"
    r"|cau con lai|may cai con lai|may cai do)"
    r"(?: (?:di|luon|nha|nhe|a|giup|gium|con lai|cau|cac|may|chau|con|em|het|cho|toi|tui|bac|ba"
    r"|nua))*"
)
"""Nothing more is to be asked; "bỏ hết đi" may mean to delete it all, and is none."""
_NOT_YET = re.compile(r"\b(?:chua|dung|khong|ko|k|hong) (?:\w+ )?gui\b")
_WAITS = re.compile(
    r"\b(?:khoan(?! khoai)|tu tu|doi chut|cho chut|(?:gui|huy|xoa) voi|nghi lai|nham)\b"
    r"|\bde (?:toi|em|tui|minh|chau) (?:nghi|coi|xem|tinh)\b"
)
_STOPS = re.compile(
    r"\b(?:huy|dung|ngung|thoi|khoi|nghi|bo|xoa|rut|stop|cancel|thoat|dep|quen|khong|ko|k|hong|hok"
    r"|chang|cha|het)\b"
)


def shows(clause: Clause) -> bool:
    """Tell whether somebody wants to read it all once more."""
    return _SHOWS.search(clause.flat) is not None and len(clause.words) <= _LONG


def waits(clause: Clause) -> bool:
    """Tell whether somebody wants nothing done yet."""
    return _WAITS.search(clause.flat) is not None or _NOT_YET.search(clause.flat) is not None


def skips(clause: Clause) -> bool:
    """Tell whether somebody leaves a question out, or has forgotten the answer."""
    return _SKIPS.fullmatch(clause.flat) is not None


def skips_all(clause: Clause) -> bool:
    """Tell whether somebody leaves out all that is still to be asked."""
    return _SKIPS_ALL.fullmatch(clause.flat) is not None


def cut_out(clause: Clause) -> tuple[str, ...] | None:
    """Give the words that are to be taken out: 'bỏ câu "…" đi'; None where none are.

    Quoted words are meant as they stand; without quotation marks it is what follows.
    """
    found = _CUTS.match(clause.flat)
    if found is None or clause.words[slice(*found.span("verb"))].lower() not in _CUTTING:
        return None
    quoted = quotes_in(clause.words) if QUOTED in clause.flat else ()
    return quoted or (clause.cut(*found.span("said")),)


def names_sentences(clause: Clause) -> bool:
    """Tell whether the words to be taken out name a sentence; quoted ones stand as they are."""
    found = _CUTS.match(clause.flat)
    if found is None or QUOTED in clause.flat:
        return False
    return _OF_SENTENCES.search(clause.flat[found.end("verb") : found.start("said")]) is not None


def cut_last(clause: Clause) -> int:
    """Give how many sentences at the end are to be taken out: "xóa hai câu cuối"."""
    found = _CUTS_LAST.match(clause.flat)
    if found is None or clause.words[slice(*found.span("verb"))].lower() not in _CUTTING:
        return 0
    count = found["count"] or "mot"
    return int(count) if count.isdigit() else _COUNTS[count]


def which_ones(clause: Clause) -> tuple[str, ...]:
    """Give the sentences that are quoted right behind a wish to take some out."""
    if QUOTED not in clause.flat or not _WHICH_ONES.match(clause.flat):
        return ()
    return quotes_in(clause.words)


def says_why(clause: Clause) -> bool:
    """Tell whether a clause, right behind words to be taken out, says why: "đó là tôi hỏi mà"."""
    return len(clause.words) <= _LONG and _SAYS_WHY.match(clause.flat) is not None


def added_in(clause: Clause) -> str | None:
    """Give what is to be added to the story: "thêm là…", "sao không thấy chuyện…"; else None."""
    found = _ADDS.fullmatch(clause.flat) or _MISSES.fullmatch(clause.flat)
    if found is None:
        return None
    said = clause.cut(found.start("said"), found.start("said") + _ends(found["said"]))
    return said if len(said.split()) >= _FEWEST_ADDED else None


def _ends(said: str) -> int:
    """Give where the words end that are meant: "… vậy con?" is put to the assistant."""
    tail = _PUT_TO_US.search(said)
    return tail.start() if tail else len(said)


def may_stop(words: str) -> bool:
    """Tell whether words can mean that all is to be deleted; a doubt or a quotation can't.

    Nor can what asks to wait: "thôi hủy đi mà khoan đã".

    Args:
        words: as typed; empty for a button, which is meant.
    """
    said = [clause for clause in clauses_of(words) if not chatter.doubts(clause)]
    if any(_WAITS.search(clause.flat) for clause in said):
        return False
    return not words or any(_STOPS.search(clause.flat) for clause in said)
