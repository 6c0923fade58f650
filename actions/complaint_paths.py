"""Which way a grievance goes: feedback, formal complaint or denunciation. Pure: no database.

Feedback is presumed. Where the words speak of another way, or of money that was asked for, the
person is told how the three differ and chooses.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from actions.choices import picked_alone
from actions.turn import Turn
from complaints.deadlines import Path
from complaints.folding import fold
from contract.reply import Source

STEP = "path"
CHOOSE = "ask"
"""Value of the button that asks for the choice."""

WAYS = (Path.FEEDBACK, Path.COMPLAINT, Path.DENUNCIATION)
"""In the order in which they are offered."""

SOURCES = (
    Source(document="Luật Khiếu nại 2011", article="Điều 8, Điều 9"),
    Source(document="Luật Tố cáo 2018", article="Điều 23, Điều 56"),
)
SHORT_ANSWER = 60  # characters; a longer one is a story in which a word may just occur

_DENOUNCES = re.compile(r"\btố (?:cáo|giác)\b")
# Without accents "to cao" is "tall" as well: only where something is wanted or filed.
_DENOUNCES_BARE = re.compile(
    r"\b(?:muon|xin|can|se|don|gui|lam don|viet don) to (?:cao|giac)\b|^to (?:cao|giac)\b"
)
_COMPLAINS = re.compile(r"\bkhieu nai\b")
_MONEY = r"(?:tiền|triệu|nghìn|ngàn|phong bì|bồi dưỡng|cà phê|\d+ ?(?:k|tr)\b)"
_BRIBE = re.compile(
    r"\b(?:hối lộ|đút lót|lót tay|chung chi|vòi vĩnh|vòi tiền|ăn tiền|làm tiền|nhận tiền"
    rf"|(?:đòi|gợi ý|vòi) (?:\w+ ){{0,4}}{_MONEY}"
    rf"|(?:kêu|bảo|bắt|nói|ép)(?: \w+){{0,4}} (?:đưa|thêm|chi|bồi)(?: \w+){{0,3}} {_MONEY})"
)
_BRIBE_BARE = re.compile(
    r"\b(?:hoi lo|dut lot|lot tay|voi vinh|voi tien|an tien|lam tien"
    rf"|(?:doi|goi y|voi) (?:(?:toi|em|tui|minh|chau|dan|nguoi dan|me toi|ba toi|them|it|chi|may"
    rf"|\d+\w*|mot|hai|ba|nam|tram) )*{fold(_MONEY)}"
    rf"|(?:keu|bao|bat|noi|ep)(?: \w+){{0,4}} (?:dua|nop them|chi)(?: \w+){{0,3}} {fold(_MONEY)})"
)
"""Without accents "chung chi" is "chứng chỉ" (certificate) and "doi nop tien" waits to pay."""
_WANTS = re.compile(r"\b(?:muon|chuyen sang|doi sang)\b")
_DENIED = re.compile(
    r"\b(?:khong|ko|k|chua|chang|dung|khoi)(?: \w+){0,2} (?:phan anh|khieu nai|to (?:cao|giac))\b"
)
_WISHES = re.compile(
    r"\b(?:muon|mun|cho|xin|gui|chuyen|doi|lam)(?: \w+){0,3}? (phan anh|khieu nai|to cao|to giac)\b"
)
_WHAT_IT_TAKES = re.compile(
    r"\b(?:phai|can|nen|thi|mat) (?:\w+ ){0,3}(?:gi|sao|nao|may ngay|bao lau|o dau|bao nhieu)\b"
    r"|\b(?:lam (?:sao|the nao|gi)|the nao|ra sao|nhu nao|la gi|la sao|o dau|bao lau)\b"
    r"|\b(?:co )?(?:phai|can|bat buoc|bi) (?:\w+ ){0,5}(?:khong|ko|k|hong|hem|hok|ha|a|chu)$"
)
"""What a way takes is asked, not chosen."""
_OTHERS = re.compile(r"\b(?:khieu nai|to (?:cao|giac))\b")
_UNSURE = re.compile(r"(?:toi |em |minh )?(?:khong|ko|k|chua) (?:biet|ro|chac|hieu|phan biet)\b.*")


class Doubt(StrEnum):
    """Why feedback may not be the right way."""

    DENOUNCES = "denounces"
    COMPLAINS = "complains"
    BRIBE = "bribe"


def doubt_in(words: str) -> Doubt | None:
    """Tell whether words speak of another way than feedback; None where nothing does.

    Args:
        words: as typed, with or without accents.
    """
    typed, all_folded = unicodedata.normalize("NFC", words).lower(), fold(words)
    bare = typed.replace("đ", "d") == all_folded
    folded = _DENIED.sub(" ", all_folded)
    denied = folded != all_folded
    if (_DENOUNCES.search(typed) and not denied) or (bare and _DENOUNCES_BARE.search(folded)):
        return Doubt.DENOUNCES
    if _COMPLAINS.search(folded):
        return Doubt.COMPLAINS
    bribed = _BRIBE_BARE.search(folded) if bare else _BRIBE.search(typed)
    return Doubt.BRIBE if bribed else None


def pressed(turn: Turn) -> Path | str | None:
    """Give the way a button chooses, or ``CHOOSE``; a forged value is none."""
    marked = str(turn.entities.get(STEP) or "")
    if marked == CHOOSE:
        return CHOOSE
    return Path(marked) if marked in list(Path) else None


def wants_another(words: str) -> bool:
    """Tell whether a short message wants to go another way: "thôi tôi muốn khiếu nại"."""
    if len(words) > SHORT_ANSWER or not _WANTS.search(fold(words)):
        return False
    return doubt_in(words) in (Doubt.DENOUNCES, Doubt.COMPLAINS)


def wants_feedback(words: str) -> bool:
    """Tell whether somebody says that it is feedback they want to send, and nothing else after."""
    folded = fold(words)
    wishes = list(_WISHES.finditer(folded))
    return (
        bool(wishes)
        and wishes[-1][1] == "phan anh"
        and not _OTHERS.search(folded, wishes[-1].end())
    )


def asked_in(words: str) -> Path | None:
    """Give the way that somebody asks about: "tố cáo thì phải làm gì"; a wish for it asks nothing.

    Args:
        words: as typed, while the way is to be chosen.
    """
    for part in re.split(r"[.,;!?…\n]+", fold(words)):
        ways = [way for way, name in _NAMES if re.search(rf"\b{name}\b", part)]
        if len(ways) == 1 and ways[0] != Path.FEEDBACK and _WHAT_IT_TAKES.search(part):
            return ways[0]
    return None


def chosen_in(words: str) -> Path | None:
    """Give the way an answer chooses, by name or number; None if it chooses none.

    Whoever does not know is led to feedback: it can be sent from here, and loses no right.
    """
    folded = fold(words)
    named = [way for way, name in _NAMES if re.search(rf"\b{name}\b", _DENIED.sub(" ", folded))]
    if len(named) == 1:
        return named[0]
    if named:
        return None
    if _UNSURE.fullmatch(folded):
        return Path.FEEDBACK
    place = picked_alone(words, len(WAYS))
    return None if place is None else WAYS[place]


_NAMES = (
    (Path.FEEDBACK, "phan anh"),
    (Path.COMPLAINT, "khieu nai"),
    (Path.DENUNCIATION, "to (?:cao|giac)"),
)
