"""How the evidence adds up: weights and thresholds, learned by ``bench/train_ranking.py``.

They are part of a release: a snapshot keeps the ones it was made with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.evidence import FEATURES, FOLLOWING_FEATURES

WEIGHTS_FILE = Path(__file__).with_name("ranking.json")

_LEAD = 0.4  # a lead beyond this says no more
OF_THE_BEST = ("score", "lead", "lead_and_score")
"""What confidence looks at beside features."""


class Ranking:
    """A linear score over features, and how far its best can be trusted.

    Args:
        features: names of the features, in the order of the rows.
        weights: weight of each feature; what is not named counts nothing.
        confidence: logistic regression over ``OF_THE_BEST`` and features, by name, and ``bias``.
        sure: probability from which the best is answered from.
        known: probability below which nothing on record fits.

    Raises:
        ValueError: a weight names no feature.
    """

    def __init__(
        self,
        features: Sequence[str],
        weights: Mapping[str, float],
        confidence: Mapping[str, float],
        sure: float,
        known: float,
    ) -> None:
        self.sure = sure
        self.known = known
        _refuse_unknown(weights, features)
        _refuse_unknown(confidence, (*features, *OF_THE_BEST, "bias"))
        self._weights = np.array([weights.get(f, 0.0) for f in features], dtype=np.float64)
        self._bias = confidence.get("bias", 0.0)
        self._by_best = [confidence.get(name, 0.0) for name in OF_THE_BEST]
        self._by_feature = np.array([confidence.get(f, 0.0) for f in features], dtype=np.float64)

    @classmethod
    def from_json(cls, features: Sequence[str], document: Mapping[str, Any]) -> Ranking:
        """Read one ranking of the file."""
        return cls(
            features,
            document["weights"],
            document["confidence"],
            document["sure"],
            document["known"],
        )

    def scores(self, rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Score rows of features; shape (rows,)."""
        if not rows:
            return np.zeros(0)
        scores: NDArray[np.float64] = np.asarray(rows, dtype=np.float64) @ self._weights
        return scores

    def confidence(self, score: float, next_score: float, features: Sequence[float]) -> float:
        """Give the probability that the best candidate is the right one, 0 to 1.

        Args:
            score: its score.
            next_score: score of the next one that looks different; 0 if there is none.
            features: its features.
        """
        best = zip(self._by_best, described(score, next_score), strict=True)
        logit = self._bias + sum(weight * value for weight, value in best)
        logit += float(np.asarray(features, dtype=np.float64) @ self._by_feature)
        return float(1 / (1 + np.exp(-logit)))


class Rankings:
    """The rankings of a release.

    Attributes:
        alone: for a question on its own.
        by_words: the same, where the encoder was not asked: less is then known, so less
            confidence means as much.
        following: for one that may ask on about what was talked about before.
        following_by_words: the same, where the encoder was not asked.
        document: both as JSON.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.alone, self.by_words = _with_and_without(FEATURES, document["alone"])
        self.following, self.following_by_words = _with_and_without(
            (*FEATURES, *FOLLOWING_FEATURES), document["following"]
        )

    @classmethod
    def learned(cls) -> Rankings:
        """Read the rankings that come with the program."""
        return cls(json.loads(WEIGHTS_FILE.read_text(encoding="ascii")))


def _with_and_without(names: Sequence[str], document: Mapping[str, Any]) -> tuple[Ranking, Ranking]:
    """Read one ranking: where the encoder was asked, and where it was not."""
    by_words = {**document, "sure": document["sure_by_words"]}
    return Ranking.from_json(names, document), Ranking.from_json(names, by_words)


def described(score: float, next_score: float) -> tuple[float, float, float]:
    """Describe the best candidate by ``OF_THE_BEST``: score, lead, and both at once."""
    lead = min(score - next_score, _LEAD)
    return score, lead, lead * score


def _refuse_unknown(weights: Mapping[str, float], known: Iterable[str]) -> None:
    unknown = set(weights) - set(known)
    if unknown:
        raise ValueError(f"weights for unknown features: {', '.join(sorted(unknown))}")
