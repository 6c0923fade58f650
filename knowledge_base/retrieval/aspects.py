"""What people ask of every procedure and few cards hold: a penalty, a tax."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge_base.retrieval.normalise import Query


@dataclass(frozen=True, slots=True)
class Aspect:
    """One such thing.

    Attributes:
        asked: how a question asks for it, its accents restored.
        told: what a line of a card says that tells it.
        sentence: name of the sentence for cards that do not.
    """

    asked: re.Pattern[str]
    told: re.Pattern[str]
    sentence: str

    def is_told(self, line: str) -> bool:
        """Tell whether a line of a card speaks of it."""
        return self.told.search(line.lower()) is not None


_ASPECTS = (
    Aspect(
        re.compile(r"\bphạt\b|\b(?:bị|bi) phat\b"),
        re.compile(r"\b(?:bị|mức|tiền) phạt\b|\bphạt (?:tiền|từ|\d)"),
        "answer_penalty_not_in_record",
    ),
    Aspect(re.compile(r"\bthuế\b"), re.compile(r"\bthuế\b"), "answer_tax_not_in_record"),
)


def aspect_of(query: Query) -> Aspect | None:
    """Give the aspect that a question asks for; None for most."""
    words = " ".join(query.written)
    return next((aspect for aspect in _ASPECTS if aspect.asked.search(words)), None)
