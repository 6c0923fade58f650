"""Taking back what was just said: "à không, kết hôn cơ", "nhầm, khai tử mới đúng"."""

from __future__ import annotations

import re
import unicodedata

_I = r"(?:tôi|em|mình|tui|toi|minh)"
_OPENING = re.compile(
    rf"""^(?:(?:à|a|ờ|ừ|ấy|ủa)[\s,.]+)?
    (?:(?:khoan|chết)[\s,.]+)?
    (?:
        (?:không|khong|ko|k)[\s,]+(?=(?:ý|y)\s+{_I})
      | (?:à|a)\s+(?:không|khong|ko)[\s,.]+(?:phải[\s,.]+|phai[\s,.]+)?
      | (?:không|khong|ko)\s+(?:phải|phai)[\s,.]+
      | (?:{_I}\s+)?(?:(?:nói|noi|hỏi|hoi|gõ|go|nhắn)\s+)?(?:nhầm|nham|lộn|lon)
        (?:\s+(?:rồi|roi)[\s,.:]+|\s*[,.:]\s*)
      | (?:sửa|sua)\s+(?:lại|lai)\s*(?:là|la)?[\s,.:]+
    )
    (?:(?:ý|y)\s+(?:của\s+|cua\s+)?{_I}\s+(?:là|la|muốn\s+hỏi)\s+)?
    (?:{_I}\s+(?:muốn\s+|muon\s+|đang\s+)?(?:hỏi|hoi)\s+(?:về\s+|ve\s+)?)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MEANT = re.compile(rf"^(?:(?:ý|y)\s+{_I}\s+(?:là|la)|{_I}\s+(?:hỏi|hoi)\s+là)\s+", re.IGNORECASE)
_CLOSING = re.compile(
    r"[\s,]+(?:cơ|co|mới\s+đúng|moi\s+dung|chứ|chu|nhé|nha|chứ\s+không\s+phải.*)[\s.!]*$",
    re.IGNORECASE,
)


def corrected(text: str) -> str | None:
    """Give what is meant instead, when a message takes something back; None when it does not.

    Args:
        text: the message as typed.
    """
    composed = unicodedata.normalize("NFC", text).strip()
    opening = _OPENING.match(composed) or _MEANT.match(composed)
    if not opening or not opening[0].strip():
        return None
    rest = composed[opening.end() :].strip(" ,.:")
    while (shorter := _CLOSING.sub("", rest)) != rest:
        rest = shorter
    return rest if any(c.isalnum() for c in rest) else None
