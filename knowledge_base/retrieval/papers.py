"""Whether a question asks after a paper by its name: "có cần giấy khám sức khỏe không"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.text import fold, folded_words

_LONGEST = 22  # words of a question that is about a paper and nothing else
_NAMED = 0.51  # share of the words of a paper's name in a line, for the line to name it
_LEAST = 2  # words of a name beside those that many papers share

_HEADS = (
    "giấy|sổ|hợp đồng|ảnh|hình|cccd|cmnd|biên bản|hóa đơn|hoá đơn|adn|bằng|thẻ|phiếu|quyết định"
    "|căn cước|văn bằng|lý lịch|hộ khẩu|hộ chiếu|visa|xác nhận|đơn xin|bản vẽ|bản án|bản cam kết"
)
_MUST = r"(?:cần|phải|bắt buộc|bắt|đòi|yêu cầu|kèm)"
_BRING = r"(?: (?:phải|có|đem|mang|nộp|theo|thêm|kèm|trình|xuất trình|đưa|cả|luôn))*"
_NAME = rf"((?:(?:cái|mấy|cả|mọi|cho) )*(?:{_HEADS})(?: \w+){{0,12}}?)"
_OR_NOT = r"(?:không|khong|ko|k|hông|hong|hok|hem|kg|hk)\b"
_ASKED = re.compile(
    rf"\b{_MUST}{_BRING} {_NAME} {_OR_NOT}|\b{_NAME}(?: có| còn)? {_MUST}{_BRING} {_OR_NOT}"
)
"""On words with their accents: how a paper is asked for, and what names it."""
_OPEN = frozenset("gì nào chi mấy đó này ấy kia ni nớ nọ".split())
"""Words that ask which paper, or point to one, instead of naming it."""
_TELLS = frozenset("thì mà được dc rồi giờ liền bị là nếu khi lúc ở qua đi xin làm".split())
"""Words with which something else is said than a name."""
_SHARED = frozenset(
    """giay to so ban cai cua em minh toi con voi va hay hoac nua ca theo ra kem mang dem nop phai
    can cho nguoi ta may goc chinh photo sao that cu moi luon vao co""".split()
)
"""Folded words that say nothing of which paper it is."""


def paper_named(query: Query) -> frozenset[str]:
    """Give the folded words that tell the paper a question asks for; none for most questions."""
    if len(query.written) > _LONGEST:
        return frozenset()
    found = _ASKED.search(" ".join(query.written))
    named = (found[1] or found[2]).split() if found else []
    if not (_OPEN | _TELLS).isdisjoint(named):
        return frozenset()
    telling = frozenset(map(fold, named)) - _SHARED
    return telling if len(telling) >= _LEAST else frozenset()


def is_named(
    paper: frozenset[str], readings: Sequence[Sequence[str]], lines: Iterable[str]
) -> bool:
    """Tell whether any line of a card names a paper.

    Args:
        paper: see ``paper_named``.
        readings: ways to read the question, the typed one first; the words that another one puts
            in the place of some are a name, too.
        lines: of the card.
    """
    typed = frozenset(readings[0]) if readings else frozenset()
    other = [frozenset(reading) - typed - _SHARED for reading in readings[1:]]
    names = [paper, *(words for words in other if words)]
    held = [frozenset(folded_words(line)) for line in lines]
    return any(len(name & words) >= _NAMED * len(name) for name in names for words in held)
