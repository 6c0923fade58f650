"""Learning with numpy alone: weights of a ranking, a confidence, and the thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.ranking import OF_THE_BEST, described

FOLDS = 5
SCALE = 12.0  # scores live between 0 and 1; the softmax wants them steeper

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question with its candidates.

    Attributes:
        qid: its id; the typed and the bare form share it, and so their fold.
        rows: features of the candidates, shape (candidates, features).
        right: which candidates are right, shape (candidates,).
        labels: what a citizen would read on each candidate.
        inside: whether something on record answers it.
        weight: how much it counts in learning.
        measured: whether thresholds are chosen on it.
    """

    qid: str
    rows: Array
    right: NDArray[np.bool_]
    labels: tuple[str, ...]
    inside: bool = True
    weight: float = 1.0
    measured: bool = True


@dataclass(frozen=True)
class Top:
    """What the best candidate of an example looks like."""

    qid: str
    row: Array
    right: bool
    offered_right: bool
    inside: bool
    weight: float
    measured: bool


def learn(  # noqa: PLR0913 - what to learn from, and what is wanted
    names: Sequence[str],
    looks: Sequence[str],
    examples: Sequence[Example],
    start: dict[str, float],
    wrong_bound: float,
    unasked: Sequence[str],
    kept: float,
) -> dict[str, Any]:
    """Learn one ranking and print what it gives on questions its fold had not seen.

    Args:
        names: the features of the rows.
        looks: features that confidence looks at.
        examples: questions inside and outside of what is on record.
        start: weights to start from and stay near.
        wrong_bound: most wrong answers among those given outright, 0 to 1.
        unasked: features that are dear to have; ``sure_by_words`` is the threshold without them.
        kept: share of those whom choices would help that must be offered them, 0 to 1.
    """
    first = np.array([start.get(name, 0.0) for name in names])
    columns = [list(names).index(name) for name in looks]
    fold_of = _folds([e.qid for e in examples])
    tops: list[Top] = []
    probabilities: list[float] = []
    tops_by_words: list[Top] = []
    by_words: list[float] = []
    dear = [list(names).index(name) for name in unasked]
    for number in range(FOLDS):
        weights = learn_weights([e for e in examples if fold_of[e.qid] != number], first)
        described_ = [top_of(e, weights, columns) for e in examples]
        seen = [t for t in described_ if fold_of[t.qid] != number]
        held = [t for t in described_ if fold_of[t.qid] == number and t.measured]
        tops += held
        confidence = learn_confidence(seen)
        probabilities += list(_probabilities(held, confidence))
        bare = [
            top_of(_without(e, dear), weights, columns)
            for e in examples
            if fold_of[e.qid] == number and e.measured
        ]
        tops_by_words += bare
        by_words += list(_probabilities(bare, confidence))
    sure, known = choose(tops, np.array(probabilities), wrong_bound, kept)
    weights = learn_weights(examples, first)
    confidence = learn_confidence([top_of(e, weights, columns) for e in examples])
    return {
        "weights": {f: round(float(w), 4) for f, w in zip(names, weights, strict=True)},
        "confidence": {
            f: round(float(w), 4)
            for f, w in zip(("bias", *OF_THE_BEST, *looks), confidence, strict=True)
        },
        "sure": round(sure, 3),
        "known": round(known, 3),
        "sure_by_words": _settled(tops_by_words, np.array(by_words), wrong_bound),
    }


def _without(example: Example, columns: Sequence[int]) -> Example:
    rows = example.rows.copy()
    rows[:, columns] = 0.0
    return replace(example, rows=rows)


def _settled(tops: Sequence[Top], p: Array, bound: float) -> float:
    """Choose the threshold from which words alone settle a question, and print what it gives."""
    inside = np.array([t.inside for t in tops])
    right = np.array([t.right for t in tops])
    grid = np.arange(0.4, 0.99, 0.005)
    sure = next((c for c in grid if _wrong_share(p >= c, inside, right) <= bound), 1.0)
    print(
        f"  by words: sure {sure:.3f}: settled {(p[inside] >= sure).mean():.3f} "
        f"(wrong {(~right[(p >= sure) & inside]).mean():.3f})"
    )
    return round(float(sure), 3)


def learn_weights(examples: Sequence[Example], start: Array, l2: float = 0.03) -> Array:
    """Learn a ranking by gradient ascent on the share of probability that is right."""
    usable = [e for e in examples if e.right.any() and not e.right.all()]
    rows = np.concatenate([e.rows for e in usable])
    right = np.concatenate([e.right for e in usable])
    sizes = np.array([len(e.rows) for e in usable])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    counts = np.repeat([e.weight for e in usable], sizes)
    total = sum(e.weight for e in usable)
    weights = start * SCALE
    rate = 0.5
    for _ in range(600):
        scores = rows @ weights
        odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        wanted = np.where(right, odds, 0.0)
        step = wanted / np.repeat(np.add.reduceat(wanted, starts), sizes)
        step -= odds / np.repeat(np.add.reduceat(odds, starts), sizes)
        gradient = rows.T @ (counts * step)
        weights += rate * (gradient / total - l2 * (weights / SCALE - start))
        rate *= 0.997
    return weights / SCALE


