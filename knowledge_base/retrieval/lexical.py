"""BM25 over accent-folded words and word pairs, written for one query at a time."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.retrieval.text import bigrams

_K1 = 1.2
_B = 0.6
_FREQUENT = 8  # a term that one in 8 documents has is added as a whole column: decision 0018
_BLOCK = 64  # documents of which only the best is looked at first
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
        self._columns: dict[int, NDArray[np.float32]] = {}
        self._unseen = float(np.log1p(size)) if size else 1.0

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> LexicalIndex:
        """Index documents given as folded words; they are read once, one by one."""
        seen: dict[str, int] = {}
        terms, times, different, lengths = array("i"), array("i"), array("i"), array("i")
        for document in documents:
            count = Counter(terms_of(document))
            terms.extend(seen.setdefault(term, len(seen)) for term in count)
            times.extend(count.values())
            different.append(len(count))
            lengths.append(count.total())
        size = len(lengths)
        vocabulary = {term: row for row, term in enumerate(sorted(seen))}
        row_of = np.array([vocabulary[term] for term in seen], dtype=np.int32)
        rows = row_of[np.frombuffer(terms, dtype=np.int32)] if terms else np.zeros(0, np.int32)
        order = np.argsort(rows, kind="stable")
        rows = rows[order]
        numbers = np.repeat(np.arange(size, dtype=np.int32), np.asarray(different))[order]
        having = np.bincount(rows, minlength=len(vocabulary))
        idf = np.log1p((size - having + 0.5) / (having + 0.5)).astype(np.float32)
        return cls(
            vocabulary,
            np.concatenate([[0], np.cumsum(having)]).astype(np.int64),
            numbers,
            _weights(idf[rows], np.asarray(times)[order], np.asarray(lengths), numbers),
            idf,
            size,
        )

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """Score every document against folded words; shape (size,), 0 = nothing in common."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term in dict.fromkeys(terms_of(tokens)):
            row = self._vocabulary.get(term)
            if row is None:
                continue
            factor = np.float32(PAIR_WEIGHT if "_" in term else 1)
            column = self._column(row)
            if column is None:
                span = slice(self._starts[row], self._starts[row + 1])
                np.add.at(scores, self._documents[span], self._weights[span] * factor)
            else:
                scores += column if factor == 1 else column * factor
        return scores

    def summed(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Add up, for every document, the weights of those terms that it has; shape (size,)."""
        sums = np.zeros(self.size)
        for term, weight in weights.items():
            row = self._vocabulary.get(term)
            if row is not None:  # a document stands once among those of a term
                sums[self._documents[self._starts[row] : self._starts[row + 1]]] += weight
        return sums

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """Sum of the idf of the different words of every document; shape (size,)."""
        return self.summed({w: self.idf(w) for w in self._vocabulary if "_" not in w})

    def _column(self, row: int) -> NDArray[np.float32] | None:
        """Give a frequent term's weight in every document; None for the others.

        Such a column is added in one sweep, which costs less than going from document to document.
        Columns are kept: frequent terms are few and come in every question.
        """
        span = slice(self._starts[row], self._starts[row + 1])
        if (span.stop - span.start) * _FREQUENT < self.size:
            return None
        column = self._columns.get(row)
        if column is None:
            column = np.zeros(self.size, dtype=np.float32)
            column[self._documents[span]] = self._weights[span]
            self._columns[row] = column
        return column

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


def top(scores: NDArray[np.float32], count: int) -> list[int]:
    """Give the documents that score highest, best first; equal scores in order of number.

    The count-th best of the maxima of blocks is a bound that no winner lies below, so that only a
    few documents are ever sorted.

    Args:
        scores: of every document, 0 or more.
        count: how many, at least 1; those that score 0 are left out.
    """
    whole = len(scores) - len(scores) % _BLOCK
    bound = np.float32(0)
    if whole // _BLOCK > count:
        maxima = scores[:whole].reshape(_BLOCK, -1).max(axis=0)
        bound = np.partition(maxima, len(maxima) - count)[len(maxima) - count]
    found = np.flatnonzero(scores >= bound if bound > 0 else scores > 0)
    order = np.lexsort((found, -scores[found]))[:count]
    return [int(number) for number in found[order]]


def _weights(
    idf: NDArray[np.float32],
    times: NDArray[np.int32],
    lengths: NDArray[np.int32],
    numbers: NDArray[np.int32],
) -> NDArray[np.float32]:
    """Give the BM25 weight of each posting.

    Args:
        idf: of its term.
        times: how often the term stands in its document.
        lengths: terms of each document.
        numbers: its document.
    """
    average = float(lengths.mean()) if len(lengths) else 1.0
    norms = _K1 * (1 - _B + _B * lengths.astype(np.float64) / (average or 1.0))
    weights = idf * times.astype(np.float64) * (_K1 + 1) / (times + norms[numbers])
    return weights.astype(np.float32)
