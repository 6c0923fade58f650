"""Dates as people say them: "hôm kia", "sáng thứ hai tuần trước", "12/11".

A day is given only where the words leave no doubt; the words are kept in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from complaints.folding import fold

_DAYS_BACK_AT_MOST = 183  # "28/12" said in January is last year's; "25/11" said on 24/11 is a slip

_AGO: tuple[tuple[str, int], ...] = (
    (r"hom kia|bua kia|h kia|hkia", 2),
    (r"hom qua|bua qua|h qua|hqua|hom wa|(?:sang|trua|chieu|toi|dem) qua", 1),
    (r"(?<!may )(?:hom|bua) (?:nay|ni)|h nay|hnay|(?:sang|trua|chieu|toi) (?:nay|ni)", 0),
    (r"vua nay|hoi nay|luc nay|ban nay|vua xong", 0),
)
_THREE_DAYS = re.compile(r"hôm kìa|bữa kìa")
_FUTURE = re.compile(
    r"\b(?:ngay mai|sang mai|trua mai|chieu mai|toi mai|hom mai|ngay kia"
    r"|(?:tuan|thang|nam) (?:sau|toi))\b"
)
_NUMBERS = {w: i for i, w in enumerate("khong mot hai ba bon nam sau bay tam chin muoi".split())}
_DAYS_AGO = re.compile(r"\b(?:cach day )?(\d{1,3}|[a-z]+) (?:ngay|hom) (truoc|nay|roi)\b")
_SINCE = re.compile(r"\bcach day (\d{1,3}|[a-z]+) (?:ngay|hom)\b")
_WEEKDAY = re.compile(
    r"\b(?:(?:thu|t) ?(hai|ba|tu|nam|sau|bay|[2-7])|(chu nhat|cn))\b(?: (tuan [a-z]+(?: nua)?))?"
)
_WEEK_BEFORE = re.compile(r"\b(tuan [a-z]+),? (?:(?:sang|trua|chieu|toi|dem) )?$")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_NUMERIC = re.compile(
    r"(?<![\d/.\-])(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?(?![\d/.\-]\d)"
)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORDED = re.compile(r"\bngay (?:mung )?(\d{1,2})(?: thang (\d{1,2})(?: nam (\d{4}))?)?(?!\d)")


class WhenRefused(ValueError):
    """The words name a day on which nothing can have happened yet or ever."""


class FutureDay(WhenRefused):
    """The day is still to come."""


class NoSuchDay(WhenRefused):
    """The calendar has no such day (31/02)."""


@dataclass(frozen=True, slots=True)
class When:
    """When something happened.

    Attributes:
        words: as the person said it.
        day: the day, only if the words leave no doubt.
    """

    words: str = field(repr=False)
    day: date | None


def parse(words: str, today: date) -> When:
    """Read when something happened.

    Args:
        words: as typed, with or without accents.
        today: the day on which it is said, in Vietnam.

    Raises:
        FutureDay: the day is after ``today``.
        NoSuchDay: the calendar has no such day.
    """
    folded = fold(words)
    for step in _STEPS:
        day = step(words.lower(), folded, today)
        if day is not None:
            if day > today:
                raise FutureDay
            return When(words, day)
    if _FUTURE.search(folded):
        raise FutureDay
    return When(words, None)


def _written(_words: str, folded: str, today: date) -> date | None:
    """Read 2026-11-12, 12/11/2026, 12/11, "ngày 12 tháng 11"."""
    if iso := _ISO.search(folded):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if found := _NUMERIC.search(folded) or _WORDED.search(folded):
        number, month, year = int(found[1]), found[2], found[3]
        if month is None:
            return _last_such(number, None, today)
        if year is None:
            return _last_such(number, int(month), today)
        return _day(int(year) + (2000 if len(year) == 2 else 0), int(month), number)
    return None


def _last_such(number: int, month: int | None, today: date) -> date | None:
    """Give the last such day; without a month only this month's, and only if it is past."""
    if month is None:
        return _day(today.year, today.month, number) if number <= today.day else None
    this_year = _day(today.year, month, number, or_year=today.year - 1)
    if this_year <= today:
        return this_year
    earlier = _day(today.year - 1, month, number, or_year=today.year)
    return earlier if (today - earlier).days <= _DAYS_BACK_AT_MOST else this_year


def _day(year: int, month: int, number: int, or_year: int | None = None) -> date:
    for candidate in (year, or_year):
        try:
            return date(candidate or year, month, number)
        except ValueError:
            continue
    raise NoSuchDay


def _counted(_words: str, folded: str, today: date) -> date | None:
    """Read "3 ngày trước", "cách đây hai ngày"."""
    found = _SINCE.search(folded) or _DAYS_AGO.search(folded)
    if not found:
        return None
    number = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1])
    return today - timedelta(days=number) if number is not None else None


def _weekday(_words: str, folded: str, today: date) -> date | None:
    """Read "thứ hai tuần trước", "chủ nhật", "thứ 6 tuần này"."""
    found = _WEEKDAY.search(folded)
    if not found:
        return None
    before = _WEEK_BEFORE.search(folded[: found.start()])
    name, week = found[1], found[3] or (before and before[1])
    weekday = 6 if found[2] else int(name) - 2 if name.isdigit() else _WEEKDAYS[name]
    monday = today - timedelta(days=today.weekday())
    if week in {"tuan truoc", "tuan qua", "tuan roi"}:
        return monday + timedelta(days=weekday - 7)
    if week == "tuan nay":
        return monday + timedelta(days=weekday)
    if week in {"tuan sau", "tuan toi"}:
        return monday + timedelta(days=weekday + 7)
    if week or weekday == today.weekday():
        return None  # today or a week ago: not certain
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def _near(words: str, folded: str, today: date) -> date | None:
    """Read "hôm nay", "tối qua", "hôm kia"."""
    if _THREE_DAYS.search(words):
        return today - timedelta(days=3)
    for pattern, days in _AGO:
        if re.search(rf"\b(?:{pattern})\b", folded):
            return today - timedelta(days=days)
    return None


_STEPS: tuple[Callable[[str, str, date], date | None], ...] = (_written, _counted, _weekday, _near)
