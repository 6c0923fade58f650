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


def mask_personal_numbers(text: str) -> str:
    """Write zeros over identity and card numbers, so that they are never stored or understood.

    Zeros keep the shape: the dialogue still sees that somebody sent such a number.
    """
    return _LONG_NUMBER.sub(lambda found: re.sub(r"\d", "0", found[0]), text)


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
