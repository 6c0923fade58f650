"""Words that somebody passes on to editors, without what leads to a person.

Rules can't find every name. They err on the side of hiding, and words are passed on only by whoever
typed them, after agreeing to it.
"""

from __future__ import annotations

import re

from connectors.text import mask_personal_numbers
from knowledge_base.retrieval.text import fold

LONGEST = 300
"""Characters of a question that are kept."""

NAME, PLACE, NUMBER, ADDRESS = "[tên]", "[địa chỉ]", "[số]", "[liên hệ]"

_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|(?:https?://|www\.)\S+", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\w/])\d(?:[ .-]?\d){5,}(?!\w)|\b0{2}X\S*|(?<!\d)0(?:[ .-]?0){8,}")
"""Numbers from six digits on, unless a procedure's code; what the inbox wrote over, too."""
_CODE = re.compile(r"^\d\.\d{6}$")
_DATE = re.compile(r"^\d{1,2}[ .-]\d{1,2}[ .-]\d{4}$")
_DOSSIER = re.compile(
    r"\b[A-Z]\d{2}(?:\.\d+)+-\d{6}-\d+\b|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,}-[0-9A-Z]\b"
)
_HOUSE = re.compile(
    r"\b(?:số nhà|so nha|nhà số|nha so|hẻm|hem|ngõ|ngách|kiệt|lô|căn hộ|can ho|phòng số)\s+"
    r"[\w/.-]*\d[\w/.-]*(?:\s+(?:đường|duong|phố|pho)(?:\s+[^\s,.;?!]+){1,4})?"
    r"|\b(?:số|so)?\s*\d+[\w/-]*\s+(?:đường|duong|phố)\s+(?:[^\s,.;?!]+\s*){1,4}",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?P<lead>\b(?:tên|họ tên|ten|ho ten)(?:\s+(?:tôi|em|con|cháu|mình|toi|chau|minh|đầy đủ))?"
    r"\s*(?::|là|la)\s*|\b(?:tôi|em|mình|toi|minh)\s+tên(?:\s+là)?\s+|\b(?:toi|em|minh)\s+ten(?:\s+la)?\s+)"
    r"(?P<name>[^\s,.;?!]+(?:\s+[^\s,.;?!]+){0,3})",
    re.IGNORECASE,
)
_SURNAMES = frozenset(
    "nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh trinh dao doan "
    "lam mai truong luong cao chau ta ha thach to luu phung quach lai kieu tong thai giang vuong "
    "tang nghiem quan khuat au diep la lu ninh thieu tieu uong vi".split()
)
_MIDDLE = frozenset("van thi".split())
_KNOWN_PLACES = frozenset({"ho chi minh"})
_WORDS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")


def anonymous(words: str) -> str:
    """Write placeholders over numbers, contacts, house addresses and names of people.

    Args:
        words: as typed or as stored.

    Returns:
        At most ``LONGEST`` characters.
    """
    text = mask_personal_numbers(" ".join(words.split()))
    text = _CONTACT.sub(ADDRESS, text)
    text = _DOSSIER.sub(NUMBER, text)
    text = _HOUSE.sub(f"{PLACE} ", text)
    text = _LONG_NUMBER.sub(_number, text)
    text = _SAID.sub(lambda found: f"{found['lead']}{NAME}", text)
    text = _WORDS.sub(_without_names, text)
    return re.sub(r"\s+([,.;?!]|$)", r"\1", " ".join(text.split()))[:LONGEST].strip()


def _number(found: re.Match[str]) -> str:
    kept = _CODE.match(found[0]) or _DATE.match(found[0])
    return found[0] if kept else NUMBER


def _without_names(found: re.Match[str]) -> str:
    """Hide a surname with the capitalised words after it; in capitals throughout, with a middle."""
    words = found[0].split()
    shouted = found[0].isupper() and len(words) > 1
    given, place = list[str](), 0
    while place < len(words):
        length = _name_at(words, place, shouted=shouted)
        given.append(NAME if length else words[place])
        place += length or 1
    return " ".join(given)


def _name_at(words: list[str], start: int, *, shouted: bool) -> int:
    """Give how many words from here on are the name of a person; 0 for none."""
    if not words[start][0].isupper() or fold(words[start]) not in _SURNAMES:
        return 0
    end = start + 1
    while end < len(words) and end - start < 5 and words[end][0].isupper():
        end += 1
    folded = [fold(word) for word in words[start:end]]
    if len(folded) < 2 or " ".join(folded[:3]) in _KNOWN_PLACES:
        return 0
    if shouted:
        return min(len(folded), 4) if folded[1] in _MIDDLE else 0
    return len(folded)
