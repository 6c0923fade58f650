"""Numbers and days as they are written in Vietnamese."""

from __future__ import annotations

from datetime import date

from django.utils import numberformat


def number(value: float, decimals: int = 0) -> str:
    """Write a number: 1.234,5."""
    return numberformat.format(
        round(value, decimals), ",", decimals, grouping=3, thousand_sep=".", force_grouping=True
    )


def percent(share: float | None) -> str:
    """Write a share of 0..1: 12,3 %; a dash where there is none."""
    return "–" if share is None else f"{number(100 * share, 1)} %"


def milliseconds(value: float | None) -> str:
    """Write a response time: 45 ms or 1,2 giây; a dash where there is none."""
    if value is None:
        return "–"
    return f"{number(value)} ms" if value < 1000 else f"{number(value / 1000, 1)} giây"


def days(first: date, last: date) -> str:
    """Write a day, or the first and last one of several."""
    if first == last:
        return f"{first:%d/%m/%Y}"
    return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"


def short_day(day: date) -> str:
    """Write a day below a chart."""
    return f"{day:%d/%m}"
