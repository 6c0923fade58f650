"""Softmax regression over groups of words, with numpy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.asking import groups_of, weighed

LEAST_SEEN = 2  # messages that hold a group, for it to count

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Texts:
    """Messages as rows of a sparse matrix.

    Attributes:
        groups: numbers of the groups of all messages, one after the other.
        values: how much each counts.
        starts: where each message starts, and the end.
    """

    groups: NDArray[np.intp]
    values: NDArray[np.float32]
    starts: NDArray[np.intp]


@dataclass(frozen=True)
class Groups:
    """The groups of words that some messages hold.

    Attributes:
        known: number of each group.
        rarity: how much each counts, shape (groups,).
    """

    known: dict[str, int]
    rarity: NDArray[np.float32]

    @classmethod
    def of(cls, messages: Sequence[Sequence[str]]) -> Groups:
        """Collect the groups that more than one message holds; spelt otherwise it is the same."""
        different = {tuple(groups_of(message)) for message in messages}
        holds = Counter(group for groups in different for group in set(groups))
        kept = sorted(group for group, count in holds.items() if count >= LEAST_SEEN)
        seen = np.array([holds[group] for group in kept], dtype=np.float32)
        rarity = np.log((1 + len(messages)) / (1 + seen)) + 1
        return cls({g: n for n, g in enumerate(kept)}, rarity.astype(np.float32))

    def texts(self, messages: Sequence[Sequence[str]]) -> Texts:
        """Turn messages into rows."""
        groups, values, starts = [], [], [0]
        for message in messages:
            counted = Counter(self.known[g] for g in groups_of(message) if g in self.known)
            numbers = np.fromiter(counted, dtype=np.intp, count=len(counted))
            counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
            groups.append(numbers)
            values.append(weighed(counts, self.rarity[numbers]))
            starts.append(starts[-1] + len(numbers))
        return Texts(np.concatenate(groups), np.concatenate(values), np.array(starts))


def scores(texts: Texts, weights: Array, bias: Array) -> Array:
    """Score messages for each class; shape (messages, classes)."""
    parts = weights[texts.groups] * texts.values[:, None]
    sums = np.zeros((len(parts) + 1, weights.shape[1]))
    np.cumsum(parts, axis=0, out=sums[1:])
    given: Array = sums[texts.starts[1:]] - sums[texts.starts[:-1]] + bias
    return given


def probabilities(given: Array) -> Array:
    """Turn scores into probabilities, row by row."""
    odds = np.exp(given - given.max(axis=1, keepdims=True))
    shares: Array = odds / odds.sum(axis=1, keepdims=True)
    return shares


def fit(  # noqa: PLR0913 - what to learn from, and how
    texts: Texts,
    classes: NDArray[np.intp],
    sizes: tuple[int, int],
    counts: Array | None = None,
    *,
    l2: float = 3e-5,
    steps: int = 180,
    rate: float = 0.3,
) -> tuple[Array, Array]:
    """Learn weights and bias by Adam, over all messages at once.

    Args:
        texts: the messages.
        classes: the class of each.
        sizes: number of groups, and of classes.
        counts: how much each message counts; all alike when None.
        l2: how strongly weights are held near zero.
        steps: how many.
        rate: of the first step; it falls to a tenth.
    """
    weights, bias = np.zeros(sizes), np.zeros(sizes[1])
    wanted = np.eye(sizes[1])[classes]
    share = np.ones(len(classes)) if counts is None else counts
    share = (share / share.sum())[:, None]
    lengths = np.diff(texts.starts)
    order = np.argsort(texts.groups, kind="stable")
    sorted_groups = texts.groups[order]
    firsts = np.flatnonzero(np.r_[True, sorted_groups[1:] != sorted_groups[:-1]])
    touched = sorted_groups[firsts]
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (weights, bias)]
    for step in range(1, steps + 1):
        error = (probabilities(scores(texts, weights, bias)) - wanted) * share
        spread = (np.repeat(error, lengths, axis=0) * texts.values[:, None])[order]
        slope = l2 * weights
        slope[touched] += np.add.reduceat(spread, firsts)
        for parameter, gradient, (first, second) in zip(
            (weights, bias), (slope, error.sum(axis=0)), moments, strict=True
        ):
            first += 0.1 * (gradient - first)
            second += 0.01 * (gradient**2 - second)
            size = np.sqrt(second / (1 - 0.99**step)) + 1e-8
            parameter -= rate * (1 - 0.9 * step / steps) * first / (1 - 0.9**step) / size
    return weights, bias
