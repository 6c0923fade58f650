"""How the evidence adds up: a linear score whose weights are learnt, kept beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.evidence import FEATURES

WEIGHTS_FILE = Path(__file__).with_name("ranking.json")


class Ranking:
    """A linear score over ``evidence.FEATURES``.

    Args:
        weights: weight of each feature; what is not named counts nothing.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
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


RANKING = Ranking(json.loads(WEIGHTS_FILE.read_text(encoding="ascii"))["weights"])
