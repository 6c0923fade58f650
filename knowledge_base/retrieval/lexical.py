"""BM25 over accent-folded words and word pairs, written for one query at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.text import bigrams

_K1 = 1.2
_B = 0.6
PAIR_WEIGHT = 0.7  # of a word pair beside a word


class LexicalIndex:
    """Postings with ready BM25 weights.

    Args:
        vocabulary: row of each term.
        starts: where each term's postings start; shape (terms + 1,).
        documents: document numbers, ascending within a term; shape (postings,).
        weights: BM25 weight of the term in the document, idf included; shape (postings,).
        idf: inverse document frequency by term; shape (terms,).
        size: number of documents.
    """

    def __init__(  # noqa: PLR0913 - the arrays of one index
        self,
        vocabulary: Mapping[str, int],
        starts: NDArray[np.int64],
        documents: NDArray[np.int32],
        weights: NDArray[np.float32],
        idf: NDArray[np.float32],
        size: int,
    ) -> None:
        self._vocabulary = dict(vocabulary)
        self._starts = starts
        self._documents = documents
        self._weights = weights
        self._idf = idf
        self.size = size
        self._unseen = float(np.log1p(size)) if size else 1.0

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> LexicalIndex:
        """Index documents given as folded words."""
        counts = [Counter(terms_of(d)) for d in documents]
        lengths = np.array([sum(c.values()) for c in counts], dtype=np.float64)
        average = float(lengths.mean()) if len(counts) else 1.0
        postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for term, times in count.items():
                postings[term].append((number, times))
        vocabulary = {term: row for row, term in enumerate(sorted(postings))}
        starts = np.zeros(len(vocabulary) + 1, dtype=np.int64)
        idf = np.zeros(len(vocabulary), dtype=np.float32)
        all_documents: list[NDArray[np.int32]] = []
        all_weights: list[NDArray[np.float32]] = []
        for term, row in vocabulary.items():
            numbers = np.array([n for n, _ in postings[term]], dtype=np.int32)
            frequency = np.array([t for _, t in postings[term]], dtype=np.float64)
            idf[row] = np.log1p((len(counts) - len(numbers) + 0.5) / (len(numbers) + 0.5))
            norm = _K1 * (1 - _B + _B * lengths[numbers] / (average or 1.0))
            weight = idf[row] * frequency * (_K1 + 1) / (frequency + norm)
            all_documents.append(numbers)
            all_weights.append(weight.astype(np.float32))
            starts[row + 1] = starts[row] + len(numbers)
        return cls(
            vocabulary,
            starts,
            np.concatenate(all_documents) if all_documents else np.zeros(0, np.int32),
            np.concatenate(all_weights) if all_weights else np.zeros(0, np.float32),
            idf,
            len(counts),
        )

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """Score every document against folded words; shape (size,), 0 = nothing in common."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term in dict.fromkeys(terms_of(tokens)):
            row = self._vocabulary.get(term)
            if row is None:
                continue
            span = slice(self._starts[row], self._starts[row + 1])
            factor = PAIR_WEIGHT if "_" in term else 1.0
            scores[self._documents[span]] += self._weights[span] * factor
        return scores

    def idf(self, term: str) -> float:
        """Give how telling a term is; an unseen one tells most."""
        row = self._vocabulary.get(term)
        return float(self._idf[row]) if row is not None else self._unseen

    def to_arrays(self) -> dict[str, Any]:
        """Give the arrays of a snapshot."""
        return {
            "vocabulary": np.array(list(self._vocabulary), dtype=np.str_),
            "starts": self._starts,
            "documents": self._documents,
            "weights": self._weights,
            "idf": self._idf,
            "size": np.array(self.size),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> LexicalIndex:
        """Read the arrays of ``to_arrays``."""
        vocabulary = {str(term): row for row, term in enumerate(arrays["vocabulary"])}
        return cls(
            vocabulary,
            arrays["starts"],
            arrays["documents"],
            arrays["weights"],
            arrays["idf"],
            int(arrays["size"]),
        )


def terms_of(tokens: Sequence[str]) -> list[str]:
    """Give the words and neighbouring pairs that are indexed."""
    return [*tokens, *bigrams(tokens)]
