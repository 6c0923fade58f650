"""What a word means here: somebody who "mất" has died, a paper that is "mất" is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_KIN = frozenset(
    """ba bố cha tía má mẹ mạ mợ u bầm ông bà cụ nội ngoại chồng vợ ảnh chỉ ổng bả cổ người thân
    thầy bu""".split()
)
_WHO_IS_LOST = frozenset("vợ chồng cha mẹ bố má".split())
"""Not "ba", which is three as well."""
_WHOSE = frozenset("tôi tui em mình anh chị con cháu nó của bên nội ngoại chồng vợ già".split())
_JUST = frozenset("mới vừa đã lại sắp".split())
_TOLD_AFTER = frozenset(
    """rồi hôm bữa năm tháng tuần sáng trưa chiều tối đêm lúc hồi sớm đột trong khi mà thì giờ nay
    cách được nên ngày là để do vì tại ở đã chưa lâu không chỉ còn""".split()
)
_PLACES_TO_DIE = frozenset({"nhà", "bệnh", "viện", "quê", "nước", "trại"})
_DIED = ("qua", "đời")
_LEFT = frozenset("sổ đất nhà xe tài sản tên ruộng".split())
_DAYS_AGO = frozenset("hôm sáng trưa chiều tối đêm bữa".split())
_COMES_AFTER = (_LEFT - {"nhà", "tên"}) | frozenset(
    "lương hưu tiền bảo thẻ nợ trợ hưởng lãnh".split()
)
_INHERIT = ("thừa", "kế")
_REPORT = ("khai", "tử")
_MATTERS_OF_DEATH = frozenset(
    {_REPORT, _INHERIT, ("báo", "tử"), ("mai", "táng"), ("tử", "tuất"), ("di", "chúc")}
)

_NAMED_LIKE_A_WORD = re.compile(r"\b(?:gia\s+lai|lai\s+ch[âa]u)\b", re.IGNORECASE)
"""Provinces whose names read like "lại" (again) without accents."""

_DENIED = re.compile(
    r"[\s,]+ch(?:ứ|ớ|u|o)\s+(?:không|khong|ko|k|hổng|hông|hong)\s+(?:phải|phai)\s+[^,.;?!]+",
    re.IGNORECASE,
)

_AGAIN_OF_NOTHING = re.compile(
    r"(?P<before>\b(?:với|voi|răng|rang|sao|mắc\s+(?:chi|gì)|hỏi|hoi|nói|noi|coi|xem|đọc|doc|nghĩ|nghi|quay"
    r"|trả\s+lời|tra\s+loi|gọi|goi)\s+)l[ạa]i\b"
    r"|\bl[ạa]i(?=\s+(?:nhầm|nham|sai|trật|trat|lộn|lon|cứ|cu|bảo|bao|nói|noi|đòi|doi|hỏi|hoi)\b)"
    r"|(?P<not>\b(?:(?:không|khong|ko|hông|hong|nỏ|no)\s+(?:phải|phai)|(?:đâu|dau|mô)\s+(?:có|co|mà|ma))"
    r"\s+(?:(?:làm|lam|mần|man|đăng\s+ký|dang\s+ky|khai|cấp|cap|xin)\s+)?)l[ạa]i\b",
    re.IGNORECASE,
)
"""A "lại" (again) that asks for nothing to be done again: "răng lại", "lại nhầm", "không phải làm
lại"."""

_SOUNDS_LIKE_A_WORD = re.compile(
    r"^(?:(?:ok|dạ|da|ừ|u|thôi|thoi)[\s,]+)?(?:roi\s+)?vay(?=\s+(?!v[oố]n|ti[eề]n|mua|ng[aâ]n))"
    r"|\btrong\s+so\s+do\b",
    re.IGNORECASE,
)
"""Without accents "vậy" (so) is "vay" (borrow), and "trong số đó" (among these) holds "sổ đỏ"."""


def without_misleading(text: str) -> str:
    """Take out what misleads.

    What is denied ("chứ không phải hết hạn"), a "lại" that repeats nothing ("răng lại"), and
    provinces that read like words.
    """
    told = _SOUNDS_LIKE_A_WORD.sub(" ", _NAMED_LIKE_A_WORD.sub(" ", text))
    told = _AGAIN_OF_NOTHING.sub(lambda m: m["before"] or m["not"] or " ", told)
    return _DENIED.sub(" ", told)


def with_deaths_told(words: Sequence[str]) -> list[str]:
    """Write "qua đời" where "mất" means that somebody died, and what that calls for.

    Where the dead left something that is to change hands, it is inherited; a death just happened
    is to be reported.

    Args:
        words: lower case, with their accents.
    """
    is_named = not _MATTERS_OF_DEATH.isdisjoint(pairwise(words))  # then it adds nothing
    told: list[str] = []
    died = just = False
    for place, word in enumerate(words):
        here = word == "mất" and _means_died(words, place)
        died |= here
        just |= here and not is_named and _happened_just_now(words, place)
        told += (word,) if not here else () if is_named else _DIED
    if died:
        told = _without_place(told)
    if died and "sang" in words and not _LEFT.isdisjoint(words):
        return [*told, *_INHERIT]
    return [*told, *_REPORT] if just else told


def _happened_just_now(words: Sequence[str], place: int) -> bool:
    """Tell whether a death was a few days ago, and nothing that comes after it is asked."""
    if place > 0 and words[place - 1] in {"mới", "vừa"}:
        return True
    following = words[place + 1] if place + 1 < len(words) else ""
    return following in _DAYS_AGO and _COMES_AFTER.isdisjoint(words)


def _without_place(words: Sequence[str]) -> list[str]:
    """Take out where somebody died: it asks for nothing to be done "at home"."""
    at_home = {
        place + part
        for place, pair in enumerate(pairwise(words))
        if pair in {("ở", "nhà"), ("tại", "nhà")}
        for part in (0, 1)
    }
    return [word for place, word in enumerate(words) if place not in at_home]


def _means_died(words: Sequence[str], place: int) -> bool:
    following = words[place + 1] if place + 1 < len(words) else None
    if following in _WHO_IS_LOST:
        return True
    if following is not None and following not in _TOLD_AFTER:
        return False
    before = place - 1
    while before >= 0 and words[before] in _JUST:
        before -= 1
    while before >= 0 and words[before] in _WHOSE - _KIN:
        before -= 1
    if before >= 0 and words[before] in _KIN:
        while before >= 0 and words[before] in _KIN | _WHOSE - {"của"}:
            before -= 1
        return before < 0 or words[before] != "của"  # "thẻ của ông nội mất rồi"
    at_home = following in {"ở", "tại", "trong"} and place + 2 < len(words)
    return at_home and words[place + 2] in _PLACES_TO_DIE
