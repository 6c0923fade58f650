"""How a message asks: on about what was talked about, or not; and after which aspect.

Both are read off its words alone by two linear models that ``bench/train_asking.py`` learns from
written conversations. What they say is evidence for the ranking and for which line of a card is
shown; where it is plain, ``answerer`` and ``decide`` go by it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.facets import Facet
from knowledge_base.retrieval.files import replacing
from knowledge_base.retrieval.text import fold

WEIGHTS_FILE = Path(__file__).with_name("asking.npz")

NOT_TOLD = "not_told"
"""What a question is called, beside the facets, that the record does not answer."""

_LONGEST = 3  # words of a group
_READ_WORDS = 100

Array = NDArray[np.float32]


class Move(StrEnum):
    """What a message does to the conversation."""

    ASKS_ON = "asks_on"
    SIBLING = "sibling"
    ELSEWHERE = "elsewhere"
    OFF_RECORD = "off_record"
    CORRECTS = "corrects"


MOVES = tuple(Move)
ABOUT = (NOT_TOLD, *(facet.value for facet in Facet))


@dataclass(frozen=True, slots=True)
class Asked:
    """How a message asks.

    Attributes:
        moves: probability of each move, in the order of ``MOVES``.
        about: probability that each of ``ABOUT`` is what it asks after.
    """

    moves: tuple[float, ...]
    about: tuple[float, ...]

    def probability(self, move: Move) -> float:
        """Give the probability of a move."""
        return self.moves[MOVES.index(move)]

    @property
    def not_told(self) -> float:
        """Probability that no card would tell it."""
        return self.about[0]

    def about_facet(self, facet: Facet) -> float:
        """Give the probability of a facet, of those questions that a card tells."""
        told = max(1.0 - self.not_told, 1e-6)
        return self.about[ABOUT.index(facet.value)] / told


@dataclass(frozen=True)
class AskingModel:
    """Two linear models over groups of words.

    Attributes:
        groups: number of each group of folded words that is known.
        rarity: how much each counts, shape (groups,).
        weights: of each group for each of ``MOVES`` and then of ``ABOUT``, shape
            (groups, moves + about); float16 in the file.
        bias: of each class, shape (moves + about,).
    """

    groups: dict[str, int]
    rarity: Array
    weights: Array
    bias: Array

    def read(self, written: Sequence[str]) -> Asked:
        """Read a message.

        Args:
            written: its words, with or without accents.
        """
        scores = self.bias
        counted = Counter(n for g in groups_of(written) if (n := self.groups.get(g)) is not None)
        if counted:
            known = np.fromiter(counted, dtype=np.intp, count=len(counted))
            counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
            scores = scores + weighed(counts, self.rarity[known]) @ self.weights[known]
        moves, about = scores[: len(MOVES)], scores[len(MOVES) :]
        return Asked(_probabilities(moves), _probabilities(about))

    def save(self, path: Path) -> None:
        """Write the model; readers see the old file or the new one."""
        with replacing(path) as file:
            np.savez_compressed(
                file,
                classes=np.array(json.dumps([*MOVES, *ABOUT])),
                groups=np.array("\n".join(self.groups)),
                rarity=self.rarity.astype(np.float16),
                weights=self.weights.astype(np.float16),
                bias=self.bias,
            )

    @classmethod
    def load(cls, path: Path) -> AskingModel:
        """Read a model.

        Raises:
            ValueError: it was learned for other classes than this program knows.
        """
        with np.load(path) as file:
            if json.loads(str(file["classes"])) != [*MOVES, *ABOUT]:
                raise ValueError(f"{path.name} was learned for other classes; learn it anew")
            groups = str(file["groups"]).split("\n")
            return cls(
                {group: number for number, group in enumerate(groups)},
                file["rarity"].astype(np.float32),
                file["weights"].astype(np.float32),
                file["bias"].astype(np.float32),
            )


@cache
def asking_model() -> AskingModel:
    """Give the model that comes with the program."""
    return AskingModel.load(WEIGHTS_FILE)


def groups_of(written: Sequence[str], longest: int = _LONGEST) -> list[str]:
    """Give the groups of folded words, with marks where the message begins and ends.

    Only its beginning is read: what is asked stands early, and a long text must not cost more.

    Args:
        written: words of the message.
        longest: words of the longest group; shorter ones are given, too.
    """
    marked = ["<", *(fold(word) for word in written[:_READ_WORDS]), ">"]
    return [
        " ".join(marked[start : start + length])
        for length in range(1, longest + 1)
        for start in range(len(marked) - length + 1)
    ]


def weighed(counts: Array, rarity: Array) -> Array:
    """Weigh how often groups occur by how rare they are; a vector of length 1."""
    values = (1.0 + np.log(counts)) * rarity
    return np.asarray(values / (np.linalg.norm(values) or 1.0), dtype=np.float32)


def _probabilities(scores: Array) -> tuple[float, ...]:
    odds = np.exp(scores - scores.max())
    return tuple((odds / odds.sum()).tolist())
