"""How people say that something is for who handles their complaint, and what it is.

Knows nothing of codes: whether there is anybody to write to is for ``connectors.box``.
"""

from __future__ import annotations

import re
import unicodedata

from complaints.folding import fold

_FEWEST_TOLD = 4
"""Words after "rằng"; fewer ("là sao", "là viết gì") ask what that is."""

_TO_HANDLER = re.compile(
    r"\s*(?:(?:dạ|da|à|ừ|em|tôi|toi|mình|minh|tui|cho|muốn|muon|nhờ|nho|xin|giúp|giup)\s+)*"
    r"(?:viết|viet|nhắn|nhan|gửi|gui|nói|noi|báo|bao|chuyển|chuyen)"
    r"(?:\s+(?:thêm|them|lời|loi|nhắn|nhan|tin|lại|lai|giúp|giup|giùm|gium|hộ|ho|em|tôi|toi|mình|tui))*"
    r"\s+(?:cho|với|voi|tới|toi|đến|den)(?:\s+(?:các|cac))?"
    r"\s+(?:người|nguoi|cán\s+bộ|can\s+bo|bên|ben|anh|chị|chi)"
    r"(?:\s+(?:đang|dang|được|duoc|giao))*"
    r"\s+(?:xử\s+l[ýí]|xu\s+l[yi])"
    r"(?:\s+(?:phản\s+ánh|phan\s+anh|giúp|giup|giùm|gium|này|nay|với|voi|nha|nhé|nhe|ạ))*"
    r"(?:\s*[:\n–—-]+\s*(?P<words>.+)|\s+(?:là|la|rằng|rang)\s+(?P<that>.+))?[\s.!:]*",
    re.IGNORECASE | re.DOTALL,
)
_ASKS = re.compile(
    r"\?|\b(?:the nao|lam sao|o dau|bang cach nao|duoc khong|kieu gi)\b"
    r"|\b(?:khong|ko|k|hong|hok|hem|chua|sao|gi|nao|dau)(?: (?:a|vay|z|em|nhi|ha|ban|ad))*\W*$"
)


def told_to_handler(text: str) -> str | None:
    """Give what is to be told to who handles a complaint.

    Args:
        text: one message, as typed.

    Returns:
        The words; empty where somebody only wants to write; None where nobody is to be told.
    """
    found = _TO_HANDLER.fullmatch(unicodedata.normalize("NFC", text))
    if found is None:
        return None
    that = found["that"]
    if that is None:
        return (found["words"] or "").strip()
    tells = len(that.split()) >= _FEWEST_TOLD and not _ASKS.search(fold(that))
    return that.strip() if tells else None
