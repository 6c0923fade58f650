"""Which of the offered choices a message picks: by number, by place in the list, or by words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from complaints.folding import fold
from knowledge_base.retrieval.text import folded_words

LONGEST = 6  # words; more than that is a question, not a pick
_NUMBERS = {"nhất": 1, "đầu": 1, "một": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4}
_BARE_NUMBERS = {"nhat": 1, "dau": 1, "mot": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4}
_ORDINAL = re.compile(r"\b(?:thu|so|cai|muc|y|chon|viec) (\w+)\b")
_ALONE = frozenset("cach loai phuong an duong huong thu ma lua chon theo toi chi anh".split())
"""Beside ``_FILLERS``: words around a number that picks, where nothing else is said."""
_BEGINS = re.compile(
    r"(?:(?:dạ|da|thì|thi|lấy|lay|chọn|chon)\s+)*"
    r"(?:(?:số|so|cái|cai|chọn|chon|mục|muc)\s+)?"
    r"(?:(\d)|(?<=\s)(nhất|nhat|đầu|dau|hai|ba|bốn|bon|tư|tu))(?:\s+(?:tiên|tien))?"
    r"(?:\s+(?:đó|do|nha|nhé|nhe|đi|di|á|ạ|a|ấy|này|kia|thôi|thoi))*\s*[.,:;)!]\s*(\D.*)",
    re.IGNORECASE | re.DOTALL,
)
_ALL = re.compile(r"\b(?:ca (?:hai|ba|bon|2|3|4)|het|tat ca)\b")
_JOIN = r"\s*(?:,|và|va|với|voi|vs|cùng|cung|lẫn|lan)\s*"
_PICK = (
    r"(?:(?:số|so|cái|cai|mục|muc|thứ|thu|việc|viec)\s+)*([1-9]|(?:một|mot|hai|ba|bốn|bon)(?!\w))"
)
_SEVERAL = re.compile(
    rf"(?:(?:dạ|da|thì|thi|lấy|lay|chọn|chon|cả|ca|cho|em|anh|chị|chi|tôi|toi|xem|hỏi|hoi)\s+)*"
    rf"{_PICK}{_JOIN}{_PICK}(?:{_JOIN}{_PICK})?(?![\w/.])(.*)",
    re.IGNORECASE | re.DOTALL,
)
"""Two or three numbers with which a message begins, and its rest."""
_ALL_ALONE = re.compile(r"(?:ca (hai|ba|bon|[2-4])(?: (?:cai|muc|viec|thu))?|tat ca)")
_LAST = re.compile(r"\b(?:cuoi|cuoi cung|sau cung)\b")
_FILLERS = frozenset(
    """cai viec muc so thu y chon lay a nhe nha di em toi minh la thi ay do kia nay chu co vang
    da""".split()
)


def number_in(value: object) -> int | None:
    """Read the number that a message or an entity names; None when it names none."""
    text = str(value).lower()
    digits = [str(unicodedata.digit(c)) for c in text if c.isdigit()]
    if digits:
        return int("".join(digits[:3]))
    typed = text.split()
    written = next((n for word, n in _NUMBERS.items() if word in typed), None)
    if written is not None:
        return written
    ordinal = _ORDINAL.search(fold(text))
    return _BARE_NUMBERS.get(ordinal[1]) if ordinal else None


def means_all(text: str) -> bool:
    """Tell whether a message means all of the choices: "mất cả 2" picks not the second."""
    return _ALL.search(fold(text)) is not None


def picked_by_place(text: str, count: int) -> int | None:
    """Give the position (from 0) that "cái cuối" or "số 2" picks among ``count`` choices."""
    if count and _LAST.search(fold(text)):
        return count - 1
    number = number_in(text)
    return number - 1 if number is not None and 1 <= number <= count else None


def picked_alone(text: str, count: int) -> int | None:
    """Give the position (from 0) that a message picks which says nothing else.

    A story holds numbers ("quầy số 3") and so do names ("Hai Bà Trưng", "ba tôi").
    """
    said = [w for w in re.findall(r"\w+", fold(text)) if w not in _FILLERS | _ALONE]
    if said in (["cuoi"], ["cuoi", "cung"]):
        return count - 1 if count else None
    if len(said) != 1:
        return None
    number = _number(said[0])
    return number - 1 if 1 <= number <= count else None


def picked_first(text: str, count: int) -> tuple[int, str] | None:
    """Find a pick with which a longer message begins: "số 1, mà em hổng có sổ hộ khẩu".

    Returns:
        The position (from 0) and the rest of the message; None where it begins otherwise.
    """
    found = _BEGINS.match(text.strip())
    if found is None:
        return None
    number = _number(fold(found[1] or found[2]))
    return (number - 1, found[3]) if 1 <= number <= count else None


def picked_several(text: str, count: int) -> tuple[tuple[int, ...], str]:
    """Find several picks with which a message begins: "1 với 3", "cả 2", "1 và 2 cái nào lâu hơn".

    Returns:
        The positions (from 0), in the order said, and the rest of the message; no positions where
        it begins otherwise, or picks what was not offered.
    """
    said = " ".join(w for w in re.findall(r"\w+", fold(text)) if w not in _FILLERS | _ALONE)
    whole = _ALL_ALONE.fullmatch(said)
    if whole:
        fits = whole[1] is None or _number(whole[1]) == count
        return (tuple(range(count)) if fits and count > 1 else (), "")
    found = _SEVERAL.match(text.strip())
    if found is None:
        return (), ""
    places = tuple(dict.fromkeys(_number(fold(n)) - 1 for n in found.groups()[:3] if n))
    offered = len(places) > 1 and all(0 <= place < count for place in places)
    rest = [w for w in found[4].split() if fold(w).strip(".,:;!") not in _FILLERS]
    return (places, " ".join(rest)) if offered else ((), "")


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _BARE_NUMBERS.get(word, 0)


def picked_by_words(text: str, labels: Sequence[str]) -> int | None:
    """Give the position of the one choice whose label the words name; None when not just one.

    A pick is short, and says nothing but words of the label.
    """
    said = [word for word in folded_words(text) if word not in _FILLERS]
    if not said or len(said) > LONGEST:
        return None
    fitting = [i for i, label in enumerate(labels) if set(said) <= set(folded_words(label))]
    return fitting[0] if len(fitting) == 1 else None