def learn_confidence(tops: Sequence[Top], l2: float = 0.01) -> Array:
    """Learn when the best candidate is right; the bias comes first."""
    design = np.column_stack([np.ones(len(tops)), [t.row for t in tops]])
    right = np.array([t.right for t in tops], dtype=np.float64)
    return learn_logistic(design, right, np.array([t.weight for t in tops]), l2)


def learn_logistic(design: Array, right: Array, counts: Array, l2: float = 0.01) -> Array:
    """Learn a logistic regression by Newton's method.

    Args:
        design: what each example looks like, a column of ones first.
        right: 1 or 0 for each.
        counts: how much each counts.
        l2: how strongly weights are held near zero; the first one is free.
    """
    weights = np.zeros(design.shape[1])
    ridge = l2 * counts.sum() * np.eye(len(weights))
    ridge[0, 0] = 0.0
    for _ in range(25):
        p = 1 / (1 + np.exp(-design @ weights))
        hessian = (design.T * (counts * p * (1 - p))) @ design + ridge
        weights += np.linalg.solve(hessian, design.T @ (counts * (right - p)) - ridge @ weights)
    return weights


def top_of(example: Example, weights: Array, columns: Sequence[int]) -> Top:
    """Rank one example and describe its best candidate."""
    scores = example.rows @ weights
    order = np.argsort(-scores, kind="stable")[:30]
    distinct: dict[str, int] = {}
    for i in order:
        distinct.setdefault(example.labels[i], int(i))
    best, *others = distinct.values()
    next_score = float(scores[others[0]]) if others else 0.0
    offered = [best, *others[:3]]
    return Top(
        example.qid,
        np.array([*described(float(scores[best]), next_score), *example.rows[best][columns]]),
        bool(example.right[best]),
        bool(example.right[offered].any()),
        example.inside,
        example.weight,
        example.measured,
    )


def choose(tops: Sequence[Top], p: Array, bound: float, kept: float) -> tuple[float, float]:
    """Choose the thresholds and print what they give on held-out questions."""
    inside = np.array([t.inside for t in tops])
    right = np.array([t.right for t in tops])
    offered = np.array([t.offered_right for t in tops])
    print(
        f"  held out, {inside.sum()} inside: top 1 right {right[inside].mean():.3f}, "
        f"among four choices {offered[inside].mean():.3f}"
    )
    grid = np.arange(0.3, 0.99, 0.005)
    reached = [c for c in grid if _wrong_share(p >= c, inside, right) <= bound]
    # Where no threshold keeps the bound, a wrong answer is taken to cost as much as three right
    # ones are worth.
    worth = [
        float(((p >= c) & inside & right).sum() - 3 * ((p >= c) & inside & ~right).sum())
        for c in grid
    ]
    sure = float(reached[0]) if reached else float(grid[int(np.argmax(worth))])
    # Below `known` nothing is offered: the highest threshold that still offers the right one to
    # nearly everybody whom choices would help.
    helped = (offered & inside).sum()
    known = max(
        (float(c) for c in np.arange(0.0, sure, 0.005) if (offered & inside & (p >= c)).sum()
         >= kept * helped),
        default=0.0,
    )  # fmt: skip
    answered, silent = p >= sure, p < known
    clarified = ~answered & ~silent
    good = (answered & right) | (clarified & offered)
    print(
        f"  sure {sure:.3f} known {known:.3f}: answered {answered[inside].mean():.3f} "
        f"(wrong {(~right[answered & inside]).mean():.3f}), clarified "
        f"{clarified[inside].mean():.3f} (right {offered[clarified & inside].mean():.3f}), "
        f"answered or rightly clarified {good[inside].mean():.3f}"
    )
    if (~inside).any():
        print(
            f"  outside: answered {answered[~inside].mean():.3f}, "
            f"clarified {clarified[~inside].mean():.3f}"
        )
    return sure, known


def _probabilities(tops: Sequence[Top], confidence: Array) -> Array:
    design = np.column_stack([np.ones(len(tops)), [t.row for t in tops]])
    odds: Array = 1 / (1 + np.exp(-design @ confidence))
    return odds


def _folds(qids: Sequence[str]) -> dict[str, int]:
    """Deal questions into folds, the same way every time."""
    order = np.random.default_rng(0).permutation(sorted(set(qids)))
    return {str(qid): i % FOLDS for i, qid in enumerate(order)}


def _wrong_share(
    answered: NDArray[np.bool_], inside: NDArray[np.bool_], right: NDArray[np.bool_]
) -> float:
    chosen = answered & inside
    return float((~right[chosen]).mean()) if chosen.any() else 1.0
