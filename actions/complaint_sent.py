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
_OF_COMPLAINTS = re.compile(rf"\b{_COMPLAINT}\b")
_ELSE = re.compile(
    r"\b(?:ho so|giay|so do|so hong|so ho khau|ho khau|tien|le phi|thu tuc|dang ky|khai sinh"
    r"|khai tu|ket hon|chung thuc|xac nhan|cap lai|lam lai|can cuoc|cccd|bang lai|ho chieu|to cao"
    r"|khieu nai|don xin|cho o|tam tru|thuong tru|kinh doanh|bao hiem|tro cap"
    r"|dat dai|nha dat|an tich)\b"
)
"""Something else than a complaint that one may withdraw, change, get back or wait for."""
_SENT = re.compile(
    r"\b(?:da|lo|vua|moi|hoi nay|luc nay|hom (?:qua|truoc|no|bua|kia)|bua (?:truoc|hom|qua|no|kia))"
    r" (?:\w+ ){0,3}gui\b|\bgui (?:\w+ ){0,4}(?:roi|mat tieu|xong|hom|bua|luc|hoi)\b"
    rf"|\b(?:ban|cai|{_COMPLAINT}) (?:\w+ ){{0,2}}gui\b|\b{_COMPLAINT} (?:hom|bua|luc|hoi|da|cu)\b"
)
_WITHDRAWS = re.compile(r"\b(?:rut|thu hoi)\b")
_TAKES_OUT = re.compile(
    r"\b(?:huy|xoa|go|bo(?! sung))\b"
    rf"|\b(?:khong|ko|k|hong|khoi|thoi)(?: muon| can| dam)?"
    rf" (?:{_COMPLAINT}|truy cuu|kien|lam lon) nua\b"
)
_NAMELESS = r"(?:an danh|nac danh|khuyet danh|giau danh tinh|khong ten)"
_GOES_NAMELESS = re.compile(
    rf"\b(?:doi|chuyen|sua|qua|thanh|sang|de|cho)\b(?: \w+){{0,4}} {_NAMELESS}\b"
)
_TAKES_NAME_OUT = re.compile(
    r"\b(?:bo|xoa|go|giau|an|che|rut)(?: \w+){0,3} (?:ten|so dien thoai|sdt|lien he)\b"
)
_CHANGES = re.compile(
    r"\b(?:sua|doi|chinh|cap nhat|bo sung|dinh chinh|nham|ghi sai|sai roi|thieu"
    r"|(?:ghi|noi|ke|viet|gui) them|them (?:\w+ )?"
    r"(?:anh|tep|file|thong tin|noi dung|chi tiet|ten|y))\b"
)
_WRITES = re.compile(
    r"\b(?:viet|nhan|noi chuyen|noi|lien he|lien lac|trao doi|gui tin|gui loi)(?: \w+){0,4}"
    r" (?:nguoi|can bo|ben|anh|chi)(?: \w+){0,3} (?:xu ly|phu trach)(?: phan anh)?\b"
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
    elsewhere = names_other_matter(words) and not has_code
    if not elsewhere and _wants_back(folded, talk):
        return Wish.RECOVER
    named = has_code or _OF_COMPLAINTS.search(folded) is not None
    if elsewhere and not named:
        return None
    told = has_code or ((named or intent in _CONTROLS) and _SENT.search(folded) is not None)
    here = talk in (Talk.SENT, Talk.FOLLOWED)
    if _WITHDRAWS.search(folded) and (named or here):
        return Wish.WITHDRAW
    if told or here:
        return _wish_of_sent(folded, intent, named=named)
    return None


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
    if intent == "cancel_complaint" or (named and _TAKES_OUT.search(folded)):
        return Wish.WITHDRAW
    if intent in _CONTROLS or (named and _CHANGES.search(folded)):
        return Wish.CHANGE
    return Wish.WRITE if _WRITES.search(folded) else None


def asks_to_write(words: str) -> bool:
    """Tell whether somebody wants to write to who handles their complaint."""
    return len(words) <= _WISHED_IN and _WRITES.search(fold(words)) is not None


def names_code(words: str) -> bool:
    """Tell whether a code of a complaint is among the words, perhaps mistyped."""
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
