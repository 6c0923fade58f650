"""Numbers of legal documents, also where they are glued to the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Issuers whose circulars and decisions the national procedures rest on; a number that is glued to
# the next word (123/2015/NĐ-CPT, 85/2019/TT-BTCN) can be told from it only by knowing them.
_ISSUERS = (
    "BNNPTNT BNN&PTNT BNNMT BNN BTNMT BTC BTP BTTTT BCA BCT BXD BGTVT BGDĐT BGD&ĐT BQP BNV BNG "
    "BYT BKHĐT BKH&ĐT BKHCN BKHCNMT BLĐTBXH BLĐ-TBXH BVHTTDL BVHTT BDTTG BTS BTM BCN NHNN VPCP "
    "VPQH TTCP "
    "TTg UBDT UBND HĐND TANDTC TAND VKSNDTC VKSTC KTNN BHXH TCHQ TCT CP UBTVQH BTCCBCP TLĐ"
).split()
_ISSUER = "(?:" + "|".join(sorted(map(re.escape, _ISSUERS), key=len, reverse=True)) + ")"
_NUMBER = re.compile(
    r"((?:(?<!\d)\d{1,3}\.\d{1,2}|\d+)[a-z]?)\s?/\s?((?:19|20)\d\d)\s?/\s?"
    r"(QH1[0-6]|QH[1-9]|UBTVQH1[0-6]|L-CTN|PL-UBTVQH1[0-6]|"
    rf"(?:NĐ|NQ|TT|TTLT|QĐ|CT|VBHN)\s?-\s?{_ISSUER}(?:-{_ISSUER})*)"
)
_DECISION = re.compile(
    r"^(?:quyết định)?\s*(?:số)?\s*[:.]?\s*(\d+[a-z]?)\s*\.?\s*/\s*Q[ĐD]\s*-?\s*"
    r"([A-ZĐ]+(?:-[A-ZĐ]*\d*[A-ZĐ]*)*)\s*$",
    re.IGNORECASE,
)
_KINDS = {
    "NĐ": "Nghị định", "NQ": "Nghị quyết", "TT": "Thông tư", "TTLT": "Thông tư liên tịch",
    "QĐ": "Quyết định", "QH": "Luật", "UBTVQH": "Pháp lệnh", "PL": "Pháp lệnh", "CT": "Chỉ thị",
    "VBHN": "Văn bản hợp nhất", "L": "Luật",
}  # fmt: skip


def numbers_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the numbers of the legal documents named, each once, in the order they are named."""
    found: dict[str, None] = {}
    for text in texts:
        for digits, year, kind in _NUMBER.findall(_apart(text)):
            found.setdefault("/".join((_without_year(digits), year, "".join(kind.split()))))
    return tuple(found)


def decision_number(text: str) -> str | None:
    """Read the number of the decision that announces a procedure; None if it is none."""
    found = _DECISION.match(" ".join(text.split())[:80])
    return f"{found[1]}/QĐ-{found[2].upper()}" if found else None


def document_name(number: str) -> str:
    """Call a document by its kind: ``Nghị định 123/2015/NĐ-CP``."""
    kind = re.match(r"[A-ZĐ]+", number.rpartition("/")[2])
    name = _KINDS.get(kind[0]) if kind else None
    return f"{name} {number}" if name else number


def _apart(text: str) -> str:
    """Part ``…2014/QH1360/2014/QH13`` after ``QH13``: a parliament has two digits at most."""
    return re.sub(r"(QH(?:1[0-6]|[1-9](?!\d)))(?=\d)", r"\1 ", text)


def _without_year(digits: str) -> str:
    """Drop a year that is glued before a number: ``2025140`` of a date and 140 is 140."""
    glued = re.fullmatch(r"(?:19|20)\d\d(\d{1,3}[a-z]?)", digits)
    return glued[1] if glued else digits
