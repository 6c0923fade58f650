"""Who says at the beginning of a story what they are called: the sender, never the accused. Pure.

"Bác tên…" may be said of oneself or of an aunt at the counter: the rest of the story tells which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from actions.complaint_clauses import flat, without_quotes

_I = r"(?:toi|tui|tau|minh|em|con|chau)"
_KIN = r"(?:bac|co|chu|ong|ba|chi|anh|cau)"
_GREETING = r"(?:(?:da|alo|a|chao|xin chao|chao (?:em|chau|con|ban|ad|anh|chi))[ ,]+)*"
_INTRODUCED = re.compile(
    rf"(?:^|[.!?,;\n]\s*){_GREETING}(?P<all>(?:(?P<who>{_I}|{_KIN}) (?:ho )?ten"
    rf"|(?:ho )?ten (?:cua )?(?P<whose>{_I}|{_KIN}))(?: la)?:? )(?P<name>[^,.;:!?\n]+)"
)
_LONGEST_NAME = 5  # words
_SURELY_I = re.compile(r"\b(?:toi|tui|tau|minh)\b")
_OF_ANOTHER = re.compile(r"\s*(?:do|ay|kia|nay|o|ngoi|lam|truc|ben)\b")
_NO_NAME = re.compile(r"(?:la )?(?:gi|ai|nao|minh|toi|di|ra|len|vao|that|cua)\b")


@dataclass(frozen=True, slots=True)
class Sender:
    """What somebody says of themselves.

    Attributes:
        name: as typed.
        start: where the words begin that tell it.
        end: where they end.
    """

    name: str = field(repr=False)
    start: int
    end: int


def sender_in(story: str) -> Sender | None:
    """Give the name by which somebody introduces themselves; None where nobody does.

    Args:
        story: as typed, with or without accents.
    """
    folded = flat(story)
    for found in _INTRODUCED.finditer(folded):
        who = found["who"] or found["whose"]
        name = _name(story[found.start("name") : found.end("name")])
        after = folded[found.start("name") + len(name) :]
        if _SURELY_I.fullmatch(who) is None and _OF_ANOTHER.match(after):
            continue
        if name and not _NO_NAME.match(flat(name)) and _is_oneself(who, story):
            return Sender(name, found.start("all"), found.start("name") + len(name))
    return None


def _name(words: str) -> str:
    """Give the capitalised words at the beginning, or all of a few that have no capitals."""
    told = words.split()
    capitals = 0
    while capitals < len(told) and told[capitals].istitle():
        capitals += 1
    if capitals:
        return " ".join(told[:capitals]) if capitals <= _LONGEST_NAME else ""
    return " ".join(told) if len(told) <= _LONGEST_NAME else ""


def _is_oneself(who: str, story: str) -> bool:
    told = flat(without_quotes(story))
    if _SURELY_I.fullmatch(who):
        return True
    if _SURELY_I.search(told):  # "em tên Lan ở quầy 3 quát tôi"
        return False
    if re.fullmatch(_I, who):
        return True
    acts = (
        rf"\b{who} (?:rat |co |cung )?(?:buc xuc|(?:muon|xin|can|dinh) (?:\w+ ){{0,3}}phan anh"
        r"|(?:len|ra|toi|den|vo|vao) (?:tren )?(?:phuong|xa|ubnd|uy ban|quan|tru so|mot cua)"
        r"|(?:di|len|ra) (?:lam|nop|chung thuc|xin|cong chung))\b"
        rf"|\b(?:bat|de|bao|quat|mang|duoi|hen|keu|hanh) {who}\b(?! (?:ay|do|kia|ta|no)\b)"
    )
    return re.search(acts, told) is not None
