"""What a message names, found by pattern and by list: codes, numbers, days, places, procedures.

Knows no Rasa. Patterns are tried on folded text of the same length, so that positions hold and
accents may be missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.vietnamese import fold

NAMES = Path(__file__).resolve().parent / "names.json"
"""Places and procedures on file, written by ``bot.gather``."""

LONGEST = 4000  # characters of a message that are looked at
_MOST_WORDS = 8
_FEWEST_WORDS = 2
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("OIL", "011")
_ALL_PHONE_DIGITS = range(10, 12)


@dataclass(frozen=True)
class Mention:
    """A stretch of a message and what it names.

    Attributes:
        kind: ``dossier_code``, ``complaint_code``, ``phone``, ``date``, ``place`` or
            ``procedure_mention``.
        start: first character.
        end: one after the last.
        value: its written form: a code in capitals, a telephone number as digits from 0 on, a place
            as it is called today, the code of a procedure (its name where several share it),
            a day as it was typed.
    """

    kind: str
    start: int
    end: int
    value: str


_DOSSIER = re.compile(r"(?<![\w.-])(?:[a-z]\d{2}|\d{3})(?:\.[a-z]?\d{1,3})*-\d{6}-\d{3,6}(?![\w-])")
_PHONE = re.compile(r"(?<![\w.+-])(?:\+?84|0)[ .-]?(?:\d[ .-]?){8,9}\d(?![\w-])(?!\.\d)")
_CODE = re.compile(r"(?<![\w-])[0-9a-z]{4}(?:[ -]?[0-9a-z]{4}){2}[ -]?[0-9a-z](?![\w-])")
_FOUR_WORDS = re.compile(r"[a-z]+(?: [a-z]+)+")
_PART = r"(?:sang|trua|chieu|toi|dem|khuya)"
_WEEKDAY = r"(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7])"
_DATE = re.compile(
    r"(?<!\w)(?:"
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})"
    r"|\d{1,2}[/-]\d{1,2}"
    r"|(?:ngay|hom|mung|mong) (?:mung |mong )?\d{1,2}"
    r"(?: thang (?:\d{1,2}|gieng|chap))?(?: nam \d{4})?"
    rf"|(?:{_PART} )?(?:hom (?:qua|nay|kia|truoc|no)|bua (?:truoc|kia|hom|qua))"
    rf"|{_PART} (?:qua|nay|mai)"
    rf"|(?:{_PART} )?{_WEEKDAY} (?:tuan (?:truoc|roi|nay|qua)|vua (?:roi|qua)|nay|truoc)"
    rf"|{_PART} {_WEEKDAY}"
    r"|(?:dau|giua|cuoi)? ?(?:tuan|thang|nam) (?:truoc|roi|nay|qua|ngoai)"
    r"|(?:cach day|hoi) (?:\d+|mot|hai|ba|may|vai) (?:ngay|hom|tuan|thang)"
    r"|hoi (?:nay|nai|sang|trua|chieu)"
    r"|thang \d{1,2}(?: nam \d{4})?"
    r")(?!\w)(?![./-]\d)"
)
_PATTERNS = (("dossier_code", _DOSSIER), ("phone", _PHONE), ("date", _DATE))
_WORD = re.compile(r"\w+")
_KINDS_OF_PLACE = frozenset({"phuong", "xa", "p", "x"})
_BEFORE_PLACE = frozenset({"o", "tai", "ubnd", "ben", "cua", "ve", "tu"})


def mentions(text: str) -> list[Mention]:
    """Find what a message names, in the order of the text; mentions don't overlap.

    Args:
        text: a cleaned message.
    """
    text = text[:LONGEST]
    bare = _same_length(text)
    found: list[Mention] = []
    for mention in (*complaint_codes(bare), *_by_pattern(bare, text), *_by_name(bare, text)):
        if all(mention.end <= f.start or f.end <= mention.start for f in found):
            found.append(mention)
    return sorted(found, key=lambda m: m.start)


def _same_length(text: str) -> str:
    return "".join((fold(c) or " ")[0] for c in text)


def complaint_codes(bare: str) -> Iterator[Mention]:
    """Find the codes of complaints whose check symbol fits.

    Args:
        bare: folded text, or any text in small letters.
    """
    for match in _CODE.finditer(bare):
        symbols = re.sub(r"[ -]", "", match.group()).upper().translate(_LOOKALIKES)
        if _FOUR_WORDS.fullmatch(match.group()):
            continue  # one in 32 of such phrases fits by chance
        if _checks(symbols):  # else ordinary words, or a code misread: the dialogue asks again
            value = "-".join((symbols[:4], symbols[4:8], symbols[8:12], symbols[12:]))
            yield Mention("complaint_code", match.start(), match.end(), value)


def _checks(symbols: str) -> bool:
    """Tell whether the check symbol fits, as complaints/codes.py does for environment 2."""
    total = 0
    for symbol in symbols:
        if symbol not in _ALPHABET:
            return False
        total <<= 1  # times a = 2 in GF(2^5) modulo x^5 + x^2 + 1
        total = (total ^ 0b100101 if total & 0b100000 else total) ^ _ALPHABET.index(symbol)
    return total == 0


def _by_pattern(bare: str, text: str) -> Iterator[Mention]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(bare):
            value = text[match.start() : match.end()].strip()
            if kind == "dossier_code":
                value = value.upper()
            elif kind == "phone":
                value = re.sub(r"\D", "", value)
                value = "0" + value[2:] if value.startswith("84") else value
                if len(value) not in _ALL_PHONE_DIGITS or (len(value) > 10 and value[1] != "2"):
                    continue
            yield Mention(kind, match.start(), match.end(), value)


def _by_name(bare: str, text: str) -> Iterator[Mention]:
    found = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(bare)]
    places, procedures = _names()
    for first in range(len(found)):
        for size in range(min(_MOST_WORDS, len(found) - first), _FEWEST_WORDS - 1, -1):
            key = " ".join(word for word, _, _ in found[first : first + size])
            start, end = found[first][1], found[first + size - 1][2]
            if key in places and _is_a_place(found, first, text[start:end], places[key]):
                marked = first > 0 and found[first - 1][0] in _KINDS_OF_PLACE
                begin = found[first - 1][1] if marked else start
                yield Mention("place", begin, end, places[key])
                break
            if key in procedures:
                yield Mention("procedure_mention", start, end, procedures[key])
                break


def _is_a_place(found: list[tuple[str, int, int]], first: int, typed: str, place: str) -> bool:
    """Take a bare name for a place only where it is marked as one or written as a name is."""
    before = found[first - 1][0] if first else ""
    return before in _KINDS_OF_PLACE | _BEFORE_PLACE or place.endswith(f" {typed}")


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    lists = json.loads(NAMES.read_text(encoding="utf-8"))
    return lists["places"], lists["procedures"]
