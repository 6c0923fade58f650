"""Where the National Portal's record of a procedure says something else than our dated facts.

The portal's records can be years behind the rules. Our own facts win where they are certain; this
lists where they had to, so that somebody can tell the portal, or mend us. It is a list to read,
found by comparing numbers and names of papers: it proves nothing and refuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from contract.facets import Facet
from knowledge_base.retrieval.compose.superseded import DISTRICT, HOUSEHOLD_BOOK
from knowledge_base.retrieval.records import Certainty, Entry, Fact
from knowledge_base.retrieval.text import fold

_DURATION = re.compile(
    r"(\d+)\s*(ngày làm việc|ngày|giờ làm việc|giờ|tuần|tháng|phút)\b(?!/)", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"(\d{1,3}(?:[.,]\d{3})+|\d+)\s*(?:việt nam đồng|vnđ|vnd|đồng|đ\b)", re.IGNORECASE
)
_FREE = re.compile(r"miễn|không thu|không mất tiền", re.IGNORECASE)
_LOCAL = re.compile(r"Hội đồng nhân dân|HĐND", re.IGNORECASE)
_FORM = re.compile(r"(?:đơn|tờ khai|đề nghị|mẫu|danh sách)\b", re.IGNORECASE)
_SAME_DAY = re.compile(r"trong ngày|ngay trong", re.IGNORECASE)
_WITHIN_THE_DAY = frozenset({"1 ngày", "1 ngày làm việc", "24 giờ", "8 giờ", "8 giờ làm việc"})
_NOT_ASKED = re.compile(r"không (?:phải|cần|yêu cầu) (?:nộp|xuất trình|có|bản giấy)", re.IGNORECASE)
_PAPERS = (
    "thẻ căn cước", "căn cước công dân", "giấy khai sinh", "giấy chứng nhận kết hôn",
    "giấy xác nhận tình trạng hôn nhân", "thẻ bảo hiểm y tế", "sổ bảo hiểm xã hội",
    "giấy phép lái xe", "giấy khám sức khỏe", "phiếu lý lịch tư pháp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing on which the two differ.

    Attributes:
        code: national code.
        about: ``time_limit``, ``fee``, ``dossier`` or ``level``.
        ours: what our facts say, shortly.
        portal: what the portal's record says, shortly.
    """

    code: str
    about: str
    ours: str
    portal: str


def find_conflicts(ours: Iterable[Entry], portal: Iterable[Entry], day: date) -> list[Conflict]:
    """Compare our entries with the portal's of the same codes.

    Args:
        ours: curated entries; only their facts of high certainty count.
        portal: the portal's records, as imported.
        day: the day for which ours have to hold.
    """
    theirs = {entry.key: entry for entry in portal}
    return [
        conflict
        for entry in ours
        if entry.key in theirs
        for conflict in _between(entry, theirs[entry.key], day)
    ]


def _between(ours: Entry, portal: Entry, day: date) -> Iterator[Conflict]:
    current = [f for f in ours.facts if f.holds_on(day)]
    sure = [f for f in current if f.certainty is Certainty.HIGH]
    if any(f.facet is Facet.TIME_LIMIT for f in sure):
        yield from _numbers(ours.key, Facet.TIME_LIMIT, _durations, current, portal)
    if any(f.facet is Facet.FEE for f in sure) and not _is_set_locally(current):
        yield from _numbers(ours.key, Facet.FEE, _amounts, current, portal)
    papers = [f.text for f in portal.facts if f.facet is Facet.DOSSIER]
    book = next((text for text in papers if HOUSEHOLD_BOOK.search(text)), None)
    if book and not _NOT_ASKED.search(book):
        yield Conflict(ours.key, Facet.DOSSIER.value, "sổ hộ khẩu, sổ tạm trú: không còn", book)
    for paper in _no_longer_asked(sure):
        listed = next((text for text in papers if _asks(text, paper)), None)
        if listed:
            yield Conflict(ours.key, Facet.DOSSIER.value, f"{paper}: không phải nộp", listed)
    text = " ".join((*portal.levels, *(f.text for f in portal.facts), portal.full_text))
    district = DISTRICT.search(text)
    if district:
        level = ", ".join(ours.levels) or "không còn cấp huyện"
        yield Conflict(ours.key, "level", level, f"nhắc “{district[0]}”")


def _numbers(
    code: str,
    facet: Facet,
    read: Callable[[str], Iterator[str]],
    current: Iterable[Fact],
    portal: Entry,
) -> Iterator[Conflict]:
    """Compare the numbers of one facet; the portal's that we don't have are a conflict."""
    ours = {n: None for f in current if f.facet in (facet, Facet.SUMMARY) for n in read(f.text)}
    theirs = {n: None for f in portal.facts if f.facet is facet for n in read(f.text)}
    unknown = [n for n in theirs if n not in ours]
    if ours and unknown:
        yield Conflict(code, facet.value, "; ".join(ours), "; ".join(unknown))


def _is_set_locally(current: Iterable[Fact]) -> bool:
    """Tell whether a fee is left to the provinces: then no one amount is right."""
    return any(f.facet is Facet.FEE and _LOCAL.search(f.text) for f in current)


def _durations(text: str) -> Iterator[str]:
    for number, unit in _DURATION.findall(text):
        yield f"{int(number)} {unit.lower()}"
    if _SAME_DAY.search(text):
        yield from sorted(_WITHIN_THE_DAY)


def _amounts(text: str) -> Iterator[str]:
    for number in _AMOUNT.findall(text):
        yield f"{int(re.sub('[.,]', '', number)):,} đồng".replace(",", ".")
    if _FREE.search(text):
        yield "0 đồng"


def _no_longer_asked(sure: Iterable[Fact]) -> Iterator[str]:
    """Give the papers that our facts say need not be filed."""
    said = " ".join(
        f"{f.case or ''} {f.text}".lower()
        for f in sure
        if f.facet in (Facet.DOSSIER, Facet.SUMMARY) and _NOT_ASKED.search(f"{f.case} {f.text}")
    )
    yield from (paper for paper in _PAPERS if paper in said)


def _asks(listed: str, paper: str) -> bool:
    """Tell whether a paper on the portal's list is this one, asked for without an exception.

    A form that names it ("đơn đề nghị cấp giấy phép lái xe") is not it.
    """
    is_form = _FORM.match(listed.strip(" -+*"))
    return fold(paper) in fold(listed) and not is_form and not _NOT_ASKED.search(listed)
