"""The model that tells intents apart. Knows no Rasa: ``bot.evaluate`` trains it alone."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.cues import cues, without_figures
from bot.opinion import Opinion
from bot.vietnamese import fold, shape, words

HEAD, TAIL = 1500, 500  # characters
"""What of a long message is looked at: how it begins and how it ends."""

FEW_WORDS = 2
"""In no more than these, accents alone may part one meaning from another."""

UNSURE = 0.5
"""Where the counts are less confident than this, the second opinion is asked (0040)."""

SHARPNESS = 3.2  # docs/decisions/0020
"""Turns distances from the planes into confidences; least cross-entropy in cross-validation."""

T = TypeVar("T")
Views = tuple[str, str, str, str]
"""A message as shadow words, the same for letters, words as typed, and cues."""

_SPACES: dict[str, Any] = {"token_pattern": r"\S+", "dtype": np.float32}
_LETTERS = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5)).build_analyzer()


@dataclass(frozen=True)
class Counted:
    """One view of messages as weighted counts.

    scikit-learn counts the training data; its ``transform`` takes a millisecond for a single
    message, and its objects take 130 MB to read back from a file.

    Attributes:
        terms: term → its number.
        idf: weight of each term, float32, or None where a term counts once or not at all.
        analyse: gives the terms of a text.
    """

    terms: dict[str, int]
    idf: NDArray[np.float32] | None
    analyse: Callable[[str], list[str]]

    def row(self, view: str) -> tuple[list[int], NDArray[np.float32]]:
        """Give the numbers of the known terms of a text, and their weights, of length one."""
        found = Counter(t for t in self.analyse(view) if t in self.terms)
        numbers = [self.terms[term] for term in found]
        if self.idf is None:
            return numbers, np.ones(len(numbers), np.float32)
        counts = np.fromiter(found.values(), np.float32, len(found))
        weights = (1 + np.log(counts)) * self.idf[numbers]
        return numbers, weights / (np.linalg.norm(weights) or 1)


@dataclass(frozen=True)
class IntentModel:
    """A linear support vector machine, one against the rest, over tf-idf weighted counts.

    Attributes:
        views: one for each view of a message, see ``_views``.
        weights: for each view, shape (terms, intents), float32.
        bias: shape (intents,), float32.
        intents: names, in the order of the columns.
        exact: an example → its intent, where it has only one; as typed, and without accents.
    """

    views: list[Counted]
    weights: list[NDArray[np.float32]]
    bias: NDArray[np.float32]
    intents: list[str]
    exact: dict[str, str]

    def likely(self, text: str) -> NDArray[np.float32]:
        """Give the confidence of each intent, shape (intents,); they sum to 1."""
        margins = self.bias.copy()
        for counted, weights, view in zip(self.views, self.weights, _views(text), strict=True):
            numbers, values = counted.row(view)
            margins += values @ weights[numbers]
        odds = np.exp((margins - margins.max()) * SHARPNESS)
        return odds / odds.sum()

    def rank(self, text: str, opinion: Opinion | None = None) -> list[tuple[str, float]]:
        """Give every intent with its confidence, the likeliest first.

        A text that is an example word for word has that example's intent with certainty. In few
        words accents count, where there are any: "dừng" (stop) is not "đúng" (right), though both
        are "dung".

        Args:
            text: the cleaned message.
            opinion: asked where the counts are unsure, if at least half of the words are known:
                letters that are no words mean nothing, whatever they look like to an encoder.
        """
        shadow, _, typed, _ = _views(text)
        known = self.exact.get(typed)
        if known is None and (fold(typed) == typed or shadow.count(" ") >= FEW_WORDS):
            known = self.exact.get(shadow)
        if known is not None:
            others = [(name, 0.0) for name in self.intents if name != known]
            return [(known, 1.0), *others]
        confidences = self.likely(text)
        order = np.argsort(-confidences)
        ranking = [(self.intents[i], float(confidences[i])) for i in order]
        if opinion is None or ranking[0][1] >= UNSURE or not self._knows_half(shadow):
            return ranking
        return opinion.reconsider(ranking, text)

    def _knows_half(self, shadow: str) -> bool:
        known = [word in self.views[0].terms for word in shadow.split()]
        return sum(known) * 2 >= len(known) > 0

    def to_parts(self) -> dict[str, Any]:
        """Give the model as texts and arrays only, to be written to a file."""
        return {
            "terms": ["\n".join(view.terms) for view in self.views],
            "idf": [view.idf for view in self.views],
            "weights": self.weights,
            "bias": self.bias,
            "intents": self.intents,
            "exact": "\n".join(f"{intent}\t{example}" for example, intent in self.exact.items()),
        }

    @classmethod
    def from_parts(cls, parts: dict[str, Any]) -> IntentModel:
        """Put a model together from what ``to_parts`` gave."""
        views = [
            Counted({t: n for n, t in enumerate(terms.split("\n"))}, idf, v.build_analyzer())
            for terms, idf, v in zip(parts["terms"], parts["idf"], _vectorizers(), strict=True)
        ]
        pairs = (line.split("\t") for line in parts["exact"].split("\n") if line)
        exact = {example: intent for intent, example in pairs}
        return cls(views, parts["weights"], parts["bias"], list(parts["intents"]), exact)


def fit(texts: Sequence[str], intents: Sequence[str], c: float = 1.0) -> IntentModel:
    """Learn from examples.

    Args:
        texts: cleaned messages.
        intents: the intent of each; three or more different ones.
        c: inverse strength of regularisation, above 0.
    """
    views = list(zip(*_on_every_core(_views, texts), strict=True))
    vectorizers, counted = zip(*_on_every_core(_count, _vectorizers(), views), strict=True)
    # As liblinear wants them: its threads share them, and must not each make a copy.
    rows = csr_matrix(hstack(counted), dtype=np.float64)
    rows.sum_duplicates()
    names, planes = _one_against_the_rest(rows, intents, c)
    weights = np.ascontiguousarray(planes[:, :-1].T, dtype=np.float32)
    ends = np.cumsum([part.shape[1] for part in counted])[:-1]
    return IntentModel(
        views=[_counted(vectorizer) for vectorizer in vectorizers],
        weights=np.split(weights, ends),
        bias=planes[:, -1].astype(np.float32),
        intents=names,
        exact=_exact([*views[0], *views[2]], [*intents, *intents]),
    )


def _one_against_the_rest(
    rows: csr_matrix, intents: Sequence[str], c: float
) -> tuple[list[str], NDArray[np.float64]]:
    """Find the plane between each intent and all others, on every core.

    Returns:
        The intents, and a row for each: the weights of the terms, then the bias.
    """
    sizes = Counter(intents)
    largest = max(sizes.values())
    names = sorted(sizes)

    def plane(name: str) -> NDArray[np.float64]:
        # Halfway (on a log scale) between leaving the sizes as they are and making them equal.
        weight = {True: (largest / sizes[name]) ** 0.5}
        machine = LinearSVC(C=c, tol=0.1, class_weight=weight, random_state=42)
        machine.fit(rows, [intent == name for intent in intents])
        return np.append(machine.coef_[0], machine.intercept_)

    with ThreadPoolExecutor(os.cpu_count()) as threads:  # liblinear works outside of the GIL
        return names, np.array(list(threads.map(plane, names)))


def _counted(vectorizer: Any) -> Counted:
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.get)
    weighed = isinstance(vectorizer, TfidfVectorizer)
    idf = vectorizer.idf_.astype(np.float32) if weighed else None
    return Counted({t: n for n, t in enumerate(terms)}, idf, vectorizer.build_analyzer())


def _vectorizers() -> list[Any]:
    """Give what counts each view, in the order of ``_views``."""
    return [
        TfidfVectorizer(**_SPACES, ngram_range=(1, 3), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer=_letters, dtype=np.float32, min_df=3, sublinear_tf=True),
        TfidfVectorizer(**_SPACES, ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        CountVectorizer(**_SPACES, binary=True),
    ]


def _letters(text: str) -> list[str]:
    return [group for word in text.split() for group in _letters_of(word)]


@lru_cache(maxsize=20_000)
def _letters_of(word: str) -> tuple[str, ...]:
    # Vietnamese has some seven thousand syllables: each is cut up once, not once a message.
    return tuple(_LETTERS(word))


def _exact(examples: Sequence[str], intents: Sequence[str]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for example, intent in zip(examples, intents, strict=True):
        found.setdefault(example, set()).add(intent)
    return {example: next(iter(i)) for example, i in found.items() if example and len(i) == 1}


def _on_every_core(function: Callable[..., T], *arguments: Sequence[Any]) -> list[T]:
    """Map a function over sequences of the same length, as ``map`` does."""
    # Forked, since what a fresh process would have to import takes longer than the work.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as processes:
        chunk = 1 + len(arguments[0]) // 32
        return list(processes.map(function, *arguments, chunksize=chunk))


def _count(vectorizer: Any, view: Sequence[str]) -> tuple[Any, csr_matrix]:
    return vectorizer, vectorizer.fit_transform(view)


def _views(text: str) -> Views:
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]} {text[-TAIL:]}"
    found = words(without_figures(text))
    shadow = " ".join(shape(word) for word, _ in found)
    return shadow, shadow, " ".join(word for word, _ in found), " ".join(cues(text)) or "xxnone"
