"""Where, when and who: the phrases that tell it, found within a sentence of any length.

Pure but for the gazetteer, a table of names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from actions import complaint_days
from actions.complaint_clauses import flat
from actions.complaint_sender import sender_in
from complaints import when
from complaints.drafts import Field
from knowledge_base.retrieval.places import communes_of_today, gazetteer

_SURELY_ACCENTED = re.compile(
    r"[ạảãàáâậầấẩẫăắằặẳẵđèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡùúụủũưừứựửữỳýỵỷỹ]"
)

_PART = r"(?:sang|trua|chieu|toi|dem)"
_DATE = r"\d{1,2}[/.\-]\d{1,2}(?:[/.\-](?:\d{4}|\d{2}))?"
_THAT_WEEK = r"tuan (?:truoc|roi|qua|nay|vua roi)"
_WEEK = rf"(?: (?:{_THAT_WEEK}|vua roi|vua qua|roi))?"
_OF_MONTH = r"(?:dau|giua|cuoi) thang \d{1,2}(?: nam \d{4})?(?!\d)"
_DAY = (
    rf"(?:(?:hom|ngay|bua) )?(?:(?:thu|t) ?(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn)\b{_WEEK}"
    rf"(?:,? \(?(?:ngay )?{_DATE}\)?)?"
    rf"|(?:hom|bua|h) ?(?:qua|kia|nay|ni)\b|{_PART} (?:qua|nay|ni)\b|vua nay|hoi nay|luc nay"
    rf"|ban nay|(?:hom |ngay |bua )?(?<![\d/.\-]){_DATE}(?![\d/\-])"
    r"|(?:ngay|hom|bua) (?:mung )?\d{1,2}(?! ?(?:h|gio|nguoi|lan|phut"
    r"|ngay)\b)(?: thang \d{1,2}(?: nam \d{4})?)?(?!\d)"
    r"|(?:cach day )?(?:\d{1,2}|hai|ba|bon|nam|sau|bay|muoi) (?:ngay|hom) (?:truoc|roi)"
    r"|\d{4}-\d{1,2}-\d{1,2}"
    rf"|{_OF_MONTH}"
)
_CLOCK = (
    r"(?:(?:tu|khoang|luc|hoi|tam|gan|den|toi|tren|hon) )*\d{1,2}"
    r"(?: ?h ?\d{0,2}| ?: ?\d{2}| gio(?: (?:ruoi|kem)?(?: ?\d{1,2})?(?: phut)?)?| ruoi)"
    rf"(?: {_PART}\b)?"
)
_TIME = re.compile(
    rf"\b(?:{_CLOCK}[ ,]+)?(?:{_THAT_WEEK},? )?(?:{_PART}(?: som)? )?(?:{_DAY})"
    rf"(?:[ ,]+(?:{_CLOCK}|(?:vao |luc )?(?:{_PART}|dau gio|cuoi gio)\b(?! (?:qua|nay))))*"
)
_HOUR_ONLY = re.compile(rf"(?:vao )?(?:(?:buoi )?{_PART} )?{_CLOCK}(?:[ ,]+{_CLOCK})*|buoi {_PART}")
_NO_TIME = re.compile(r"\b(?:tôi|tới(?= nay\b)|thu|sang)\b")
_OF_TALKING = re.compile(r"(?:vua|hoi|luc|ban) nay")
_TO_BE = re.compile(r"\b(?:hen|toi|den|cho|han|truoc)(?: \w+)? $")

_CAPITAL = f"[{''.join(c for c in map(chr, range(0x1EFA)) if c.isupper())}]"
"""By its letters: between "à" and "ỹ" there are capitals, too ("Đ", "Ấ")."""
_NAME = rf"{_CAPITAL}[\w’']*(?: (?:{_CAPITAL}[\w’']*|\d{{1,2}}))*"
_KIND = r"(?:[Pp]hường|[Xx]ã|[Tt]hị trấn|[Đđ]ặc khu|[Qq]uận|[Hh]uyện|TP\.?|tp\.?|[PXpx]\.)"
_HOUSE = (
    r"(?:UBND|ubnd|[Uu][ỷỶy] ban(?: nhân dân)?|[Uu]ỷ ban|[Ủủ]y ban(?: nhân dân)?|TT|[Tt]rung tâm"
    r"(?: phục vụ)?|[Hh]ành chính công|HCC|[Bb]ộ phận|[Mm]ột [Cc]ửa|[Cc]ông an|[Tt]rụ sở)"
)
_NAMED = re.compile(
    rf"(?:{_HOUSE} )*{_KIND} ?{_NAME}(?:, (?:(?:[Tt]ỉnh|[Tt]hành phố|TP\.?|[Qq]uận"
    rf"|[Hh]uyện) )?{_NAME})?"
)
TASKS = (
    "ho tich|chung thuc|tu phap|dia chinh|dat dai|tiep nhan(?: ho so)?|tra ket qua|ho khau|cu tru"
    "|bao hiem|thue|xay dung|kinh doanh|lao dong|nhan ho so"
)
"""On folded words, as alternatives: what is done at a counter."""

_DESK = re.compile(
    rf"\b(?:quay|cua|ban|o cua)(?: (?:{TASKS}))?(?: so)? \d{{1,2}}\b|\bquay (?:{TASKS})\b"
)
_COUNTER = re.compile(r"\b(?:quay|ban so|cua so|o cua)\b")

_PERSONS = r"(?:co|chi|anh|ong|ba|chu|bac|cau|o|thang(?: cha)?|nguoi|can bo|nhan vien|cb|nv|bao ve)"
_LOOK = (
    r"(?:ten (?!(?:di|la|luon|cho|nha|nhe|toi|tui|tau|em|minh|va|gi|ai|ma|roi|vao|do|that)\b)"
    r"[a-z]{2,}"
    r"|(?:co|khoang|tam|chung|tren|gan) (?:\w+ ){1,2}tuoi"
    r"|deo (?:kinh|khau trang|the)|toc (?:nhuom |uon )?\w+|mac \w+(?: \w+)?|ao \w+|beo(?: beo)?|map"
    r"|(?<!doan )(?:thanh|trung) nien(?: (?:ngoi|dung)(?: \w+){1,4}?"
    r"(?= (?:de|ma|thi|noi|bat|quat|cu|khong|lai|bao)\b|[,.;]|$))?"
    r"|om nhom|(?:cao|gay) (?:cao|gay|om)|de rau)"
)
_TITLED = re.compile(
    r"\b(?:anh|chị|cô|ông|bà|chú|bác|cậu|thầy)(?: (?:cán bộ|nhân viên))?(?: tên)? "
    r"(?:[A-ZĐ][a-zà-ỹ]+)(?: [A-ZĐ][a-zà-ỹ]+){0,3}(?:,? (?:đeo|tóc|mặc|áo) \w+(?: \w+)?)*"
)
_NOWHERE = (0, 0)
_NEAR = 2  # characters between what belongs together
_KINDS_FLAT = re.compile(r"^(?:.*\b)?(?:phuong|xa|thi tran|dac khu|quan|huyen|tp\.?|[pxq]\.?) ")
_NO_PERSON = re.compile(r"(?:ánh|bá|cở|có|cơ|chỉ|chì|bạc|ống|ảnh hưởng|o\.)(?!\w)")
"""As typed: what without its accents is somebody ("phản ánh" ends as "anh" does)."""

_PERSON = re.compile(rf"\b{_PERSONS}\b(?: \w+){{0,3}}? {_LOOK}(?:,? {_LOOK})*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was.

    Attributes:
        words: as typed.
        office: the part that names the commune; empty where only a counter is told.
        counter: the part that names the counter.
    """

    words: str = field(repr=False)
    office: str = field(repr=False)
    counter: str = field(repr=False)


