"""Taking back what was just said: "à không, kết hôn cơ", "nhầm, khai tử mới đúng"."""

from __future__ import annotations

import re
import unicodedata

from complaints.folding import fold

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
      | (?:sửa|sua)\s+(?:lại|lai)(?:\s+(?:là|la)\b[\s,.:]*|\s*[,.:]\s*)
    )
    (?:(?:ý|y)\s+(?:của\s+|cua\s+)?{_I}\s+(?:là|la|muốn\s+hỏi)\s+)?
    (?:{_I}\s+(?:muốn\s+|muon\s+|đang\s+)?(?:hỏi|hoi)\s+(?:về\s+|ve\s+)?)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MEANT = re.compile(rf"^(?:(?:ý|y)\s+{_I}\s+(?:là|la)|{_I}\s+(?:hỏi|hoi)\s+là)\s+", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:phải|phai)\b", re.IGNORECASE)
_BUT = re.compile(
    r"^[^,.]{1,40}(?:[,.]\s*(?:mà\s+|ma\s+)?|\s+(?:mà|ma)\s+)(?:là|la)\s+(.+)$"
    r"|^[^,.]{1,40}[,.]\s*(.+?\s+(?:mới\s+đúng|moi\s+dung).*)$",
    re.IGNORECASE,
)
"""What follows "không phải": the wrong thing, then the right one."""
_PARTICLES = frozenset(
    """dau vay the nha nhe a roi cai nay do kia y toi em minh nhu thu viec nay ma oi ban ad luon
    da hen ha""".split()
)
_CLOSING = re.compile(
    r"[\s,]+(?:cơ|mới\s+đúng|moi\s+dung|chứ|nhé|nha|chứ\s+không\s+phải.*)[\s.!]*$", re.IGNORECASE
)
_CLOSING_BARE = re.compile(
    r"(?:[\s,]+moi\s+dung|\s*,\s*(?:co|chu|nha)|(?<!\bchua)(?<!\bkhong)(?<!\bko)(?<!\bda)\s+co)"
    r"[\s.!]*$",
    re.IGNORECASE,
)
"""Without accents "co", "chu" and "nha" are also "có" (have), "chủ" (owner) and "nhà" (house)."""


def corrected(text: str) -> str | None:
    """Give what is meant instead, when a message takes something back; None when it does not.

    Args:
        text: the message as typed.
    """
    opening, rest = _split(text)
    if not opening:
        return None
    but = _BUT.match(rest) if _DENIES.search(opening) else None
    if but:
        rest = but[1] or but[2]
    rest = rest.strip(" ,.:")
    closing = _CLOSING if fold(rest) != rest.lower() else _CLOSING_BARE
    while (shorter := closing.sub("", rest)) != rest:
        rest = shorter
    return None if _says_nothing(rest) else rest


def rejects(text: str) -> bool:
    """Tell whether a message says that something is wrong, and not what is right.

    Args:
        text: the message as typed: "không phải đâu", "không phải cái này".
    """
    opening, rest = _split(text)
    return bool(_DENIES.search(opening)) and _says_nothing(rest)


def _split(text: str) -> tuple[str, str]:
    """Give the words that take something back, and the rest."""
    composed = unicodedata.normalize("NFC", text).strip()
    found = _OPENING.match(composed) or _MEANT.match(composed)
    if not found or not found[0].strip():
        return "", composed
    return found[0], composed[found.end() :]


def _says_nothing(words: str) -> bool:
    return all(word in _PARTICLES for word in re.findall(r"\w+", fold(words)))
