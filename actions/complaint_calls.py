"""Questions about calls and codes: whom one may call, whether somebody calls, a code that is lost.

Each function takes the words of one message; telephone numbers are on record or not at all.
"""

from __future__ import annotations

import re

from actions.complaint_phrases import ends_asking, without_call
from complaints.folding import fold

_ASKED_IN = 160  # characters; a longer message tells rather than asks

_NUMBER = r"(?:so (?:dien thoai|dt|may|nong|tong dai)|sdt|duong day nong|hotline|tong dai)"
_WANTS_NUMBER = re.compile(
    rf"\b(?:hoi|xin|cho|can|biet|tim|kiem)(?: \w+){{0,3}} {_NUMBER}\b(?! (?:cua )?(?:toi|em|tui"
    rf"|minh|chau))"
    rf"|\bco(?: \w+){{0,2}} {_NUMBER}\b|\b{_NUMBER}\b(?: \w+){{0,8}} (?:nao|gi|ai|o dau|may"
    rf"|bao nhieu"
    r"|khong|ko|hong)\b"
)
_SURELY_WANTS_NUMBER = re.compile(
    r"(?:^|\b(?:toi|em|tui|minh|chau|con|co|bac|chu|ong|ba|anh|chi|da|thi|cho) )(?:chi )?(?:hoi"
    r"|xin|can)"
    rf"(?: \w+){{0,2}} {_NUMBER}\b"
)
_CALLS_WHICH = re.compile(
    r"\bgoi (?:\w+ ){0,2}?(?:so|sdt) (?:dien thoai )?(?:nao|may|gi)\b"
    r"(?!(?: \w+){0,2} cung\b)(?! do\b)"
    r"|\b(?:so|sdt) (?:dien thoai )?(?:nao|may|gi) (?:de |ma |thi )?(?:\w+ )?goi\b"
    r"|\bgoi (?:cho )?(?:ai|dau|o dau) (?:cho |thi )?(?:nhanh|le|kip)\b"
)
"""Asked however it ends: "giờ gọi số nào cho nhanh", "tôi hỏi gọi số nào cơ mà"."""
_WHICH = re.compile(r"\b(?:so may|la may|o dau|bao nhieu)(?: (?:vay|z|ha|the|a|ta|nhi))*\W*$")
_NOBODY_ANSWERED = re.compile(
    rf"\bda goi\b|\bco goi (?:roi|may|hoai|nhieu)\b|\bgoi (?:\w+ ){{0,4}}(?:lan|hoai|mai|roi)\b"
    rf"|\b{_NUMBER}\b.*\b(?:khong|ko|k|hong)"
    r" (?:ai|co ai|co nguoi)\b|\b(?:doi|bat|keu|bao|hoi|lay|quat)(?: \w+){0,2} (?:toi|em|tui|minh"
    r"|chau)\b"
)
"""It happened: a story."""
_CALLED_BACK = re.compile(
    r"\b(?:co|duoc|se|co duoc) (?:\w+ ){0,2}(?:goi|lien lac|lien he|bao|nhan)(?: \w+){0,2} (?:lai"
    r"|cho|toi|em"
    r"|tui|minh|chau|con|bac|co|chu|ong|ba)\b"
)
_LOST = re.compile(
    r"\b(?:quen|mat|roi|that lac|lam mat|xoa|khong nho|ko nho|k nho"
    r"|khong giu)(?: \w+){0,2} (?:cai )?ma\b"
    r"|\bma\b(?: \w+){0,3} (?:quen|mat|bi mat|that lac)\b"
)
_WHAT_THEN = re.compile(r"\b(?:thi|lam|biet) sao\b")
_LOST_FIRST = re.compile(r"\b(?:lo|nho|neu|chang may|rui|roi|luc|lieu)\b")
_DOSSIER = re.compile(r"\bma (?:so )?ho so\b|\bbien nhan\b|\bgiay hen\b")


def asks_hotline(words: str) -> bool:
    """Tell whether somebody asks for a number to call; their own number is none."""
    folded = fold(words)
    if len(folded) > _ASKED_IN or _NOBODY_ANSWERED.search(folded):
        return False
    asks = ends_asking(words) or _WHICH.search(fold(without_call(words))) is not None
    wants = asks and _WANTS_NUMBER.search(folded) is not None
    return (
        wants
        or bool(_CALLS_WHICH.search(folded))
        or _SURELY_WANTS_NUMBER.search(folded) is not None
    )


def asks_whether_called(words: str) -> bool:
    """Tell whether somebody asks if they are called back."""
    asked = len(words) <= _ASKED_IN and ends_asking(words)
    return asked and _CALLED_BACK.search(fold(without_call(words))) is not None


def asks_of_lost_code(words: str) -> bool:
    """Tell whether somebody asks what becomes of a complaint whose code is lost."""
    folded = fold(words)
    if len(folded) > _ASKED_IN or _DOSSIER.search(folded) or not _LOST.search(folded):
        return False
    asks = ends_asking(words) or _WHAT_THEN.search(folded) is not None
    return asks and _LOST_FIRST.search(folded) is not None