def facts_in(story: str, today: date) -> Mapping[Field, str]:
    """Give what a story tells of where, when and who; a counter of no office is one, too.

    Args:
        story: as typed.
        today: the day in Vietnam.
    """
    place = place_in(story)
    found = {
        Field.OFFICE: None if place is None else place.words,
        Field.WHEN: time_in(story, today),
        Field.WHO: person_in(story),
    }
    return {name: words for name, words in found.items() if words}


def time_in(words: str, today: date) -> str | None:
    """Give the phrase that says when; None where no day, or more than one, can be meant.

    Args:
        words: a clause or a story, as typed.
        today: the day in Vietnam.
    """
    folded = _for_time(words)
    found = [m for m in _TIME.finditer(folded) if _is_day(folded, m, today)]
    days = {complaint_days.parse(m[0], today).day or m[0] for m in found}
    if len(days) != 1:
        return None
    return max((words[m.start() : m.end()] for m in found), key=len).strip(" ,")


def part_of_month(words: str) -> bool:
    """Tell whether words name the beginning, the middle or the end of a month."""
    return re.search(rf"\b{_OF_MONTH}", flat(words)) is not None


def is_time(words: str, today: date) -> bool:
    """Tell whether words are nothing but a time, be it only an hour."""
    folded = _for_time(words).strip(" ,.")
    return bool(_HOUR_ONLY.fullmatch(folded) or _TIME.fullmatch(folded))


