"""Words of Vietnamese text, with and without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"\w+", re.UNICODE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower-case and drop accents: ``Đăng Ký`` becomes ``dang ky``."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Split into lower-case words, accents kept (NFC)."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def folded_words(text: str) -> list[str]:
    """Split into lower-case words without accents."""
    return _WORD.findall(fold(text))


def bigrams(tokens: Sequence[str]) -> list[str]:
    """Give neighbouring pairs, joined by ``_``."""
    return [f"{a}_{b}" for a, b in pairwise(tokens)]


def has_accents(text: str) -> bool:
    """Tell whether the text carries any Vietnamese accent."""
    lowered = text.lower()
    return fold(lowered) != lowered


class PhraseTable:
    """Finds the longest known phrases in a list of words.

    Args:
        phrases: what each phrase stands for, keyed by the phrase (any accents).
        folded: compare without accents; then the words given must be folded, too.
    """

    def __init__(self, phrases: dict[str, str], *, folded: bool = True) -> None:
        split = folded_words if folded else words
        self._by_words = {tuple(split(p)): meaning for p, meaning in phrases.items()}
        self._longest = max((len(p) for p in self._by_words), default=0)

    def find(self, tokens: Sequence[str]) -> list[tuple[int, int, str]]:
        """Give (start, end, meaning) of non-overlapping phrases, longest first at each place."""
        found = []
        start = 0
        while start < len(tokens):
            for length in range(min(self._longest, len(tokens) - start), 0, -1):
                meaning = self._by_words.get(tuple(tokens[start : start + length]))
                if meaning is not None:
                    found.append((start, start + length, meaning))
                    start += length - 1
                    break
            start += 1
        return found
