"""What people ask of every procedure and few cards hold: a penalty, a tax."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge_base.retrieval.normalise import Query


@dataclass(frozen=True, slots=True)
class Aspect:
    """One such thing.

    Attributes:
        asked: how a question asks for it, its accents restored.
        word: stands in every line of a card that tells it.
        sentence: name of the sentence for cards that do not.
    """

    asked: re.Pattern[str]
    word: str
    sentence: str

    def is_told(self, lines: Iterable[str]) -> bool:
        """Tell whether any line of a card speaks of it."""
        return any(self.word in line.lower() for line in lines)


_ASPECTS = (
    Aspect(re.compile(r"\bphạt\b|\b(?:bị|bi) phat\b"), "phạt", "answer_penalty_not_in_record"),
    Aspect(re.compile(r"\bthuế\b"), "thuế", "answer_tax_not_in_record"),
)


def aspect_of(query: Query) -> Aspect | None:
    """Give the aspect that a question asks for; None for most."""
    words = " ".join(query.written)
    return next((aspect for aspect in _ASPECTS if aspect.asked.search(words)), None)
