"""Recognising which office on record somebody means, where there is no doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from complaints.folding import fold
from knowledge_base.models import Office


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office on record."""

    key: str
    name: str


def recognise(words: str) -> KnownOffice | None:
    """Give the one office whose name or area stands in the words; None if none or several."""
    said = fold(words)
    found = [
        KnownOffice(key, name)
        for key, name, area in Office.objects.values_list("key", "name", "area")
        if _stands_in(fold(name), said) or _stands_in(fold(area), said)
    ]
    return found[0] if len(found) == 1 else None


def _stands_in(name: str, said: str) -> bool:
    return bool(name) and re.search(rf"\b{re.escape(name)}\b", said) is not None
