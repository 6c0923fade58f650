"""The lines of a card that a question in the middle of a conversation asks about.

"Ba ngoại nộp thay được không" asks for no facet in so many words, and the summary once more would
not answer it. Which line does, and whether any does, is learned from written conversations
(``bench/train_asking.py``): from the words that question and line share or that go together, and
from what the way it asks says of the facet.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.facets import Facet
from contract.reply import Card
from knowledge_base.retrieval.asking import Asked
from knowledge_base.retrieval.compose.association import Associations, associations
from knowledge_base.retrieval.normalise import Query
from knowledge_base.retrieval.search import beginning
from knowledge_base.retrieval.text import fold, folded_words
from knowledge_base.retrieval.trained_encoder import bundled
from knowledge_base.retrieval.vectors import Vector

WEIGHTS_FILE = Path(__file__).with_name("passage.json")

_FACETS = tuple(f for f in Facet if f not in (Facet.SUMMARY, Facet.LEGAL_BASIS))
_LISTED = (Facet.DOSSIER, Facet.STEPS, Facet.CONDITIONS)
"""Of these a card has many lines, so the facet alone says little of one."""
LINE_FEATURES = (
    "alike", "associated", "shares", "shares_written", "in_order", "any_in_order", "facet_named",
    "facet", "facet_odds",
    *(f"is_{facet}" for facet in _FACETS),
)  # fmt: skip
"""What speaks for a line."""
TOLD_FEATURES = (
    "bias", "not_told", "told", "score", "stands_out", "associated", "shares", "shares_written",
    "in_order", "facet_named", "facet", "facet_on_card", "words", "listed_unshared", "alike",
)  # fmt: skip
"""What speaks for the best line answering at all."""

MOST_LINES = 2  # that answer a question
_BESIDE = 0.4  # of the best line's probability, for another one
_MOST_IN_ORDER = 3
_MOST_WORDS = 20
_LINES_AT_HAND = 16_384  # vectors of 512 bytes
_SOFT = 0.01
_OTHERS = 2  # words beside the topic that make a question of its own
_ENDING = 3  # words in which a question says that it is one
_ASKING = frozenset(
    "khong ko k hong hok chua sao gi nao dau may ai ha nhi duoc dc the ra rang mo chi".split()
)
_STEEP = 12.0  # scores live between 0 and 1; their softmax wants them steeper

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card."""

    facet: Facet
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The lines that answer a question best, and how likely they do.

    Attributes:
        lines: one or two, the best first; none where the card has none.
        told: probability that the card tells what is asked, 0 to 1.
    """

    lines: tuple[Line, ...]
    told: float


NOTHING_FOUND = Found((), 0.0)


@dataclass(frozen=True)
class LineRanking:
    """How the evidence for a line adds up.

    Attributes:
        weights: of ``LINE_FEATURES``.
        confidence: logistic regression over ``TOLD_FEATURES``.
        surely: probability from which lines are shown in answer to a first question.
        enough: probability from which they are, in answer to one that asks on.
        perhaps: probability from which they are shown as the nearest there is.
    """

    weights: Array
    confidence: Array
    surely: float
    enough: float
    perhaps: float

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> LineRanking:
        """Read the weights.

        Raises:
            KeyError: a feature has none.
        """
        return cls(
            np.array([document["weights"][name] for name in LINE_FEATURES]),
            np.array([document["confidence"][name] for name in TOLD_FEATURES]),
            document["surely"],
            document["enough"],
            document["perhaps"],
        )

    def find(self, lines: Sequence[Line], rows: Array, query: Query, asked: Asked) -> Found:
        """Rank lines, given their features."""
        if not lines:
            return NOTHING_FOUND
        order, shares = ranked(rows, self.weights)
        described = told_features(rows, rows @ self.weights, query, asked)
        told = float(1 / (1 + math.exp(-float(described @ self.confidence))))
        kept = [n for n in order[:MOST_LINES] if shares[n] >= _BESIDE * shares[order[0]]]
        return Found(tuple(dict.fromkeys(lines[n] for n in kept)), told)


@cache
def line_ranking() -> LineRanking:
    """Give the ranking that comes with the program."""
    return LineRanking.from_json(json.loads(WEIGHTS_FILE.read_text(encoding="ascii")))


def lines_of(card: Card | None) -> tuple[Line, ...]:
    """Give the lines of a card; what it rests on answers no question."""
    if card is None:
        return ()
    return tuple(
        Line(s.facet, item) for s in card.sections if s.facet in _FACETS for item in s.items
    )


def lines_about(
    card: Card | None,
    query: Query,
    asked: Asked,
    known: Iterable[str],
    idf: Callable[[str], float],
) -> Found:
    """Find the lines of a card that answer a question.

    Args:
        card: all that is on record.
        query: the question.
        asked: how it asks.
        known: folded words that say no more than what the card is about.
        idf: how telling a word is.
    """
    lines = lines_of(card)
    return line_ranking().find(lines, line_features(lines, query, asked, known, idf), query, asked)


def line_features(  # noqa: PLR0913 - all that is known of a question
    lines: Sequence[Line],
    query: Query,
    asked: Asked,
    known: Iterable[str],
    idf: Callable[[str], float],
    go_together: Associations | None = None,
) -> Array:
    """Give the features of lines for a question; shape (lines, ``LINE_FEATURES``).

    Args:
        lines: of one card.
        query: the question.
        asked: how it asks.
        known: folded words that say no more than what the card is about.
        idf: how telling a word is.
        go_together: which words go together; what comes with the program when None.
    """
    topic = set(known)
    written = [fold(word) for word in query.written]
    readings = [_weights(words, topic, idf) for words in {query.content, *query.readings}]
    whole = _weights(written, topic, idf)
    pairs = set(pairwise(written))
    strengths = go_together or associations()
    alike = _alike(query, lines)
    associated = strengths.of_lines(query.said, [(line.facet, line.text) for line in lines])
    rows = np.zeros((len(lines), len(LINE_FEATURES)))
    for number, line in enumerate(lines):
        tokens = folded_words(line.text)
        held = set(tokens)
        in_order = len(pairs & set(pairwise(tokens)))
        likely = asked.about_facet(line.facet)
        rows[number] = (
            alike[number],
            associated[number],
            max((_share(reading, held) for reading in readings), default=0.0),
            _share(whole, held),
            min(in_order, _MOST_IN_ORDER),
            float(in_order > 0),
            float(line.facet in query.facets),
            likely,
            math.log(likely + _SOFT),
            *(float(line.facet is facet) for facet in _FACETS),
        )
    return rows


def _alike(query: Query, lines: Sequence[Line]) -> list[float]:
    """Give the cosines of a question with lines; the table of words reads both."""
    asked = bundled().encode_query(beginning(query.telling))
    return [float(asked @ _vector_of(line.text)) for line in lines]


@lru_cache(_LINES_AT_HAND)
def _vector_of(line: str) -> Vector:
    return bundled().encode_query(line)


def told_features(rows: Array, scores: Array, query: Query, asked: Asked) -> Array:
    """Describe the best of some lines by ``TOLD_FEATURES``."""
    order, shares = _in_order(scores)
    best = dict(zip(LINE_FEATURES, rows[order[0]], strict=True))
    return np.array(
        [
            1.0,
            math.log(asked.not_told + _SOFT),
            math.log(1 - asked.not_told + _SOFT),
            scores[order[0]],
            shares[order[0]],
            best["associated"],
            best["shares"],
            best["shares_written"],
            best["in_order"],
            best["facet_named"],
            best["facet"],
            sum(asked.about_facet(facet) for facet in _on_card(rows)),
            min(len(query.written), _MOST_WORDS) / _MOST_WORDS,
            (1.0 - best["shares_written"]) * sum(best[f"is_{facet}"] for facet in _LISTED),
            best["alike"],
        ]
    )


def _on_card(rows: Array) -> list[Facet]:
    """Give the facets that some lines are of."""
    most = rows[:, -len(_FACETS) :].max(axis=0)
    return [facet for facet, there in zip(_FACETS, most, strict=True) if there]


def ranked(rows: Array, weights: Array) -> tuple[list[int], Array]:
    """Give the order of lines, the best first, and the probability of each."""
    return _in_order(rows @ weights)


def _in_order(scores: Array) -> tuple[list[int], Array]:
    odds = np.exp(_STEEP * (scores - scores.max()))
    order = [int(n) for n in np.argsort(-scores, kind="stable")]
    return order, odds / odds.sum()


def _weights(
    words: Iterable[str], topic: set[str], idf: Callable[[str], float]
) -> dict[str, float]:
    return {word: idf(word) for word in words if word not in topic}


def asks_more(written: Sequence[str], content: Sequence[str], known: Iterable[str]) -> bool:
    """Tell whether a question says at least two words that its topic does not.

    Args:
        written: its words, with their accents.
        content: folded words of the question.
        known: folded words that say no more than what is talked about.
    """
    more = set(content) - set(known)
    ends = {fold(word) for word in written[-_ENDING:]}
    return len(more) >= _OTHERS and not ends.isdisjoint(_ASKING)


def _share(weights: Mapping[str, float], held: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in held) / total if total else 0.0
