"""Days of a month that are said without it: "bữa 25" is this month's 25th, or last month's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from complaints import when
from complaints.folding import fold
from complaints.when import When

_OF_A_MONTH = re.compile(
    r"\b(?:hom|bua|ngay)(?: mung)? (\d{1,2})\b(?! ?(?:[/.\-]\d|h\b|gio\b|ngay\b|thang\b|nguoi\b"
    r"|lan\b|phut\b))"
)


def parse(words: str, today: date) -> When:
    """Read when something happened, as ``complaints.when`` does, and such days besides.

    Args:
        words: as typed, with or without accents.
        today: the day on which it is said, in Vietnam.

    Raises:
        WhenRefused: the day is still to come, or there is none such.
    """
    found = when.parse(words, today)
    said = _OF_A_MONTH.search(fold(words)) if found.day is None else None
    return found if said is None else replace(found, day=_last(int(said[1]), today))


def _last(number: int, today: date) -> date | None:
    """Give the last day of this number, in this month or the one before."""
    for month in (today, today.replace(day=1) - timedelta(days=1)):
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if day <= today:
            return day
    return None
