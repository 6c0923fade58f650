"""Cleaning of what people type, before it is stored or understood."""

from __future__ import annotations

import re
import unicodedata

from connectors.errors import EmptyText, TextTooLong

MAX_CHARACTERS = 4000
"""Longest message taken; a complaint told at length fits, a pasted book does not."""

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_KEPT = frozenset("\n\t\u200d")  # line breaks; the joiner inside emoji sequences

_LONG_NUMBER = re.compile(r"(?<![\w.-])\d(?:[ .-]?\d){11}(?:(?:[ .-]?\d){4,7})?(?![\w-])")
"""An identity number (12 digits) or a bank card (16 to 19), however it is grouped."""

_PHONE = re.compile(r"(?<![\w./-])(?:\+?84|0)(?:[ .-]?\d){9}(?![\w/-])")
"""A mobile number, or a landline with its area code."""

_PLATE = re.compile(
    r"(?<![\w./-])\d{2}[ -]?[A-HK-NPSTUVXYZa-hk-npstuvxyz]{1,2}\d?"
    r"(?:[ .-]?\d{3}\.?\d{2}|-\d{4})(?![\w/-])"
)
"""A registration plate, such as 61A-123.45 or 59X1 12345."""

_MASKED = re.compile(r"(?<!\d)0(?:[ .-]?0){8,}(?!\d)|(?<!\w)00[ -]?X{1,2}0?[ .-]?000?")


def mask_personal_numbers(text: str, *, contact_wanted: bool = False) -> str:
    """Write zeros over personal numbers, so that they are never stored or understood.

    Zeros keep the shape: the dialogue still sees that somebody sent such a number.

    Args:
        text: cleaned words.
        contact_wanted: a complaint is being told, whose words are sealed: telephone numbers and
            plates belong to it. Identity and card numbers never do.
    """
    masked = _LONG_NUMBER.sub(_zeros, text)
    if contact_wanted:
        return masked
    return _PLATE.sub(_zeros, _PHONE.sub(_zeros, masked))


def carries_mask(text: str) -> bool:
    """Tell whether a number was written over in a text."""
    return _MASKED.search(text) is not None


def _zeros(found: re.Match[str]) -> str:
    return re.sub(r"[A-Za-z]", "X", re.sub(r"\d", "0", found[0]))


def clean_text(text: str) -> str:
    """Compose accents (NFC) and drop control, direction, tag and other invisible characters.

    Raises:
        EmptyText: nothing visible is left.
        TextTooLong: more than ``MAX_CHARACTERS`` are left.
    """
    composed = unicodedata.normalize("NFC", text)
    cleaned = "".join(
        c for c in composed if c in _KEPT or unicodedata.category(c) not in _INVISIBLE_CATEGORIES
    ).strip()
    if not cleaned.strip("\u200d \n\t"):
        raise EmptyText
    if len(cleaned) > MAX_CHARACTERS:
        raise TextTooLong
    return cleaned
