"""Names of entries that stand word for word in a message.

A story is long and shares words with many entries; what is named in it in so many words is mostly
what it is about, and the last thing named what it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge_base.retrieval.surfaces import Surface, SurfaceKind

_FEWEST = 2  # words; one alone names too many things
_LONGEST = 8

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """How one entry is named in a message.

    Attributes:
        weight: of its longest name there, as a share of the longest name of any entry, 0 to 1.
        late: where that ends, as a share of the message, 0 to 1.
    """

    weight: float
    late: float


NOT_NAMED = Named(0.0, 0.0)


class NameIndex:
    """Finds names in messages.

    Args:
        surfaces: of all entries; sample questions are no names.
    """

    def __init__(self, surfaces: Iterable[Surface]) -> None:
        self._entries: dict[Words, set[int]] = {}
        for surface in surfaces:
            name = surface.content
            if surface.kind is not SurfaceKind.QUESTION and _FEWEST <= len(name) <= _LONGEST:
                self._entries.setdefault(name, set()).add(surface.entry)

    def named_in(
        self, readings: Iterable[Sequence[str]], idf: Callable[[str], float]
    ) -> dict[int, Named]:
        """Find the entries that a message names.

        Args:
            readings: folded words of the message without fillers, one way to read it each.
            idf: how telling a word is.

        Returns:
            What each entry named is named by; others are left out. A name inside a longer name
            that is there, too, names nothing.
        """
        best: dict[int, tuple[float, float]] = {}
        for words in readings:
            for start, end in self._places(words):
                name = tuple(words[start:end])
                found = (sum(idf(word) for word in set(name)), end / len(words))
                for entry in self._entries[name]:
                    best[entry] = max(found, best.get(entry, found))
        most = max((weight for weight, _ in best.values()), default=0.0)
        return {entry: Named(weight / most, late) for entry, (weight, late) in best.items()}

    def _places(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Give where names stand, each as its first word and the one after its last."""
        found = [
            (start, start + length)
            for start in range(len(words))
            for length in range(_FEWEST, min(_LONGEST, len(words) - start) + 1)
            if tuple(words[start : start + length]) in self._entries
        ]
        return [
            (start, end)
            for start, end in found
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in found)
        ]
