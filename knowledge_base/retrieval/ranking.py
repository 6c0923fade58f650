"""How the evidence adds up: weights and thresholds, learnt by ``bench/train_ranking.py``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.evidence import FEATURES

WEIGHTS_FILE = Path(__file__).with_name("ranking.json")


class Ranking:
    """A linear score over ``evidence.FEATURES``, and how far its best can be trusted.

    Args:
        weights: weight of each feature; what is not named counts nothing.
        confidence: logistic regression, bias first, over ``confidence_features``.
        sure: probability from which the best is answered from.
        sure_following: the same, where something else was talked about before.
        known: probability below which nothing on record fits.
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        confidence: Sequence[float],
        sure: float,
        sure_following: float,
        known: float,
    ) -> None:
        self.sure = sure
        self.sure_following = sure_following
        self.known = known
        self._confidence = np.asarray(confidence, dtype=np.float64)
        unknown = set(weights) - set(FEATURES)
        if unknown:
            raise ValueError(f"weights for unknown features: {', '.join(sorted(unknown))}")
        self._weights = np.array([weights.get(f, 0.0) for f in FEATURES], dtype=np.float64)

    def scores(self, rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Score rows of features; shape (rows,)."""
        if not rows:
            return np.zeros(0)
        scores: NDArray[np.float64] = np.asarray(rows, dtype=np.float64) @ self._weights
        return scores

    def confidence(self, score: float, next_score: float, features: Sequence[float]) -> float:
        """Give the probability that the best candidate is the right one, 0 to 1.

        Args: see ``confidence_features``.
        """
        row = np.array([1.0, *confidence_features(score, next_score, features)])
        return float(1 / (1 + np.exp(-row @ self._confidence)))


def confidence_features(score: float, next_score: float, features: Sequence[float]) -> list[float]:
    """Describe the best candidate for the question how likely it is right.

    Args:
        score: its score.
        next_score: score of the next one that looks different; 0 if there is none.
        features: its features, in the order of ``evidence.FEATURES``.
    """
    matched, covered, filled, same, _, cosine = features[:6]
    context = features[FEATURES.index("context")]
    lead = min(score - next_score, 0.4)
    return [score, lead, matched, covered, filled, same, cosine, lead * score, context]


def _load(path: Path) -> Ranking:
    document = json.loads(path.read_text(encoding="ascii"))
    return Ranking(
        document["weights"],
        document["confidence"],
        document["sure"],
        document["sure_following"],
        document["known"],
    )


RANKING = _load(WEIGHTS_FILE)
