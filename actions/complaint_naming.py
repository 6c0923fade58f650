"""Names in a complaint: whether they show, what is told of oneself, and who asks who sees it.

Each function takes the words of one message. Folded words are lower case and without accents.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from actions.complaint_phrases import COMPLAINS, QUESTION, REACHABLE, ends_asking
from complaints.folding import fold


class Naming(Enum):
    """What somebody says about having their name shown."""

    HIDES = "hides"
    SHOWS = "shows"
    UNHIDES = "unhides"
    """Says that it need not be hidden: no guess can take that for the reverse."""


_NOT = r"(?:khong|ko|k|kh|khoi|chang|cha|hong|hok|hem|dau|no|dug)"
_NAMELESS = r"(?:an danh|nac danh|khuyet danh|giau danh tinh|(?:giau|che|xoa|bo) (?:ho )?ten)"
_SAID_NAME = (
    r"(?:(?:ghi|de|neu|cho|cong khai|cong bo|ky|lay|xung|nhac|nhac toi|dua|viet|khai|noi|hien"
    r"|show) (?!(?:giau|che|an) )(?:\w+ )?(?:ho )?ten"
    r"|co (?:ho )?ten (?:toi|tui|em|minh|chau|that|trong don|de))"
)
_HIDING: tuple[tuple[Naming, str], ...] = (
    (Naming.UNHIDES, rf"{_NOT} (?:so|ngai)(?: bi)?(?: (?:lo|de|ghi|neu|cong khai))? (?:ho )?ten"),
    (
        Naming.HIDES,
        rf"(?:so|ngai|lo|{_NOT} dam)(?: (?:la|rang|neu|phai|ma|khi|minh|toi|em|tui))* {_SAID_NAME}",
    ),
    (Naming.UNHIDES, r"chap nhan lo ten|lo ten cung (?:khong|ko|chang|cha) sao"),
    (Naming.HIDES, r"lo (?:ra |mat )?(?:ho )?ten|lo danh tinh"),
    (
        Naming.UNHIDES,
        rf"(?:{_NOT}|viec (?:gi|j))(?: (?:can|phai|muon|viec|gi|j|chon|co|them|so|de))* {_NAMELESS}"
        r"(?! thi\b)",
    ),
    (Naming.UNHIDES, rf"(?<!can )(?:bo|tat|huy)(?: che do)? {_NAMELESS}"),
    (Naming.UNHIDES, rf"{_NAMELESS} (?:nua |lam )?(?:chi|gi|mac chi|mac gi)\b(?! (?:cung|het))"),
    (
        Naming.UNHIDES,
        r"an danh\W+(?:a |o |ma |ay )?(?:khong|ko|thoi|khoan|nham)\W+"
        r"(?=(?:de|ghi|neu|cho|lay) ten)",
    ),
    (Naming.HIDES, _NAMELESS),
    (Naming.HIDES, rf"{_NOT}(?: \w+){{0,3}} (?:{_SAID_NAME}|ten)"),
    (
        Naming.HIDES,
        rf"{_NOT}(?: co| muon| can)* (?:cong khai|ghi|de|neu|khai|lo)|de trong(?: \w+)? ten",
    ),
    (Naming.SHOWS, _SAID_NAME),
    (
        Naming.SHOWS,
        r"cong khai|ten (?:toi|tui|tau|em|minh|chau|con|cua toi) la"
        r"|(?:toi|tui|tau|em|minh|chau) ten",
    ),
)
"""On folded words: what says whether somebody wants to be named; the first that fits counts."""
_HIDING_SAID = re.compile("|".join(rf"\b({pattern})\b" for _, pattern in _HIDING))
_LOOKS_ALIKE = (
    (re.compile(r"\b(?:đừng|đừg|đưng)\b"), "khong"),
    (re.compile(r"\b(?:chỗ|đúng|số|sổ|tờ)\b"), "_"),
    (re.compile(r"\b(?:đứng|dùng)(?= (?:\w+ )?tên\b)"), "ghi"),
)
"""As typed: what without its accents would be another word of ``_HIDING``."""
_DONT = re.compile(
    r"\bdung(?= (?:co|de|ghi|neu|cho|nhac|cong|lo|dua|an|giau|khai|noi|hien|show)\b)"
)
"""Without accents "dung ten" is "đứng tên" (sign), "dùng tên" and "đừng tên" (don't) alike."""

_OTHERS_NAME = re.compile(r"\b(?:bang|the|bien) ten\b|\bten (?:chi|anh|ong|ba|co|ho|no|ai)\b")
_ONES_OWN = re.compile(
    r"\bten(?: cua)? (?:chi|anh|ong|ba|co|bac|chu)"
    r"(?: (?:vao|vo|ra|nha|nhe|nghe|nghen|di|a|het|voi|dau|lam chi|lam gi|con|chau|em|ban))*$"
)
"""Whoever is called so and nothing more is the one who talks: the other would be "ông ấy"."""

_TOKEN = re.compile(r"\S+")
_I_AM = re.compile(
    r"\b(?:tên|ten)(?:\s+(?:của\s+)?(?:tôi|toi|em|mình|minh|tui|tau))?\s*(?::|là\b|la\b)?\s+(?=[^\W\d])"
    r"(?!(?:đi|di|luôn|luon|cho|vào|vao|nha|nhé|thật|that|và|tôi|toi|em|mình|minh|tui)\b)",
    re.IGNORECASE,
)
_ASKED_IN = 100  # characters; a longer message tells rather than asks
_ASKS_NAMING = re.compile(
    r"\b(?:ho|nguoi ta|can bo|nhan vien|co (?:do|ay|kia)|anh (?:do|ay)|ong (?:do|ay)|ba (?:do|ay)"
    r"|chi (?:do|ay|kia)|o (?:no|do|nay)|no|may ong|may ba|tui no|xep|sep|phuong|xa|ai"
    r"|nguoi bi phan anh)\b"
    r"(?: \w+){0,3} (?:biet|thay|doc|xem|tra ra)"
    r"(?: \w+){0,4} (?:toi|em|e|t|minh|tui|chau|con|ten|ai)\b"
    r"|\bbiet (?:la )?(?:toi|em|tui|minh|chau|con|bac|co|chu|ong|ba) (?:la (?:nguoi|dua) |da )?"
    r"(?:noi|gui|to|ke|mach|phan anh)\b"
    r"|\b(?:co|bi|so) (?:bi )?(?:lo|lo ra)(?: \w+){0,2} (?:ten|danh tinh|thong tin)\b"
)
_KIN = r"(?:ong|ba|co|chi|anh|chu|bac|cau|o|con)"
_NO_NAME = (
    r"(?:co|se|duoc|da|chua|muon|khong|ko|k|hay|cung|oi|em|chi|anh|xem|coi|doc|thay|biet|noi|bao"
    r"|la|do)\b"
)
_SOMEBODY = (
    r"(?:(?:thang|tay|lao|mu|dua|can bo|nhan vien|cb|nv|sep|xep|chu tich|lanh dao|truong phong"
    r"|nguoi (?:ta|do|ay|bi|kia)|ho|no|tui no|bon no)\b"
    rf"|{_KIN} (?!{_NO_NAME})\w+)"
)
_MAY_READ = re.compile(
    rf"\b{_SOMEBODY}(?: (?!(?:noi|bao|keu|hoi|quat|chui|mang|nat|la|ma)\b)\w+){{0,4}}?"
    r" (?:biet(?! (?:chu|gi|dieu|doc|viet|lam|tieng|mo)\b)|thay|doc|xem|coi|hay)"
    r"(?: (?:duoc|ra|trung))?(?: \w+){0,5}$"
)
"""On folded words: somebody else may read it, or learn of it; who has a title alone is oneself."""
_ASKS_WHAT_FOLLOWS = re.compile(
    rf"\b(?:{_NAMELESS}|{_SAID_NAME}|ghi ten|de ten|co ten|khong ten)\b(?: \w+){{0,2}}? (?:thi|ma"
    rf"|roi|xong)\b"
    r"(?! (?:duoc|dc|dk|ok|on|tot)\b)"
)
_REPROACHES = re.compile(r"\bma (?:con|coi|bat|lam|noi|cu|lai|doi|khinh|quat|chui|duoi)\b")
"""On folded words: what was seen is told to complain of it: "thấy tôi già mà còn bắt đi"."""
_WHO_READS = re.compile(
    r"\bai (?:se |la nguoi )?(?:duoc )?(?:doc|xem|thay)(?: duoc)?\b.*\b(?:phan anh|ten|cai (?:nay"
    r"|do))\b"
    r"|\b(?:ai|ho)\b(?: \w+){0,3} biet(?: la)? (?:toi|em|minh|tui|chau|con) (?:gui|phan anh|to cao)"
)
"""On folded words: a question, however it ends."""


@dataclass(frozen=True, slots=True)
class NameAndContact:
    """What somebody told of themselves with the wish to give their name.

    Attributes:
        words: as typed; empty where neither a name nor a way to reach them is told.
        is_reachable: whether a number or an address is among them.
    """

    words: str = field(repr=False)
    is_reachable: bool


def name_and_contact(words: str) -> NameAndContact:
    """Find a name (two capitalised words or more) or a way to reach somebody.

    What leads up to them ("thôi ghi tên tôi đi:") is left out.
    """
    composed = unicodedata.normalize("NFC", words)
    reachable = REACHABLE.search(composed)
    spelt = [(w.start(), w[0].strip(".,;:!?()").istitle()) for w in _TOKEN.finditer(composed)]
    named = next((at for (at, one), (_, two) in pairwise(spelt) if one and two), None)
    if named is None and reachable is None:
        return NameAndContact("", is_reachable=False)
    introduced = _I_AM.search(composed)
    names = [at for at in (named, introduced and introduced.end()) if at is not None]
    starts = [*names, *([reachable.start()] if reachable and names else [])]
    told = composed[min(starts, default=0) :].strip(" ,")
    return NameAndContact(told, is_reachable=reachable is not None)


def contact_completed(before: str, told: str) -> str:
    """Put a new number in the place of the old one, or a new name, and keep the other.

    Args:
        before: the contact as told before; may be empty.
        told: what is told now: "số tôi là 0987654322".
    """
    old, new = REACHABLE.search(before), REACHABLE.search(told)
    if not before or (new and _has_name(told)):
        return told
    if new:
        name = (before[: old.start()] if old else before).strip(" ,:")
        return f"{name}, {new[0].strip()}" if name else told
    return f"{told}, {old[0].strip()}" if old else told


def _has_name(words: str) -> bool:
    typed = [word.strip(".,;:!?()").istitle() for word in words.split()]
    return any(one and two for one, two in pairwise(typed))


def naming_said_in(words: str) -> tuple[Naming, ...]:
    """Give what words say about being named, one thing after the other; nothing in a question."""
    typed = unicodedata.normalize("NFC", words).lower()
    for pattern, instead in _LOOKS_ALIKE:
        typed = pattern.sub(instead, typed)
    folded = _DONT.sub("khong", fold(typed))
    if QUESTION.search(folded):
        return ()
    found = _HIDING_SAID.finditer(folded)
    return tuple(_HIDING[(match.lastindex or 1) - 1][0] for match in found)


def names_another(folded: str) -> bool:
    """Tell whether folded words speak of the name of somebody else."""
    return _OTHERS_NAME.search(folded) is not None and _ONES_OWN.search(folded) is None


def asks_of_naming(words: str) -> bool:
    """Tell whether somebody asks who would learn their name."""
    folded = fold(words)
    if len(folded) > _ASKED_IN:
        return False
    asks = _ASKS_NAMING.search(folded) and ends_asking(words) and not _REPROACHES.search(folded)
    return bool(asks or _WHO_READS.search(folded))


def asks_who_reads(words: str) -> bool:
    """Tell the same where a complaint is talked about, and only who may see it is named."""
    folded = fold(words)
    asked = len(folded) <= _ASKED_IN and ends_asking(words)
    return asked and _MAY_READ.search(folded.strip(" ?!.,")) is not None


def asks_what_follows(words: str) -> bool:
    """Tell whether somebody asks what it means to be named or not: "ẩn danh thì…", no choice."""
    folded = fold(words)
    asked = len(folded) <= _ASKED_IN and ends_asking(words)
    return asked and _ASKS_WHAT_FOLLOWS.search(folded) is not None


def speaks_of_hiding(words: str) -> bool:
    """Tell whether words name anonymity, wanted or not."""
    return re.search(rf"\b{_NAMELESS}\b", fold(words)) is not None


def asks_of_naming_a_complaint(words: str) -> bool:
    """Tell the same of a message that stands alone: it says that a complaint is meant."""
    folded = fold(words)
    sent = "gui" in folded.split() and "ho so" not in folded
    return asks_of_naming(words) and (sent or COMPLAINS.search(folded) is not None)
