"""The model that tells intents apart. Knows no Rasa: ``bot.evaluate`` trains it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.cues import cues, without_figures
from bot.vietnamese import shape, words

HEAD, TAIL = 1500, 500  # characters
"""What of a long message is looked at: how it begins and how it ends."""

SHARPNESS = 3.2  # docs/decisions/0017
"""Turns distances from the planes into confidences; least cross-entropy in cross-validation."""

_BY_SPACES: dict[str, Any] = {"token_pattern": r"\S+", "sublinear_tf": True, "dtype": np.float32}


@dataclass(frozen=True)
class IntentModel:
    """A linear support vector machine, one against the rest, over tf-idf weighted counts.

    Attributes:
        vectorizers: one for each view of a message, see ``_views``.
        weights: shape (features, intents), float32.
        bias: shape (intents,).
        intents: names, in the order of the columns.
        exact: shadow of an example → its intent, where it has only one.
    """

    vectorizers: list[Any]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    intents: list[str]
    exact: dict[str, str]

    def likely(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give confidences, shape (texts, intents); a row sums to 1."""
        columns = zip(*(_views(text) for text in texts), strict=True)
        counted = [v.transform(c) for v, c in zip(self.vectorizers, columns, strict=True)]
        margins = (csr_matrix(hstack(counted)) @ self.weights + self.bias) * SHARPNESS
        odds = np.exp(margins - margins.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Give every intent with its confidence, the likeliest first.

        A text that is an example word for word has that example's intent with certainty.
        """
        known = self.exact.get(_views(text)[0])
        if known is not None:
            others = [(name, 0.0) for name in self.intents if name != known]
            return [(known, 1.0), *others]
        confidences = self.likely([text])[0]
        order = np.argsort(-confidences)
        return [(self.intents[i], float(confidences[i])) for i in order]


def fit(texts: Sequence[str], intents: Sequence[str], c: float = 1.0) -> IntentModel:
    """Learn from examples.

    Args:
        texts: cleaned messages.
        intents: the intent of each; three or more different ones.
        c: inverse strength of regularisation, above 0.
    """
    views = list(zip(*(_views(text) for text in texts), strict=True))
    vectorizers = [
        TfidfVectorizer(**_BY_SPACES, ngram_range=(1, 3)),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, dtype=np.float32
        ),
        TfidfVectorizer(**_BY_SPACES, ngram_range=(1, 2), min_df=2),
        TfidfVectorizer(**_BY_SPACES, norm=None, use_idf=False, binary=True),
    ]
    counted = [v.fit_transform(view) for v, view in zip(vectorizers, views, strict=True)]
    sizes = Counter(intents)
    largest = max(sizes.values())
    # Halfway (on a log scale) between leaving the sizes as they are and making them equal.
    weight = {intent: (largest / size) ** 0.5 for intent, size in sizes.items()}
    machine = LinearSVC(C=c, tol=1e-3, class_weight=weight, random_state=42)
    machine.fit(csr_matrix(hstack(counted)), list(intents))
    return IntentModel(
        vectorizers=vectorizers,
        weights=np.ascontiguousarray(machine.coef_.T, dtype=np.float32),
        bias=machine.intercept_.astype(np.float32),
        intents=[str(name) for name in machine.classes_],
        exact=_exact(views[0], intents),
    )


def _exact(shadows: Sequence[str], intents: Sequence[str]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for shadow, intent in zip(shadows, intents, strict=True):
        found.setdefault(shadow, set()).add(intent)
    return {shadow: next(iter(i)) for shadow, i in found.items() if shadow and len(i) == 1}


def _views(text: str) -> tuple[str, str, str, str]:
    """Give a message as shadow words, the same for letters, words as typed, and cues."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]} {text[-TAIL:]}"
    found = words(without_figures(text))
    shadow = " ".join(shape(word) for word, _ in found)
    return shadow, shadow, " ".join(word for word, _ in found), " ".join(cues(text)) or "xxnone"