def place_in(words: str) -> Place | None:
    """Give where it was, as a story tells it: the commune, the counter, or both."""
    folded = flat(words)
    office, counter = _named(words, folded), _desk(folded)
    spans = sorted(span for span in (office, counter) if span is not None)
    if not spans:
        return None
    parts = [words[a:b].strip(" ,") if (a, b) != _NOWHERE else "" for a, b in
             (office or _NOWHERE, counter or _NOWHERE)]  # fmt: skip
    if len(spans) == 2 and spans[1][0] - spans[0][1] <= _NEAR:
        spans = [(spans[0][0], max(spans[0][1], spans[1][1]))]
    return Place(", ".join(words[a:b].strip(" ,") for a, b in spans), *parts)


def place_completed(before: str, words: str) -> str | None:
    """Give a place told twice as one: "quầy 2 phường Vỹ Dạ" and then "phường Vỹ Dạ, Huế".

    Returns:
        None where the two are different places.
    """
    old, new = place_in(before), place_in(words)
    if old is None or new is None or not old.office or not new.office:
        return None
    if not (_bare_name(old.office) & _bare_name(new.office)):
        return None
    if new.counter or not old.counter:
        return words
    return f"{new.words}, {old.counter}"


def counter_changed(before: str, words: str) -> str | None:
    """Give a place with another counter; None where words tell more than a counter, or none was.

    Args:
        before: the place as told before.
        words: what is told of it now: "quầy 3".
    """
    old = place_in(before)
    if old is None or not old.office or not is_counter_alone(words):
        return None
    return before.replace(old.counter, words) if old.counter else f"{before}, {words}"


def person_in(words: str) -> str | None:
    """Give who it was, where a story tells a name or looks."""
    sender = sender_in(words)
    if sender is not None:  # who tells their own name is not the one complained about
        words = words[: sender.start] + "_" * (sender.end - sender.start) + words[sender.end :]
    place = place_in(words)
    elsewhere = words.replace(place.office, "_" * len(place.office)) if place else words
    titled = _TITLED.search(elsewhere)
    if titled is not None:
        return titled[0].strip(" ,")
    for found in _PERSON.finditer(flat(words)):
        said = words[found.start() : found.end()].strip(" ,")
        if not _NO_PERSON.match(said.lower()):
            return said
    return None


def is_counter_alone(words: str) -> bool:
    """Tell whether a place told is a counter of no office: what is told next completes it."""
    folded = flat(words)
    return bool(_COUNTER.search(folded)) and _named(words, folded) is None and len(words) <= 40


def _is_day(folded: str, found: re.Match[str], today: date) -> bool:
    if _OF_TALKING.fullmatch(found[0]) or _TO_BE.search(folded[: found.start()]):
        return False
    if re.search(_OF_MONTH, found[0]):
        return True
    try:
        return complaint_days.parse(found[0], today).day is not None
    except when.WhenRefused:
        return False


def _for_time(words: str) -> str:
    """Fold, but for what only without its accents is a word of time: "tôi qua", "thu 2 triệu"."""
    typed = words.lower()
    if not _SURELY_ACCENTED.search(typed):
        return flat(words)
    return flat(_NO_TIME.sub(lambda found: "_" * len(found[0]), typed))


def _named(words: str, folded: str) -> tuple[int, int] | None:
    found = _NAMED.search(words)
    if found is not None:
        return _without_person(found)
    for table in (communes_of_today(), gazetteer()):
        place = table.find(words)
        start = folded.find(flat(place.name)) if place is not None else -1
        if place is not None and start >= 0 and " " in place.name:
            return start, start + len(place.name)
    return None


def _without_person(found: re.Match[str]) -> tuple[int, int]:
    """Leave out what follows the comma unless it is a province: "phường Tân Phú, Anh Hùng"."""
    before, comma, after = found[0].partition(", ")
    provinces = {flat(commune.province) for commune in gazetteer().today()}
    name = flat(after)
    known = any(province.endswith(name) for province in provinces)
    if comma and not known and not re.match(r"(?:tinh|thanh pho|tp|quan|huyen)\b", name):
        return found.start(), found.start() + len(before)
    return found.span()


def _bare_name(office: str) -> set[str]:
    """Give the names in a place, without their kinds: "p. Tân Phú" is "phường Tân Phú"."""
    return {_KINDS_FLAT.sub("", part).strip() for part in flat(office).split(", ")}


def _desk(folded: str) -> tuple[int, int] | None:
    found = _DESK.search(folded)
    return found.span() if found else None
