"""What a word means here: somebody who "mất" has died, a paper that is "mất" is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

_KIN = frozenset(
    """ba bố cha tía má mẹ mạ mợ u bầm ông bà cụ nội ngoại chồng vợ ảnh chỉ ổng bả cổ người thân
    thầy bu""".split()
)
_WHOSE = frozenset("tôi tui em mình anh chị con cháu nó của bên nội ngoại chồng vợ già".split())
_JUST = frozenset("mới vừa đã lại sắp".split())
_TOLD_AFTER = frozenset(
    """rồi hôm bữa năm tháng tuần sáng trưa chiều tối đêm lúc hồi sớm đột trong khi mà thì giờ nay
    cách được nên ngày là để do vì tại ở đã chưa lâu không chỉ còn""".split()
)
_PLACES_TO_DIE = frozenset({"nhà", "bệnh", "viện", "quê", "nước", "trại"})
_DIED = ("qua", "đời")

_DENIED = re.compile(
    r"[\s,]+ch(?:ứ|ớ|u|o)\s+(?:không|khong|ko|k|hổng|hông|hong)\s+(?:phải|phai)\s+[^,.;?!]+",
    re.IGNORECASE,
)


def without_denied(text: str) -> str:
    """Take out what a message says it does not mean: "bị mất chứ không phải hết hạn"."""
    return _DENIED.sub(" ", text)


def with_deaths_told(words: Sequence[str]) -> list[str]:
    """Write "qua đời" where "mất" means that somebody died.

    Args:
        words: lower case, with their accents.
    """
    told: list[str] = []
    for place, word in enumerate(words):
        told += _DIED if word == "mất" and _means_died(words, place) else (word,)
    return told


def _means_died(words: Sequence[str], place: int) -> bool:
    following = words[place + 1] if place + 1 < len(words) else None
    if following is not None and following not in _TOLD_AFTER:
        return False
    before = place - 1
    while before >= 0 and words[before] in _JUST:
        before -= 1
    while before >= 0 and words[before] in _WHOSE - _KIN:
        before -= 1
    if before >= 0 and words[before] in _KIN:
        return before == 0 or words[before - 1] != "của"  # "thẻ của mẹ mất rồi"
    at_home = following in {"ở", "tại", "trong"} and place + 2 < len(words)
    return at_home and words[place + 2] in _PLACES_TO_DIE
