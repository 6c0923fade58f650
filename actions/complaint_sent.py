"""What people want of a complaint that is sent, or of one that was just deleted.

Each function takes the words of one message; nothing is changed here or by what follows from it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from complaints import codes
from complaints.folding import fold


class Wish(StrEnum):
    """What is wanted; each has its sentence ``utter_complaint_sent_<value>``."""

    WITHDRAW = "withdraw"
    HIDE = "hide"
    CHANGE = "change"
    WRITE = "write"
    RECOVER = "recover"


class Talk(StrEnum):
    """What of complaining was last talked about: value of the slot ``complaining``."""

    ASKED = "asked"
    """A question about complaining."""
    SENT = "sent"
    """A complaint was sent from here."""
    FOLLOWED = "followed"
    """A complaint was looked up by its code."""
    DELETED = "deleted"
    """What was told is deleted."""


_CONTROLS = frozenset({"cancel_complaint", "correct_complaint", "go_anonymous", "go_named"})
_WISHED_IN = 200  # characters; a longer message tells rather than wishes

_COMPLAINT = r"(?:phan anh|gop y|kien nghi)"
_SYMBOL = r"[0-9A-Za-z]"
_CODE = re.compile(
    rf"(?<!\w)(?:(?:{_SYMBOL}{{4}}-){{3}}{_SYMBOL}|(?:[0-9A-Z]{{4}} ?){{3}}[0-9A-Z])(?!\w)"
)
_CODE_SAID = re.compile(
    rf"\b(?:ma|{_COMPLAINT}) (?:\w+ ){{0,2}}(?:(?:[0-9a-z]{{4}} ){{3}}[0-9a-z]"
    r"|(?=[a-z]*\d)[0-9a-z]{13})\b"
)
_OF_COMPLAINTS = re.compile(rf"\b{_COMPLAINT}\b")
_ELSE = re.compile(
    r"\b(?:ho so|giay|so do|so hong|so ho khau|ho khau|tien|le phi|thu tuc|dang ky|khai sinh"
    r"|khai tu|ket hon|chung thuc|xac nhan|cap lai|lam lai|can cuoc|cccd|bang lai|ho chieu|to cao"
    r"|khieu nai|don xin|cho o|tam tru|thuong tru|kinh doanh|bao hiem|tro cap"
    r"|dat dai|nha dat|an tich)\b"
)
"""Something else than a complaint that one may withdraw, change, get back or wait for."""
_SENT = re.compile(
    r"\blo (?:tay |bam )?gui\b|\b(?:da|vua|moi|hoi nay|luc nay|hom (?:qua|truoc|no|bua|kia)"
    r"|bua (?:truoc|hom|qua|no|kia)) (?:\w+ ){0,3}gui\b"
    r"|\bgui (?:\w+ ){0,4}(?:roi|mat tieu|xong|hom|bua|luc|hoi)\b"
    rf"|\b(?:cai|{_COMPLAINT}) (?:\w+ ){{0,2}}gui\b|\b{_COMPLAINT} (?:hom|bua|luc|hoi|da|cu)\b"
)
_OF_THE_COMPLAINT = re.compile(
    r"(?<!can )\b(?:rut|thu hoi|huy|xoa|go|bo|sua|bo sung|dinh chinh)(?: \w+){0,4}"
    rf" (?:{_COMPLAINT}|cai (?:vua|da|moi) gui)\b"
)
"""What is wanted, and right behind it of what."""
_WISHES_TO_COMPLAIN = re.compile(rf"\b(?:muon|can|xin|de nghi|cho) (?:\w+ ){{0,2}}{_COMPLAINT}\b")
_WITHDRAWS = re.compile(r"\b(?:rut(?! kinh nghiem)|thu hoi)\b")
_MADE_TO = re.compile(r"\b(?:ep|bat|buoc|doa|yeu cau|keu|bao) (?:\w+ ){0,3}(?:rut|huy|xoa|sua)\b")
"""Somebody else wants it: a story."""
_TAKES_OUT = re.compile(
    r"(?<!bi )\b(?:huy|xoa|go|bo (?:di|cai|don|luon|giup|phan anh))\b"
    rf"|\b(?:khong|ko|k|hong|khoi|thoi)(?: muon| can| dam)?"
    rf" (?:{_COMPLAINT}|truy cuu|kien|lam lon) nua\b"
)
_DELETES_IT = re.compile(
    r"\b(?:huy|xoa|go|rut)(?: (?:di|bo|luon|ngay|het))* (?:giup|gium|dum|ho (?:toi|em|tui|minh"
    r"|chau|bac)"
    r"|no\b|cai (?:do|nay|kia)|di\b|luon\b|bo\b)"
)
"""Right after a complaint was talked about it is what is to be deleted."""
_NEEDS_HELP = re.compile(
    r"\b(?:khong|ko|k|hong|hok|chua|chang|cha) (?:\w+ ){0,2}(?:bam|biet|ranh|xai|dung|thay|vao|mo"
    r"|nhap|go)\b"
    r"|\b(?:giup|gium|dum)\b|\b(?:mat kem|mo mat|lon tuoi|gia roi|mu chu)\b"
)
_NAMELESS = r"(?:an danh|nac danh|khuyet danh|giau danh tinh|khong ten)"
_GOES_NAMELESS = re.compile(
    rf"\b(?:doi|chuyen|sua|qua|thanh|sang|de|cho)\b(?: \w+){{0,4}} {_NAMELESS}\b"
)
_TAKES_NAME_OUT = re.compile(
    r"\b(?:bo(?! sung| xung)|xoa|go|giau|an|che|rut)(?: \w+){0,3}"
    r" (?:ten|so dien thoai|sdt|lien he)\b"
)
_ADDS = re.compile(
    r"\b(?:sua|dinh chinh|chinh (?:sua|lai)|bo (?:sung|xung)|(?:ghi|noi|ke|viet|gui) them"
    r"|them (?:\w+ )?(?:anh|tep|file|thong tin|noi dung|chi tiet|ten|y|vao|vo))\b"
)
_CHANGES = re.compile(
    rf"{_ADDS.pattern}|(?<!theo )\bdoi\b"
    r"|\bnham\b(?! (?:noi|co quan|cho))|\b(?:ghi sai|sai roi|thieu)\b"
)
"""Somebody who asks where it stands says some of these, too ("đổi máy nên mất mã")."""
_WRITES = re.compile(
    r"\b(?:viet|nhan|gui tin|gui loi)(?: \w+){0,4} (?:nguoi|can bo|ben)(?: \w+){0,3} xu ly\b"
    r"|\b(?:viet|nhan|noi|lien he|lien lac|trao doi|gui tin|gui loi)(?: \w+){0,4}"
    r" (?:nguoi|can bo|ben|anh|chi)(?: \w+){0,3}"
    rf" (?:xu ly|phu trach)(?: \w+){{0,2}} {_COMPLAINT}\b"
)
_RECOVERS = re.compile(
    r"\b(?:lay|tim|cuu|dem|keo|phuc hoi|khoi phuc|hoan tac|undo)(?: \w+){0,4} lai\b"
    r"|\b(?:lay lai|khoi phuc|phuc hoi|hoan tac|undo)\b|\bcon (?:giu|luu|lay)\b"
)
_DELETED = re.compile(r"\b(?:xoa|huy|mat)\b")
_LOST = re.compile(
    r"\b(?:xoa|huy) (?:het|sach|luon|mat|tieu|roi)\b|\bmat (?:het|sach|tieu|luon)\b"
    r"|\bsao (?:\w+ )?(?:xoa|huy)\b"
)
_OF_WHAT_WAS_TOLD = re.compile(rf"\b(?:{_COMPLAINT}|loi ke|(?:vua|da|moi|hoi nay) ke)\b")


def wish_in(words: str, intent: str, talk: Talk | None = None) -> Wish | None:
    """Give what is wanted of a complaint that is sent or deleted; None where nothing is.

    Args:
        words: one message, outside of the complaint form.
        intent: what it was taken for.
        talk: what of complaining was last talked about.
    """
    folded = fold(words)
    if not folded or len(folded) > _WISHED_IN:
        return None
    has_code = names_code(words)
    here = talk in (Talk.SENT, Talk.FOLLOWED)
    if not has_code and _is_of_something_else(folded, intent, here=here):
        return None
    if _wants_back(folded, talk):
        return Wish.RECOVER
    named = has_code or _OF_COMPLAINTS.search(folded) is not None
    told = has_code or ((named or intent in _CONTROLS) and _SENT.search(folded) is not None)
    if _WITHDRAWS.search(folded) and (named or here):
        return Wish.WITHDRAW
    if told or here:
        return _wish_of_sent(folded, intent, named=named)
    return None


def _is_of_something_else(folded: str, intent: str, *, here: bool) -> bool:
    """Tell whether words name another matter, or tell a story with a wish to complain."""
    if _MADE_TO.search(folded):
        return True
    if _OF_THE_COMPLAINT.search(folded):
        return False
    complains = intent == "complain" or _WISHES_TO_COMPLAIN.search(folded) is not None
    return _ELSE.search(folded) is not None or (complains and not here)


def _wish_of_sent(folded: str, intent: str, *, named: bool) -> Wish | None:
    """Give what is wanted of a complaint that is known to be sent.

    Args:
        folded: the words.
        intent: what they were taken for.
        named: whether they say that a complaint is meant; else only the intent, or what can mean
            nothing else, counts.
    """
    if intent == "go_anonymous" or _GOES_NAMELESS.search(folded):
        return Wish.HIDE
    if named and _TAKES_NAME_OUT.search(folded):
        return Wish.HIDE
    if (
        intent == "cancel_complaint"
        or _DELETES_IT.search(folded)
        or (named and _TAKES_OUT.search(folded))
    ):
        return Wish.WITHDRAW
    changes = _ADDS if intent == "complaint_status" else _CHANGES
    if intent in _CONTROLS or (named and changes.search(folded)):
        return Wish.CHANGE
    return Wish.WRITE if _WRITES.search(folded) else None


def asks_to_write(words: str) -> bool:
    """Tell whether somebody wants to write to who handles their complaint."""
    return len(words) <= _WISHED_IN and _WRITES.search(fold(words)) is not None


def needs_help(words: str) -> bool:
    """Tell whether somebody wants another to do it for them, or can't do it."""
    return _NEEDS_HELP.search(fold(words)) is not None


def names_code(words: str) -> bool:
    """Tell whether a code of a complaint is among the words, perhaps mistyped.

    Words without accents may add up to one by chance: it must be written as a code is, or said to
    be one.
    """
    if not (_CODE.search(words) or _CODE_SAID.search(fold(words))):
        return False
    try:
        return codes.find(words) is not None
    except codes.CodeMistyped:
        return True


def names_other_matter(words: str) -> bool:
    """Tell whether words name something else that one may withdraw, change or wait for."""
    return _ELSE.search(fold(words)) is not None


def _wants_back(folded: str, talk: Talk | None) -> bool:
    recovers = _RECOVERS.search(folded) is not None
    if talk is Talk.DELETED:
        return recovers or _LOST.search(folded) is not None
    told = _OF_WHAT_WAS_TOLD.search(folded)
    return bool(recovers and told and _DELETED.search(folded))
