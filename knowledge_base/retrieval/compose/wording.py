"""Small matters of Vietnamese wording that every part of a reply shares."""

from __future__ import annotations

from datetime import date


def say_day(day: date | None) -> str:
    """Write a date as people here do, ``24/11/2026``; nothing for no date."""
    return day.strftime("%d/%m/%Y") if day else ""


def capital(text: str) -> str:
    """Give the text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Lower the first letter of a text that follows a colon, unless it starts a proper name."""
    first, _, rest = text.partition(" ")
    is_name = first[1:] != first[1:].lower() or rest[:1].isupper()
    return text if is_name else first.lower() + text[len(first) :]


def sentence(text: str) -> str:
    """Give the text with an end mark."""
    return text if text.endswith((".", "!", "?", ":", "…")) else f"{text}."
