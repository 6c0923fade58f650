"""Which words of a question go with which words of the line that answers it.

"Vợ đi một mình được không" shares no word with "hai người cùng có mặt". That the one is answered
by the other is learned from written questions and the lines that answer them
(``bench/train_asking.py``): how much more often than by chance a word or two of a question stands
with a word of its line.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.facets import Facet
from knowledge_base.retrieval.asking import groups_of
from knowledge_base.retrieval.files import replacing
from knowledge_base.retrieval.text import folded_words

STRENGTHS_FILE = Path(__file__).with_name("association.npz")

_GROUP = 2  # words of a question taken together
_LEAST_SEEN = 3  # questions or lines that hold a word, and pairs that hold both
_LEAST = 0.7  # strength from which a pair is kept
_OFTEN = 10  # pairs from which a strength counts in full
_DOUBT = 5  # is added to counts, so that what is rare is not taken for telling

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Associations:
    """How strongly words of questions go with words of lines; a sparse matrix by rows.

    Attributes:
        groups: number of each one or two folded words of a question.
        words: number of each folded word of a line, and of each facet's mark.
        rarity: how much a group counts, shape (groups,).
        starts: where each group's row starts, and the end; shape (groups + 1,).
        columns: words of the rows.
        strengths: logarithm of how much more often than by chance, at least 0.
    """

    groups: dict[str, int]
    words: dict[str, int]
    rarity: Array
    starts: NDArray[np.int32]
    columns: NDArray[np.int32]
    strengths: Array

    def of_lines(self, said: Sequence[str], lines: Sequence[tuple[Facet, str]]) -> Array:
        """Give how strongly a question goes with each line; shape (lines,).

        Args:
            said: words of the question.
            lines: each its facet and text.
        """
        known = {self.groups[g] for g in groups_of(said, _GROUP) if g in self.groups}
        if not known or not lines:
            return np.zeros(len(lines), dtype=np.float32)
        rows = sorted(known)
        strengths = np.zeros((len(rows), len(self.words) + 1), dtype=np.float32)
        for row, group in enumerate(rows):
            there = slice(self.starts[group], self.starts[group + 1])
            strengths[row, self.columns[there]] = self.strengths[there]
        nothing = len(self.words)  # a column of zeros, so that every line has a word
        held = [
            [nothing, *(self.words[w] for w in line_words(*line) if w in self.words)]
            for line in lines
        ]
        bounds = np.cumsum([0, *map(len, held[:-1])])
        strongest = np.maximum.reduceat(strengths[:, np.concatenate(held)], bounds, axis=1)
        rarity = self.rarity[rows]
        return np.asarray(rarity @ strongest / rarity.sum(), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the strengths; readers see the old file or the new one."""
        with replacing(path) as file:
            np.savez_compressed(
                file,
                groups=np.array("\n".join(self.groups)),
                words=np.array("\n".join(self.words)),
                rarity=self.rarity.astype(np.float16),
                starts=self.starts,
                columns=self.columns.astype(np.uint16),
                strengths=self.strengths.astype(np.float16),
            )

    @classmethod
    def load(cls, path: Path) -> Associations:
        """Read strengths."""
        with np.load(path) as file:
            return cls(
                _numbered(str(file["groups"]).split("\n")),
                _numbered(str(file["words"]).split("\n")),
                file["rarity"].astype(np.float32),
                file["starts"],
                file["columns"].astype(np.int32),
                file["strengths"].astype(np.float32),
            )


@cache
def associations() -> Associations:
    """Give the strengths that come with the program."""
    return Associations.load(STRENGTHS_FILE)


def learn_associations(
    answered: Iterable[tuple[Sequence[str], Sequence[tuple[Facet, str]]]],
) -> Associations:
    """Count which words go together.

    Args:
        answered: words of a question and the lines that answer it, each a facet and its text.
    """
    asked, told, both = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    number = 0
    for said, lines in answered:
        groups = set(groups_of(said, _GROUP))
        words = {word for line in lines for word in line_words(*line)}
        asked.update(groups)
        told.update(words)
        both.update((group, word) for group in groups for word in words)
        number += 1
    rows: dict[str, list[tuple[str, float]]] = {}
    for (group, word), count in both.items():
        if count >= _LEAST_SEEN:
            chance = (asked[group] + _DOUBT) * (told[word] + _DOUBT) / max(number, 1)
            strength = math.log((count + 0.5) / chance) * min(1.0, count / _OFTEN)
            if strength >= _LEAST:
                rows.setdefault(group, []).append((word, strength))
    kept = _numbered(sorted(rows))
    words_of_lines = _numbered(sorted({word for row in rows.values() for word, _ in row}))
    pairs = [(words_of_lines[w], s) for group in kept for w, s in sorted(rows[group])]
    return Associations(
        kept,
        words_of_lines,
        np.array([math.log((1 + number) / (1 + asked[g])) for g in kept], dtype=np.float32),
        np.cumsum([0, *(len(rows[group]) for group in kept)], dtype=np.int32),
        np.array([word for word, _ in pairs], dtype=np.int32),
        np.array([strength for _, strength in pairs], dtype=np.float32),
    )


def line_words(facet: Facet, text: str) -> set[str]:
    """Give the folded words of a line, and a mark of its facet."""
    return {*folded_words(text), f"#{facet}"}


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
