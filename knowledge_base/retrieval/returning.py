"""Going back to something named that was talked about before: "quay lại vụ khai sinh hồi nãy"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge_base.retrieval.evidence import SAME
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.search import search

if TYPE_CHECKING:
    from knowledge_base.retrieval.snapshot import Snapshot

_THING = r"(?:vụ|vu|cái|cai|chuyện|chuyen|phần|phan|việc|viec|thủ\s+tục|thu\s+tuc|hồ\s+sơ|ho\s+so)"
_EARLIER = (
    r"(?:(?:hồi|ban|khi|vừa|lúc)\s+(?:nãy|nớ|hồi)|(?:hoi|ban|khi|vua)\s+nay"
    r"|(?:hồi|hoi|lúc|luc)\s+(?:đầu|dau|trước|truoc))"
)
_RETURNS = re.compile(
    r"^(?:[\w\s]{0,12}[,.!\s]\s*)?"
    r"(?:(?:quay|trở|tro|vòng|vong)\s+(?:lại|lai|về|ve|zề)|(?:hỏi|hoi)\s+(?:lại|lai))\s+"
    rf"(?:(?:với|voi)\s+)?(?:{_THING}\s+)?(?!(?:nộp|nop|làm|lam|lấy|lay|đó|đây|lần|lan)\b)",
    re.IGNORECASE,
)
"""``quay lại nộp`` comes back to a counter."""
_NAMED_EARLIER = re.compile(rf"\b{_THING}\s+(?P<what>.{{2,40}}?)\s+{_EARLIER}\b", re.IGNORECASE)
"""Without accents "luc nay" is "lúc này" (now) as often."""


def says_back(text: str) -> str | None:
    """Give what a message that goes back says beside that; None for any other.

    Args:
        text: the message, composed.
    """
    returns = _RETURNS.match(text.strip())
    if returns:
        return re.sub(rf"\b{_EARLIER}\b", " ", text.strip()[returns.end() :], flags=re.IGNORECASE)
    named = _NAMED_EARLIER.search(text)
    if named:
        return f"{text[: named.start()]} {named['what']} {text[named.end() :]}"
    return None


def earlier_entry(snapshot: Snapshot, query: Query, earlier: Sequence[int]) -> int | None:
    """Find which of the entries talked about before a message names.

    Args:
        snapshot: what was talked about is in it.
        query: what the message says beside that it goes back.
        earlier: positions of what was talked about before.

    Returns:
        None where it names nothing, none of them, or something else on record in so many words.
    """
    if not query.content or not earlier:
        return None
    hits = search(snapshot, query)
    best = next((h for h in hits if h.entry in earlier), None)
    if best is None or hits[0].matched >= SAME > best.matched:
        return None
    return best.entry
