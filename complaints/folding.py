"""Comparing words without accents and case.

Not the folding of retrieval: that one keeps what it folded in a cache, and the words of a
complaint must not stay in memory longer than the turn they came in.
"""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower-case, drop accents, single spaces: ``Hôm  Kia`` becomes ``hom kia``."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
