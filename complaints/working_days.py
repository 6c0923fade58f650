"""Working days in Vietnam: weekends, public holidays, and the days that are made up for.

The package ``holidays`` knows the public holidays and the exchanges of working days that were
announced (22/08/2026 for 31/08/2026). An exchange that it does not know yet stands in
``working_days.yml`` with its source, until a newer package has it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays
import yaml

EXTRA_FILE = Path(__file__).with_name("working_days.yml")
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Tell whether offices work on a day."""
    off, worked = _extra()
    if day in worked:
        return True
    if day in off:
        return False
    calendar = _calendar()
    holiday = day in calendar  # also makes the calendar know that year
    if day in calendar.weekend_workdays:
        return True
    return not holiday and day.weekday() < _SATURDAY


def add_working_days(start: date, count: int) -> date:
    """Give the day on which so many working days have passed; the first day does not count.

    Args:
        start: the day of the event.
        count: at least 1.
    """
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def add_days(start: date, count: int) -> date:
    """Give the day so many days later, or the next working day if that is none."""
    day = start + timedelta(days=count)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


@cache
def _extra() -> tuple[frozenset[date], frozenset[date]]:
    rows = yaml.safe_load(EXTRA_FILE.read_text(encoding="utf-8")) or []
    off = frozenset(row["day"] for row in rows if row["kind"] == "off")
    return off, frozenset(row["day"] for row in rows if row["kind"] == "worked")
